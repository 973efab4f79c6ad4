"""A drill due by its box is told of once in the inbox, to who wished it, one reminder a week."""

from datetime import UTC, datetime, timedelta

import pytest

from courses.models import Course, Enrolment
from courses.services import enrolment, events
from lms.notifications import inbox
from lms.notifications.models import Notice, Reminder
from tests.courses.editions import make_edition, step_uid
from tests.courses.kinds import drill_values
from tests.courses.phones import Phone
from tests.courses.test_repeating import SAW_THROUGH
from tests.people import make_person, sign_in

PASSED = datetime(2026, 3, 1, 2, tzinfo=UTC)
DUE = datetime(2026, 4, 1, 2, tzinfo=UTC)
A_DAY = timedelta(days=1)


@pytest.fixture
def edition(db):
    drills = [(name, "drill", title, 3, drill_values()) for name, title in DRILLS.items()]
    return make_edition("dien-tap", lessons=[("Gọi", "", drills)], with_test=False)


# The word in a title is not said twice.
DRILLS = {"cong-an": "Công an gọi", "tien-dien": "Diễn tập: Tin nhắn tiền điện"}


def practise(person, edition, at, *names):
    phone = Phone(edition)
    for name in names:
        phone.uids[name] = step_uid("dien-tap", name)
    told = [phone.event("answered", name, SAW_THROUGH, at=at.isoformat()) for name in names]
    events.receive(person, told, now=at + A_DAY)


@pytest.fixture
def hoa(hoa, edition):
    """Hoa saw through one drill on the first of March."""
    practise(hoa, edition, PASSED, "cong-an")
    inbox.wish(hoa, ["drill"], now=PASSED)
    return hoa


def night(now):
    """As the job does it; the titles of what is told."""
    before = set(Notice.objects.values_list("pk", flat=True))
    for _ in range(9):
        if not inbox.remind(now=now):
            break
    else:
        raise AssertionError("it never comes to an end")
    told = Notice.objects.exclude(pk__in=before).order_by("created_at")
    return list(told.values_list("title", flat=True))


def nights(first, last):
    """Every night from one to the other: day and titles of those that told something."""
    days = (first + A_DAY * number for number in range((last - first).days + 1))
    return {day.date().isoformat(): told for day in days if (told := night(day))}


def test_a_due_drill_is_told_of_once_on_its_day(hoa, edition):
    told = nights(PASSED, DUE + timedelta(days=60))
    assert told == {"2026-04-01": ["Diễn tập lại: Công an gọi"]}
    notice = hoa.notices.get()
    assert notice.url == f"/hoc/{edition.public_id}/{step_uid('dien-tap', 'cong-an')}/"


def test_once_practised_it_is_told_of_when_it_is_due_again(hoa, edition):
    night(DUE)
    practise(hoa, edition, DUE + A_DAY, "cong-an")
    told = nights(DUE + timedelta(days=2), DUE + timedelta(days=90))
    assert list(told) == ["2026-06-02"], "two months after the run"


def test_two_drills_due_on_one_day_are_told_of_a_week_apart(hoa, edition):
    practise(hoa, edition, PASSED, "tien-dien")
    told = nights(DUE, DUE + timedelta(days=30))
    assert list(told) == ["2026-04-01", "2026-04-08"]
    assert {title for titles in told.values() for title in titles} == {
        "Diễn tập lại: Công an gọi",
        "Diễn tập lại: Tin nhắn tiền điện",
    }


def test_a_half_done_course_and_a_drill_are_never_reminded_of_in_one_week(hoa):
    row = enrolment.enrol(hoa, make_edition().course, now=PASSED)
    Enrolment.objects.filter(pk=row.pk).update(current_at=DUE - timedelta(days=5))
    inbox.wish(hoa, ["lesson", "drill"], now=PASSED)
    told = nights(DUE, DUE + timedelta(days=13))
    assert [len(titles) for titles in told.values()] == [1, 1]
    assert list(told) == ["2026-04-01", "2026-04-08"]


def test_nobody_is_told_who_did_not_wish_it(hoa):
    inbox.wish(hoa, [], now=PASSED)
    assert nights(DUE, DUE + A_DAY) == {}


def test_a_withdrawn_course_is_not_told_of(hoa):
    Course.objects.update(state=Course.State.WITHDRAWN)
    assert night(DUE) == []


def test_it_is_wished_for_on_the_page_and_read_in_the_inbox(client, hoa):
    inbox.wish(hoa, [], now=PASSED)
    sign_in(client, hoa)
    assert "Diễn tập lại hằng tháng" in client.get("/toi/tin/").text
    client.post("/toi/tin/nhac/", {"nhac": ["drill"]})
    night(DUE)
    page = client.get("/toi/tin/").text
    assert "Diễn tập lại: Công an gọi" in page
    assert 'value="drill" checked' in page


def test_each_night_looks_only_at_who_may_have_something(hoa):
    for number in range(3):
        inbox.wish(make_person(f"Người Số {number}"), ["drill"], now=PASSED)
    assert inbox.remind(now=PASSED, most=2) == 2
    assert inbox.remind(now=PASSED, most=2) == 2
    assert inbox.remind(now=PASSED) == 0
    assert Reminder.objects.filter(rests_until__gt=PASSED.date()).count() == 4
