"""The province in one table: totals are sums, shares are sum over sum, ranks are shared."""

import io
from datetime import date

import openpyxl
import pytest

from lms.common import clock
from lms.reports.documents import sheets
from lms.reports.kinds import overview
from lms.reports.services import printing
from teams.services import reviewing
from tests.factories import make_commune
from tests.people import sign_in
from tests.reports.conftest import fold, read_pdf
from tests.reports.test_writing import held, words
from tests.teams.conftest import send

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(team, other_team, lan, minh, manager, other_manager):
    held(lan, team, manager, heads=14, older=9)
    session = send(minh, other_team, heads=6, older=1, female=1, first_time=0, vulnerable=0,
                   acts={}).session  # fmt: skip
    assert reviewing.verify(session, by=other_manager, now=clock.now())
    fold()


def lines(sheet):
    return [[*row.cells] for row in sheet.rows]


def test_every_commune_stands_in_it_and_the_province_below(two, month, y_yen, hai_hau):
    sheet = overview.overview(month, is_grouped=False)
    heads = [column.text for column in sheet.columns]
    came = heads.index("Số người đến các buổi hướng dẫn (người đến)")
    older = next(n for n, head in enumerate(heads) if "60 tuổi" in head or "cao tuổi" in head)
    rows = lines(sheet)
    assert [(row[1], row[came]) for row in rows] == [
        ("Xã Hải Hậu", 6), ("Xã Ý Yên", 14), ("Toàn tỉnh", 20),
    ]  # fmt: skip
    # Ten of twenty, not the mean of a sixth and nine fourteenths.
    assert rows[-1][older] == 50


def test_it_is_grouped_by_the_province_of_before(two, month, y_yen, hai_hau):
    from lms.places.models import UnitLineage
    from tests.factories import make_province

    before = make_province("Tỉnh Nam Định", code="36", valid_from=None)
    old = make_commune("Xã Yên Xá", province=before, code="13000", valid_from=None,
                       valid_to=date(2025, 6, 30))  # fmt: skip
    UnitLineage.objects.create(earlier=old, later=y_yen, estimated=False)
    rows = lines(overview.overview(month, is_grouped=True))
    said = [row[0] if len(row) == 1 else row[1] for row in rows]
    assert said[said.index("Tỉnh Nam Định") + 1 :][:2] == ["Xã Ý Yên", "Cộng Tỉnh Nam Định"]


def test_communes_are_ranked_and_equal_ones_share_a_place(two, month, y_yen):
    make_commune("Xã Giao Thủy", code="14167")
    make_commune("Xã Trực Ninh", code="14215x")
    rows = lines(overview.ranking(month, "SS02", size="A3"))
    assert [(row[0], row[1]) for row in rows] == [
        (1, "Xã Ý Yên"), (2, "Xã Hải Hậu"), (3, "Xã Giao Thủy"), (3, "Xã Trực Ninh"),
    ]  # fmt: skip


def test_the_files_are_read_by_other_programs(two, month, admin, run_jobs, tmp_path):
    sheet = overview.overview(month, is_grouped=False)
    book = openpyxl.load_workbook(io.BytesIO(sheets.workbook(sheet)))
    values = [[cell.value for cell in row] for row in book.active.iter_rows()]
    line = next(row for row in values if row[1] == "Toàn tỉnh")
    assert 20 in line
    told = read_pdf(sheets.pdf(sheet, identifier="d" * 32), tmp_path)
    assert "TỔNG HỢP KẾT QUẢ CÁC XÃ, PHƯỜNG" in told
    assert "ỦY BAN NHÂN DÂN TỈNH NINH BÌNH" in told
    asked = overview.asked_of(month, indicator="SS02", size="A3")
    file = printing.order("R06", asked, "pdf", by=admin, now=clock.now())
    run_jobs()
    content = printing.fetch(file, by=admin, now=clock.now())
    import pikepdf

    with pikepdf.open(io.BytesIO(content)) as opened:
        box = [round(float(side) * 25.4 / 72) for side in opened.pages[0].mediabox]
    assert box == [0, 0, 420, 297]


def test_who_submitted_is_a_file_too(two, this_round, admin, run_jobs, tmp_path):
    asked = {"round": str(this_round.pk)}
    file = printing.order("R07", asked, "pdf", by=admin, now=clock.now())
    run_jobs()
    told = read_pdf(printing.fetch(file, by=admin, now=clock.now()), tmp_path)
    assert "THEO DÕI NỘP BÁO CÁO" in told
    assert "Xã Hải Hậu Chưa nộp, còn hạn" in told


def test_the_province_sees_it_and_a_commune_does_not(client, two, month, admin, manager):
    sign_in(client, admin)
    page = words(client.get(f"/bao-cao/bang/{month.pk}/?chi-so=SS02"))
    assert "1 Xã Ý Yên 14 2 Xã Hải Hậu 6" in page
    sign_in(client, manager)
    assert client.get(f"/bao-cao/bang/{month.pk}/").status_code == 403
    said = {"kind": "R05", "asked": f'{{"period": "{month.pk}"}}', "format": "pdf"}
    assert client.post("/bao-cao/in/", said).status_code == 403


def test_the_cost_does_not_grow_with_communes(month, two, django_assert_max_num_queries):
    with django_assert_max_num_queries(40) as few:
        overview.overview(month, is_grouped=True)
    for number in range(10):
        make_commune(f"Xã Số {number}", code=f"8{number:04}")
    with django_assert_max_num_queries(40) as more:
        overview.overview(month, is_grouped=True)
    assert len(more) == len(few)
