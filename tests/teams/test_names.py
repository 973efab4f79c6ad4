"""Whoever was named may have the name taken out, for good, and the session still counts."""

import json

import pytest

from lms.common import clock
from lms.users.services import grants
from teams.models import FieldSubmission, QuarantinedSubmission, Session
from teams.services import membership, names
from tests.people import make_person, sign_in
from tests.teams.conftest import envelope, long_ago, send

TWO = ["Trần Thị Hoa", "Lê Văn An"]


@pytest.fixture
def named(team, lan):
    wrap = envelope(team)
    return wrap, send(lan, team, wrap=wrap, names=TWO).session


def address(session):
    return f"/to/{session.team.code}/buoi/{session.record_id}/ten/"


def everything_kept():
    rows = [*FieldSubmission.objects.values(), *QuarantinedSubmission.objects.values()]
    return json.dumps(rows, default=str, ensure_ascii=False)


def test_one_name_goes_everywhere_and_the_others_stay(named, lan):
    _, session = named
    assert names.forget(session, position=1, by=lan, now=clock.now())
    assert [row.name for row in names.of_session(session)] == ["Lê Văn An"]
    kept = FieldSubmission.objects.get()
    assert kept.personal == {"names": ["Lê Văn An"]}
    assert not kept.personal_salt
    assert "Trần Thị Hoa" not in everything_kept()
    assert Session.objects.heads() == 14


def test_all_names_go_from_every_revision(named, lan, team):
    wrap, session = named
    send(lan, team, wrap=envelope(team, record_id=wrap.record_id, rev=2), names=TWO, heads=20)
    send(lan, team, wrap=wrap, names=["Người Khác"])
    assert names.forget(session, position=None, by=lan, now=clock.now())
    assert not names.forget(session, position=None, by=lan, now=clock.now())
    for name in (*TWO, "Người Khác"):
        assert name not in everything_kept()


def test_a_name_a_later_revision_dropped_can_still_be_taken_out(client, named, lan, team):
    wrap, session = named
    send(lan, team, wrap=envelope(team, record_id=wrap.record_id, rev=2), names=[])
    assert not session.attendances.exists()
    sign_in(client, lan)
    page = f"/to/{team.code}/buoi/{session.record_id}/"
    assert "Bỏ hết tên" in client.get(page).text
    client.post(address(session), {"position": "all"})
    for name in TWO:
        assert name not in everything_kept()
    assert "Bỏ hết tên" not in client.get(page).text


def test_a_name_in_a_log_set_aside_can_be_taken_out_of_a_session_that_names_nobody(lan, team):
    wrap = envelope(team)
    session = send(lan, team, wrap=wrap, names=[]).session
    assert not names.forget(session, position=None, by=lan, now=clock.now())
    assert send(lan, team, wrap=wrap, names=["Người Khác"]).outcome == "conflict"
    assert "Người Khác" in everything_kept()
    assert names.forget(session, position=None, by=lan, now=clock.now())
    assert "Người Khác" not in everything_kept()


def test_a_phone_that_sends_it_again_brings_no_name_back(named, lan, team):
    wrap, session = named
    names.forget(session, position=None, by=lan, now=clock.now())
    assert send(lan, team, wrap=wrap, names=TWO).outcome == "duplicate"
    assert send(lan, team, wrap=wrap, names=TWO, heads=15).outcome == "conflict"
    assert not session.attendances.exists()
    assert "Trần Thị Hoa" not in everything_kept()


def test_a_member_takes_a_name_out_on_the_page(client, named, lan):
    _, session = named
    sign_in(client, lan)
    page = client.get(f"/to/{session.team.code}/buoi/{session.record_id}/").text
    assert "Trần Thị Hoa" in page
    assert client.post(address(session), {"position": "1"}).status_code == 302
    assert [row.name for row in names.of_session(session)] == ["Lê Văn An"]
    client.post(address(session), {"position": "all"})
    assert not session.attendances.exists()


@pytest.mark.parametrize("position", ["", "x", "99", "-1", "9" * 40])
def test_a_name_that_is_not_there_changes_nothing(client, named, lan, position):
    _, session = named
    sign_in(client, lan)
    assert client.post(address(session), {"position": position}).status_code == 302
    assert session.attendances.count() == 2


def test_the_reviewer_of_the_commune_may_and_others_may_not(
    client, named, reviewer, other_reviewer, minh, other_team
):
    _, session = named
    assert client.post(address(session), {"position": "all"}).status_code == 302
    for wrong in (minh, other_reviewer):
        sign_in(client, wrong)
        assert client.post(address(session), {"position": "all"}).status_code == 403
    assert session.attendances.count() == 2
    sign_in(client, reviewer)
    assert client.post(address(session), {"position": "all"}).status_code == 302
    assert not session.attendances.exists()


def test_whoever_has_left_the_team_reads_no_names(client, named, lan, hoa, team):
    _, session = named
    place = membership.join(team, hoa, on=long_ago(), by=None)
    membership.leave(place, on=long_ago(), by=lan, now=clock.now())
    sign_in(client, hoa)
    assert client.post(address(session), {"position": "all"}).status_code == 403
    assert session.attendances.count() == 2


def test_the_province_sees_figures_and_no_names(client, named, province):
    _, session = named
    viewer = make_person("Bùi Thị Xuân", email="xuan@demo.test")
    grants.grant(viewer, "province_viewer", unit=province, by=None)
    sign_in(client, viewer)
    page = client.get(f"/to/{session.team.code}/buoi/{session.record_id}/")
    assert page.status_code == 200
    assert "Trần Thị Hoa" not in page.text
