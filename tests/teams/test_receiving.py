"""A log is taken once, kept whatever is wrong with it, and never refused for its context."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from lms.common import clock
from lms.common.ids import uuid7
from teams.models import FieldSubmission, QuarantinedSubmission, Session, Team, TeamMembership
from teams.services import arrivals, membership, submissions
from tests import pairs
from tests.teams.conftest import document, envelope, send


def test_a_log_becomes_a_session_with_a_receipt(team, lan):
    receipt = send(lan, team)
    assert receipt.outcome == "created"
    assert len(receipt.receipt_no) == 13
    session = Session.objects.get()
    assert (session.heads_count, session.female_count, session.status) == (14, 8, "received")
    assert {act.kind_id: act.count for act in session.acts.all()} == {"e_identity": 6}
    assert [topic.code for topic in session.topics.all()] == ["vneid"]


def test_the_same_log_twice_is_counted_once_with_the_same_receipt(team, lan):
    wrap = envelope(team)
    first, second = send(lan, team, wrap=wrap), send(lan, team, wrap=wrap)
    assert (first.outcome, second.outcome) == ("created", "duplicate")
    assert first.receipt_no == second.receipt_no
    assert Session.objects.count() == FieldSubmission.objects.count() == 1


def test_names_do_not_make_a_repeat_look_different(team, lan):
    wrap = envelope(team)
    send(lan, team, wrap=wrap, names=["Trần Thị Hoa"])
    assert send(lan, team, wrap=wrap, names=["Trần Thị Hoa"]).outcome == "duplicate"
    assert send(lan, team, wrap=wrap, names=["Trần Thị Mai"]).outcome == "conflict"


def test_another_body_under_the_same_number_is_kept_aside(team, lan):
    wrap = envelope(team)
    send(lan, team, wrap=wrap)
    receipt = send(lan, team, wrap=wrap, heads=99)
    assert receipt.outcome == "conflict"
    assert Session.objects.get().heads_count == 14
    assert QuarantinedSubmission.objects.get().body["heads"] == 99


def test_a_further_revision_changes_the_session(team, lan):
    wrap = envelope(team)
    send(lan, team, wrap=wrap)
    receipt = send(lan, team, wrap=replace(wrap, rev=2, base_rev=1), heads=20, acts={})
    assert receipt.outcome == "created"
    session = Session.objects.get()
    assert (session.rev, session.heads_count, session.acts.count()) == (2, 20, 0)


def test_an_older_revision_that_arrives_late_changes_nothing(team, lan):
    wrap = envelope(team, rev=2)
    send(lan, team, wrap=wrap, heads=20)
    assert send(lan, team, wrap=replace(wrap, rev=1)).outcome == "created"
    assert Session.objects.get().heads_count == 20
    assert FieldSubmission.objects.count() == 2


def test_parts_larger_than_the_heads_are_named_and_kept_aside(team, lan):
    receipt = send(lan, team, heads=3, female=8, older=0, first_time=0)
    assert receipt.outcome == "rejected"
    assert "nhiều hơn người đến (3)" in receipt.errors["female"]
    assert not Session.objects.exists()
    assert QuarantinedSubmission.objects.get().reason == "rejected"


@pytest.mark.parametrize(
    ("changes", "flag"),
    [
        ({"held_on": (clock.today() - timedelta(days=80)).isoformat()}, "late"),
        ({"held_on": (clock.today() + timedelta(days=9)).isoformat()}, "future"),
    ],
)
def test_a_date_out_of_the_window_is_flagged_not_refused(team, lan, changes, flag):
    receipt = send(lan, team, **changes)
    assert receipt.outcome == "created"
    assert flag in receipt.session.flags


def test_a_role_that_has_ended_is_flagged_not_refused(team, lan):
    place = TeamMembership.objects.get(team=team, person=lan)
    membership.leave(place, on=clock.today() - timedelta(days=10), by=lan, now=clock.now())
    assert send(lan, team).session.flags == ["role_ended"]


def test_a_team_that_is_no_more_is_flagged_not_refused(team, lan):
    Team.objects.filter(pk=team.pk).update(status=Team.Status.DISSOLVED)
    receipt = send(lan, Team.objects.get())
    assert (receipt.outcome, receipt.session.flags) == ("created", ["team_closed"])


def test_a_revision_is_kept_once_whoever_writes(team, lan):
    send(lan, team)
    taken = FieldSubmission.objects.get()
    taken.pk, taken.receipt_no = uuid7(), "0000-0000"
    with pytest.raises(IntegrityError), transaction.atomic():
        taken.save(force_insert=True)


def test_somebody_who_was_never_in_the_team_is_kept_aside(team, hoa):
    receipt = send(hoa, team)
    assert receipt.outcome == "rejected"
    assert not Session.objects.exists()
    assert QuarantinedSubmission.objects.count() == 1


def test_a_session_keeps_the_unit_of_its_team(team, lan, village):
    assert send(lan, team).session.unit == village


@pairs.made_up(40)
@given(
    st.dictionaries(
        st.sampled_from([*document(), "names", "khác"]),
        st.none() | st.booleans() | st.integers() | st.text(max_size=30) | st.lists(st.text()),
        max_size=6,
    )
)
def test_whatever_comes_is_answered_and_nothing_is_lost(team, lan, topics, changes):
    before = FieldSubmission.objects.count() + QuarantinedSubmission.objects.count()
    wrap = envelope(team)
    receipt = submissions.receive(lan, wrap, {**document(), **changes}, now=clock.now())
    after = FieldSubmission.objects.count() + QuarantinedSubmission.objects.count()
    assert receipt.outcome in {"created", "rejected"}
    assert after == before + 1


def test_the_same_rejected_log_is_kept_once(team, lan):
    wrap = envelope(team, record_id=uuid7())
    for _ in range(3):
        send(lan, team, wrap=wrap, heads=-1)
    assert QuarantinedSubmission.objects.count() == 1


HOSTILE = [
    {"venue": "a\\u0000b\x00c", "heads": -1},
    {"topics": ["\x00", "\ud800"]},
    {"heads": float("nan")},
    {"heads": 10**400},
    {"note": "\ud83d", "heads": None},
    {"acts": {"\x00": 1}},
    {"names": [{"a": ["\x00"]}], "heads": -1},
    {"khác": [[[[[[[[[[[[[[[[[[[[[[[[["sâu"]]]]]]]]]]]]]]]]]]]]]]]]], "type": "\x00"},
]


@pytest.mark.parametrize("changes", HOSTILE)
def test_signs_no_database_takes_are_kept_aside_and_never_break(team, lan, changes):
    receipt = submissions.receive(lan, envelope(team), {**document(), **changes}, now=clock.now())
    assert receipt.outcome == "rejected"
    assert QuarantinedSubmission.objects.count() == 1


def test_a_record_of_another_team_is_not_taken_over(team, lan, other_team, minh):
    wrap = envelope(team)
    send(lan, team, wrap=wrap)
    theirs = envelope(other_team, record_id=wrap.record_id, rev=2)
    assert send(minh, other_team, wrap=theirs, heads=99).outcome == "conflict"
    session = Session.objects.get()
    assert (session.team, session.heads_count, session.rev) == (team, 14, 1)


def test_a_receipt_number_drawn_twice_is_drawn_again(team, lan, monkeypatch):
    draws = iter(["aaaaaa", "aaaaaa", "bbbbbb"])
    monkeypatch.setattr(arrivals, "public_id", lambda: next(draws))
    first, second = send(lan, team), send(lan, team)
    assert first.receipt_no.endswith("AAAAAA")
    assert second.receipt_no.endswith("BBBBBB")
