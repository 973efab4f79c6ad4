"""Members of a commune's teams come from one file: seen first, put in together, taken back."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from lms.common import clock
from lms.users.models import User
from lms.users.services import people, personal
from teams.models import TeamMembership, TeamRoster
from teams.services import membership, team_lists, team_rosters, visits
from tests.people import make_person, sign_in
from tests.teams import planned
from tests.teams.conftest import long_ago, send
from tests.users.rosters import book

HEADINGS = (
    "Họ và tên",
    "Năm sinh",
    "Thôn/Xóm/Tổ dân phố",
    "Số điện thoại",
    "Vai trò",
    "Thuộc đoàn thể",
)
TU = ("Lê Văn Tư", 1980, "Thôn An Hòa", "0912 111 222", "Tổ phó", "Đoàn Thanh niên")
BA = ("Mai Thị Ba", "1975", "an hoa", "", "", "Hội Phụ nữ")


@pytest.fixture
def stage(y_yen, manager, team):
    def stage(*rows, headings=HEADINGS):
        content = book(*rows, headings=headings)
        return team_rosters.stage(y_yen, "to.xlsx", content, by=manager, now=clock.now())

    return stage


def states(roster):
    return [(line.state, line.words) for line in team_lists.of(roster.lines)]


def inside(team):
    return {str(place.person) for place in team.memberships.open().select_related("person")}


def test_sent_seen_put_in_and_taken_back(client, manager, team, y_yen, lan):
    sign_in(client, manager)
    at = f"/xa/{y_yen.code}/danh-sach-to/"
    file = SimpleUploadedFile("to.xlsx", book(TU, BA, headings=HEADINGS))
    page = client.post(at, {"file": file}, follow=True)
    assert "Nhập 2 người" in page.text
    assert inside(team) == {str(lan)}
    roster = TeamRoster.objects.get()
    client.post(f"{at}{roster.pk}/nhap/")
    assert inside(team) == {str(lan), "Lê Văn Tư", "Mai Thị Ba"}
    deputy = team.memberships.get(role="deputy")
    assert (deputy.organisation, deputy.person.birth_year) == ("Đoàn Thanh niên", 1980)
    assert deputy.person.login_phones.get().number == "+84912111222"
    client.post(f"{at}{roster.pk}/lay-lai/")
    assert inside(team) == {str(lan)}
    assert not User.objects.filter(birth_year__in=[1980, 1975]).exists()
    assert "lấy lại được nữa" in client.post(f"{at}{roster.pk}/lay-lai/", follow=True).text


def test_putting_in_twice_puts_in_once(stage, manager, team):
    roster = stage(TU)
    assert team_rosters.apply(roster, by=manager, now=clock.now())
    assert not team_rosters.apply(roster, by=manager, now=clock.now())
    assert User.objects.filter(birth_year=1980).count() == 1


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (("Lê Văn Tư", 1980, "Thôn Không Có", "", "", ""), "chưa có tổ"),
        (("Lê Văn Tư", 1980, "", "", "", ""), "Xã chưa có tổ cấp xã"),
        (("", 1980, "Thôn An Hòa", "", "", ""), ""),
        (("Lê Văn Tư", "hai mươi", "Thôn An Hòa", "", "", ""), "bốn chữ số"),
        (("Lê Văn Tư", 1980, "Thôn An Hòa", "12", "", ""), "Số điện thoại"),
        (("Lê Văn Tư", 1980, "Thôn An Hòa", "", "Vua", ""), "Vai trò ghi là"),
        (("Lê Văn Tư", 1980, "Thôn An Hòa", "", "Tổ trưởng", ""), "đang có tổ trưởng"),
    ],
)
def test_a_line_that_cannot_be_taken_says_why_and_stops_no_other(stage, manager, row, words):
    roster = stage(row, BA)
    (state, said), (other, _words) = states(roster)
    assert (state, other) == ("wrong", "new")
    assert words in said
    team_rosters.apply(roster, by=manager, now=clock.now())
    assert not User.objects.filter(birth_year=1980).exists()
    assert User.objects.filter(birth_year=1975).exists()


def test_the_same_line_twice_and_two_leaders_of_one_team_are_told(stage, village, y_yen):
    membership.open_team("Tổ xã", unit=y_yen, by=None, on=long_ago())
    leads = ("Lê Văn Tư", 1980, "", "", "Tổ trưởng", "")
    roster = stage(BA, BA, leads, ("Lê Văn Năm", 1981, "", "", "Tổ trưởng", ""))
    assert [state for state, _words in states(roster)] == ["new", "wrong", "new", "wrong"]


def test_somebody_known_by_year_or_number_is_not_made_twice(stage, manager, team, village, y_yen):
    tu = make_person("Lê Văn Tư", birth_year=1980, home_unit=village)
    ba = make_person("Mai Thị Ba", home_unit=y_yen)
    people.attach_phone(ba, "+84912333444", verified_at=None, by=None)
    roster = stage(TU, ("Mai Thị Ba", "", "An Hòa", "0912333444", "", ""))
    assert [state for state, _words in states(roster)] == ["known", "known"]
    team_rosters.apply(roster, by=manager, now=clock.now())
    assert {str(tu), str(ba)} <= inside(team)
    team_rosters.undo(roster, by=manager, now=clock.now())
    assert User.objects.filter(pk__in=[tu.pk, ba.pk], is_active=True).count() == 2
    assert not {str(tu), str(ba)} & inside(team)


def test_a_namesake_waits_for_somebody_to_say_who_it_is(stage, manager, team, village):
    make_person("Lê Văn Tư", birth_year=1950, home_unit=village)
    roster = stage(TU)
    assert states(roster)[0][0] == "unsure"
    team_rosters.apply(roster, by=manager, now=clock.now())
    assert team.memberships.open().count() == 1


def test_who_is_in_the_team_already_stays_as_she_is(stage, team, lan):
    roster = stage((str(lan), "", "Thôn An Hòa", "", "Tổ trưởng", ""))
    assert states(roster)[0][0] == "unsure"
    lan.birth_year = 1970
    lan.save()
    roster = stage(
        (str(lan), 1970, "Thôn An Hòa", "", "Tổ trưởng", ""),
    )
    assert states(roster)[0][0] == "same"


def test_what_changed_meanwhile_breaks_the_whole_list_off(client, stage, manager, y_yen, village):
    roster = stage(BA, TU)
    make_person("Lê Văn Tư", birth_year=1980, home_unit=village)
    sign_in(client, manager)
    at = f"/xa/{y_yen.code}/danh-sach-to/{roster.pk}/nhap/"
    assert "Dòng 3 không còn hợp nữa" in client.post(at, follow=True).text
    assert not User.objects.filter(birth_year=1975).exists()
    assert TeamRoster.objects.get().state == "staged"


def test_whoever_did_something_since_stays_known(stage, manager, team):
    roster = stage(TU)
    team_rosters.apply(roster, by=manager, now=clock.now())
    tu = User.objects.get(birth_year=1980)
    people.attach_phone(tu, "+84912111222", verified_at=None, by=None)
    User.objects.filter(pk=tu.pk).update(last_login=clock.now())
    assert team_rosters.undo(roster, by=manager, now=clock.now()) == (1, 0)
    assert User.objects.filter(pk=tu.pk).exists()
    assert not TeamMembership.objects.filter(person=tu).exists()


def test_a_place_that_was_changed_since_stays(stage, manager, team):
    roster = stage(TU)
    team_rosters.apply(roster, by=manager, now=clock.now())
    place = team.memberships.get(role="deputy")
    membership.leave(place, on=clock.today(), by=manager, now=clock.now())
    assert team_rosters.undo(roster, by=manager, now=clock.now()) == (0, 1)


def test_who_worked_in_the_team_since_leaves_it_and_promised_visits_are_handed_over(
    stage, manager, team, lan
):
    roster = stage(TU, BA)
    team_rosters.apply(roster, by=manager, now=clock.now())
    tu, ba = (User.objects.get(birth_year=year) for year in (1980, 1975))
    asked = planned.ask(team.unit)
    visits.promise(asked, tu, on=clock.today(), at=None, by=lan, now=clock.now())
    send(ba, team)
    assert team_rosters.undo(roster, by=manager, now=clock.now()) == (2, 0)
    assert inside(team) == {str(lan)}
    asked.refresh_from_db()
    assert asked.visitor == lan
    assert send(ba, team, venue="Chợ").outcome == "created"


def test_whoever_is_erased_is_in_no_list(stage, manager, team, village):
    make_person("Mai Thị Ba", birth_year=1975, home_unit=village)
    waiting, applied = stage(BA), stage(TU)
    team_rosters.apply(applied, by=manager, now=clock.now())
    stage(TU)
    for year in (1975, 1980):
        person = User.objects.get(birth_year=year)
        personal.erase(person, by=person, now=clock.now())
    kept = str([*TeamRoster.objects.values_list("lines", flat=True)])
    for written in ("Lê Văn Tư", "+84912111222", "1980", "Mai Thị Ba", "1975"):
        assert written not in kept
    assert team_rosters.apply(waiting, by=manager, now=clock.now())
    assert team.memberships.open().count() == 1


def test_after_a_week_it_stands_and_after_a_month_its_lines_are_gone(stage, manager):
    roster = stage(TU)
    team_rosters.apply(roster, by=manager, now=clock.now())
    later = clock.now() + timedelta(days=8)
    assert team_rosters.undo(roster, by=manager, now=later) is None
    assert team_rosters.forget_old(now=later) == 0
    assert team_rosters.forget_old(now=later + timedelta(days=30)) == 1
    roster.refresh_from_db()
    assert roster.lines == []


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Tệp trống"),
        (b"PK\x03\x04 hong", "Không mở được"),
        (b"%PDF-1.7", "PDF"),
        (book(("a", "b"), headings=("Một", "Hai")), "Họ và tên"),
        (book(("Lê Văn Tư",), headings=("Họ và tên",)), "Cần thêm"),
        (book(*[TU] * 301, headings=HEADINGS), "300"),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_words(client, manager, team, y_yen, content, words):
    sign_in(client, manager)
    file = SimpleUploadedFile("to.xlsx", content)
    answer = client.post(f"/xa/{y_yen.code}/danh-sach-to/", {"file": file})
    assert answer.status_code == 422
    assert words in answer.text
    assert not TeamRoster.objects.exists()


def test_a_formula_is_not_read(stage, y_yen, manager):
    content = book(TU, headings=HEADINGS, formulas=[(1, 5, '="x"', "x")])
    roster = team_rosters.stage(y_yen, "to.xlsx", content, by=manager, now=clock.now())
    assert "công thức" in states(roster)[0][1]


def test_the_model_names_the_columns_and_its_example_is_nobody(client, manager, team, y_yen):
    sign_in(client, manager)
    model = client.get(f"/xa/{y_yen.code}/danh-sach-to/mau.xlsx").content
    roster = team_rosters.stage(y_yen, "mau.xlsx", model, by=manager, now=clock.now())
    assert roster.lines == []


def test_the_model_sent_back_as_it_is_says_what_to_do_and_loses_nothing(
    client, manager, team, y_yen
):
    sign_in(client, manager)
    at = f"/xa/{y_yen.code}/danh-sach-to/"
    model = client.get(f"{at}mau.xlsx").content
    page = client.post(at, {"file": SimpleUploadedFile("mau.xlsx", model)}, follow=True).text
    assert "Tệp mới có dòng ví dụ" in page
    assert "đã xóa" not in page


def test_a_cancelled_list_keeps_no_names(client, stage, manager, y_yen):
    roster = stage(TU)
    sign_in(client, manager)
    client.post(f"/xa/{y_yen.code}/danh-sach-to/{roster.pk}/bo/")
    roster.refresh_from_db()
    assert (roster.state, roster.lines) == ("cancelled", [])


def test_the_database_refuses_one_applied_at_no_time(stage):
    roster = stage(TU)
    with pytest.raises(IntegrityError), transaction.atomic():
        TeamRoster.objects.filter(pk=roster.pk).update(state="applied")


def test_a_line_that_waits_for_somebody_to_say_who_it_is_names_no_erased_person(
    stage, manager, team, village
):
    person = make_person("Lê Văn Tư", home_unit=village)
    make_person("Lê Văn Tư", home_unit=village)
    stage(TU, ("Lê Văn Tư", 1955, "Thôn An Hòa", "", "", ""))
    assert {line.state for line in team_lists.of(TeamRoster.objects.get().lines)} == {"unsure"}
    User.objects.filter(pk=person.pk).update(birth_year=1980)
    person.refresh_from_db()
    personal.erase(person, by=person, now=clock.now())
    first, other = team_lists.of(TeamRoster.objects.get().lines)
    assert (first.state, first.name, first.year, first.phone) == ("wrong", "", None, "")
    assert other.name == "Lê Văn Tư"


def lines_kept():
    return team_lists.of(TeamRoster.objects.get().lines)


def test_a_number_that_was_hers_alone_goes_from_the_line_of_another_name(stage, manager, village):
    person = make_person("Đinh Thị Sáu", home_unit=village)
    people.attach_phone(person, "+84912111222", verified_at=None, by=None)
    roster = stage(TU, BA)
    personal.erase(person, by=person, now=clock.now())
    first, other = lines_kept()
    assert (first.state, first.name, first.phone) == ("wrong", "Lê Văn Tư", "")
    assert "đã xóa theo yêu cầu" in first.words
    assert other.state == "new"
    assert team_rosters.apply(roster, by=manager, now=clock.now())


def test_a_number_of_a_list_already_applied_goes_and_the_place_stays(stage, manager, village, team):
    roster = stage(TU)
    team_rosters.apply(roster, by=manager, now=clock.now())
    tu = team.memberships.get(role="deputy").person
    tu.login_phones.all().delete()
    User.objects.filter(pk=tu.pk).update(contact_phone="")
    person = make_person("Đinh Thị Sáu", home_unit=village)
    people.attach_phone(person, "+84912111222", verified_at=None, by=None)
    personal.erase(person, by=person, now=clock.now())
    [line] = lines_kept()
    assert (line.name, line.phone, line.state) == ("Lê Văn Tư", "", "new")
    roster.refresh_from_db()
    assert team_rosters.undo(roster, by=manager, now=clock.now()) == (1, 0)


def test_a_number_the_family_still_uses_stays_in_the_line_of_another(stage, village):
    for name in ("Đinh Thị Sáu", "Đinh Văn Bảy"):
        person = make_person(name, home_unit=village)
        people.attach_phone(person, "+84912111222", verified_at=None, by=None)
    stage(TU)
    personal.erase(person, by=person, now=clock.now())
    [line] = lines_kept()
    assert (line.state, line.phone) == ("new", "+84912111222")
