"""Where communes were merged, the teams of both are those of the new one, where they always sat."""

import pytest

from lms.common import clock
from lms.places.models import Unit
from lms.users.services import grants
from teams import policies
from teams.models import Team
from teams.services import (
    broadcasting,
    campaigns,
    cards,
    lists,
    membership,
    months,
    planning,
    recruiting,
)
from tests.factories import make_commune
from tests.people import make_person, sign_in
from tests.teams import planned as plans
from tests.teams.test_field_faults import merged

__all__ = ["merged"]


@pytest.fixture
def chief(merged):
    """Manages the commune that took over."""
    person = make_person("Mai Văn Mới", email="moi@demo.test", password="mat-khau-cua-moi")
    grants.grant(person, "commune_manager", unit=merged, by=None)
    return person


@pytest.fixture
def new_village(merged, village):
    return Unit.objects.get(parent=merged, name=village.name)


def test_its_manager_finds_and_looks_after_the_teams(client, chief, merged, team, new_village):
    sign_in(client, chief)
    page = client.get(f"/xa/{merged.code}/to/").text
    assert team.name in page
    assert f"lap/{new_village.pk}/" not in page
    at = f"/xa/{merged.code}/to/{team.code}/"
    for more in ("", "sua/", "kien-toan/", "thoi-han/", "them/"):
        assert client.get(at + more).status_code == 200, more
    for address in (f"/to/{team.code}/", f"/to/{team.code}/lich/", f"/to/{team.code}/so-ho/"):
        assert client.get(address).status_code == 200, address
    opened = client.get(f"/xa/{merged.code}/to/lap/{new_village.pk}/")
    assert opened.status_code == 302
    with pytest.raises(membership.HasTeam):
        membership.open_team("Tổ khác", unit=new_village, by=chief, on=clock.today())


def test_nobody_else_gets_in(client, merged, team, province, topics):
    sister = make_commune("Xã Giao Thủy", province=province, code="99777")
    person = make_person("Lê Thị Em", email="em@demo.test", password="mat-khau-cua-em")
    grants.grant(person, "commune_manager", unit=sister, by=None)
    sign_in(client, person)
    assert client.get(f"/xa/{sister.code}/to/{team.code}/").status_code == 404
    assert client.get(f"/to/{team.code}/").status_code == 403
    assert client.get(f"/xa/{merged.code}/to/").status_code == 403
    assert not Team.objects.within(sister).exists()


def test_residents_of_the_new_commune_see_what_its_teams_plan(client, merged, team, lan):
    planned = plans.plan(team, lan, venue="Sân đình")
    assert list(planning.near(merged, now=clock.now())) == [planned]
    assert "Sân đình" in client.get(f"/lich/?xa={merged.code}").text


def test_a_visit_asked_for_in_the_new_village_is_its_teams(team, new_village):
    asked = plans.ask(new_village)
    assert (asked.team, asked.with_commune_since) == (team, None)


def test_campaigns_of_both_go_on_and_new_ones_reach_the_teams(
    client, chief, merged, y_yen, team, topics, lan
):
    def start(name, unit, topic):
        return campaigns.start(
            name, unit=unit, month=clock.today(), topic=topic, quota=2, by=lan, now=clock.now()
        )

    old, new = start("Đợt cũ", y_yen, topics[0]), start("Đợt mới", merged, topics[1])
    asked = {share.campaign for share in campaigns.of_team(team, on=clock.today())}
    assert asked == {old, new}
    sign_in(client, chief)
    page = client.get(f"/xa/{merged.code}/dot/").text
    assert "Đợt cũ" in page
    assert team.name in page
    client.post(f"/xa/{merged.code}/dot/{old.pk}/dung/")
    old.refresh_from_db()
    assert old.ended_at


def test_lists_months_and_messages_know_the_teams(merged, team, other_team, lan, minh):
    today = clock.today()
    assert set(lists.overview(merged, on=today).teams) == {team, other_team}
    assert set(broadcasting.audience(merged, "leaders", on=today)) == {lan, minh}
    assert team in months._teams(merged, months.Month(today, today))


def test_questions_do_not_grow_with_teams(merged, team, django_assert_max_num_queries):
    with django_assert_max_num_queries(7):
        lists.overview(merged, on=clock.today())


def test_her_own_list_of_communes_leads_a_member_to_the_new_one(client, merged, team, lan):
    sign_in(client, lan)
    assert client.get("/xa/").headers["Location"] == f"/xa/{merged.code}/"


def test_people_who_came_to_the_new_village_are_served_and_get_cards(
    client, merged, team, lan, new_village
):
    newcomer = make_person("Ngô Thị Mùi", home_unit=new_village)
    team = Team.objects.get(pk=team.pk)
    assert newcomer in policies.served_by(team)
    assert list(cards.places(team)) == [new_village]
    sign_in(client, lan)
    page = client.get(f"/to/{team.code}/the/").text
    at = f"/dia-ban/{new_village.pk}/danh-sach/"
    assert at in page
    assert client.get(at).status_code == 200
    assert "Thôn An Hòa" in client.get(f"/to/{team.code}/the/moi/").text


def test_who_lives_in_the_new_commune_is_known_when_she_joins_a_team(merged, team, new_village):
    newcomer = make_person("Ngô Thị Mùi", home_unit=new_village)
    recruit = recruiting.Recruit("Ngô Thị Mùi", "", "member", "", clock.today())
    assert recruiting.found(recruit, Team.objects.get(pk=team.pk)) == [newcomer]
