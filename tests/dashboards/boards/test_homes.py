"""The homes of a commune and a team say what is missing today and which village should be next."""

import re
from datetime import timedelta

import pytest

from lms.common import clock
from lms.dashboards.models import Fact, Population
from lms.dashboards.services.boards import villages
from lms.users.services import grants
from teams.models import PlannedSession, Topic
from teams.services import membership
from tests.dashboards.aims import give
from tests.factories import make_village
from tests.people import make_person, sign_in

pytestmark = pytest.mark.django_db


def words(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def reached(village, heads, days_ago):
    day = clock.today() - timedelta(days=days_ago)
    for measure, amount in (("teams.heads", heads), ("teams.sessions", 1)):
        Fact.objects.create(measure=measure, place=village.pk, day=day, amount=amount)


def live(village, count):
    Population.objects.create(
        unit=village, group="adults", count=count, as_of=clock.today(), source="Công an"
    )


@pytest.fixture
def four(y_yen, village):
    """Trung was never reached; of the others Hạ the least of who lives there."""
    made = [make_village(f"Thôn {name}", commune=y_yen) for name in ("Trung", "Hạ", "Thượng")]
    for one, heads, adults, ago in (
        (village, 40, 100, 5),
        (made[1], 10, 500, 3),
        (made[2], 9, 90, 90),
    ):
        reached(one, heads, ago)
        live(one, adults)
    return [village, *made]


def names(commune):
    return [one.unit.name for one in villages.next_of(commune, today=clock.today())]


def test_never_reached_comes_first_then_the_smallest_part(four, y_yen):
    assert names(y_yen) == ["Thôn Trung", "Thôn Hạ", "Thôn Thượng"]
    why = [one.why(clock.today()) for one in villages.next_of(y_yen, today=clock.today())]
    assert why[0] == "Một năm qua chưa có buổi nào được xác nhận."
    assert why[1].startswith("10 người đến trong một năm, ở đây 500 người trưởng thành;")


def test_where_nobody_counted_the_longest_ago_comes_first(y_yen, village):
    other = make_village("Thôn Trung", commune=y_yen)
    reached(village, 10, 3)
    reached(other, 99, 60)
    assert names(y_yen) == ["Thôn Trung", village.name]
    [first, _second] = villages.next_of(y_yen, today=clock.today())
    assert first.why(clock.today()).endswith("cách đây 60 ngày.")


def test_a_village_with_a_session_ahead_waits(four, y_yen, manager, topics):
    lower = four[2]
    team = membership.open_team("Tổ thôn Hạ", unit=lower, by=None, on=clock.today())
    PlannedSession.objects.create(
        team=team,
        planned_on=clock.today() + timedelta(days=3),
        starts_at="19:30",
        duration_minutes=90,
        type="class_session",
        topic=Topic.objects.first(),
        venue="Nhà văn hóa",
        created_by=manager,
    )
    assert "Thôn Hạ" not in names(y_yen)


def test_one_village_is_no_choice(y_yen, village):
    assert names(y_yen) == []


def test_what_is_proposed_costs_the_same_for_many(four, y_yen, django_assert_max_num_queries):
    with django_assert_max_num_queries(10) as cost:
        names(y_yen)
    for n in range(20):
        live(make_village(f"Thôn Thêm {n}", commune=y_yen), 100)
    with django_assert_max_num_queries(len(cost)):
        names(y_yen)


def test_a_commune_sees_at_home_what_is_missing_and_who_is_next(
    client, month, admin, manager, four, y_yen
):
    give("SS02", month, (y_yen, 1000), by=admin)
    sign_in(client, manager)
    page = words(client.get(f"/xa/{y_yen.code}/"))
    assert "Số người đến các buổi hướng dẫn" in page
    assert "1 chỉ tiêu chờ nhận" in page
    assert "Nên đến tiếp Thôn Trung Một năm qua chưa có buổi nào" in page


def ways(client, address):
    page = client.get(address).content.decode()
    return re.findall(r'href="([^"]+)"><span><b>Thôn', page)


def test_villages_lead_only_to_where_one_may_do_something(
    client, month, admin, manager, lan, four, y_yen, team
):
    """Whoever only reads is told which should be next, and led into no closed door."""
    member = make_person("Kiều Văn Sơn", email="kieu.son@demo.test", password="mat-khau-cua-son")
    grants.grant(member, "steering_member", unit=y_yen, by=None)
    home = f"/xa/{y_yen.code}/"
    sign_in(client, manager)
    assert ways(client, home) == [f"{home}to/"] * 3
    assert {client.get(way).status_code for way in ways(client, home)} == {200}
    sign_in(client, member)
    assert "Nên đến tiếp" in words(client.get(home))
    assert ways(client, home) == []


def test_a_team_of_the_commune_is_led_to_its_own_plans(client, lan, four, y_yen):
    own = membership.open_team("Tổ xã Ý Yên", unit=y_yen, by=None, on=clock.today())
    membership.join(own, lan, role="leader", on=clock.today(), by=None)
    sign_in(client, lan)
    assert ways(client, f"/to/{own.code}/") == [f"/to/{own.code}/lich/"] * 3


def test_a_team_sees_its_own_targets_at_home(client, month, admin, lan, team, other_team):
    give("SS02", month, (team, 40), (other_team, 777), by=admin)
    sign_in(client, lan)
    page = words(client.get(f"/to/{team.code}/"))
    assert "/ 40 người đến" in page
    assert "777" not in page


def test_without_targets_a_teams_home_is_as_it_was(client, lan, team):
    sign_in(client, lan)
    assert "Vạch đậm" not in words(client.get(f"/to/{team.code}/"))


def test_members_of_teams_do_not_see_the_communes_targets(client, month, admin, lan, team, y_yen):
    give("SS02", month, (y_yen, 12345), by=admin)
    sign_in(client, lan)
    assert "12.345" not in words(client.get(f"/xa/{y_yen.code}/"))
