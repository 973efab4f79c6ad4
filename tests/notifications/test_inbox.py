"""The inbox: told once, read once, reminded at most once a week and only when wished."""

from datetime import timedelta

import pytest

from courses.models import Enrolment
from courses.services import enrolment
from lms.common import clock
from lms.notifications import inbox
from lms.notifications.models import Notice
from lms.users.services import merging, personal
from tests.api.conftest import ME
from tests.courses.editions import make_edition
from tests.people import make_person, sign_in

NOW = clock.now()


def tell(person, key="viec", **fields):
    inbox.tell([person.pk], key=key, title="Có việc", now=NOW, **fields)


def test_the_same_thing_is_told_once(hoa, lan):
    tell(hoa)
    inbox.tell([hoa.pk, lan.pk], key="viec", title="Có việc", now=NOW)
    assert Notice.objects.count() == 2


def test_a_phone_hears_what_is_new_with_everything_else(client, hoa):
    tell(hoa, body="Mời xem", url="/khoa-hoc/x/")
    sign_in(client, hoa)
    notices = client.get(ME).json()["inbox"]
    assert [(one["title"], one["url"], one["read"]) for one in notices] == [
        ("Có việc", "/khoa-hoc/x/", False)
    ]


def test_opening_the_inbox_is_reading_it(client, hoa, lan):
    tell(hoa)
    tell(lan)
    sign_in(client, hoa)
    assert "1 tin mới" in client.get("/toi/").text
    assert ">Mới<" in client.get("/toi/tin/").text
    assert ">Mới<" not in client.get("/toi/tin/").text
    assert "tin mới" not in client.get("/toi/").text
    assert client.get(ME).json()["inbox"][0]["read"]
    assert inbox.unread_count(lan) == 1


def test_an_empty_inbox_says_what_will_come(client, hoa):
    sign_in(client, hoa)
    assert "Chưa có tin nào" in client.get("/toi/tin/").text


# Reminders


@pytest.fixture
def waiting(hoa):
    """Hoa left a course half done five days ago."""
    row = enrolment.enrol(hoa, make_edition().course, now=NOW - timedelta(days=9))
    Enrolment.objects.filter(pk=row.pk).update(current_at=NOW - timedelta(days=5))
    return row


def test_nobody_is_reminded_who_did_not_wish_it(waiting):
    assert inbox.remind(now=NOW) == 0


def test_a_course_left_half_done_is_reminded_of_once_a_week(client, hoa, waiting):
    sign_in(client, hoa)
    client.post("/toi/tin/nhac/", {"nhac": ["lesson", "khong-co"]})
    assert inbox.wishes(hoa) == {"lesson"}
    assert inbox.remind(now=NOW) == 1
    assert "Mình học tiếp nhé" in hoa.notices.get().title
    assert inbox.remind(now=NOW) == 0
    assert inbox.remind(now=NOW + timedelta(days=6)) == 0
    assert inbox.remind(now=NOW + timedelta(days=8)) == 1
    client.post("/toi/tin/nhac/", {})
    assert inbox.remind(now=NOW + timedelta(days=20)) == 0


@pytest.mark.parametrize("days", [1, 90])
def test_who_learns_or_has_given_up_is_left_in_peace(hoa, waiting, days):
    Enrolment.objects.update(current_at=NOW - timedelta(days=days))
    inbox.wish(hoa, ["lesson"], now=NOW)
    assert inbox.remind(now=NOW) == 0


def test_a_finished_course_is_not_reminded_of(hoa, waiting):
    Enrolment.objects.update(completed_at=NOW, completed_edition=waiting.edition, completed_rule={})
    inbox.wish(hoa, ["lesson"], now=NOW)
    assert inbox.remind(now=NOW) == 0


def test_many_are_reminded_in_parts(db):
    course = make_edition().course
    for number in range(5):
        person = make_person(f"Người Số {number}")
        row = enrolment.enrol(person, course, now=NOW)
        Enrolment.objects.filter(pk=row.pk).update(current_at=NOW - timedelta(days=5))
        inbox.wish(person, ["lesson"], now=NOW)
    assert [inbox.remind(now=NOW, most=2) for _ in range(4)] == [2, 2, 1, 0]


# A person's own


def test_what_was_told_is_handed_over_and_erased(hoa, son):
    tell(hoa)
    inbox.wish(hoa, ["lesson"], now=NOW)
    assert personal.export(hoa)["parts"]["notices"]["content"][0]["title"] == "Có việc"
    personal.erase(hoa, by=son, now=NOW)
    assert not hoa.notices.exists()
    assert not inbox.wishes(hoa)


def test_two_records_of_one_person_become_one_inbox(hoa, son):
    older = make_person("Trần Thị Hoa")
    tell(older)
    tell(hoa)
    tell(older, key="khac")
    inbox.wish(older, ["lesson"], now=NOW)
    merging.merge(older, hoa, by=son, now=NOW)
    assert hoa.notices.count() == 2
    assert inbox.wishes(hoa) == {"lesson"}


def test_a_year_is_kept(hoa):
    tell(hoa)
    assert inbox.forget_old(now=NOW + timedelta(days=364)) == 0
    assert inbox.forget_old(now=NOW + timedelta(days=366)) == 1
