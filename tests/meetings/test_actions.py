"""A decision becomes something to do: reported, confirmed or handed back, followed until closed."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, connection, transaction

from lms.audit.models import AuditEvent
from lms.common import clock
from lms.meetings import policies
from lms.meetings.models import Action, ActionEvent
from lms.meetings.services import acting, minding
from lms.notifications.models import Notice
from lms.users.services import agencies, grants, merging, personal
from tests.meetings.asking import PROOF, again, give, report
from tests.people import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def given(province, vinh, y_yen, lien):
    return give(province, vinh, y_yen)


def told(person):
    return list(Notice.objects.filter(person=person).order_by("pk").values_list("title", flat=True))


def test_those_in_charge_are_told_and_the_history_begins(given, lien):
    assert told(lien) == ["Việc mới: Lập đủ tổ ở các thôn"]
    assert [step.kind for step in given.events.all()] == ["given"]
    assert AuditEvent.objects.filter(action="action.given").count() == 1


def test_it_is_reported_and_confirmed_by_somebody_else(given, lien, vinh):
    assert report(given, lien)
    assert again(given).state == "done"
    assert told(vinh) == ["Báo xong: Lập đủ tổ ở các thôn"]
    assert acting.confirm(given, by=vinh, now=clock.now())
    assert again(given).state == "confirmed"
    assert not acting.confirm(given, by=vinh, now=clock.now())
    assert [step.kind for step in given.events.order_by("at")] == ["given", "done", "confirmed"]


def test_reported_twice_it_is_reported_once(given, lien):
    assert report(given, lien)
    assert not report(given, lien)
    assert given.events.filter(kind="done").count() == 1


def test_nobody_confirms_or_hands_back_what_she_reported_herself(given, vinh):
    report(given, vinh)
    given = again(given)
    assert not policies.may_settle(vinh, given)
    assert not acting.confirm(given, by=vinh, now=clock.now())
    assert not acting.hand_back(given, "Chưa đủ.", by=vinh, now=clock.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Action.objects.filter(pk=given.pk).update(
            state="confirmed", confirmed_by=vinh, closed_at=clock.now()
        )


def test_handed_back_it_is_done_again_and_both_reports_stay(given, lien, vinh):
    report(given, lien, "Đã lập 8 tổ.")
    assert acting.hand_back(given, "Còn thiếu 4 thôn.", by=vinh, now=clock.now())
    assert again(given).state == "open"
    assert told(lien)[-1] == "Cần làm tiếp: Lập đủ tổ ở các thôn"
    report(given, lien, "Đã lập đủ 12 tổ.")
    said = given.events.filter(kind="done").order_by("at").values_list("words", flat=True)
    assert list(said) == ["Đã lập 8 tổ.", "Đã lập đủ 12 tổ."]


def test_another_day_keeps_the_day_before(given, vinh):
    was, later = given.due_on, given.due_on + timedelta(days=7)
    assert acting.extend(given, later, "Chờ kinh phí.", by=vinh, now=clock.now())
    assert again(given).due_on == later
    step = given.events.get(kind="extended")
    assert (step.was_due_on, step.due_on, step.words) == (was, later, "Chờ kinh phí.")


@pytest.mark.parametrize(
    "state",
    [
        {"state": "done"},
        {"state": "confirmed"},
        {"unit": None},
    ],
    ids=["done by nobody", "confirmed by nobody", "nobody in charge"],
)
def test_the_database_refuses_what_cannot_be(given, state):
    with pytest.raises(IntegrityError), transaction.atomic():
        Action.objects.filter(pk=given.pk).update(**state)


@pytest.mark.parametrize(
    "step",
    [
        {"kind": "handed_back"},
        {"kind": "done", "words": "Xong."},
        {"kind": "extended", "words": "Chờ."},
    ],
    ids=["no reason", "no evidence", "from no day"],
)
def test_a_step_says_what_it_must(given, vinh, step):
    with pytest.raises(IntegrityError), transaction.atomic():
        ActionEvent.objects.create(action=given, by=vinh, **step)


def test_no_step_is_ever_changed(given):
    with pytest.raises(DatabaseError), transaction.atomic():
        given.events.update(words="khác")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM meetings_actionevent")


def at(day, hour=9):
    return datetime(day.year, day.month, day.day, hour, tzinfo=clock.VIETNAM)


def test_reminders_come_before_on_and_after_the_day_each_once(given, lien, vinh):
    due = given.due_on
    days = (-5, -3, -2, 0, 1, 2, 8)
    for days_off in days:
        with time_machine.travel(at(due + timedelta(days=days_off)), tick=False):
            minding.remind(now=clock.now())
            minding.remind(now=clock.now())
    assert told(lien)[1:] == [
        "Sắp đến hạn: Lập đủ tổ ở các thôn",
        "Hôm nay là hạn: Lập đủ tổ ở các thôn",
        "Quá hạn 1 ngày: Lập đủ tổ ở các thôn",
        "Quá hạn 8 ngày: Lập đủ tổ ở các thôn",
    ]
    assert [one for one in told(vinh) if one.startswith("Quá hạn")] == [
        "Quá hạn 1 ngày: Lập đủ tổ ở các thôn",
        "Quá hạn 8 ngày: Lập đủ tổ ở các thôn",
    ]


def test_what_is_reported_is_not_reminded_of(given, lien):
    report(given, lien)
    with time_machine.travel(at(given.due_on + timedelta(days=3)), tick=False):
        assert minding.remind(now=clock.now()) == 0


def test_reminding_of_many_costs_no_more_reading(
    given, province, vinh, hai_hau, django_assert_max_num_queries
):
    for _nth in range(6):
        give(province, vinh, hai_hau, days=2)
    # One statement for each notice that is written, three for all that is read.
    on_the_day = time_machine.travel(at(given.due_on), tick=False)
    with on_the_day, django_assert_max_num_queries(3 + 7 * 3):
        assert minding.remind(now=clock.now()) == 7


def test_an_agency_and_whoever_is_named_do_their_work(province, vinh, lan):
    office = agencies.open_agency("Sở Y tế", code="SYT", kind="department", unit=province)
    manager = make_person("Hồ Thị Ngọc")
    grants.grant(manager, "agency_manager", agency=office, by=None)
    given = give(province, vinh, office)
    assert policies.answers_for(manager, given)
    assert not policies.may_see_action(lan, given)
    assert acting.name(given, lan, by=manager, now=clock.now())
    assert not acting.name(given, lan, by=manager, now=clock.now())
    assert policies.answers_for(lan, again(given))
    assert told(lan) == ["Anh/chị chịu trách nhiệm: Lập đủ tổ ở các thôn"]


def test_merged_records_take_over_and_an_erased_person_answers_no_more(given, lan, minh, vinh):
    acting.name(given, lan, by=vinh, now=clock.now())
    acting.report(again(given), "Đã lập.", PROOF, by=lan, now=clock.now())
    assert "Chịu trách nhiệm 1 việc được giao." in personal_words(lan)
    merging.merge(lan, minh, by=vinh, now=clock.now())
    after = again(given)
    assert (after.answerer, after.done_by) == (minh, minh)
    personal.erase(minh, by=minh, now=clock.now())
    assert again(given).answerer is None
    assert again(given).done_by == minh


def personal_words(person):
    part = next(one for one in personal.parts() if one.name == "meetings")
    assert part.export(person)
    return part.describe(person)
