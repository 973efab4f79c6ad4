"""A board leaves as a table or a picture: what stands on it, said whose and until when."""

import csv
from io import BytesIO, StringIO

import pytest
from PIL import Image
from python_calamine import CalamineWorkbook

from lms.common import clock
from lms.dashboards.services.boards import exporting
from lms.dashboards.services.boards.laying import kept
from lms.places.models import Unit
from lms.users.services import grants
from tests.dashboards.aims import give
from tests.dashboards.boards.conftest import half, tell
from tests.factories import make_commune
from tests.people import make_person, sign_in

pytestmark = pytest.mark.django_db
NAME, PERIOD, LABEL, FIGURE, ABOVE, BELOW, AIM, SOURCE, AT = 0, 1, 3, 5, 6, 7, 8, 13, 14


@pytest.fixture
def viewer(client, admin, province):
    person = make_person("Bùi Quang Huy", email="huy@demo.test", password="mat-khau-cua-huy")
    grants.grant(person, "province_viewer", unit=province, by=None)
    sign_in(client, person)
    return person


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
    assert (rows[0][FIGURE], rows[0][AIM], rows[0][SOURCE]) == ("14", "1.000", "Học số")
    assert rows[0][PERIOD] == month.name
    assert rows[0][AT]
    assert {row[NAME] for row in rows[2:]} == {"Tỉnh Ninh Bình"}  # its months
    book = CalamineWorkbook.from_filelike(
        BytesIO(client.get("/bang/bang.xlsx?chi-so=SS02").content)
    )
    assert book.get_sheet_by_index(0).to_python()[2][FIGURE] == "14"


def test_what_others_told_leaves_with_their_name_and_day(client, viewer, admin, month, y_yen):
    tell("EX01", month, admin, (y_yen, 30, 40))
    rows = {row[NAME]: row for row in csv_of(client.get("/bang/bang.csv?chi-so=EX01"))[2:]}
    told = rows["Xã Ý Yên"]
    assert (told[ABOVE], told[BELOW], told[SOURCE]) == ("30", "40", "Công an tỉnh")
    assert told[AT] == f"{clock.today():%d/%m/%Y}"
    assert rows["Xã Hải Hậu"][SOURCE] == ""


@pytest.mark.parametrize("sign", ["=", "+", "-", "@"])
def test_a_name_that_looks_like_a_formula_is_a_name(client, viewer, month, province, sign):
    make_commune(f"{sign}HYPERLINK(1)", kind="commune", province=province, code="99990")
    rows = csv_of(client.get("/bang/bang.csv?chi-so=SS02"))
    assert f"'{sign}HYPERLINK(1)" in {row[NAME] for row in rows}
    assert all(not cell.startswith(exporting.FORMULA_SIGNS) for row in rows for cell in row)


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
