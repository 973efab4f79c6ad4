"""The commune's manager opens teams and says who is in them; nobody else does, and all is dated."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lms.common import clock
from lms.users.models import LoginPhone, User
from lms.users.services import grants, people
from teams import policies
from teams.models import Team, TeamMembership
from teams.services import membership, recruiting
from tests.factories import make_village
from tests.people import make_person, sign_in
from tests.teams.conftest import long_ago

pytestmark = pytest.mark.own_rows

NUMBER = "+84912345678"


def day(days_ago=0):
    return (clock.today() - timedelta(days=days_ago)).strftime("%d/%m/%Y")


def base(commune):
    return f"/xa/{commune.code}/to/"


@pytest.fixture
def other_manager(hai_hau):
    person = make_person("Cao Thị Ngà", email="nga@demo.test", password="mat-khau-cua-nga")
    grants.grant(person, "commune_manager", unit=hai_hau, by=None)
    return person


def team_fields(**changes):
    return {
        "name": "Tổ công nghệ số thôn Trung",
        "decision_no": "12/QĐ-UBND",
        "decision_on": day(30),
        "households_count": "210",
        **changes,
    }


def who(**changes):
    return {
        "full_name": "Đặng Thị Thúy",
        "birth_year": "1965",
        "number": "0912 345 678",
        "role": "member",
        "organisation": "Hội Phụ nữ",
        "on": day(),
        **changes,
    }


def add(client, team, commune, **changes):
    """Through both steps, as a new person."""
    address = f"{base(commune)}{team.code}/them/"
    page = client.post(address, who(**changes))
    assert page.status_code == 200, page.text
    ticket = page.context["ticket"]
    return client.post(address, {**who(**changes), "ai": "moi", "phieu": ticket})


def test_places_without_a_team_stand_first(client, manager, team, y_yen):
    make_village("Thôn Trung", commune=y_yen)
    sign_in(client, manager)
    page = client.get(base(y_yen)).text
    assert "2 nơi chưa có tổ" in page
    assert page.index("Thôn Trung") < page.index(team.name)


def test_many_places_without_a_team_push_the_teams_not_far_down(client, manager, team, y_yen):
    for number in range(30):
        make_village(f"Thôn {number:02}", commune=y_yen)
    sign_in(client, manager)
    page = client.get(base(y_yen)).text
    shown, _, folded = page.partition("<details>")
    assert "Xem thêm 26 nơi" in folded
    assert shown.count("Lập tổ") == 5
    folded, _, teams = folded.partition("</details>")
    assert folded.count("Lập tổ") == 26
    assert team.name in teams


def test_a_team_is_opened_once_for_a_village(client, manager, y_yen, lan):
    village = make_village("Thôn Trung", commune=y_yen)
    sign_in(client, manager)
    address = f"{base(y_yen)}lap/{village.pk}/"
    assert "Tổ công nghệ số thôn Trung" in client.get(address).text
    for _ in range(2):
        assert client.post(address, team_fields()).status_code == 302
    opened = Team.objects.get()
    assert (opened.unit, opened.households_count, opened.level) == (village, 210, "village")
    with pytest.raises(membership.HasTeam):
        membership.open_team("Tổ nữa", unit=village, by=None, on=clock.today())


def test_the_teams_of_villages_stand_below_the_communes(y_yen, team):
    above = membership.open_team("Tổ xã", unit=y_yen, by=None, on=clock.today())
    team.refresh_from_db()
    assert team.parent == above
    village = make_village("Thôn Trung", commune=y_yen)
    below = membership.open_team("Tổ thôn", unit=village, by=None, on=clock.today())
    assert below.parent == above


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": " "}, "Mục này còn trống"),
        ({"name": "a" * 200}, "Rút gọn còn 150"),
        ({"decision_on": "hôm qua"}, "Ghi ngày như 20/11/2026"),
        ({"decision_on": "01/01/2999"}, "ở phía trước"),
        ({"households_count": "-3"}, "từ 0 trở lên"),
        ({"households_count": "nhiều"}, "Ghi một số"),
    ],
)
def test_a_wrong_team_comes_back_filled_in(client, manager, y_yen, village, changes, words):
    sign_in(client, manager)
    page = client.post(f"{base(y_yen)}lap/{village.pk}/", team_fields(**changes))
    assert page.status_code == 422
    assert words in page.text
    assert not Team.objects.exists()


def test_a_village_of_another_commune_is_not_found(client, manager, y_yen, hai_hau):
    elsewhere = make_village("Thôn Xa", commune=hai_hau)
    sign_in(client, manager)
    assert client.post(f"{base(y_yen)}lap/{elsewhere.pk}/", team_fields()).status_code == 404
    assert not Team.objects.exists()


def test_what_a_team_is_called_can_be_put_right(client, manager, y_yen, team):
    sign_in(client, manager)
    address = f"{base(y_yen)}{team.code}/sua/"
    assert team.name in client.get(address).text
    client.post(address, team_fields(name="Tổ số An Hòa"))
    team.refresh_from_db()
    assert (team.name, team.name_fold, team.decision_no) == (
        "Tổ số An Hòa",
        "to so an hoa",
        "12/QĐ-UBND",
    )


def test_a_new_person_joins_and_can_sign_in(client, manager, y_yen, team):
    sign_in(client, manager)
    assert add(client, team, y_yen).status_code == 302
    place = team.memberships.get(person__name_fold="dang thi thuy")
    assert (place.role, place.organisation) == ("member", "Hội Phụ nữ")
    assert (place.person.home_unit, place.person.birth_year) == (team.unit, 1965)
    assert LoginPhone.objects.get(person=place.person).number == NUMBER
    assert policies.may_log(place.person, team)


def test_whoever_does_not_say_a_birth_year_joins_too(client, manager, y_yen, team):
    sign_in(client, manager)
    assert add(client, team, y_yen, birth_year="").status_code == 302
    assert team.memberships.get(person__name_fold="dang thi thuy").person.birth_year is None


def test_the_same_ticket_twice_makes_one_person(client, manager, y_yen, team):
    sign_in(client, manager)
    address = f"{base(y_yen)}{team.code}/them/"
    sent = {**who(number=""), "ai": "moi", "phieu": recruiting.ticket(team)}
    for _ in range(2):
        assert client.post(address, sent).status_code == 302
    assert User.objects.filter(name_fold="dang thi thuy").count() == 1
    assert team.memberships.filter(person__name_fold="dang thi thuy").count() == 1


def test_a_ticket_that_is_not_ours_makes_nobody(client, manager, y_yen, team, other_team):
    sign_in(client, manager)
    address = f"{base(y_yen)}{team.code}/them/"
    for ticket in ("", "x", "\x00", recruiting.ticket(other_team)):
        sent = {**who(), "ai": "moi", "phieu": ticket}
        assert client.post(address, sent).status_code == 200
    assert not User.objects.filter(name_fold="dang thi thuy").exists()


def test_somebody_known_is_offered_and_taken_in(client, manager, y_yen, team, village, hoa):
    people.settle(hoa, form_of_address="bac", birth_year=1958, home_unit=village, by=hoa)
    sign_in(client, manager)
    address = f"{base(y_yen)}{team.code}/them/"
    asked = who(full_name="trần thị hoa", number="")
    assert "sinh 1958" in client.post(address, asked).text
    assert client.post(address, {**asked, "ai": hoa.public_id}).status_code == 302
    assert team.memberships.filter(person=hoa).exists()
    assert not hoa.login_phones.exists()


def test_a_number_alone_or_a_name_from_elsewhere_shows_nobody(client, manager, y_yen, team, hoa):
    people.attach_phone(hoa, NUMBER, verified_at=clock.now(), by=None)
    sign_in(client, manager)
    address = f"{base(y_yen)}{team.code}/them/"
    assert "1958" not in client.post(address, who()).text
    assert "1958" not in client.post(address, who(full_name=hoa.full_name, number="")).text
    assert "1958" in client.post(address, who(full_name=hoa.full_name)).text


def test_a_person_who_was_not_offered_is_not_taken_in(client, manager, y_yen, team, minh):
    sign_in(client, manager)
    address = f"{base(y_yen)}{team.code}/them/"
    assert client.post(address, {**who(), "ai": minh.public_id}).status_code == 200
    assert not team.memberships.filter(person=minh).exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"full_name": "<b>x</b>"}, "Tên chỉ gồm chữ cái"),
        ({"full_name": ""}, "Mục này còn trống"),
        ({"birth_year": "65"}, "Xem lại năm sinh"),
        ({"number": "12345"}, "Số điện thoại"),
        ({"role": "vua"}, "Chọn một vai trò trong danh sách"),
        ({"on": "31/02/2026"}, "Ghi ngày như 20/11/2026"),
        ({"on": "01/01/2999"}, "ở phía trước"),
        ({"role": "leader"}, "Tổ đang có tổ trưởng"),
    ],
)
def test_a_wrong_member_comes_back_filled_in(client, manager, y_yen, team, changes, words):
    sign_in(client, manager)
    page = client.post(f"{base(y_yen)}{team.code}/them/", who(**changes))
    assert page.status_code == 422
    assert words in page.text
    assert team.memberships.count() == 1


def test_a_number_too_many_share_is_refused_and_nobody_is_made(client, manager, y_yen, team):
    for n in range(8):
        people.attach_phone(
            make_person(f"Người Thứ {'ABCDEFGH'[n]}"), NUMBER, verified_at=None, by=None
        )
    sign_in(client, manager)
    answer = add(client, team, y_yen)
    assert answer.status_code == 422
    assert "nhiều người quá" in answer.text
    assert not User.objects.filter(name_fold="dang thi thuy").exists()


def test_a_new_leader_takes_over_and_the_old_one_stays_a_member(client, manager, y_yen, team, lan):
    sign_in(client, manager)
    add(client, team, y_yen, role="leader", takes_over="on")
    leader = team.memberships.get(role="leader", valid_to=None)
    assert leader.person.name_fold == "dang thi thuy"
    assert team.memberships.get(person=lan, valid_to=None).role == "member"
    was = team.memberships.get(person=lan, role="leader")
    assert was.valid_to == clock.today() - timedelta(days=1)


def member_address(place, commune, end=""):
    return f"{base(commune)}{place.team.code}/{place.pk}/{end}"


def test_a_role_changes_from_a_day(client, manager, y_yen, team, hoa):
    place = membership.join(team, hoa, on=long_ago(), by=None)
    sign_in(client, manager)
    assert hoa.full_name in client.get(member_address(place, y_yen)).text
    client.post(member_address(place, y_yen, "vai-tro/"), {"role": "deputy", "on": day(5)})
    place.refresh_from_db()
    assert place.valid_to == clock.today() - timedelta(days=6)
    now = team.memberships.get(person=hoa, valid_to=None)
    assert (now.role, now.valid_from) == ("deputy", clock.today() - timedelta(days=5))


def test_a_role_given_by_slip_the_same_day_is_put_right_in_place(team, hoa):
    membership.join(team, hoa, on=clock.today(), by=None)
    membership.join(team, hoa, role="deputy", on=clock.today(), by=None)
    assert team.memberships.get(person=hoa).role == "deputy"


def test_an_end_closes_and_can_be_taken_back_the_same_day(client, manager, y_yen, team, lan):
    place = team.memberships.get()
    sign_in(client, manager)
    assert client.post(member_address(place, y_yen, "thoi/"), {"last": day(1)}).status_code == 302
    place.refresh_from_db()
    assert place.valid_to == clock.today() - timedelta(days=1)
    assert not policies.may_log(lan, team)
    assert "Tổ chưa có tổ trưởng" in client.get(f"{base(y_yen)}{team.code}/").text
    assert "Chưa có tổ trưởng" in client.get(base(y_yen)).text
    client.post(member_address(place, y_yen, "lay-lai/"))
    place.refresh_from_db()
    assert (place.valid_to, place.ended_at) == (None, None)
    assert policies.may_log(lan, team)


def test_an_end_of_yesterday_is_not_taken_back(client, manager, y_yen, team):
    place = team.memberships.get()
    yesterday = clock.now() - timedelta(days=1)
    membership.leave(place, on=clock.today(), by=None, now=yesterday)
    sign_in(client, manager)
    client.post(member_address(place, y_yen, "lay-lai/"))
    place.refresh_from_db()
    assert place.valid_to == clock.today()


def test_a_leader_does_not_come_back_over_another(client, manager, y_yen, team, hoa):
    place = team.memberships.get()
    membership.leave(place, on=clock.today(), by=None, now=clock.now())
    membership.join(team, hoa, role="leader", on=clock.today(), by=None)
    sign_in(client, manager)
    page = client.post(member_address(place, y_yen, "lay-lai/"), follow=True)
    assert "đã có tổ trưởng khác" in page.text
    place.refresh_from_db()
    assert place.valid_to is not None


@pytest.mark.parametrize(
    ("last", "words"),
    [("", "Ghi ngày"), ("01/01/2999", "ở phía trước"), ("01/01/2001", "vào tổ ngày")],
)
def test_a_wrong_last_day_is_explained(client, manager, y_yen, team, last, words):
    place = team.memberships.get()
    sign_in(client, manager)
    page = client.post(member_address(place, y_yen, "thoi/"), {"last": last})
    assert page.status_code == 422
    assert words in page.text
    assert team.memberships.get().valid_to is None


def test_nobody_is_in_a_team_twice_on_a_day(client, manager, y_yen, team, hoa, village):
    people.settle(hoa, form_of_address="", birth_year=None, home_unit=village, by=hoa)
    place = membership.join(team, hoa, on=long_ago(), by=None)
    membership.leave(place, on=clock.today(), by=None, now=clock.now())
    sign_in(client, manager)
    asked = who(full_name=hoa.full_name, number="", on=day(3), ai=hoa.public_id)
    page = client.post(f"{base(y_yen)}{team.code}/them/", asked)
    assert page.status_code == 422
    assert "đã ở trong tổ vào ngày đó" in page.text


def test_only_the_communes_manager_may(
    client, manager, other_manager, reviewer, lan, team, y_yen, village
):
    place = team.memberships.get()
    writes = {
        f"{base(y_yen)}{team.code}/sua/": team_fields(),
        f"{base(y_yen)}{team.code}/them/": {**who(), "ai": "moi", "phieu": recruiting.ticket(team)},
        f"{base(y_yen)}lap/{y_yen.pk}/": team_fields(),
        member_address(place, y_yen, "vai-tro/"): {"role": "deputy", "on": day()},
        member_address(place, y_yen, "thoi/"): {"last": day()},
        member_address(place, y_yen, "lay-lai/"): {},
    }
    before = list(TeamMembership.objects.values())
    for address, sent in writes.items():
        assert client.post(address, sent).status_code == 302
    for wrong in (other_manager, reviewer, lan):
        sign_in(client, wrong)
        for address, sent in writes.items():
            assert client.post(address, sent).status_code == 403
        for page in (base(y_yen), f"{base(y_yen)}{team.code}/", member_address(place, y_yen)):
            assert client.get(page).status_code == 403
    team.refresh_from_db()
    assert list(TeamMembership.objects.values()) == before
    assert (Team.objects.count(), team.decision_no) == (1, "")
    assert not User.objects.filter(name_fold="dang thi thuy").exists()


def test_a_team_of_another_commune_is_not_reached_through_ones_own(
    client, manager, y_yen, other_team
):
    sign_in(client, manager)
    place = other_team.memberships.get()
    for end in ("", "sua/", "them/", f"{place.pk}/", "9" * 30 + "/"):
        assert client.get(f"{base(y_yen)}{other_team.code}/{end}").status_code == 404
    sent = client.post(f"{base(y_yen)}{other_team.code}/{place.pk}/thoi/", {"last": day()})
    assert sent.status_code == 404


def test_a_manager_without_the_second_factor_is_led_to_it(client, manager, y_yen, team):
    client.force_login(manager)
    assert client.get(base(y_yen)).status_code == 302


def test_the_lists_cost_the_same_for_two_and_twenty(client, manager, y_yen, team):
    sign_in(client, manager)
    counts = {}
    for size in (2, 18):
        for n in range(size):
            village = make_village(f"Thôn {size} số {n}", commune=y_yen)
            opened = membership.open_team(f"Tổ {n}", unit=village, by=None, on=long_ago())
            leader = make_person("Người Dẫn Đầu")
            membership.join(opened, leader, role="leader", on=long_ago(), by=None)
            membership.join(team, make_person("Người Trong Tổ"), on=long_ago(), by=None)
        for page in (base(y_yen), f"{base(y_yen)}{team.code}/", f"/to/{team.code}/"):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(page).status_code == 200, page
            counts.setdefault(page, []).append(len(queries))
    assert all(few == many for few, many in counts.values()), counts
