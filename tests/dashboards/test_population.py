"""How many live where comes in by file: looked at row by row, confirmed, taken back."""

from datetime import date, timedelta

import pytest

from lms.common import clock
from lms.dashboards.models import DataImport, Population
from lms.dashboards.services import imports, populations
from lms.media.refusals import FileRefused
from lms.places.models import UnitSuccession
from lms.places.services import succession
from tests.factories import make_commune, make_unit
from tests.people import sign_in
from tests.users.rosters import book

pytestmark = pytest.mark.django_db

HEADINGS = ("Xã, phường", "Thôn", "Người từ 18 tuổi", "Người từ 60 tuổi", "Số hộ")
DAY = date(2026, 6, 30)


@pytest.fixture
def send(admin, y_yen, hai_hau):
    def send(*rows, headings=HEADINGS, as_of=DAY, source="Công an tỉnh", formulas=()):
        content = book(*rows, headings=headings, formulas=formulas)
        now = clock.now()
        return imports.upload("ds.xlsx", content, source=source, as_of=as_of, by=admin, now=now)

    return send


def adults(unit):
    found = populations.of(unit, "adults", on=clock.today())
    return found and found.count


def reasons(batch):
    return [
        " ".join(words for _kind, words in row.reasons) for row in batch.rows.order_by("row_no")
    ]


def test_nothing_stands_before_it_is_confirmed(send, y_yen):
    batch = send(("Xã Ý Yên", "", 1200, 300, 500))
    assert batch.summary["counts"]["new"] == 1
    assert adults(y_yen) is None


def test_confirmed_figures_stand_with_source_and_day(bring, y_yen, province):
    bring(("Xã Ý Yên", "", 1200, 300, 500), ("14215", "", "2.000", "", ""))
    found = populations.of(province, "adults", on=clock.today())
    assert (found.count, found.as_of, found.source) == (3200, DAY, "Công an tỉnh")
    assert populations.of(province, "older", on=clock.today()).missing_count == 1


def test_a_village_is_found_in_its_commune(bring, village):
    bring(("Ý Yên", "thon an hoa", 400, "", ""))
    assert adults(village) == 400


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (("Xã Ý Yên", "", -5, "", ""), "số âm"),
        (("Xã Ý Yên", "", 9_000_000, "", ""), "lớn quá"),
        (("Xã Ý Yên", "", "9" * 38, "", ""), "lớn quá"),
        (("Xã Ý Yên", "", 12.5, "", ""), "số lẻ"),
        (("Xã Ý Yên", "", "chừng ngàn", "", ""), "chưa hiểu"),
        (("Xã Ý Yên", "", 100, 200, ""), "nhiều hơn người từ 18 tuổi"),
        (("Xã Ý Yên", "", "", "", ""), "chưa có số nào"),
        (("Xã Không Có", "", 5, "", ""), "không có “Xã Không Có”"),
        (("Xã Ý Yên", "Thôn Lạ", 5, "", ""), "không có “Thôn Lạ”"),
        (("", "", 5, "", ""), "Chưa ghi xã"),
    ],
)
def test_a_wrong_row_is_refused_by_itself_and_told_why(send, row, words):
    batch = send(row, ("Xã Hải Hậu", "", 100, "", ""))
    assert words in reasons(batch)[0]
    assert (batch.summary["counts"]["refuse"], batch.summary["counts"]["new"]) == (1, 1)


def test_a_formula_is_not_evaluated(send):
    batch = send(("Xã Ý Yên", "", 5, "", ""), formulas=[(1, 2, "=1+4", 5)])
    assert "là công thức" in reasons(batch)[0]


def test_two_rows_of_one_unit_are_not_added(send):
    batch = send(("Xã Ý Yên", "", 5, "", ""), ("13741", "", 6, "", ""))
    assert "đã có ở dòng 2" in reasons(batch)[1]


def test_a_unit_of_another_era_is_mapped_and_shown(send, province):
    old = make_unit(
        "Xã Yên Cũ", level="commune", kind="commune", parent=province, valid_from=None,
        valid_to=date(2025, 6, 30), code="13700",
    )  # fmt: skip
    new = make_commune("Xã Vạn Thắng", province=province, code="13700")
    link = UnitSuccession(old=old, new=new, kind="merged", main=True, effective_on=new.valid_from)
    succession.record_links([link])
    batch = send(("Xã Yên Cũ", "", 50, "", ""))
    assert batch.rows.get().unit == new
    assert "Xã Yên Cũ (cũ) → Xã Vạn Thắng" in reasons(batch)[0]
    before = send(("Xã Yên Cũ", "", 50, "", ""), as_of=date(2025, 1, 1))
    assert before.rows.get().unit == old


def test_a_second_file_of_the_same_day_restates_and_undo_brings_the_first_back(bring, admin, y_yen):
    bring(("Xã Ý Yên", "", 1000, "", ""))
    second = bring(("Xã Ý Yên", "", 1100, "", ""))
    assert "1.000 → 1.100" in reasons(second)[0]
    assert adults(y_yen) == 1100
    assert Population.objects.get(count=1100).restated_from.count == 1000
    assert imports.undo(second, by=admin, now=clock.now())
    assert adults(y_yen) == 1000
    assert not imports.undo(second, by=admin, now=clock.now())


def test_a_figure_is_restated_again_after_what_restated_it_was_taken_back(bring, admin, y_yen):
    bring(("Xã Ý Yên", "", 1000, "", ""))
    second = bring(("Xã Ý Yên", "", 1100, "", ""))
    assert imports.undo(second, by=admin, now=clock.now())
    third = bring(("Xã Ý Yên", "", 1200, "", ""))
    assert adults(y_yen) == 1200
    assert imports.undo(third, by=admin, now=clock.now())
    assert adults(y_yen) == 1000


def test_villages_alone_make_their_commune_and_the_province(bring, y_yen, village, province):
    bring(("Ý Yên", "thon an hoa", 400, "", ""), ("Xã Hải Hậu", "", 100, "", ""))
    assert adults(y_yen) == 400
    assert adults(province) == 500


def test_a_population_of_old_communes_is_that_of_the_new_one_and_of_the_province(province):
    new = make_commune("Xã Vạn Thắng", province=province, code="13700")
    oldest, old, other = (
        make_unit(
            name, level="commune", kind="commune", parent=province, valid_from=None,
            valid_to=date(2025, 6, 30),
        )
        for name in ("Xã Yên Xưa", "Xã Yên Cũ", "Xã Yên Khác")
    )  # fmt: skip
    links = (
        (oldest, old, date(2020, 1, 1)),
        (old, new, new.valid_from),
        (other, new, new.valid_from),
    )
    for before, after, on in links:
        succession.record_links(
            [UnitSuccession(old=before, new=after, kind="merged", main=True, effective_on=on)]
        )
    for unit, count in ((oldest, 7), (old, 50), (other, 30)):
        Population.objects.create(
            unit=unit, group="adults", count=count, as_of=date(2024, 1, 1), source="Công an"
        )
    assert adults(new) == 80
    assert adults(province) == 80


def test_undoing_an_earlier_file_leaves_what_a_later_one_says(bring, admin, y_yen):
    first = bring(("Xã Ý Yên", "", 1000, "", ""))
    second = bring(("Xã Ý Yên", "", 1100, "", ""))
    assert imports.undo(first, by=admin, now=clock.now())
    assert adults(y_yen) == 1100
    assert imports.undo(second, by=admin, now=clock.now())
    assert adults(y_yen) is None


def test_a_figure_far_from_the_last_one_is_pointed_out(bring, send):
    bring(("Xã Ý Yên", "", 1000, "", ""))
    batch = send(("Xã Ý Yên", "", 4000, "", ""), as_of=DAY + timedelta(days=60))
    assert "khác xa lần trước" in reasons(batch)[0]
    assert batch.rows.get().action == "new"


def test_the_same_figure_again_changes_nothing(bring, send):
    bring(("Xã Ý Yên", "", 1000, "", ""))
    assert send(("Xã Ý Yên", "", 1000, "", "")).rows.get().action == "same"


def test_a_file_without_communes_is_refused_whole(send):
    with pytest.raises(FileRefused, match="Xã, phường"):
        send(("Nguyễn Thị Lan", "1"), headings=("Họ và tên", "Số hộ"))


def test_confirming_twice_writes_once(send, admin, run_jobs, y_yen):
    batch = send(("Xã Ý Yên", "", 1000, "", ""))
    assert imports.confirm(batch, by=admin, now=clock.now())
    assert not imports.confirm(batch, by=admin, now=clock.now())
    run_jobs()
    assert Population.objects.count() == 1


def test_the_province_sends_looks_confirms_and_takes_back(client, admin, y_yen, run_jobs):
    sign_in(client, admin)
    content = book(("Xã Ý Yên", "", 1200, 300, -1), headings=HEADINGS)
    wrong = book(("Xã Ý Yên", "", 1200, 300, 500), headings=HEADINGS)
    said = {"source": "Công an tỉnh", "as_of": "30/06/2026"}
    from django.core.files.uploadedfile import SimpleUploadedFile

    sent = client.post("/so-lieu/dan-so/", said | {"file": SimpleUploadedFile("a.xlsx", content)})
    assert "số âm" in client.get(sent.url).content.decode()
    sent = client.post("/so-lieu/dan-so/", said | {"file": SimpleUploadedFile("b.xlsx", wrong)})
    assert "Nhập 1 dòng" in client.get(sent.url).content.decode()
    client.post(f"{sent.url}nhap/")
    run_jobs()
    assert "Đã nhập 3 số" in client.get(sent.url).content.decode()
    assert "1.200" in client.get("/so-lieu/dan-so/").content.decode()
    client.post(f"{sent.url}lay-lai/")
    assert DataImport.objects.get(file_name="b.xlsx").state == "undone"
    assert adults(y_yen) is None


def test_a_day_to_come_and_a_missing_source_are_told(client, admin):
    sign_in(client, admin)
    ahead = f"{clock.today() + timedelta(days=2):%d/%m/%Y}"
    page = client.post("/so-lieu/dan-so/", {"source": "", "as_of": ahead})
    told = page.content.decode()
    assert page.status_code == 422
    for words in ("Ghi số liệu này của ai.", "Ngày này chưa tới.", "Chọn tệp số liệu"):
        assert words in told


def test_the_catalogue_says_how_each_is_counted(client, admin):
    from lms.dashboards.services import catalogue

    catalogue.ensure_usual()
    sign_in(client, admin)
    page = client.get("/so-lieu/").content.decode()
    assert "Số người đến các buổi hướng dẫn" in page
    assert "Đếm: người đến" in page


def test_the_pages_cost_the_same_however_many_rows(
    client, send, admin, django_assert_max_num_queries
):
    sign_in(client, admin)
    batch = send(*(("Xã Ý Yên", "", n, "", "") for n in range(3)))
    with django_assert_max_num_queries(20) as few:
        client.get(f"/so-lieu/dan-so/{batch.pk}/")
    more = send(*(("Xã Ý Yên", "", n, "", "") for n in range(40)))
    with django_assert_max_num_queries(len(few)):
        client.get(f"/so-lieu/dan-so/{more.pk}/")
