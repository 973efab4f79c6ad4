"""What is due by when, who came on time, late, not at all; and whoever owes one is reminded."""

from datetime import datetime, time, timedelta

import pytest
import time_machine

from lms.common import clock
from lms.dashboards.models import Fact, Indicator, ReportingPeriod
from lms.dashboards.services import figures, recounting
from lms.dashboards.services.amounts import Span
from lms.notifications.models import Notice
from lms.places.models import Unit
from lms.reports.models import Reminder, Report, ReportForm, ReportRound
from lms.reports.services import reminding, rounds, workflow
from lms.reports.services.workflow import Words
from tests.factories import make_commune
from tests.people import sign_in
from tests.reports.conftest import fold
from tests.reports.test_writing import words
from tests.users.acts import Wanted, carried

pytestmark = pytest.mark.django_db


def on(day):
    """The clock at noon of a day."""
    return time_machine.travel(datetime.combine(day, time(12), clock.VIETNAM), tick=False)


def submit(found, unit, by):
    kept = workflow.save(found, unit, Words(0, "Một.", "", ""), by=by, now=clock.now())
    assert workflow.submit(kept, by=by, now=clock.now())


def test_the_night_opens_a_round_for_each_period_of_the_form(month):
    assert rounds.open_due(now=clock.now()) > 0
    assert rounds.open_due(now=clock.now()) == 0
    found = ReportRound.objects.select_related("period").get(period=month)
    assert found.due_on == month.last_on + timedelta(days=5)
    assert set(ReportRound.objects.values_list("period__kind", flat=True)) <= {"month", "quarter"}


def test_what_a_former_commune_owes_its_successor_sees_writes_and_is_reminded_of(
    client, month, y_yen, hai_hau, admin, manager
):
    rounds.open_due(now=clock.now())
    found = rounds.begun(clock.today()).filter(period__last_on__lt=clock.today()).first()
    carried(Wanted(y_yen, "Xã Đại An", "13741"), Wanted(hai_hau, "Xã Đại An"), by=admin)
    new = Unit.objects.get(name="Xã Đại An", valid_to=None)
    lines = rounds.of_commune(new, today=clock.today())
    owed = [(one.unit, one.report) for one in lines if one.round == found]
    assert owed == [(hai_hau, None), (y_yen, None)]
    assert [one.unit for one in lines if one.round.period == month] == [new]
    assert reminding.remind(found, by=admin, now=clock.now()).people_count
    assert Notice.objects.filter(person=manager, key__startswith="report-owed").exists()
    sign_in(client, manager)
    page = client.get(f"/bao-cao/xa/{new.code}/").content.decode()
    here = f"/bao-cao/{found.pk}/{y_yen.pk}/"
    assert here in page
    assert "Xã Ý Yên" in page
    assert client.get(here).status_code == 200


def test_the_province_moves_a_day_and_what_was_late_is_on_time(client, admin, this_round):
    sign_in(client, admin)
    here = f"/bao-cao/dot/{this_round.pk}/"
    wrong = client.post(f"{here}han/", {"due_on": "01/01/2020"})
    assert wrong.status_code == 422
    assert "từ ngày cuối kỳ" in words(wrong)
    day = this_round.due_on + timedelta(days=3)
    assert client.post(f"{here}han/", {"due_on": f"{day:%d/%m/%Y}"}).status_code == 302
    this_round.refresh_from_db()
    assert (this_round.due_on, this_round.changed_by) == (day, admin)


def test_on_time_late_and_missing_are_told_apart(
    client, admin, manager, other_manager, this_round, y_yen, hai_hau
):
    make_commune("Xã Giao Thủy", code="14167")
    with on(this_round.due_on):
        submit(this_round, y_yen, manager)
    with on(this_round.due_on + timedelta(days=2)):
        submit(this_round, hai_hau, other_manager)
        sign_in(client, admin)
        page = words(client.get(f"/bao-cao/dot/{this_round.pk}/"))
        assert "1 quá hạn chưa nộp 1 nộp muộn 0 chưa nộp, còn hạn 1 đúng hạn" in page
        assert "Xã Giao Thủy Quá hạn 2 ngày" in page
        assert "Nộp muộn 2 ngày" in page
        only = words(client.get(f"/bao-cao/dot/{this_round.pk}/?xem=missing"))
        assert "Xã Giao Thủy" in only
        assert "Xã Ý Yên" not in only
        page = words(client.get("/bao-cao/tinh/"))
        assert "1/3 1 1 2" in page


def test_a_commune_sees_what_it_owes_and_what_came_back(client, admin, manager, this_round, y_yen):
    sign_in(client, manager)
    answer = client.get("/bao-cao/")
    assert answer["Location"] == f"/bao-cao/xa/{y_yen.code}/"
    page = words(client.get(answer["Location"]))
    assert f"{this_round.period.name} Báo cáo của xã, phường" in page
    assert "Chưa soạn" in page
    submit(this_round, y_yen, manager)
    kept = Report.objects.get(round=this_round)
    assert "Chờ tỉnh duyệt" in words(client.get(answer["Location"]))
    workflow.send_back(kept, "Thiếu phần kiến nghị.", by=admin, now=clock.now())
    page = words(client.get(answer["Location"]))
    assert "Trả lại bổ sung" in page
    assert "Thiếu phần kiến nghị." in page


def test_whoever_owes_one_is_reminded_once_a_day(
    client, admin, manager, other_manager, this_round, y_yen
):
    submit(this_round, y_yen, manager)
    Notice.objects.all().delete()
    sign_in(client, admin)
    here = f"/bao-cao/dot/{this_round.pk}/nhac/"
    assert "Đã nhắc 1 người của 1 xã" in words(client.post(here, follow=True))
    assert "Hôm nay đã nhắc rồi" in words(client.post(here, follow=True))
    assert [*Notice.objects.values_list("person", flat=True)] == [other_manager.pk]
    assert Reminder.objects.get().units_count == 1


def test_the_form_is_set_by_the_province_alone(client, admin, viewer, month):
    sign_in(client, viewer)
    assert client.get("/bao-cao/bieu-mau/R04/").status_code == 403
    sign_in(client, admin)
    said = {
        "kinds": ["month"], "due_days": "3", "number_sign": "BC-UBND",
        "recipients": "UBND tỉnh\nLưu: VT", "indicators": ["SS02", "SS01"],
    }  # fmt: skip
    wrong = client.post("/bao-cao/bieu-mau/R04/", {**said, "due_days": "nhiều"})
    assert wrong.status_code == 422
    assert "Ghi số ngày, từ 0 đến 90" in words(wrong)
    assert client.post("/bao-cao/bieu-mau/R04/", said).status_code == 302
    form = ReportForm.objects.get()
    assert (form.due_days, form.indicators, form.kinds) == (3, ["SS01", "SS02"], ["month"])


def test_lists_cost_the_same_for_more_communes(
    client, admin, this_round, django_assert_max_num_queries
):
    sign_in(client, admin)
    client.get(f"/bao-cao/dot/{this_round.pk}/")
    with django_assert_max_num_queries(60) as few:
        client.get(f"/bao-cao/dot/{this_round.pk}/")
    for number in range(8):
        make_commune(f"Xã Số {number}", code=f"9{number:04}")
    with django_assert_max_num_queries(60) as more:
        client.get(f"/bao-cao/dot/{this_round.pk}/")
    assert len(more) == len(few)


def test_what_came_and_what_came_on_time_are_counted_on_the_day_it_was_due(
    manager, other_manager, this_round, y_yen, hai_hau
):
    with on(this_round.due_on):
        submit(this_round, y_yen, manager)
    with on(this_round.due_on + timedelta(days=1)):
        submit(this_round, hai_hau, other_manager)
    fold()
    counted = {
        name: sum(Fact.objects.filter(measure=name).values_list("amount", flat=True))
        for name in ("reports.expected", "reports.submitted", "reports.on_time")
    }
    rounds_count = ReportRound.objects.count()
    assert counted == {
        "reports.expected": 2 * rounds_count, "reports.submitted": 2, "reports.on_time": 1,
    }  # fmt: skip
    days = recounting.days()
    assert not recounting.suspects(days)
    # The day is moved: all of it goes along.
    rounds.set_due(this_round, this_round.due_on + timedelta(days=1), by=manager, now=clock.now())
    fold()
    assert set(Fact.objects.filter(measure="reports.on_time").values_list("day", "amount")) == {
        (this_round.due_on, 1)
    }
    assert not recounting.suspects(recounting.days())


def test_the_shares_of_the_catalogue_are_read(this_round, manager, y_yen, hai_hau, province):
    ReportRound.objects.exclude(pk=this_round.pk).delete()
    with on(this_round.due_on):
        submit(this_round, y_yen, manager)
    fold()
    span = Span(this_round.due_on, this_round.due_on)
    for code, value in (("DQ01", 50), ("DQ02", 50)):
        indicator = Indicator.objects.current().get(code=code)
        assert figures.figure(indicator, province, span).value == value
        assert figures.figure(indicator, y_yen, span).value == 100


def test_a_commune_that_ended_owes_for_its_own_time_alone(this_round, y_yen, hai_hau):
    day = this_round.period.first_on - timedelta(days=1)
    Unit.objects.filter(pk=y_yen.pk).update(valid_to=day)
    assert [*rounds.owing(this_round)] == [hai_hau]
    fold()
    expected = Fact.objects.filter(measure="reports.expected", day=this_round.due_on)
    assert [*expected.values_list("place", flat=True)] == [hai_hau.pk]
    assert not recounting.suspects(recounting.days())


def test_periods_of_the_past_are_left_alone(month):
    ReportingPeriod.objects.filter(kind="month").update()
    rounds.open_due(now=clock.now())
    oldest = clock.today() - rounds.AHEAD
    assert not ReportRound.objects.filter(period__last_on__lt=oldest).exists()
