"""Who may send another revision of a log, and what it cannot bring back."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lms.common import clock
from lms.common.ids import uuid7
from teams.models import Attendance, FieldSubmission, QuarantinedSubmission, Session, TeamMembership
from teams.services import comparing, membership, names
from tests.teams.conftest import long_ago
from tests.teams.phones import FieldPhone, log

ANOTHER = {"device": str(uuid7())}


@pytest.fixture
def phone(lan):
    return FieldPhone(lan)


@pytest.fixture
def former(team, hoa):
    """Somebody who left the team long ago."""
    membership.join(team, hoa, on=long_ago(), by=None)
    left = clock.today() - timedelta(days=300)
    TeamMembership.objects.filter(person=hoa).update(valid_to=left)
    return FieldPhone(hoa)


def statuses(phone, *logs):
    return [one["status"] for one in phone.outcomes(*logs)]


def test_who_left_does_not_rewrite_a_colleague_s_log(team, lan, phone, former):
    number = uuid7()
    phone.outcomes(log(team, number=number))
    told = former.outcomes(log(team, number=number, rev=2, heads=77))[0]
    assert (told["status"], told["receipt"]) == ("rejected", "")
    assert "chỉ sửa được buổi mình ghi" in told["errors"]["team"]
    session = Session.objects.get()
    assert (session.heads_count, session.logged_by, session.rev) == (14, lan, 1)
    assert QuarantinedSubmission.objects.get().body["heads"] == 77


def test_who_left_still_mends_her_own(team, former):
    number = uuid7()
    sent = log(team, number=number), log(team, number=number, rev=2, heads=20)
    assert statuses(former, *sent) == ["created", "created"]
    session = Session.objects.get()
    assert session.heads_count == 20
    assert "role_ended" in session.flags


@pytest.mark.parametrize("base", [1, None], ids=["made from the last", "made from nothing"])
def test_a_name_that_was_taken_out_does_not_come_back(team, lan, phone, base):
    number, around = uuid7(), {"base_rev": base}
    two = {"names": ["Lê Văn An", "Bùi Thị Na"], "consent_taken": True}
    phone.outcomes(log(team, number=number, **two))
    position = Attendance.objects.get(name="Lê Văn An").position
    names.forget(Session.objects.get(), position=position, by=lan, now=clock.now())
    later = log(team, number=number, rev=2, heads=20, around=around, **two)
    assert statuses(phone, later, later) == ["created", "duplicate"]
    session = Session.objects.get()
    assert session.heads_count == 20
    assert "names_left_out" in session.flags
    assert [one.name for one in session.attendances.all()] == ["Bùi Thị Na"]
    kept = FieldSubmission.objects.values_list("personal", "raw", "payload", "joined")
    assert "Lê Văn An" not in str(list(kept))


def test_a_name_does_not_come_back_with_an_older_revision(team, lan, phone):
    number = uuid7()
    named = {"names": ["Lê Văn An"], "consent_taken": True}
    phone.outcomes(log(team, number=number, **named), log(team, number=number, rev=3, **named))
    names.forget(Session.objects.get(), position=None, by=lan, now=clock.now())
    phone.outcomes(log(team, number=number, rev=2, **named))
    assert not Attendance.objects.exists()
    kept = FieldSubmission.objects.values_list("personal", "raw", "payload", "joined")
    assert "Lê Văn An" not in str(list(kept))


def test_more_bodies_in_conflict_cost_the_reviewer_no_more_questions(team, phone, hoa):
    membership.join(team, hoa, on=long_ago(), by=None)
    number, asked = uuid7(), []
    phone.outcomes(log(team, number=number), log(team, number=number, rev=2, heads=20))
    for heads in (30, 31, 32):
        around = {**ANOTHER, "base_rev": 1}
        acts, hard = {"vneid": heads - 29}, ["khac"]
        more = {"acts": acts, "difficulties": hard, "heads": heads}
        assert statuses(phone, log(team, number=number, rev=2, around=around, **more)) == [
            "conflict"
        ]
        with CaptureQueriesContext(connection) as questions:
            found = comparing.others(Session.objects.select_related("team", "submission").get())
        asked.append(len(questions))
    assert len(found) == 3
    assert asked[0] == asked[-1]
