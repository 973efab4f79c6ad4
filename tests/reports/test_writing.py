"""A commune writes its report: figures fill themselves in, two people lose nothing."""

import re

import pytest

from lms.common import clock
from lms.reports.models import Report, ReportEvent
from lms.reports.services import composing, workflow
from lms.reports.services.workflow import Words, WrittenMeanwhile
from teams.services import reviewing
from tests.dashboards.aims import give
from tests.people import sign_in
from tests.reports.conftest import fold
from tests.teams.conftest import send

pytestmark = pytest.mark.django_db


def words(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def address(found, unit):
    return f"/bao-cao/{found.pk}/{unit.pk}/"


def row_of(figures, code):
    return next(row for row in figures["rows"] if row["code"] == code)


def held(lan, team, by, **changes):
    """A confirmed session of today, folded."""
    session = send(lan, team, **changes).session
    assert reviewing.verify(session, by=by, now=clock.now())
    fold()
    return session


def write(client, found, unit, *, seen, **said):
    fields = {"difficulties": "Mạng yếu.", "signer": "chair", "signer_name": "Lê Văn An"}
    return client.post(address(found, unit), {**fields, "seen": seen, **said})


def test_figures_fill_themselves_in_with_target_total_and_share(
    client, manager, this_round, month, y_yen, team, lan, admin
):
    give("SS02", month, (y_yen, 40), by=admin)
    held(lan, team, manager, heads=14, difficulties=["weak_network"])
    sign_in(client, manager)
    page = words(client.get(address(this_round, y_yen)))
    line = page[page.index("Số người đến các buổi hướng dẫn") :][:160]
    assert re.search(r"40 \(kỳ này\) 14 14 35,0 –", line), line
    assert "Số Học số tính từ buổi đã xác nhận" in page
    assert "Tại các buổi, các tổ hay gặp: " in page
    assert "Thôn An Hòa" in page
    assert not Report.objects.exists()


def test_the_target_of_the_year_goes_before_that_of_the_month(
    this_round, month, y_yen, team, lan, manager, admin
):
    from lms.dashboards.models import ReportingPeriod

    year = ReportingPeriod.objects.get(kind="year", first_on__year=clock.today().year)
    give("SS02", month, (y_yen, 40), by=admin)
    give("SS02", year, (y_yen, 700), by=admin)
    held(lan, team, manager, heads=14)
    row = row_of(composing.figures(this_round, y_yen, now=clock.now()), "SS02")
    assert (row["target"], row["target_is"], row["percent"]) == ("700.0000", "", "2.0")


def test_the_same_period_a_year_before_is_beside_it(this_round, y_yen, team, lan, manager):
    from lms.dashboards.models import Fact, HalfMonth
    from lms.dashboards.services.halves import since

    day = clock.today().replace(day=1)
    day = day.replace(year=day.year - 1)
    held(lan, team, manager, heads=15)
    HalfMonth.objects.create(measure="teams.heads", place=y_yen.pk, since=since(day), amount=10)
    Fact.objects.create(measure="teams.heads", place=y_yen.pk, day=day, amount=10)
    row = row_of(composing.figures(this_round, y_yen, now=clock.now()), "SS02")
    assert (row["value"], row["same"], row["same_is"]) == ("15", "50.0", "percent")


def test_saving_keeps_the_words_and_submits_nothing(client, manager, this_round, y_yen):
    sign_in(client, manager)
    answer = write(client, this_round, y_yen, seen=0, tasks="Mở thêm hai lớp.\r\nĐi từng ngõ.")
    assert answer.status_code == 302
    kept = Report.objects.get()
    assert (kept.state, kept.tasks) == ("draft", "Mở thêm hai lớp.\nĐi từng ngõ.")
    assert kept.figures is None
    # The same form sent again changes nothing and warns of nobody.
    assert write(client, this_round, y_yen, seen=0, tasks=kept.tasks).status_code == 302
    assert Report.objects.get().revision == 1


def test_whoever_is_second_is_told_and_nothing_is_lost(
    client, manager, second_manager, this_round, y_yen
):
    first = workflow.save(
        this_round, y_yen, Words(0, "Bản đầu.", "", ""), by=manager, now=clock.now()
    )
    workflow.save(
        this_round, y_yen, Words(1, "Của anh Quý.", "", ""), by=second_manager, now=clock.now()
    )
    sign_in(client, manager)
    answer = write(client, this_round, y_yen, seen=first.revision, difficulties="Của chị Bích.")
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Tạ Văn Quý vừa lưu báo cáo này" in words(answer)
    assert "Của anh Quý." in page
    assert "Của chị Bích.</textarea>" in page
    assert Report.objects.get().difficulties == "Của anh Quý."
    seen = re.search(r'name="seen" value="(\d+)"', page).group(1)
    again = write(client, this_round, y_yen, seen=seen, difficulties="Của cả hai.")
    assert again.status_code == 302
    assert Report.objects.get().difficulties == "Của cả hai."


def test_words_for_a_report_that_was_submitted_meanwhile_are_shown(
    client, manager, second_manager, this_round, y_yen
):
    kept = workflow.save(this_round, y_yen, Words(0, "Một.", "", ""), by=manager, now=clock.now())
    assert workflow.submit(kept, by=second_manager, now=clock.now())
    sign_in(client, manager)
    answer = write(client, this_round, y_yen, seen=1, difficulties="Viết muộn mất rồi.")
    assert answer.status_code == 409
    assert "Viết muộn mất rồi." in words(answer)
    assert "không lưu đè được" in words(answer)
    late = Words(1, "Muộn.", "", "")
    with pytest.raises(WrittenMeanwhile):
        workflow.save(this_round, y_yen, late, by=manager, now=clock.now())


def test_too_many_letters_are_told_and_kept(client, manager, this_round, y_yen):
    sign_in(client, manager)
    answer = write(client, this_round, y_yen, seen=0, difficulties="dài " * 2000)
    assert answer.status_code == 422
    assert "Rút gọn còn 6000 chữ cái" in words(answer)
    assert "dài dài" in answer.content.decode()
    assert not Report.objects.exists()


def test_what_is_submitted_keeps_the_figures_of_that_moment(
    client, manager, this_round, y_yen, team, lan
):
    held(lan, team, manager, heads=14)
    sign_in(client, manager)
    assert write(client, this_round, y_yen, seen=0, nop="1").status_code == 302
    held(lan, team, manager, heads=9)
    kept = Report.objects.get()
    assert kept.state == "submitted"
    assert row_of(kept.figures, "SS02")["value"] == "14"
    assert kept.figures["villages"][0] | {"name": ""} == {
        "name": "", "teams": 1, "sessions": 1, "heads": 14, "turns": 0, "acts": 6,
    }  # fmt: skip
    assert "Số liệu lúc nộp" in words(client.get(address(this_round, y_yen)))
    # Nobody writes in it any more, but it can be had back.
    client.post(f"{address(this_round, y_yen)}lay-lai/")
    kept.refresh_from_db()
    assert (kept.state, kept.figures) == ("draft", None)
    assert kept.first_submitted_at
    assert workflow.submit(kept, by=manager, now=clock.now())
    kept.refresh_from_db()
    assert row_of(kept.figures, "SS02")["value"] == "23"


def test_a_submission_twice_is_one(manager, this_round, y_yen):
    kept = workflow.save(this_round, y_yen, Words(0, "", "", ""), by=manager, now=clock.now())
    assert workflow.submit(kept, by=manager, now=clock.now())
    assert not workflow.submit(kept, by=manager, now=clock.now())
    assert ReportEvent.objects.filter(action="submitted").count() == 1


def test_a_locked_period_is_reported_as_it_was_locked(
    this_round, month, y_yen, team, lan, manager, admin
):
    from lms.dashboards.services.targets import reporting

    held(lan, team, manager, heads=14)
    now = clock.now()
    assert reporting.close(month, by=admin, now=now)
    assert reporting.lock(month, by=admin, now=now)
    session = send(lan, team, heads=9).session
    assert reviewing.verify(session, by=manager, now=clock.now(), is_agreed=True)
    fold()
    this_round.period.refresh_from_db()
    figures = composing.figures(this_round, y_yen, now=clock.now())
    assert figures["locked"]
    assert row_of(figures, "SS02")["value"] == "14"
    assert row_of(figures, "SS02")["total"] == "23"


def test_queries_do_not_grow_with_villages_or_indicators(
    this_round, y_yen, team, lan, manager, django_assert_max_num_queries
):
    from tests.factories import make_village

    held(lan, team, manager)
    this_round.form.indicators = ["SS01", "SS02", "SS03", "TM01", "EX03", "LR06"]
    with django_assert_max_num_queries(60) as few:
        composing.figures(this_round, y_yen, now=clock.now())
    for number in range(6):
        make_village(f"Thôn {number}", commune=y_yen)
    this_round.form.indicators += ["OC01", "OC02", "SS06", "SS07", "TM03", "EX01", "SS08", "OC05"]
    with django_assert_max_num_queries(len(few)) as more:
        composing.figures(this_round, y_yen, now=clock.now())
    assert len(more) == len(few)


def test_a_year_before_the_last_of_february_is_the_last_of_february():
    from datetime import date

    assert composing._year_before(date(2028, 2, 29)) == date(2027, 2, 28)
    assert composing._year_before(date(2027, 2, 28)) == date(2026, 2, 28)
    assert composing._year_before(date(2029, 2, 28)) == date(2028, 2, 29)
    assert composing._year_before(date(2026, 11, 15)) == date(2025, 11, 15)
