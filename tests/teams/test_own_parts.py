"""A member sees, takes along and erases what the teams keep about her; the counts stay."""

import json
from datetime import timedelta

import pytest

from lms.common import clock
from lms.common.ids import uuid7
from lms.users.services import grants, merging, personal
from teams import policies
from teams.models import FieldSubmission, QuarantinedSubmission, Session, TeamMembership
from teams.services import membership, reviewing, submissions
from tests.people import make_person
from tests.teams.conftest import document, envelope, long_ago, send


def part(person, name):
    return personal.export(person)["parts"][name]["content"]


def test_what_is_kept_is_handed_over(team, lan, reviewer):
    session = send(lan, team, note="Mang theo sạc").session
    send(lan, team, heads=-1)
    reviewing.verify(session, by=reviewer, now=clock.now())
    [place] = part(lan, "teams")
    assert (place["team"], place["role"]) == (team.name, "Tổ trưởng")
    content = part(lan, "sessions")
    assert [row["note"] for row in content["logged"]] == ["Mang theo sạc"]
    assert content["sent"][0]["receipt_no"] == FieldSubmission.objects.get().receipt_no
    assert content["set_aside"][0]["body"]["heads"] == -1
    assert [row["team"] for row in part(reviewer, "sessions")["reviewed"]] == [team.name]


def test_names_of_others_are_not_handed_to_whoever_wrote_them_down(team, lan):
    send(lan, team, names=["Trần Thị Hoa"])
    send(lan, team, heads=-1, names=["Trần Thị Hoa"])
    content = json.dumps(part(lan, "sessions"), default=str, ensure_ascii=False)
    assert "Trần Thị Hoa" not in content


def test_the_data_page_says_it(client, team, lan):
    send(lan, team)
    client.force_login(lan)
    page = client.get("/toi/du-lieu/").text
    assert f"Tổ trưởng, {team.name}" in page
    assert "Đã ghi 1 buổi" in page


def test_erasing_ends_membership_and_keeps_the_counts(team, lan, reviewer):
    TeamMembership.objects.update(organisation="Hội Phụ nữ")
    session = send(lan, team, wrap=envelope(team, device=uuid7())).session
    send(lan, team, heads=-1, names=["Trần Thị Hoa"])
    reviewing.verify(session, by=reviewer, now=clock.now())
    assert personal.erase(lan, by=lan, now=clock.now())
    place = TeamMembership.objects.get()
    assert (place.valid_to, place.organisation) == (clock.today(), "")
    assert FieldSubmission.objects.get().device is None
    assert QuarantinedSubmission.objects.get().personal is None
    assert Session.objects.verified().heads() == 14
    assert not policies.memberships_of(lan).exists()


def test_a_page_of_the_team_can_still_be_read(client, team, lan, hoa):
    send(lan, team)
    membership.join(team, hoa, on=long_ago(), by=None)
    personal.erase(lan, by=lan, now=clock.now())
    client.force_login(hoa)
    page = client.get(f"/to/{team.code}/")
    assert page.status_code == 200
    assert "Nguyễn Thị Lan" not in page.text


def test_erasing_twice_changes_nothing_more(team, lan):
    assert personal.erase(lan, by=lan, now=clock.now())
    assert not personal.erase(lan, by=lan, now=clock.now())


def test_a_person_found_twice_keeps_every_place_and_reviews_neither_log(team, lan, y_yen):
    twin = make_person("Nguyễn Thị Lan", email="lan2@demo.test")
    grants.grant(twin, "commune_reviewer", unit=y_yen, by=None)
    session = send(lan, team).session
    membership.leave(
        team.memberships.get(), on=clock.today() - timedelta(days=3), by=None, now=clock.now()
    )
    merging.merge(lan, twin, by=twin, now=clock.now())
    assert TeamMembership.objects.get().person == twin
    session.refresh_from_db()
    assert session.logged_by == twin
    assert not policies.may_review(twin, session)


def test_two_open_places_in_one_team_become_one(team, lan):
    twin = make_person("Nguyễn Thị Lan", email="lan2@demo.test")
    membership.join(team, twin, on=long_ago(), by=None)
    merging.merge(lan, twin, by=twin, now=clock.now())
    assert team.memberships.filter(valid_to=None).get().person == twin
    assert team.memberships.filter(person=twin).count() == 2


def test_what_she_confirmed_stays_hers_when_she_is_found_twice(team, lan, reviewer):
    session = send(lan, team).session
    reviewing.verify(session, by=reviewer, now=clock.now())
    merging.merge(lan, reviewer, by=reviewer, now=clock.now())
    session.refresh_from_db()
    assert (session.status, session.logged_by) == ("verified", lan)


@pytest.mark.parametrize("names", [["Trần Thị Hoa"], ["Trần Thị Hoa", "Lê Văn An"]])
def test_a_log_set_aside_keeps_names_apart(team, lan, names):
    submissions.receive(lan, envelope(team), document(heads=-1, names=names), now=clock.now())
    row = QuarantinedSubmission.objects.get()
    assert "names" not in row.body
    assert row.personal == {"names": names}
