"""A member's page: hours of confirmed sessions she took part in, and who may read it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lms.common import clock
from teams.services import contributing, membership, reviewing, visits
from tests.people import sign_in
from tests.teams import planned as plans
from tests.teams.conftest import long_ago, send


@pytest.fixture
def place(team, hoa):
    return membership.join(team, hoa, on=long_ago(), by=None)


def held(lan, team, reviewer, people, *, minutes=90, confirm=True, days=0):
    on = clock.today() - timedelta(days=days)
    session = send(
        lan,
        team,
        held_on=on.isoformat(),
        start_time="19:30",
        duration_min=minutes,
        helpers=[one.public_id for one in people],
    ).session
    if confirm:
        assert reviewing.verify(session, by=reviewer, now=clock.now())
    return session


def address(team, place):
    return f"/to/{team.code}/thanh-vien/{place.pk}/"


def test_hours_are_of_confirmed_sessions_she_took_part_in(client, lan, team, hoa, place, reviewer):
    held(lan, team, reviewer, [lan, hoa], minutes=90)
    held(lan, team, reviewer, [lan], minutes=60)
    held(lan, team, reviewer, [lan, hoa], minutes=120, confirm=False)
    given = contributing.of_member(hoa, team, year=clock.today().year)
    assert (given.hours, given.sessions_count, given.heads_count) == ("1,5", 1, 14)
    assert given.acts_count == 6
    sign_in(client, hoa)
    page = client.get(address(team, place)).text
    assert "1,5" in page
    assert "1 buổi đang chờ xã xem" in page


def test_another_year_is_another_sum(client, lan, team, hoa, place, reviewer):
    held(lan, team, reviewer, [hoa], minutes=60)
    year = clock.today().year
    assert contributing.of_member(hoa, team, year=year - 1).minutes == 0
    sign_in(client, hoa)
    assert "Chưa có buổi nào" in client.get(f"{address(team, place)}?nam={year - 1}").text
    for odd in ("0000", "9999", "x", "²²²²", "1" * 500):
        assert client.get(f"{address(team, place)}?nam={odd}").status_code == 200


def test_visits_she_made_stand_there(lan, team, hoa, place):
    asked = plans.ask(team.unit)
    visits.promise(asked, hoa, on=clock.today(), at=None, by=lan, now=clock.now())
    visits.done(asked, by=lan, now=clock.now())
    assert contributing.of_member(hoa, team, year=clock.today().year).visits_count == 1


def test_a_member_reads_her_own_and_the_leader_everybodys(client, lan, team, hoa, place):
    leader = team.memberships.get(person=lan)
    sign_in(client, hoa)
    assert client.get(address(team, place)).status_code == 200
    assert client.get(address(team, leader)).status_code == 403
    home = client.get(f"/to/{team.code}/").text
    assert f"thanh-vien/{place.pk}/" in home
    assert f"thanh-vien/{leader.pk}/" not in home
    sign_in(client, lan)
    assert client.get(address(team, place)).status_code == 200
    assert client.get(f"/to/{team.code}/thanh-vien/999999/").status_code == 404


def test_the_page_does_not_cost_more_with_more_sessions(client, lan, team, hoa, place, reviewer):
    sign_in(client, hoa)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get(address(team, place))
        return len(queries)

    held(lan, team, reviewer, [hoa])
    cost()
    before = cost()
    for days in range(1, 5):
        held(lan, team, reviewer, [hoa], days=days)
    assert cost() == before
