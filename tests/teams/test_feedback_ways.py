"""Where something hard goes when who was to answer is gone, and how it comes back."""

from datetime import timedelta

import pytest

from courses.models import Course
from lms.common import clock
from lms.users.models import Agency
from lms.users.services import agencies, grants
from teams.models import Feedback, FeedbackStep
from teams.services import feedback
from tests.courses import desk
from tests.people import make_person
from tests.teams.test_feedback import BROKEN, WEAK, confirm, department, routed, told

__all__ = ["department", "routed"]


def close_agency(agency):
    Agency.objects.filter(pk=agency.pk).update(valid_to=clock.today() - timedelta(days=1))


@pytest.fixture
def item(team, lan, reviewer, routed):
    confirm(reviewer, lan, team, difficulties=[BROKEN])
    return Feedback.objects.get()


@pytest.mark.parametrize("is_open", [True, False])
def test_what_waits_at_an_agency_that_closed_goes_to_the_one_above_or_the_commune(
    item, department, province, is_open
):
    above = agencies.open_agency("UBND tỉnh", code="UBT", kind="province_committee", unit=province)
    Agency.objects.filter(pk=department.pk).update(parent=above)
    chief = make_person("Lê Văn Cao")
    grants.grant(chief, "agency_manager", agency=above, by=None)
    close_agency(department)
    if not is_open:
        close_agency(above)
    assert feedback.send_on(now=clock.now()) == 1
    assert feedback.send_on(now=clock.now()) == 0
    item.refresh_from_db()
    wanted = ("agency", above) if is_open else ("commune", None)
    assert (item.whom, item.agency) == wanted
    assert item.due_on == clock.today() + timedelta(days=feedback.USUAL_DAYS)
    step = item.steps.get()
    assert (step.act, step.by) == (FeedbackStep.Act.PASSED, None)
    assert told(chief) == (["Có điểm nghẽn mới chờ trả lời"] if is_open else [])


def test_what_was_answered_or_waits_at_one_at_work_stays(item, department):
    assert feedback.send_on(now=clock.now()) == 0
    Feedback.objects.update(status="closed")
    close_agency(department)
    assert feedback.send_on(now=clock.now()) == 0


def test_of_more_alike_than_are_answered_at_once_the_asked_one_is_among_them(
    team, lan, reviewer, monkeypatch
):
    monkeypatch.setattr(feedback, "MOST_AT_ONCE", 2)
    for venue in ("Chợ", "Đình", "Trường", "Trạm"):
        confirm(reviewer, lan, team, difficulties=[WEAK], venue=venue)
    for _ in range(2):
        asked = Feedback.objects.open().order_by("pk").last()
        assert feedback.answer(asked, by=reviewer, words="Đã báo", alike=True, now=clock.now()) == 2
        asked.refresh_from_db()
        assert asked.status == "answered"


def test_taking_it_back_puts_course_and_due_date_back(team, lan, reviewer):
    desk.make_course_page(desk.make_section("Dịch vụ công"), "Nộp hồ sơ trực tuyến")
    course = Course.objects.get()
    confirm(reviewer, lan, team, difficulties=[WEAK])
    item = Feedback.objects.get()
    Feedback.objects.update(due_on=clock.today() + timedelta(days=2))
    item.refresh_from_db()
    to = feedback.Address("author", course=course)
    feedback.pass_on(item, to=to, by=reviewer, words="Bài thiếu", now=clock.now())
    item.refresh_from_db()
    assert (item.course, item.due_on) == (course, clock.today() + timedelta(days=7))
    assert feedback.take_back(item, by=reviewer, now=clock.now())
    item.refresh_from_db()
    assert (item.whom, item.course, item.due_on) == (
        "commune",
        None,
        clock.today() + timedelta(days=2),
    )
