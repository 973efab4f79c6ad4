"""A commune's target reaches its villages: divided one way, told, answered and seen."""

from decimal import Decimal

import pytest

from lms.common import clock
from lms.dashboards import target_policies as policies
from lms.dashboards.models import Population, Target
from lms.dashboards.services.boards import spans
from lms.dashboards.services.targets import answering, breaking
from lms.dashboards.services.targets.breaking import TEAMS, VILLAGES, OtherWay, Way
from lms.dashboards.services.targets.giving import TargetRefused
from lms.meetings.services import packing
from lms.notifications.models import Notice
from lms.users.services import grants
from tests.dashboards.aims import PAPER, give
from tests.factories import make_village
from tests.people import make_person, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def whole(month, admin, y_yen, team):
    [made] = give("SS02", month, (y_yen, 20), by=admin)
    return Target.objects.with_all().get(pk=made.pk)


@pytest.fixture
def other_village(y_yen):
    return make_village("Thôn Bình", commune=y_yen)


@pytest.fixture
def head(village):
    person = make_person("Nguyễn Văn Tốt", email="tot@demo.test", password="mat-khau-cua-tot")
    grants.grant(person, "village_head", unit=village, by=None)
    return person


@pytest.fixture
def divide(whole, admin):
    def divide(values, into, *, is_turned=False):
        return breaking.break_down(
            whole,
            {one.pk: Decimal(value) for one, value in values.items()},
            paper=PAPER,
            seen=breaking.below(whole).token,
            by=admin,
            now=clock.now(),
            way=Way(into, is_turned),
        )

    return divide


def test_it_is_divided_one_way_at_a_time(whole, divide, team, village, admin):
    divide({team: 20}, TEAMS)
    with pytest.raises(OtherWay, match="đang chia cho 1 tổ"):
        divide({village: 20}, VILLAGES)
    with pytest.raises(TargetRefused, match="cách chia cũ vẫn giữ"):
        divide({}, VILLAGES, is_turned=True)
    assert breaking.below(whole).into == TEAMS
    assert divide({village: 20}, VILLAGES, is_turned=True) == 2
    [part] = Target.objects.standing().filter(parent=whole)
    assert part.unit == village
    assert breaking.below(whole).holders == [village]
    with pytest.raises(TargetRefused, match="chia cách khác"):
        answering.restore(Target.objects.with_all().get(team=team), by=admin, now=clock.now())


def test_who_has_no_population_is_named(whole, village, other_village):
    Population.objects.create(
        unit=village, group="adults", count=200, as_of=clock.today(), source="Công an tỉnh"
    )
    found = breaking.below(whole, VILLAGES)
    assert breaking.propose(whole, found, "adults") == {village.pk: 20, other_village.pk: 0}
    assert breaking.without_basis(whole, found, "adults") == ["Thôn Bình"]


def test_different_people_are_counted_of_villages_and_not_of_teams(month, admin, y_yen, village):
    [made] = give("SS03", month, (y_yen, 20), by=admin)
    assert breaking.below(made, VILLAGES).holders == [village]
    assert breaking.below(made, TEAMS).holders == []
    made.indicator.numerator = "courses.staff_minutes"
    assert breaking.below(made, VILLAGES).holders == []


def test_head_and_leader_are_told_and_answer(client, divide, village, head, lan, manager):
    divide({village: 20}, VILLAGES)
    part = Target.objects.with_all().get(unit=village)
    told = Notice.objects.filter(key__contains=str(part.pk)).values_list("person", flat=True)
    assert {head.pk, lan.pk} <= set(told)
    assert manager.pk not in told
    assert policies.may_answer(lan, part)
    assert not policies.may_answer(manager, part)
    assert policies.may_change(manager, part)
    assert not policies.may_break_down(manager, part)
    sign_in(client, head)
    assert client.post(f"/chi-tieu/{part.pk}/xem-lai/", {"reason": "Ít nhà."}).status_code == 302
    assert client.post(f"/chi-tieu/{part.pk}/nhan/").status_code == 302
    part.refresh_from_db()
    assert (part.state, part.dispute) == ("accepted", "Ít nhà.")


def test_it_is_seen_by_the_team_on_the_board_and_in_the_pack(
    client, divide, village, lan, team, manager, y_yen, month
):
    divide({village: 20}, VILLAGES)
    sign_in(client, lan)
    assert "Giao cho cả Thôn An Hòa" in client.get(f"/chi-tieu/to/{team.code}/").content.decode()
    sign_in(client, manager)
    board = f"/bang/xa/{y_yen.code}/?ky={spans.key(month)}&chi-so=SS02"
    assert "Thôn, tổ dân phố cần đỡ trước" in client.get(board).content.decode()
    below, _own = packing._standings(y_yen, month.last_on)
    assert [one.target.unit for one in below] == [village]


def test_the_page_asks_before_it_turns(client, whole, divide, team, village, manager):
    divide({team: 20}, TEAMS)
    sign_in(client, manager)
    url = f"/chi-tieu/{whole.pk}/phan-bo/"
    page = client.get(f"{url}?cho=thon").content.decode()
    assert "Đang chia cho 1 tổ" in page
    said = {
        "cho": "thon",
        "seen": breaking.below(whole).token,
        f"to-{village.pk}": "20",
        "document_no": "125/KH-UBND",
        "document_on": "15/01/2026",
        "giao": "1",
    }
    assert client.post(url, said).status_code == 422
    assert client.post(url, {**said, "doi": "1"}).status_code == 302
    assert Target.objects.standing().filter(unit=village, parent=whole).exists()
