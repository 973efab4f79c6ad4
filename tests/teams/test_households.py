"""How many households are in whose charge: seen, shared out, put back, kept through everything."""

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
import time_machine

from lms.audit.models import AuditEvent
from lms.common import clock
from lms.users.models import User
from lms.users.services import grants
from teams.forms.consolidate import ConsolidateForm
from teams.models import TeamRoster
from teams.services import consolidating, households, membership, team_lists, team_rosters
from tests.people import make_person, sign_in
from tests.teams.conftest import long_ago
from tests.teams.test_team_rosters import HEADINGS, TU
from tests.users.rosters import book

MORE = (*HEADINGS, "Số hộ phụ trách")


@pytest.fixture
def member(team, hoa):
    return membership.join(team, hoa, on=long_ago(), by=None)


@pytest.fixture
def leader(team, lan):
    return team.memberships.get(person=lan)


def fields(counts):
    return {f"ho-{place.pk}": str(count) for place, count in counts.items()}


def counts_of(*places):
    for place in places:
        place.refresh_from_db()
    return [place.households_count for place in places]


def test_the_leader_shares_them_out_and_it_shows(client, lan, team, leader, member):
    team.households_count = 60
    team.save()
    sign_in(client, lan)
    assert f"/to/{team.code}/so-ho/" in client.get(f"/to/{team.code}/").text
    page = client.post(f"/to/{team.code}/so-ho/", fields({leader: 20, member: 35}), follow=True)
    assert counts_of(leader, member) == [20, 35]
    assert "Tổ phụ trách 60 hộ, đã chia 55 hộ" in page.text
    assert "Còn 5 hộ" in page.text
    assert "· 35 hộ" in client.get(f"/to/{team.code}/").text
    assert "Phụ trách 35 hộ" in client.get(f"/to/{team.code}/thanh-vien/{member.pk}/").text


def test_who_leaves_today_is_in_charge_of_none_on_any_page(client, lan, team, leader, member):
    team.households_count = 60
    team.save()
    households.share(team, {leader.pk: 20, member.pk: 35}, by=lan, now=clock.now())
    membership.leave(member, on=clock.today(), by=lan, now=clock.now())
    sign_in(client, lan)
    assert "Còn 40 hộ" in client.get(f"/to/{team.code}/so-ho/").text
    assert "40 hộ chưa có người phụ trách" in client.get(f"/to/{team.code}/").text


def test_the_commune_shares_them_too_and_sees_them(client, manager, team, y_yen, leader, member):
    sign_in(client, manager)
    client.post(f"/to/{team.code}/so-ho/", fields({leader: 0, member: 12}))
    assert counts_of(member) == [12]
    at = f"/xa/{y_yen.code}/to/{team.code}/"
    assert "12 hộ" in client.get(at).text
    assert "Phụ trách 12 hộ" in client.get(f"{at}{member.pk}/").text


def test_a_slip_is_put_back(client, lan, team, leader, member):
    sign_in(client, lan)
    at = f"/to/{team.code}/so-ho/"
    client.post(at, fields({leader: 20, member: 35}))
    client.post(at, fields({leader: 2, member: 35}))
    client.post(at, {"lay-lai": "1"})
    assert counts_of(leader, member) == [20, 35]
    client.post(at, {"lay-lai": "1"})
    assert counts_of(leader, member) == [20, 35]


def test_what_somebody_else_has_said_since_is_not_put_back(
    client, manager, lan, team, leader, member
):
    sign_in(client, lan)
    at = f"/to/{team.code}/so-ho/"
    client.post(at, fields({leader: 20, member: 35}))
    households.share(team, {member.pk: 40}, by=manager, now=clock.now())
    page = client.post(at, {"lay-lai": "1"}, follow=True).text
    assert "người khác đã ghi lại" in page
    assert counts_of(leader, member) == [0, 40]


def test_the_next_day_nothing_is_put_back(client, lan, team, leader, member):
    sign_in(client, lan)
    at = f"/to/{team.code}/so-ho/"
    client.post(at, fields({leader: 20, member: 35}))
    with time_machine.travel(clock.now() + timedelta(days=1)):
        sign_in(client, lan)
        assert "lay-lai" not in client.get(at).text
        client.post(at, {"lay-lai": "1"})
    assert counts_of(leader, member) == [20, 35]


@pytest.mark.parametrize("written", ["", "nhiều", "-1", "1000000", "9" * 30])
def test_no_number_is_named_and_nothing_written(client, lan, team, leader, member, written):
    sign_in(client, lan)
    sent = {**fields({leader: 20}), f"ho-{member.pk}": written}
    assert client.post(f"/to/{team.code}/so-ho/", sent).status_code == 422
    assert counts_of(leader, member) == [0, 0]


def test_members_and_leaders_elsewhere_are_refused(client, team, hoa, minh, member, other_team):
    for person in (hoa, minh):
        sign_in(client, person)
        assert client.get(f"/to/{team.code}/so-ho/").status_code == 403


def test_a_team_without_members_says_so(client, manager, team, leader):
    membership.leave(leader, on=clock.today(), by=manager, now=clock.now())
    sign_in(client, manager)
    assert "Chưa có ai trong tổ" in client.get(f"/to/{team.code}/so-ho/").text


def test_a_new_role_keeps_them(team, manager, member):
    member.households_count = 35
    member.save()
    place = membership.join(team, member.person, role="deputy", on=clock.today(), by=manager)
    assert place.pk != member.pk
    assert place.households_count == 35


def test_forming_the_team_anew_moves_them_and_undo_moves_them_back(
    client, manager, team, y_yen, leader, member
):
    for place, count in ((leader, 20), (member, 35)):
        place.households_count = count
        place.save()
    sent = {
        "decision_no": "45/QĐ-UBND",
        "decision_on": clock.today().strftime("%d/%m/%Y"),
        "households_count": "60",
        f"cho-{leader.pk}": "out",
        f"cho-{member.pk}": "leader",
        f"ho-{leader.pk}": "20",
        f"ho-{member.pk}": "50",
    }
    at = f"/xa/{y_yen.code}/to/{team.code}/kien-toan/"
    sign_in(client, manager)
    page = client.post(at, sent).text
    assert "35 → 50 hộ" in page
    assert "5 hộ chưa có người phụ trách" in page
    client.post(at, {**sent, "xac-nhan": "1"})
    assert team.memberships.get(valid_to=None).households_count == 50
    act = consolidating.undoable(team, now=clock.now())
    assert consolidating.undo(act, by=manager, now=clock.now())
    assert counts_of(leader, member) == [20, 35]


def test_a_list_brings_them_in_and_undo_takes_them_back(team, y_yen, manager, lan, leader):
    lan.birth_year = 1970
    lan.save()
    content = book(
        (*TU, 35), (str(lan), 1970, "Thôn An Hòa", "", "Tổ trưởng", "", "1.200"), headings=MORE
    )
    roster = team_rosters.stage(y_yen, "to.xlsx", content, by=manager, now=clock.now())
    states = [(line.state, line.households) for line in team_lists.of(roster.lines)]
    assert states == [("new", 35), ("share", 1200)]
    assert team_rosters.apply(roster, by=manager, now=clock.now())
    assert team.memberships.get(role="deputy").households_count == 35
    assert counts_of(leader) == [1200]
    team_rosters.undo(roster, by=manager, now=clock.now())
    assert counts_of(leader) == [0]


def test_a_list_without_the_column_leaves_them_alone(team, y_yen, manager, lan, leader):
    lan.birth_year = 1970
    lan.save()
    leader.households_count = 20
    leader.save()
    row = (str(lan), 1970, "Thôn An Hòa", "", "Tổ trưởng", "")
    content = book(row, headings=HEADINGS)
    roster = team_rosters.stage(y_yen, "to.xlsx", content, by=manager, now=clock.now())
    assert [line.state for line in team_lists.of(roster.lines)] == ["same"]
    assert counts_of(leader) == [20]


@pytest.mark.parametrize("written", ["nhiều", "35.5", "1.20", "-3", "100001"])
def test_a_word_for_a_number_is_named(team, y_yen, manager, written):
    content = book((*TU, written), headings=MORE)
    roster = team_rosters.stage(y_yen, "to.xlsx", content, by=manager, now=clock.now())
    (line,) = team_lists.of(roster.lines)
    assert (line.state, "Số hộ phụ trách ghi một số" in line.words) == ("wrong", True)


def exported(client, y_yen):
    answer = client.get(f"/xa/{y_yen.code}/danh-sach-to/xuat.xlsx")
    content = answer.content
    sheet = openpyxl.load_workbook(BytesIO(content)).active
    return content, [[cell.value or "" for cell in row] for row in sheet.rows]


def test_what_is_taken_out_is_read_again_as_the_same(
    client, manager, team, y_yen, lan, leader, member, other_team
):
    lan.birth_year = 1970
    lan.contact_phone = "+84912000002"
    lan.save()
    leader.households_count = 20
    leader.save()
    User.objects.filter(pk=member.person_id).update(birth_year=1958)
    sign_in(client, manager)
    content, rows = exported(client, y_yen)
    assert tuple(rows[0]) == MORE
    village = "Thôn An Hòa"
    assert rows[1] == [str(lan), "1970", village, "0912 000 002", "Tổ trưởng", "", "20"]
    assert [row[0] for row in rows[1:]] == [str(lan), str(member.person)]
    roster = team_rosters.stage(y_yen, "ra.xlsx", content, by=manager, now=clock.now())
    assert {line.state for line in team_lists.of(roster.lines)} == {"same"}
    assert AuditEvent.objects.get(action="team_roster.exported").detail == {"rows": 2}


def test_the_province_takes_out_no_numbers(client, y_yen, province, team, lan, leader):
    lan.contact_phone = "+84912000002"
    lan.save()
    son = make_person("Lê Văn Sơn", email="son@demo.test", password="mat-khau-cua-son")
    grants.grant(son, "province_admin", unit=province, by=None)
    sign_in(client, son)
    assert exported(client, y_yen)[1][1][3] == ""


def test_number_of_queries_does_not_grow_with_members(
    client, manager, team, y_yen, leader, django_assert_max_num_queries
):
    sign_in(client, manager)
    for nth in range(12):
        person = make_person(f"Trần Văn {nth}")
        membership.join(team, person, on=long_ago(), by=None)
    with django_assert_max_num_queries(24):
        exported(client, y_yen)
    assert TeamRoster.objects.count() == 0


def without_anybody(team, leader, member, *, total, shares, out=True):
    """What the page would say of these numbers; the leader leaves, or stays."""
    places = [leader, member]
    sent = {
        "decision_no": "45/QĐ-UBND",
        "decision_on": clock.today().strftime("%d/%m/%Y"),
        "households_count": str(total),
        f"cho-{leader.pk}": "out" if out else "leader",
        f"cho-{member.pk}": "leader" if out else "member",
        f"ho-{leader.pk}": str(shares[0]),
        f"ho-{member.pk}": str(shares[1]),
    }
    form = ConsolidateForm(sent, places=places)
    assert form.is_valid(), form.errors
    return form.orphaned_count()


@pytest.mark.parametrize(
    ("total", "shares", "count"),
    [
        # Who leaves had 20; the other's 350 were a slip.
        (55, (20, 55), 0),
        # Whether those 55 hold them is not known.
        (0, (20, 55), 20),
        (0, (20, 35), 20),
        (0, (20, 360), 10),
        # Nobody is in charge of more than the total leaves over.
        (60, (20, 35), 25),
        (400, (20, 350), 20),
    ],
)
def test_a_number_that_was_wrong_leaves_no_household_alone(
    team, leader, member, total, shares, count
):
    leader.households_count, member.households_count = 20, 350
    assert without_anybody(team, leader, member, total=total, shares=shares) == count


def test_what_a_member_who_stays_gives_up_is_told_where_the_total_still_has_it(
    team, leader, member
):
    leader.households_count, member.households_count = 20, 35
    told = {"shares": (20, 30), "out": False}
    assert without_anybody(team, leader, member, total=55, **told) == 5
    assert without_anybody(team, leader, member, total=50, **told) == 0
    assert without_anybody(team, leader, member, total=0, **told) == 0
