"""A log that was written on one phone of a team and sent by another."""

from datetime import timedelta

import pytest

from lms.audit.models import AuditEvent
from lms.common import clock
from lms.common.ids import uuid7
from lms.users.services import grants
from teams.models import FieldSubmission, Session
from teams.services import membership, reviewing
from tests.people import make_person
from tests.teams.phones import FieldPhone, log


@pytest.fixture
def hoa(team):
    person = make_person("Trần Thị Hoa")
    membership.join(team, person, on=team.valid_from, by=None)
    return person


def test_whoever_sends_first_each_session_is_there_once(lan, team, hoa):
    number = uuid7()
    carried = log(team, number=number, around={"taken": lan.public_id})
    own = {**carried, "taken": None, "device": str(uuid7())}
    assert [one["status"] for one in FieldPhone(hoa).outcomes(carried)] == ["created"]
    assert [one["status"] for one in FieldPhone(lan).outcomes(own)] == ["duplicate"]
    assert FieldSubmission.objects.count() == 1
    assert FieldSubmission.objects.get().raw["taken"] == lan.public_id
    event = AuditEvent.objects.get(action="session.handed_over")
    assert (event.actor_id, event.detail) == (hoa.pk, {"written_by": lan.pk})


def test_the_page_says_on_whose_phone_it_was_written(client, lan, team, hoa):
    FieldPhone(hoa).tell(log(team, around={"taken": lan.public_id}))
    client.force_login(lan)
    page = client.get(f"/to/{team.code}/buoi/{Session.objects.get().record_id}/")
    assert f"Ghi trên máy của {lan}" in page.content.decode()


@pytest.mark.parametrize("told", ["", "nobody", 7, {"a": 1}, None, "x" * 5000, "\x00"])
def test_a_word_that_names_nobody_of_the_team_is_not_believed(client, lan, team, told):
    [answer] = FieldPhone(lan).outcomes(log(team, around={"taken": told}))
    assert answer["status"] == "created"
    assert not AuditEvent.objects.filter(action="session.handed_over").exists()
    client.force_login(lan)
    page = client.get(f"/to/{team.code}/buoi/{Session.objects.get().record_id}/")
    assert page.status_code == 200
    assert "Ghi trên máy của" not in page.content.decode()


def test_somebody_of_another_team_is_not_named(client, lan, team):
    stranger = make_person("Phạm Văn Minh")
    FieldPhone(lan).tell(log(team, around={"taken": stranger.public_id}))
    client.force_login(lan)
    page = client.get(f"/to/{team.code}/buoi/{Session.objects.get().record_id}/")
    assert str(stranger) not in page.content.decode()
    assert not AuditEvent.objects.filter(action="session.handed_over").exists()


def handed():
    return AuditEvent.objects.filter(action="session.handed_over")


def test_a_log_that_is_mended_was_handed_over_once(lan, team, hoa):
    number = uuid7()
    carried = {"number": number, "around": {"taken": lan.public_id}}
    FieldPhone(hoa).tell(log(team, **carried), log(team, rev=2, heads=20, **carried))
    FieldPhone(hoa).tell(log(team, rev=3, heads=21, **carried))
    assert Session.objects.get().rev == 3
    assert handed().count() == 1


@pytest.mark.parametrize("odd", [["a"], {"a": 1}, 7])
def test_an_odd_word_of_the_first_revision_stops_none_that_follows(lan, team, hoa, odd):
    number = uuid7()
    phone = FieldPhone(hoa)
    phone.tell(log(team, number=number, around={"taken": odd}))
    mended = log(team, number=number, rev=2, heads=20, around={"taken": lan.public_id})
    assert [one["status"] for one in phone.outcomes(mended)] == ["created"]
    assert handed().count() == 1


def test_carried_on_to_a_third_phone_it_is_handed_over_again(lan, team, hoa, minh):
    membership.join(team, minh, on=team.valid_from, by=None)
    number = uuid7()
    carried = {"number": number, "around": {"taken": lan.public_id}}
    FieldPhone(hoa).tell(log(team, **carried))
    FieldPhone(minh).tell(log(team, rev=2, heads=20, **carried))
    assert {event.actor for event in handed()} == {hoa, minh}


@pytest.fixture
def later_reviewer(team, y_yen):
    """Somebody who was in the team after the day of the session, and reviews by now."""
    person = make_person("Vũ Thị Duyệt")
    place = membership.join(team, person, on=clock.today(), by=None)
    membership.leave(place, on=clock.today(), by=None, now=clock.now())
    grants.grant(person, "commune_reviewer", unit=y_yen, by=None)
    return person


@pytest.fixture
def before_she_joined():
    return {"held_on": (clock.today() - timedelta(days=3)).isoformat()}


def test_who_wrote_it_does_not_confirm_it_though_another_sent_it(
    team, hoa, later_reviewer, before_she_joined
):
    FieldPhone(hoa).tell(
        log(team, around={"taken": later_reviewer.public_id}, **before_she_joined),
    )
    with pytest.raises(reviewing.NotYours):
        reviewing.verify(Session.objects.get(), by=later_reviewer, now=clock.now())


def test_who_sent_it_does_not_confirm_it_though_another_mended_it(
    team, hoa, later_reviewer, before_she_joined
):
    number = uuid7()
    sent = log(team, number=number, **before_she_joined)
    FieldPhone(later_reviewer).tell(sent)
    FieldPhone(hoa).tell(log(team, number=number, rev=2, heads=20, **before_she_joined))
    session = Session.objects.get()
    assert session.logged_by == hoa
    with pytest.raises(reviewing.NotYours):
        reviewing.verify(session, by=later_reviewer, now=clock.now())


def test_a_reviewer_named_by_a_phone_who_was_never_in_the_team_confirms_it(team, hoa, reviewer):
    FieldPhone(hoa).tell(log(team, around={"taken": reviewer.public_id}))
    assert reviewing.verify(Session.objects.get(), by=reviewer, now=clock.now())
