"""Figures that others know come in by file: refused by row, mapped, restated, taken back."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from lms.common import clock
from lms.dashboards.models import GivenFigure, Population
from lms.dashboards.services import figures, imports, naming
from lms.dashboards.services.amounts import Span
from lms.places.models import UnitSuccession
from lms.places.services import succession
from tests.factories import make_commune, make_unit
from tests.people import sign_in
from tests.users.rosters import book

pytestmark = pytest.mark.django_db

HEADINGS = ("Xã, phường", "Chỉ số", "Số hoặc tử số", "Mẫu số", "Thủ tục")
OCTOBER = Span(date(2026, 10, 1), date(2026, 10, 31))
DAY = date(2026, 11, 5)
SOURCE = "Cổng Dịch vụ công quốc gia"


@pytest.fixture
def send(admin, usual, y_yen, hai_hau):
    def send(*rows, period=OCTOBER, source=SOURCE, formulas=(), headings=HEADINGS):
        return imports.upload(
            "so-lieu.xlsx",
            book(*rows, headings=headings, formulas=formulas),
            kind="figures",
            source=source,
            as_of=DAY,
            period=period,
            by=admin,
            now=clock.now(),
        )

    return send


def people(unit, count, group="adults"):
    Population.objects.create(
        unit=unit, group=group, count=count, as_of=date(2026, 6, 30), source="Công an tỉnh"
    )


def reasons(batch):
    return [
        " ".join(words for _kind, words in row.reasons) for row in batch.rows.order_by("row_no")
    ]


def test_a_share_of_the_province_is_sum_over_sum_with_source_and_day(bring, usual, province, y_yen):
    bring(("Xã Ý Yên", "EX01", 90, 100, ""), ("Xã Hải Hậu", "EX01", 100, 900, ""))
    found = figures.figure(usual["EX01"], province, OCTOBER)
    assert (found.numerator, found.denominator, found.value) == (190, 1000, Decimal("19.0"))
    assert (found.source, found.as_of, found.kind) == (SOURCE, DAY, "imported")
    assert figures.figure(usual["EX01"], y_yen, OCTOBER).value == Decimal("90.0")


def test_who_said_nothing_is_missing_and_not_nought(bring, usual, province):
    make_commune("Xã Giao Thủy", province=province, code="14300")
    bring(("Xã Ý Yên", "EX01", 90, 100, ""))
    found = figures.figure(usual["EX01"], province, OCTOBER)
    assert (found.value, found.missing_count) == (Decimal("90.0"), 2)


def test_what_was_said_of_the_whole_province_stands_before_a_sum(bring, usual, province):
    bring(("Toàn tỉnh", "EX01", 5, 10, ""), ("Xã Ý Yên", "EX01", 90, 100, ""))
    assert figures.figure(usual["EX01"], province, OCTOBER).value == Decimal("50.0")


def test_the_population_is_the_denominator_and_no_other(bring, usual, y_yen):
    people(y_yen, 1000)
    batch = bring(("Xã Ý Yên", "EX03", 800, 801, ""))
    assert "lấy từ dân số đã nhập" in reasons(batch)[0]
    found = figures.figure(usual["EX03"], y_yen, OCTOBER)
    assert (found.denominator, found.value) == (1000, Decimal("80.0"))


def test_without_a_population_the_number_is_kept_and_no_share_is_made(bring, usual, y_yen):
    batch = bring(("Xã Ý Yên", "EX03", 800, "", ""))
    assert "Chưa có dân số" in reasons(batch)[0]
    found = figures.figure(usual["EX03"], y_yen, OCTOBER)
    assert (found.numerator, found.value) == (800, None)


def test_procedures_add_up_unless_the_whole_was_said(bring, usual, y_yen):
    bring(
        ("Xã Ý Yên", "EX01", 30, 40, "Khai sinh"),
        ("Xã Ý Yên", "EX01", 10, 60, "Kết hôn"),
    )
    assert figures.figure(usual["EX01"], y_yen, OCTOBER).value == Decimal("40.0")
    bring(("Xã Ý Yên", "EX01", 45, 100, ""))
    assert figures.figure(usual["EX01"], y_yen, OCTOBER).value == Decimal("45.0")


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (("Xã Ý Yên", "EX01", -5, 10, ""), "số âm"),
        (("Xã Ý Yên", "EX01", 12, 10, ""), "quá 100%"),
        (("Xã Ý Yên", "EX01", 3, 0, ""), "Mẫu số là 0"),
        (("Xã Ý Yên", "EX01", "82,5%", "", ""), "Ghi tử số và mẫu số"),
        (("Xã Ý Yên", "EX01", 12, "", ""), "Chưa có mẫu số"),
        (("Xã Ý Yên", "EX01", "", 12, ""), "Chưa có số"),
        (("Xã Ý Yên", "EX01", 1.5, 12, ""), "số lẻ"),
        (("Xã Ý Yên", "EX01", "9" * 38, 12, ""), "lớn quá"),
        (("Xã Ý Yên", "EX01", 1e300, 12, ""), "lớn quá"),
        (("Xã Ý Yên", "EX01", "chừng ngàn", 10, ""), "chưa hiểu"),
        (("Xã Ý Yên", "EX03", 1001, "", ""), "nhiều hơn 1.000 người từ 18 tuổi"),
        (("Xã Ý Yên", "PV01", 19, "", ""), "quá điểm tối đa 18"),
        (("Xã Ý Yên", "EX99", 1, 2, ""), "không có “EX99”"),
        (("Xã Ý Yên", "SS01", 1, "", ""), "SS01 do Học số tự tính"),
        (("Xã Ý Yên", "LR05", 1, "", ""), "“Số liệu đơn vị nhập”"),
        (("Xã Ý Yên", "EX05", 1, 2, "Khai sinh"), "không chia theo thủ tục"),
        (("Xã Ý Yên", "", 1, 2, ""), "Chưa ghi chỉ số"),
        (("Xã Không Có", "EX01", 1, 2, ""), "không có “Xã Không Có”"),
        (("", "EX01", 1, 2, ""), "Chưa ghi xã"),
    ],
)
def test_a_wrong_row_is_refused_by_itself_and_told_why(send, y_yen, row, words):
    people(y_yen, 1000)
    batch = send(row, ("Xã Hải Hậu", "EX01", 1, 2, ""))
    assert words in reasons(batch)[0]
    assert (batch.summary["counts"]["refuse"], batch.summary["counts"]["new"]) == (1, 1)


def test_a_formula_is_not_evaluated(send):
    batch = send(("Xã Ý Yên", "EX01", 5, 10, ""), formulas=[(1, 2, "=1+4", 5)])
    assert "là công thức" in reasons(batch)[0]


def test_two_rows_of_the_same_are_not_added(send):
    batch = send(("Xã Ý Yên", "EX01", 5, 10, ""), ("13741", "EX01", 6, 10, ""))
    assert "đã có chỉ số này ở dòng 2" in reasons(batch)[1]


def test_an_indicator_is_found_by_its_name(send, usual):
    batch = send(("Xã Ý Yên", usual["EX05"].name, 5, 10, ""))
    assert batch.rows.get().said["code"] == "EX05"


def test_a_unit_of_another_era_is_mapped_and_shown(send, province):
    old = make_unit(
        "Xã Yên Cũ", level="commune", kind="commune", parent=province, valid_from=None,
        valid_to=date(2025, 6, 30), code="13700",
    )  # fmt: skip
    new = make_commune("Xã Vạn Thắng", province=province, code="13700")
    link = UnitSuccession(old=old, new=new, kind="merged", main=True, effective_on=new.valid_from)
    succession.record_links([link])
    batch = send(("Xã Yên Cũ", "EX01", 5, 10, ""))
    assert batch.rows.get().unit == new
    assert "Xã Yên Cũ (cũ) → Xã Vạn Thắng" in reasons(batch)[0]


def test_what_the_old_units_had_counts_with_the_new_one(usual, admin, province, send, bring):
    new = make_commune("Xã Vạn Thắng", province=province, code="13700")
    batch = bring(("Xã Ý Yên", "EX01", 1, 2, ""))
    for name, above in (("Xã Yên Cũ", 5), ("Xã Yên Xưa", 7)):
        old = make_unit(
            name, level="commune", kind="commune", parent=province, valid_from=None,
            valid_to=date(2025, 6, 30),
        )  # fmt: skip
        succession.record_links(
            [
                UnitSuccession(
                    old=old, new=new, kind="merged", main=True, effective_on=new.valid_from
                )
            ]
        )
        GivenFigure.objects.create(
            indicator=usual["EX01"], unit=old, first_on=date(2025, 5, 1),
            last_on=date(2025, 5, 31), numerator=above, denominator=10, source=SOURCE,
            as_of=date(2025, 6, 1), batch=batch,
        )  # fmt: skip
    may = Span(date(2025, 5, 1), date(2025, 5, 31))
    assert figures.figure(usual["EX01"], new, may).value == Decimal("60.0")
    assert figures.figure(usual["EX01"], new, may, as_was=True).value is None


def test_a_second_file_restates_and_undo_brings_the_first_back(bring, admin, usual, y_yen):
    bring(("Xã Ý Yên", "EX01", 50, 100, ""))
    second = bring(("Xã Ý Yên", "EX01", 60, 100, ""))
    assert "50/100 → 60/100" in reasons(second)[0]
    assert GivenFigure.objects.get(numerator=60).restated_from.numerator == 50
    assert imports.undo(second, by=admin, now=clock.now())
    assert figures.figure(usual["EX01"], y_yen, OCTOBER).value == Decimal("50.0")


def test_a_figure_can_be_restated_again_after_what_restated_it_was_taken_back(
    bring, admin, usual, y_yen
):
    bring(("Xã Ý Yên", "EX01", 50, 100, ""))
    second = bring(("Xã Ý Yên", "EX01", 60, 100, ""))
    assert imports.undo(second, by=admin, now=clock.now())
    third = bring(("Xã Ý Yên", "EX01", 70, 100, ""))
    assert figures.figure(usual["EX01"], y_yen, OCTOBER).value == Decimal("70.0")
    assert imports.undo(third, by=admin, now=clock.now())
    assert figures.figure(usual["EX01"], y_yen, OCTOBER).value == Decimal("50.0")


def test_the_newest_month_stands_for_the_year_and_says_so(bring, usual, y_yen):
    september = Span(date(2026, 9, 1), date(2026, 9, 30))
    bring(("Xã Ý Yên", "EX01", 1, 2, ""), period=september)
    bring(("Xã Ý Yên", "EX01", 3, 4, ""))
    year = Span(date(2026, 1, 1), date(2026, 12, 31))
    found = figures.figure(usual["EX01"], y_yen, year)
    assert (found.value, found.span) == (Decimal("75.0"), OCTOBER)
    assert figures.figure(usual["EX01"], y_yen, september).value == Decimal("50.0")


def test_points_are_not_added_over_communes(bring, usual, province, y_yen):
    bring(("Xã Ý Yên", "PV01", "17,25", "", ""), ("Xã Hải Hậu", "PV01", 15, "", ""))
    assert figures.figure(usual["PV01"], province, OCTOBER).value is None
    assert figures.figure(usual["PV01"], y_yen, OCTOBER).value == Decimal("17.25")


def test_a_figure_far_from_the_last_of_as_long_a_period_is_pointed_out(bring, send):
    september = Span(date(2026, 9, 1), date(2026, 9, 30))
    bring(("Xã Ý Yên", "EX01", 10, 20, ""), period=september)
    assert "khác xa lần trước" in reasons(send(("Xã Ý Yên", "EX01", 100, 200, "")))[0]
    year = Span(date(2026, 1, 1), date(2026, 12, 31))
    assert not reasons(send(("Xã Ý Yên", "EX01", 100, 200, ""), period=year))[0]


def test_undoing_costs_the_same_however_many_files_and_figures(
    bring, admin, django_assert_max_num_queries
):
    first = bring(("Xã Ý Yên", "EX01", 1, 100, ""), ("Xã Ý Yên", "EX05", 1, 100, ""))
    with django_assert_max_num_queries(40) as few:
        imports.undo(first, by=admin, now=clock.now())
    codes = ("EX01", "EX02", "EX04", "EX05", "DV01", "DV02")
    for n in range(1, 5):
        last = bring(*((xa, code, n, 100, "") for xa in ("Ý Yên", "Hải Hậu") for code in codes))
    with django_assert_max_num_queries(len(few) + 2):
        imports.undo(last, by=admin, now=clock.now())
    assert set(GivenFigure.objects.standing().values_list("numerator", flat=True)) == {3}


def test_reading_many_communes_costs_the_same(
    bring, usual, province, django_assert_max_num_queries
):
    bring(("Xã Ý Yên", "EX01", 1, 2, ""), ("Xã Ý Yên", "EX03", 1, "", ""))
    with django_assert_max_num_queries(20) as few:
        figures.figure(usual["EX01"], province, OCTOBER)
        figures.figure(usual["EX03"], province, OCTOBER)
    names = [f"Xã Số {n}" for n in range(12)]
    for n, name in enumerate(names):
        people(make_commune(name, province=province, code=str(15000 + n)), 100)
    bring(*((name, code, 1, 2, "") for name in names for code in ("EX01", "EX03")))
    with django_assert_max_num_queries(len(few)):
        figures.figure(usual["EX01"], province, OCTOBER)
        figures.figure(usual["EX03"], province, OCTOBER)


@pytest.mark.parametrize(
    "wrong", [{"last_on": date(2026, 9, 1)}, {"source": ""}, {"numerator": -1}, {"batch": None}]
)
def test_what_must_never_be_is_held_by_the_database(bring, usual, y_yen, wrong):
    batch = bring(("Xã Ý Yên", "EX05", 1, 2, ""))
    said = {
        "indicator": usual["EX01"], "unit": y_yen, "first_on": OCTOBER.first,
        "last_on": OCTOBER.last, "numerator": 1, "source": SOURCE, "as_of": DAY, "batch": batch,
    }  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        GivenFigure.objects.create(**said | wrong)
    GivenFigure.objects.create(**said)
    with pytest.raises(IntegrityError), transaction.atomic():
        GivenFigure.objects.create(**said)


def test_the_province_sends_looks_confirms_and_takes_back(client, admin, usual, y_yen, run_jobs):
    from django.core.files.uploadedfile import SimpleUploadedFile

    sign_in(client, admin)
    key = naming.key(clock.today().replace(day=1), clock.last_of_month(clock.today()))
    said = {"source": SOURCE, "as_of": f"{clock.today():%d/%m/%Y}", "period": key}
    content = book(("Xã Ý Yên", "EX01", 90, 100, ""), headings=HEADINGS)
    page = client.post("/so-lieu/nganh/", {**said, "period": "1999-01-1"})
    assert "Chọn một kỳ trong danh sách." in page.content.decode()
    assert page.status_code == 422
    file = SimpleUploadedFile("a.xlsx", content)
    sent = client.post("/so-lieu/nganh/", said | {"file": file})
    assert "Nhập 1 dòng" in client.get(sent.url).content.decode()
    assert client.get(sent.url.replace("nganh", "dan-so")).status_code == 404
    client.post(f"{sent.url}nhap/")
    run_jobs()
    assert "Đã nhập 1 số" in client.get(sent.url).content.decode()
    client.post(f"{sent.url}lay-lai/")
    assert not GivenFigure.objects.standing().exists()


def test_the_model_names_every_commune_and_the_indicator(client, admin, usual, y_yen, hai_hau):
    from lms.dashboards.services import figure_files

    sign_in(client, admin)
    answer = client.get("/so-lieu/nganh/mau.xlsx?chi-so=EX03")
    table = figure_files.KIND.read(answer.content)
    assert [cells[:2] for _number, cells in table.rows] == [
        ["Xã Hải Hậu", "EX03"],
        ["Xã Ý Yên", "EX03"],
    ]
