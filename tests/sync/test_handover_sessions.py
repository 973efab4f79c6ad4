"""Sessions a member could not send come in a sealed file, by the same way in as all logs."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lms.audit.models import AuditEvent
from lms.sync.services import handover
from teams.models import FieldSubmission, QuarantinedSubmission, Session, TrialLog
from teams.services import membership
from tests.people import sign_in
from tests.sync.sealing import sealed
from tests.teams.conftest import *  # noqa: F403  the team and its people
from tests.teams.conftest import long_ago
from tests.teams.phones import FieldPhone, log


def file_of(person, *logs, **changes):
    told = {"version": 1, "ticket": handover.ticket_of(person), "sessions": logs, **changes}
    return sealed(told)


@pytest.fixture
def page(client, team, hoa):
    """Hoa of the same team brings the file of another phone."""
    membership.join(team, hoa, on=long_ago(), by=None)
    client.force_login(hoa)
    return lambda content: bring(client, team, content)


def bring(client, team, content):
    file = SimpleUploadedFile("buoi-ghi-2026-11-30.hocso.txt", content.encode())
    return client.post(f"/to/{team.code}/gui-ho/", {"file": file})


def numbers(response):
    taken = response.context["taken"]
    return taken.fresh, taken.known, taken.refused


def test_a_file_brought_twice_and_sent_once_more_leaves_each_session_once(page, team, lan, hoa):
    logs = [log(team), log(team, venue="Chợ"), log(team, venue="Trường")]
    content = file_of(lan, *logs)
    first = page(content)
    assert numbers(first) == (3, 0, 0)
    assert "Tỉnh đã nhận buổi do Lan ghi" in first.text
    assert numbers(page(content)) == (0, 3, 0)
    sent = FieldPhone(lan).outcomes(*logs)
    assert {one["status"] for one in sent} == {"duplicate"}
    assert {one["receipt"] for one in sent} == {
        *FieldSubmission.objects.values_list("receipt_no", flat=True)
    }
    assert Session.objects.count() == 3
    assert {row.logged_by for row in Session.objects.all()} == {lan}
    noted = AuditEvent.objects.filter(action="outbox.handed_over").order_by("pk").first()
    assert (noted.actor_id, noted.detail["fresh"]) == (hoa.pk, 3)


def test_the_commune_brings_one_too(client, team, lan, reviewer, other_reviewer):
    sign_in(client, reviewer)
    assert numbers(bring(client, team, file_of(lan, log(team)))) == (1, 0, 0)
    sign_in(client, other_reviewer)
    assert bring(client, team, file_of(lan, log(team))).status_code == 403


def test_revisions_of_one_session_are_one_session(page, team, lan):
    first = log(team)
    second = log(team, number=first["record_id"], rev=2, heads=20)
    assert numbers(page(file_of(lan, first, second))) == (1, 0, 0)
    assert Session.objects.get().heads_count == 20


def test_one_that_is_wrong_stops_no_other_and_is_told(page, team, lan):
    told = page(file_of(lan, log(team), log(team, heads=-1), "x"))
    assert numbers(told) == (1, 0, 2)
    assert "Buổi chưa nhận vẫn nằm trong máy người ghi" in told.text
    assert QuarantinedSubmission.objects.count() == 2


def test_a_trial_in_a_file_stays_a_trial(page, team, lan):
    assert numbers(page(file_of(lan, log(team, around={"trial": True})))) == (1, 0, 0)
    assert (Session.objects.count(), TrialLog.objects.count()) == (0, 1)


def test_more_than_goes_together_is_taken_in_portions(page, team, lan):
    assert numbers(page(file_of(lan, *(log(team) for _ in range(41))))) == (41, 0, 0)
    assert Session.objects.count() == 41


@pytest.mark.parametrize("sessions", [[], None, "x", {"a": 1}])
def test_a_file_without_sessions_is_told_so(page, team, lan, sessions):
    told = page(file_of(lan, sessions=sessions))
    assert told.status_code == 422
    assert "không có buổi nào" in told.text


def test_too_many_and_nobodys_are_refused_whole(page, team, lan):
    assert page(file_of(lan, *[{}] * 201)).status_code == 422
    assert page(file_of(lan, log(team), ticket="x")).status_code == 422
    assert not Session.objects.exists()
    assert not QuarantinedSubmission.objects.exists()


def test_whom_nobody_knows_in_the_team_brings_nothing_in(page, team, minh):
    assert numbers(page(file_of(minh, log(team)))) == (0, 0, 1)
    assert not Session.objects.exists()
