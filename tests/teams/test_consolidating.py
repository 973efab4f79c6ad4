"""A team is formed anew in one act, seen before it is done, and undone the same day."""

from datetime import time, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from lms.common import clock
from teams.models import Consolidation, TeamMembership, VisitRequest
from teams.services import consolidating, membership, undoing, visits
from tests.people import make_person, sign_in
from tests.teams import planned as plans
from tests.teams.conftest import long_ago


@pytest.fixture
def member(team, hoa):
    return membership.join(team, hoa, on=long_ago(), by=None)


@pytest.fixture
def leader(team, lan):
    return team.memberships.get(person=lan)


def address(team, y_yen, more=""):
    return f"/xa/{y_yen.code}/to/{team.code}/kien-toan/{more}"


def fields(roles, **changes):
    return {
        "decision_no": "45/QĐ-UBND",
        "decision_on": clock.today().strftime("%d/%m/%Y"),
        "households_count": "250",
        **{f"cho-{place.pk}": role for place, role in roles.items()},
        **changes,
    }


def now_in(team):
    return {place.person_id: place.role for place in team.memberships.open()}


def test_one_form_is_seen_before_it_is_done(client, manager, team, y_yen, leader, member):
    sign_in(client, manager)
    sent = fields({leader: "out", member: "leader"})
    page = client.post(address(team, y_yen), sent)
    assert "Xem lại trước khi kiện toàn" in page.text
    assert "Thôi ở tổ" in page.text
    assert now_in(team) == {leader.person_id: "leader", member.person_id: "member"}
    client.post(address(team, y_yen), {**sent, "xac-nhan": "1"})
    assert now_in(team) == {member.person_id: "leader"}
    team.refresh_from_db()
    assert (team.decision_no, team.households_count) == ("45/QĐ-UBND", 250)


def test_it_hands_over_promised_visits_to_the_new_leader(
    client, manager, lan, team, y_yen, leader, member
):
    asked = plans.ask(team.unit)
    visits.promise(asked, lan, on=clock.today(), at=None, by=lan, now=clock.now())
    waiting = plans.ask(team.unit, number="+84912000007", mark="f" * 64)
    planned = plans.plan(team, lan)
    sign_in(client, manager)
    sent = fields({leader: "out", member: "leader"}, **{"xac-nhan": "1"})
    client.post(address(team, y_yen), sent)
    sign_in(client, member.person)
    home = client.get(f"/to/{team.code}/").text
    assert f"/to/{team.code}/lich/{planned.pk}/" in home
    assert "1 lời nhờ chờ trả lời" in home
    asked.refresh_from_db()
    assert asked.visitor == member.person
    assert client.get(f"/to/{team.code}/hen/{waiting.pk}/").status_code == 200
    sign_in(client, lan)
    for gone in (f"hen/{waiting.pk}/", f"lich/{planned.pk}/", f"hen/{asked.pk}/"):
        assert client.get(f"/to/{team.code}/{gone}").status_code == 403
    answer = client.post(f"/to/{team.code}/lich/moi/", plans.fields(at="08:00"))
    assert answer.status_code == 403


def test_undone_the_same_day_everything_is_as_before(client, manager, team, y_yen, leader, member):
    team.decision_no = "12/QĐ-UBND"
    team.save()
    before = [*team.memberships.order_by("pk").values()]
    sign_in(client, manager)
    sent = fields({leader: "member", member: "leader"}, **{"xac-nhan": "1"})
    client.post(address(team, y_yen), sent)
    assert "Vừa kiện toàn hôm nay" in client.get(f"/xa/{y_yen.code}/to/{team.code}/").text
    client.post(address(team, y_yen, "lay-lai/"))
    assert [*team.memberships.order_by("pk").values()] == before
    team.refresh_from_db()
    assert team.decision_no == "12/QĐ-UBND"
    answer = client.post(address(team, y_yen, "lay-lai/"), follow=True)
    assert "Không lấy lại được nữa" in answer.text


def test_the_next_day_it_stands(team, manager, leader, member, y_yen, client):
    sign_in(client, manager)
    sent = fields({leader: "out", member: "leader"}, **{"xac-nhan": "1"})
    client.post(address(team, y_yen), sent)
    act = Consolidation.objects.get()
    with time_machine.travel(act.made_at + timedelta(days=1)):
        assert consolidating.undoable(team, now=clock.now()) is None
        assert not consolidating.undo(act, by=manager, now=clock.now())


def test_undoing_gives_way_to_what_was_done_since(team, manager, leader, member, y_yen, client):
    sign_in(client, manager)
    sent = fields({leader: "member", member: "leader"}, **{"xac-nhan": "1"})
    client.post(address(team, y_yen), sent)
    stays = team.memberships.open().get(person=leader.person)
    membership.leave(stays, on=clock.today(), by=manager, now=clock.now())
    before = now_in(team)
    answer = client.post(address(team, y_yen, "lay-lai/"), follow=True)
    assert "đã có thay đổi khác" in answer.text
    assert now_in(team) == before


@pytest.mark.parametrize(
    ("roles", "changes", "words"),
    [
        (("member", "member"), {}, "Chọn đúng một tổ trưởng"),
        (("leader", "leader"), {}, "Chọn đúng một tổ trưởng"),
        (("out", "vua"), {}, "Chọn trong danh sách"),
        (("leader", "member"), {"decision_no": ""}, "Ghi số quyết định"),
        (("leader", "member"), {"decision_on": ""}, "Ghi ngày"),
        (("leader", "member"), {"decision_on": "01/01/2999"}, "ở phía trước"),
    ],
)
def test_a_wrong_decision_comes_back(
    client, manager, team, y_yen, leader, member, roles, changes, words
):
    sign_in(client, manager)
    sent = fields(dict(zip((leader, member), roles, strict=True)), **changes)
    answer = client.post(address(team, y_yen), {**sent, "xac-nhan": "1"})
    assert answer.status_code == 422
    assert words in answer.text
    assert not Consolidation.objects.exists()


def test_who_joined_meanwhile_makes_one_look_again(team, manager, leader, member):
    decision = consolidating.Decision(
        "45/QĐ-UBND", clock.today(), 1, {leader.pk: "leader", member.pk: "out"}
    )
    membership.join(team, make_person("Ai đó"), on=clock.today(), by=None)
    with pytest.raises(undoing.Changed):
        consolidating.consolidate(team, decision, by=manager, now=clock.now())
    assert not Consolidation.objects.exists()


def test_whoever_leaves_without_a_leader_to_take_over_lets_the_visit_wait_again(team, lan, leader):
    asked = plans.ask(team.unit)
    visits.promise(asked, lan, on=clock.today(), at=None, by=lan, now=clock.now())
    membership.leave(leader, on=clock.today(), by=None, now=clock.now())
    asked.refresh_from_db()
    assert (asked.status, asked.visitor) == (VisitRequest.Status.WAITING, None)


def test_the_database_refuses_one_without_a_number(team, manager):
    with pytest.raises(IntegrityError), transaction.atomic():
        Consolidation.objects.create(
            team=team, decision_no="", decision_on=clock.today(), made_by=manager
        )


def test_roles_of_an_earlier_day_are_kept(team, manager, leader, member):
    on = clock.today() - timedelta(days=10)
    decision = consolidating.Decision(
        "45/QĐ-UBND", on, 1, {leader.pk: "member", member.pk: "leader"}
    )
    consolidating.consolidate(team, decision, by=manager, now=clock.now())
    day_before = TeamMembership.objects.valid_on(on - timedelta(days=1)).filter(team=team)
    assert {place.person_id: place.role for place in day_before} == {
        leader.person_id: "leader",
        member.person_id: "member",
    }


def test_undoing_gives_promised_visits_back(manager, lan, team, leader, member):
    """Whoever is in the team again goes herself; what was answered anew since stays so."""
    first, second = (
        plans.ask(team.unit, number=f"+8491200000{n}", mark=f"{n}" * 64) for n in (5, 6)
    )
    on = clock.today() + timedelta(days=2)
    for asked in (first, second):
        visits.promise(asked, lan, on=on, at=None, by=lan, now=clock.now())
    decision = consolidating.Decision(
        "45/QĐ-UBND", clock.today(), 0, {leader.pk: "out", member.pk: "leader"}
    )
    act = consolidating.consolidate(team, decision, by=manager, now=clock.now())
    second.refresh_from_db()
    later = on + timedelta(days=1)
    visits.promise(second, member.person, on=later, at=None, by=manager, now=clock.now())
    assert consolidating.undo(act, by=manager, now=clock.now())
    for asked in (first, second):
        asked.refresh_from_db()
    assert (first.visitor, first.visit_on) == (lan, on)
    assert (second.visitor, second.visit_on) == (member.person, later)


def test_undoing_gives_back_what_waited_as_nobody_led(manager, lan, team, leader, member):
    asked = plans.ask(team.unit)
    visits.promise(asked, lan, on=clock.today(), at=None, by=lan, now=clock.now())
    decision = consolidating.Decision(
        "45/QĐ-UBND", clock.today(), 0, {leader.pk: "out", member.pk: "member"}
    )
    act = consolidating.consolidate(team, decision, by=manager, now=clock.now())
    asked.refresh_from_db()
    assert (asked.status, asked.visitor) == ("waiting", None)
    assert consolidating.undo(act, by=manager, now=clock.now())
    asked.refresh_from_db()
    assert (asked.status, asked.visitor) == ("accepted", lan)


def test_a_visit_given_another_hour_since_is_not_given_back(manager, lan, team, leader, member):
    asked = plans.ask(team.unit)
    on = clock.today()
    visits.promise(asked, lan, on=on, at=time(8), by=lan, now=clock.now())
    roles = {leader.pk: "out", member.pk: "leader"}
    decision = consolidating.Decision("45/QĐ-UBND", on, 1, roles)
    act = consolidating.consolidate(team, decision, by=manager, now=clock.now())
    asked.refresh_from_db()
    visits.promise(asked, member.person, on=on, at=time(15), by=manager, now=clock.now())
    assert consolidating.undo(act, by=manager, now=clock.now())
    asked.refresh_from_db()
    assert (asked.visitor, asked.visit_at) == (member.person, time(15))
