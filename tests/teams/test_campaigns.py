"""A commune says what a month is about; teams see their share; who lacks sessions stands there."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django.asserts import assertRedirects

from lms.common import clock
from lms.users.services import grants
from teams.models import Campaign
from teams.services import campaigns, membership, months
from tests.factories import make_village
from tests.people import sign_in
from tests.teams import planned as plans
from tests.teams.conftest import long_ago, send


def fields(**changes):
    return {
        "name": "Tháng căn cước điện tử",
        "month": f"{clock.today():%Y-%m}",
        "topic": "vneid",
        "quota": "2",
        **changes,
    }


def address(commune):
    return f"/xa/{commune.code}/dot/"


def test_the_manager_opens_a_campaign_and_the_team_sees_its_share(
    client, manager, lan, team, y_yen
):
    sign_in(client, manager)
    assertRedirects(client.post(address(y_yen), fields()), address(y_yen))
    first = clock.today().replace(day=1)
    send(lan, team, held_on=first.isoformat())
    plans.plan(team, lan, on=months.last_of(first))
    sign_in(client, lan)
    page = client.get(f"/to/{team.code}/").text
    assert "Tháng căn cước điện tử" in page
    assert "Đã ghi 1, đã lên lịch 1, cần 2 buổi" in page


def test_a_planned_session_that_was_logged_counts_once(lan, team, manager, y_yen):
    start(y_yen, manager, team)
    plans.plan(team, lan, on=clock.today())
    send(lan, team)
    (share,) = campaigns.of_team(team, on=clock.today())
    assert (share.held_count, share.planned_count, share.missing_count) == (1, 0, 1)


def start(unit, by, team, month=None):
    topic = plans.Topic.objects.get(code="vneid")
    return campaigns.start(
        "Đợt", unit=unit, month=month or clock.today(), topic=topic, quota=2, by=by, now=clock.now()
    )


def test_who_still_lacks_sessions_is_shown_to_the_commune(client, manager, team, y_yen):
    start(y_yen, manager, team)
    sign_in(client, manager)
    page = client.get(address(y_yen)).text
    assert "Tổ còn thiếu buổi tháng này" in page
    assert team.name in page


def test_the_same_topic_twice_in_a_month_is_told(client, manager, team, y_yen):
    start(y_yen, manager, team)
    sign_in(client, manager)
    answer = client.post(address(y_yen), fields())
    assert answer.status_code == 422
    assert "đã có một đợt" in answer.text


def test_ended_by_mistake_it_goes_on(client, manager, team, y_yen):
    campaign = start(y_yen, manager, team)
    sign_in(client, manager)
    client.post(f"{address(y_yen)}{campaign.pk}/dung/")
    assert campaigns.of_team(team, on=clock.today()) == []
    client.post(f"{address(y_yen)}{campaign.pk}/mo-lai/")
    assert len(campaigns.of_team(team, on=clock.today())) == 1


def test_the_administrator_opens_one_for_the_whole_province(
    client, son, province, team, other_team, y_yen, manager
):
    grants.grant(son, "province_admin", unit=province, by=None)
    sign_in(client, son)
    client.post(address(y_yen), fields(whole_province="on"))
    assert Campaign.objects.get().unit == province
    assert len(campaigns.of_team(other_team, on=clock.today())) == 1
    sign_in(client, manager)
    ended = client.post(f"{address(y_yen)}{Campaign.objects.get().pk}/dung/")
    assert ended.status_code == 404


def test_a_manager_cannot_speak_for_the_province(client, manager, y_yen, team):
    sign_in(client, manager)
    client.post(address(y_yen), fields(whole_province="on"))
    assert Campaign.objects.get().unit == y_yen


@pytest.mark.parametrize(
    "changes",
    [{"quota": "0"}, {"quota": "x"}, {"month": "2020-01"}, {"topic": ""}, {"name": ""}],
)
def test_a_wrong_campaign_comes_back(client, manager, team, y_yen, changes):
    sign_in(client, manager)
    assert client.post(address(y_yen), fields(**changes)).status_code == 422
    assert not Campaign.objects.exists()


def test_the_page_does_not_cost_more_with_more_teams(client, manager, team, y_yen):
    start(y_yen, manager, team)
    sign_in(client, manager)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get(address(y_yen))
        return len(queries)

    cost()
    before = cost()
    for number in range(5):
        village = make_village(f"Thôn {number}", commune=y_yen)
        membership.open_team(f"Tổ thôn {number}", unit=village, by=None, on=long_ago())
    start(y_yen, manager, team, month=months.shift(clock.today().replace(day=1), 1))
    assert cost() == before


def test_the_database_refuses_a_second_one_and_one_without_sessions(manager, team, y_yen):
    campaign = start(y_yen, manager, team)
    with pytest.raises(IntegrityError), transaction.atomic():
        Campaign.objects.filter(pk=campaign.pk).update(quota_count=0)
    with pytest.raises(campaigns.AlreadyThere):
        start(y_yen, manager, team)
