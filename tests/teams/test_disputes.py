"""Two bodies of one session wait for a person to choose, whatever else the session waits for."""

from dataclasses import replace

import pytest
from django.core.management import call_command

from lms.audit.models import AuditEvent
from lms.common import clock
from lms.common.ids import uuid7
from lms.notifications.models import Notice
from teams.models import FieldSubmission, QuarantinedSubmission, Session
from teams.services import membership, reviewing, settling
from tests.people import sign_in
from tests.teams.conftest import envelope, long_ago, send

HERS, HIS = uuid7(), uuid7()


@pytest.fixture
def wrap(team):
    return envelope(team, device=HERS)


@pytest.fixture
def both(team, hoa):
    membership.join(team, hoa, on=long_ago(), by=None)
    return team


@pytest.fixture
def confirmed(both, lan, wrap, reviewer):
    session = send(lan, both, wrap=wrap).session
    reviewing.verify(session, by=reviewer, now=clock.now())
    return session


def dispute(person, team, wrap, **changes):
    """Another body under the first number; its row."""
    told = {"heads": 30, **changes}
    assert send(person, team, wrap=replace(wrap, device=HIS), **told).outcome == "conflict"
    return QuarantinedSubmission.objects.order_by("-pk").first()


def listed(client, commune):
    return [row.record_id for row in client.get(f"/xa/{commune.code}/duyet/").context["page"]]


def choose(client, commune, session, **asked):
    page = f"/xa/{commune.code}/duyet/{session.record_id}/"
    seen = {"rev": str(session.latest_rev), **asked}
    return client.post(f"{page}chon/", seen, follow=True).text


def test_a_dispute_about_a_confirmed_session_is_listed_settled_and_asked_again(
    client, confirmed, both, hoa, wrap, reviewer, y_yen
):
    other = dispute(hoa, both, wrap)
    sign_in(client, reviewer)
    assert listed(client, y_yen) == [confirmed.record_id]
    assert "Hai bản khác nhau" in client.get(f"/xa/{y_yen.code}/duyet/").text
    assert client.get(f"/xa/{y_yen.code}/").context["waiting_count"] == 1
    assert "Đã giữ bản đang dùng" in choose(client, y_yen, confirmed, keep=other.pk)
    session = Session.objects.get()
    assert (session.heads_count, session.status, session.disputed_at) == (14, "verified", None)
    assert listed(client, y_yen) == []
    assert Notice.objects.filter(person=hoa, title__startswith="Xã giữ bản kia").exists()
    told = choose(client, y_yen, confirmed, again=other.pk)
    assert "Hai bản lại chờ chọn" in told
    assert listed(client, y_yen) == [confirmed.record_id]
    actions = ("session.other_left", "session.other_asked_again")
    assert AuditEvent.objects.filter(action__in=actions).count() == 2


def test_the_other_body_becomes_a_change_of_what_is_confirmed(
    client, confirmed, both, hoa, wrap, reviewer, y_yen
):
    other = dispute(hoa, both, wrap)
    sign_in(client, reviewer)
    choose(client, y_yen, confirmed, other=other.pk)
    session = Session.objects.get()
    assert (session.heads_count, session.pending.payload["heads"]) == (14, 30)
    assert session.disputed_at is None
    assert listed(client, y_yen) == [session.record_id]


@pytest.mark.parametrize("state", ["needs_fix", "withdrawn"])
def test_returned_and_withdrawn_sessions_are_listed_too(
    client, both, lan, hoa, wrap, reviewer, y_yen, state
):
    session = send(lan, both, wrap=wrap).session
    if state == "needs_fix":
        reviewing.return_for_fix(session, by=reviewer, reason="Đếm lại", now=clock.now())
    else:
        reviewing.withdraw(session, by=lan, now=clock.now())
    other = dispute(hoa, both, wrap)
    sign_in(client, reviewer)
    assert listed(client, y_yen) == [session.record_id]
    assert settling.keep_ours(session, by=reviewer, other_id=other.pk, now=clock.now())
    assert listed(client, y_yen) == []


def test_after_the_last_of_several_nobody_is_asked(confirmed, both, hoa, wrap, reviewer):
    first, second = dispute(hoa, both, wrap), dispute(hoa, both, wrap, heads=31)
    for other, is_open in ((first, True), (second, False)):
        assert settling.keep_ours(confirmed, by=reviewer, other_id=other.pk, now=clock.now())
        assert (Session.objects.get().disputed_at is not None) is is_open
    assert not settling.keep_ours(confirmed, by=reviewer, other_id=first.pk, now=clock.now())


def test_what_was_decided_and_comes_again_asks_nobody(confirmed, both, hoa, wrap, reviewer):
    other = dispute(hoa, both, wrap)
    settling.keep_ours(confirmed, by=reviewer, other_id=other.pk, now=clock.now())
    dispute(hoa, both, wrap)
    assert Session.objects.get().disputed_at is None


def test_a_later_revision_does_not_hide_a_dispute(both, lan, hoa, wrap):
    send(lan, both, wrap=wrap)
    dispute(hoa, both, wrap)
    send(lan, both, wrap=replace(wrap, rev=2, base_rev=1), heads=16)
    session = Session.objects.get()
    assert (session.heads_count, session.disputed_at is None) == (16, False)


def test_whoever_may_not_review_settles_nothing(confirmed, both, lan, hoa, wrap, other_reviewer):
    other = dispute(hoa, both, wrap)
    for person in (lan, other_reviewer):
        for settle in (settling.keep_ours, settling.ask_again):
            with pytest.raises(reviewing.NotYours):
                settle(confirmed, by=person, other_id=other.pk, now=clock.now())


def test_a_number_left_free_is_joined_when_another_phone_fills_it(both, lan, hoa, wrap):
    send(lan, both, wrap=wrap)
    send(lan, both, wrap=replace(wrap, rev=3, base_rev=1), heads=20)
    his = replace(wrap, rev=2, base_rev=1, device=HIS)
    first = send(hoa, both, wrap=his, note="Mưa to")
    session = Session.objects.get()
    assert (first.outcome, session.heads_count, session.note) == ("created", 20, "Mưa to")
    assert (session.rev, session.submission.sent_rev) == (4, 2)
    again = send(hoa, both, wrap=his, note="Mưa to")
    assert (again.outcome, again.receipt_no) == ("duplicate", first.receipt_no)


def test_a_number_left_free_with_other_figures_is_left_to_a_person(both, lan, hoa, wrap):
    send(lan, both, wrap=wrap)
    send(lan, both, wrap=replace(wrap, rev=3, base_rev=1), heads=20)
    his = replace(wrap, rev=2, base_rev=1, device=HIS)
    assert send(hoa, both, wrap=his, heads=30).outcome == "conflict"
    assert Session.objects.get().disputed_at


def test_a_revision_that_comes_after_those_made_from_it_is_kept_and_changes_nothing(
    both, lan, wrap
):
    send(lan, both, wrap=wrap)
    send(lan, both, wrap=replace(wrap, rev=3, base_rev=2), heads=20)
    assert send(lan, both, wrap=replace(wrap, rev=2, base_rev=1), heads=9).outcome == "created"
    session = Session.objects.get()
    assert (session.rev, session.heads_count, session.disputed_at) == (3, 20, None)
    assert sorted(FieldSubmission.objects.values_list("rev", flat=True)) == [1, 2, 3]


@pytest.mark.large
@pytest.mark.django_db(transaction=True)
def test_conflicts_of_before_wait_for_a_choice_where_their_flag_still_stood(team, lan):
    flagged, quiet = send(lan, team).session, send(lan, team, venue="Chợ").session
    for session in (flagged, quiet):
        QuarantinedSubmission.objects.create(
            record_id=str(session.record_id), rev=1, body_hash="x", submitter=lan,
            reason="conflict", body={"team": team.code},
        )  # fmt: skip
    Session.objects.filter(pk=flagged.pk).update(flags=["late", "conflict"])
    try:
        call_command("migrate", "teams", "0014", verbosity=0)
    finally:
        call_command("migrate", "teams", verbosity=0)
    flagged.refresh_from_db()
    quiet.refresh_from_db()
    assert (flagged.flags, flagged.disputed_at is None) == (["late"], False)
    assert quiet.disputed_at is None
    of = QuarantinedSubmission.objects
    assert of.get(record_id=flagged.record_id).settled_at is None
    assert of.get(record_id=quiet.record_id).settled_at
