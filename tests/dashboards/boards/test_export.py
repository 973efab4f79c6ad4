"""A board leaves as a table or a picture: what stands on it, said whose and until when."""

import csv
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO

import openpyxl
import pytest
from PIL import Image

from lms.common import clock, workbooks
from lms.common.workbooks import Heading, Number
from lms.dashboards.services.boards import spans
from lms.dashboards.services.boards.laying import kept
from lms.places.models import Unit
from lms.users.services import grants
from tests.dashboards.aims import give
from tests.dashboards.boards.conftest import half, tell
from tests.factories import make_commune
from tests.people import make_person, sign_in

pytestmark = pytest.mark.django_db
NAME, PERIOD, LABEL, FIGURE, ABOVE, BELOW, AIM, PERCENT = 0, 1, 3, 4, 5, 6, 7, 8
GAP, SOURCE, AT = 10, 13, 14


@pytest.fixture
def viewer(client, admin, province):
    person = make_person("Bùi Quang Huy", email="huy@demo.test", password="mat-khau-cua-huy")
    grants.grant(person, "province_viewer", unit=province, by=None)
    sign_in(client, person)
    return person


def book_of(answer):
    """The cells of a workbook row by row, as openpyxl reads them."""
    return [list(row) for row in openpyxl.load_workbook(BytesIO(answer.content)).active.iter_rows()]


def csv_of(answer):
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))


def test_workbook_and_csv_say_what_stands_on_the_board(
    client, viewer, admin, month, held, y_yen, hai_hau
):
    give("SS02", month, (y_yen, 1000), by=admin)
    heads, whole, *rows = csv_of(client.get("/bang/bang.csv?chi-so=SS02"))
    assert len(heads) == len(whole) == 16
    assert (whole[NAME], whole[FIGURE], whole[LABEL]) == ("Tỉnh Ninh Bình", "20", "người đến")
    assert [row[NAME] for row in rows[:2]] == ["Xã Ý Yên", "Xã Hải Hậu"]
    assert (rows[0][FIGURE], rows[0][AIM], rows[0][SOURCE]) == ("14", "1000", "Học số")
    assert rows[0][PERIOD] == month.name
    assert rows[0][AT]
    assert {row[NAME] for row in rows[2:]} == {"Tỉnh Ninh Bình"}  # its months
    assert (heads[FIGURE], heads[AIM], heads[PERCENT]) == (
        "Số (người đến)",
        "Chỉ tiêu (người đến)",
        "Đạt (%)",
    )
    first = book_of(client.get("/bang/bang.xlsx?chi-so=SS02"))[2]
    assert [first[n].value for n in (NAME, FIGURE, AIM)] == ["Xã Ý Yên", 14, 1000]
    assert first[AIM].number_format == "#,##0"
    assert (first[PERCENT].value, first[PERCENT].number_format) == (0.01, "#,##0%")
    assert isinstance(first[AT].value, datetime)
    assert first[AT].number_format == "dd/mm/yyyy hh:mm"


def test_a_share_leaves_as_percent_and_a_gap_below_nought_is_a_number(
    client, viewer, admin, month, y_yen
):
    tell("EX01", month, admin, (y_yen, 301, 400))
    give("EX01", month, (y_yen, 90), by=admin)
    address = f"chi-so=EX01&ky={spans.key(month)}"
    row = next(
        row
        for row in book_of(client.get(f"/bang/bang.xlsx?{address}"))
        if row[0].value == "Xã Ý Yên"
    )
    assert (row[FIGURE].value, row[FIGURE].number_format) == (pytest.approx(0.753), "#,##0.0%")
    assert (row[AIM].value, row[ABOVE].value, row[BELOW].value) == (0.9, 301, 400)
    assert (row[GAP].value, row[GAP].number_format) == (pytest.approx(-14.7), "#,##0.0")
    assert (row[AT].value.date(), row[AT].number_format) == (clock.today(), "dd/mm/yyyy")
    heads, *rows = csv_of(client.get(f"/bang/bang.csv?{address}"))
    told = next(row for row in rows if row[NAME] == "Xã Ý Yên")
    assert (heads[FIGURE], heads[GAP]) == ("Số (%)", "Hơn, kém nhịp (điểm %)")
    assert [told[n] for n in (FIGURE, AIM, GAP)] == ["75.3", "90.0", "-14.7"]


def test_numbers_keep_the_decimals_they_have():
    cells = [
        Number(Decimal("1234.50"), None),
        Number(Decimal(12000), None),
        Number(Decimal("0.125"), 2),
        Number(Decimal(-3), 0),
        date(2026, 11, 30),
        None,
        "-3",
    ]
    body = workbooks.workbook("Bảng", [Heading("Cột", 9)] * len(cells), [cells])
    book = openpyxl.load_workbook(BytesIO(body)).active
    [row] = list(book.iter_rows(min_row=2))
    assert [cell.value for cell in row] == [
        1234.5, 12000, 0.13, -3, datetime(2026, 11, 30), None, "-3",  # noqa: DTZ001
    ]  # fmt: skip
    assert [cell.number_format for cell in row][:5] == [
        "#,##0.0", "#,##0", "#,##0.00", "#,##0", "dd/mm/yyyy",
    ]  # fmt: skip
    assert (row[6].data_type, row[6].quotePrefix) == ("s", True)
    line = workbooks.plain([], [cells]).decode("utf-8-sig").splitlines()[-1]
    assert line == "1234.50,12000,0.13,-3,2026-11-30,,'-3"


def test_what_others_told_leaves_with_their_name_and_day(client, viewer, admin, month, y_yen):
    tell("EX01", month, admin, (y_yen, 30, 40))
    rows = {row[NAME]: row for row in csv_of(client.get("/bang/bang.csv?chi-so=EX01"))[2:]}
    told = rows["Xã Ý Yên"]
    assert (told[ABOVE], told[BELOW], told[SOURCE]) == ("30", "40", "Công an tỉnh")
    assert told[AT] == clock.today().isoformat()
    assert rows["Xã Hải Hậu"][SOURCE] == ""


@pytest.mark.parametrize("sign", ["=", "+", "-", "@"])
def test_a_name_that_looks_like_a_formula_is_a_name(client, viewer, month, province, sign):
    make_commune(f"{sign}HYPERLINK(1)", kind="commune", province=province, code="99990")
    rows = csv_of(client.get("/bang/bang.csv?chi-so=SS02"))
    assert f"'{sign}HYPERLINK(1)" in {row[NAME] for row in rows}
    assert all(not cell.startswith(workbooks.FORMULA_SIGNS) for row in rows for cell in row)


def test_the_map_is_a_picture_with_every_commune(client, viewer, month, province):
    for n, (code, _from) in enumerate(kept()):
        if not Unit.objects.filter(code=code, level="commune", valid_to=None).exists():
            one = make_commune(f"Xã Số {n}", province=province, code=code)
            half("teams.heads", one, month.first_on, n)
    answer = client.get("/bang/bang.png?chi-so=SS02")
    assert answer["Content-Type"] == "image/png"
    picture = Image.open(BytesIO(answer.content))
    assert picture.width > 2000
    assert len(answer.content) < 400_000
    assert len(picture.convert("RGB").getcolors(1 << 20)) > 5


def test_without_a_map_the_picture_shows_the_months(client, viewer, month, y_yen):
    half("teams.heads", y_yen, month.first_on, 30)
    picture = Image.open(BytesIO(client.get(f"/bang/xa/{y_yen.code}/bang.png?chi-so=SS02").content))
    assert picture.format == "PNG"


@pytest.mark.parametrize("kind", ["xlsx", "csv", "png"])
def test_a_commune_takes_its_own_board_only(client, manager, month, y_yen, hai_hau, kind):
    sign_in(client, manager)
    assert client.get(f"/bang/xa/{y_yen.code}/bang.{kind}").status_code == 200
    assert client.get(f"/bang/xa/{hai_hau.code}/bang.{kind}").status_code == 403
    assert client.get(f"/bang/bang.{kind}").status_code == 403
