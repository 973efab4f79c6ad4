"""A log that was written on one phone of a team and sent by another."""

import pytest

from lms.audit.models import AuditEvent
from lms.common.ids import uuid7
from teams.models import FieldSubmission, Session
from teams.services import membership
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
