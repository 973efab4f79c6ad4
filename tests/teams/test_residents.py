"""The list of who lives in a village: previewed, chosen, applied, printed, taken back."""

import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lms.common import clock
from lms.users.models import Consent, LoginPhone, RosterImport, User
from lms.users.services import grants, personal, residents, rosters
from teams.models import CardSheets
from teams.services import membership, printing
from tests.factories import make_village
from tests.people import make_person, sign_in
from tests.teams.conftest import HEADINGS, HOA, LAI, long_ago
from tests.users.rosters import actions, said, text_file

SITE = "https://hocso.test"


def test_people_come_in_with_their_village_and_a_way_in(bring, apply, village, manager):
    roster = bring(HOA, LAI)
    assert actions(roster) == ["create", "create"]
    assert not User.objects.filter(given_name="Hoa").exists()
    apply(roster)
    hoa, lai = User.objects.filter(given_name__in=["Hoa", "Lai"]).order_by("birth_year").reverse()
    assert (hoa.birth_year, hoa.home_unit, hoa.contact_phone) == (1958, village, "+84912345678")
    assert hoa.login_phones.get().verified_at is None
    assert (lai.home_unit, lai.login_phones.count()) == (village, 0)
    consent = Consent.objects.get(person=lai)
    assert (consent.channel, consent.taken_by) == ("spoken", manager)


def test_bad_rows_say_what_to_do_and_the_good_go_on(bring, apply):
    roster = bring(
        HOA,
        ("", 1950, "Thôn An Hòa", ""),
        ("Lê Văn Ba", "", "Thôn An Hòa", ""),
        ("Lê Văn Tư", 1950, "Thôn An Hoa Mới Tinh", ""),
        ("Lê Văn Năm", 1950, "An Hòa", "12"),
        ("Lê Văn Sáu", "hôm qua", "An Hòa", ""),
    )
    assert actions(roster) == ["create", *["refuse"] * 5]
    assert "Nhập họ và tên" in said(roster, 3)
    assert "Năm sinh: để trống. Ghi bốn chữ số" in said(roster, 4)
    assert "không có “Thôn An Hoa Mới Tinh”" in said(roster, 5)
    assert "Số điện thoại" in said(roster, 6)
    assert "chưa hiểu “hôm qua”" in said(roster, 7)
    apply(roster)
    assert User.objects.filter(given_name="Hoa").count() == 1


def test_two_villages_of_one_short_name_are_not_guessed_between(bring, y_yen):
    make_village("Thôn 3", commune=y_yen)
    make_village("Xóm 3", commune=y_yen)
    roster = bring(("Lê Văn Ba", 1950, "3", ""), ("Lê Văn Tư", 1951, "xom 3", ""))
    assert actions(roster) == ["refuse", "create"]
    assert "Ghi rõ một trong: Thôn 3, Xóm 3" in said(roster, 2)


def test_a_village_list_needs_no_column_for_the_village(bring, village):
    roster = bring(("Lê Văn Ba", 1950), place=village, headings=HEADINGS[:2])
    assert actions(roster) == ["create"]
    other = bring(("Lê Văn Ba", 1950, "Thôn Trung"), place=village, headings=HEADINGS[:3])
    assert "không có “Thôn Trung” ở Thôn An Hòa" in said(other, 2)


def test_whoever_may_be_known_is_asked_about_first(bring, apply, village, manager):
    known = make_person("Trần Thị Hoà", birth_year=1958, home_unit=village)
    make_person("Trần Thị Hoa", birth_year=1990, home_unit=village)
    roster = bring(HOA, LAI, LAI)
    assert actions(roster) == ["maybe", "create", "maybe"]
    assert "dòng 3" in said(roster, 4)
    assert not rosters.confirm(roster, by=manager, now=clock.now())
    stranger = make_person("Ngô Văn Lạ")
    assert not residents.choose(roster, 2, stranger.public_id, by=manager)
    assert not residents.choose(roster, 3, "new", by=manager)
    assert residents.choose(roster, 2, known.public_id, by=manager)
    assert residents.choose(roster, 4, "skip", by=manager)
    assert residents.choose(roster, 4, "again", by=manager)
    assert residents.choose(roster, 4, "new", by=manager)
    assert actions(roster) == ["same", "create", "create"]
    apply(roster)
    assert User.objects.filter(name_fold="tran thi hoa", birth_year=1958).get() == known
    assert User.objects.filter(given_name="Lai").count() == 2
    known.refresh_from_db()
    assert (known.full_name, known.contact_phone) == ("Trần Thị Hoà", "")


def test_all_who_look_like_one_person_are_chosen_at_once(bring, village, manager):
    make_person("Trần Thị Hoa", birth_year=1958, home_unit=village)
    for _twice in range(2):
        make_person("Đinh Văn Lai", birth_year=1949, home_unit=village)
    roster = bring(HOA, LAI)
    assert residents.choose_known(roster, by=manager) == 1
    assert actions(roster) == ["same", "maybe"]


def test_whoever_had_everything_removed_does_not_come_back_unasked(bring, village):
    hoa = make_person("Trần Thị Hoa", birth_year=1958, home_unit=village)
    personal.erase(hoa, by=hoa, now=clock.now())
    roster = bring(HOA, LAI)
    assert actions(roster) == ["maybe", "create"]
    assert "đã xin xóa thông tin" in said(roster, 2)


def test_a_record_out_of_use_is_not_opened_again(bring, village, manager):
    gone = make_person("Trần Thị Hoa", birth_year=1958, home_unit=village, is_active=False)
    roster = bring(HOA)
    assert actions(roster) == ["maybe"]
    assert not residents.choose(roster, 2, gone.public_id, by=manager)
    gone.refresh_from_db()
    assert not gone.is_active


def test_somebody_made_known_meanwhile_is_not_made_twice(bring, apply, village):
    roster = bring(HOA, LAI)
    make_person("Trần Thị Hoa", birth_year=1958, home_unit=village)
    apply(roster)
    assert actions(roster) == ["refuse", "create"]
    assert User.objects.filter(given_name="Hoa").count() == 1


def test_a_family_shares_one_number_up_to_a_household(bring, apply):
    rows = [(f"Lê Thị {name}", 1950 + n, "An Hòa", HOA[3]) for n, name in enumerate("ABCDEGHIKL")]
    apply(bring(*rows))
    assert LoginPhone.objects.filter(number="+84912345678").count() == 8
    assert User.objects.filter(contact_phone="+84912345678").count() == 10


def test_taken_back_goes_whoever_did_nothing_since(bring, apply, manager, run_jobs, village):
    known = make_person("Ngô Thị Quen", birth_year=1950, home_unit=village)
    roster = bring(
        HOA, LAI, ("Ngô Thị Quen", 1950, "An Hòa", ""), ("Bùi Văn Mới", 1960, "An Hòa", "")
    )
    residents.choose(roster, 4, known.public_id, by=manager)
    apply(roster)
    hoa = User.objects.get(given_name="Hoa")
    User.objects.filter(pk=hoa.pk).update(last_login=clock.now())
    moi = User.objects.get(given_name="Mới")
    grants.grant(moi, "village_head", unit=village, by=None)
    printing.order(roster, whom="all", site=SITE, by=manager, now=clock.now())
    run_jobs()
    assert rosters.undo(roster, by=manager, now=clock.now())
    assert not rosters.undo(roster, by=manager, now=clock.now())
    run_jobs()
    roster.refresh_from_db()
    assert (roster.state, roster.summary["taken_back"], roster.summary["kept"]) == ("undone", 1, 2)
    assert not User.objects.filter(given_name="Lai").exists()
    assert {*User.objects.filter(pk__in=[hoa.pk, moi.pk, known.pk])} == {hoa, moi, known}
    assert actions(bring(LAI)) == ["create"]


SOUNDS = ("a", "an", "ang", "e", "en", "i", "inh", "o", "on", "ong", "u", "un", "ung", "y", "ay")


def test_taking_back_asks_no_more_of_a_long_list(bring, apply, manager, run_jobs):
    counts = []
    for name, size in (("Lê Văn", 2), ("Phạm Văn", 240)):
        given = [f"{first}{rest}" for first in "BCDGHKLMNPQRSTVX" for rest in SOUNDS][:size]
        roster = bring(*((f"{name} {one}", 1950, "An Hòa", "") for one in given))
        apply(roster)
        assert rosters.undo(roster, by=manager, now=clock.now())
        with CaptureQueriesContext(connection) as queries:
            run_jobs()
        counts.append(len(queries))
        roster.refresh_from_db()
        assert (roster.state, roster.summary["taken_back"]) == ("undone", size)
    assert counts[1] <= counts[0] + 3
    assert counts[1] <= 200
    assert not User.objects.filter(family_middle__in=["Lê Văn", "Phạm Văn"]).exists()


def test_the_page_says_how_long_a_list_may_be(client, y_yen, manager):
    sign_in(client, manager)
    base = f"/dia-ban/{y_yen.pk}/danh-sach/"
    assert "tối đa 10 MB và 5.000 dòng" in client.get(base).text
    rows = [(f"Lê Văn {n}", 1950) for n in range(5000)]
    file = io.BytesIO(text_file(*rows, headings=HEADINGS[:2]).encode())
    file.name = "thon.csv"
    assert "hơn 5.000 dòng" in client.post(base, {"file": file}).text


def test_the_pages_from_the_file_to_taking_it_back(client, village, manager, run_jobs, y_yen):
    sign_in(client, manager)
    make_person("Trần Thị Hoa", birth_year=1958, home_unit=village)
    base = f"/dia-ban/{y_yen.pk}/danh-sach/"
    assert client.get(f"{base}mau.xlsx").status_code == 200
    file = io.BytesIO(text_file(HOA, LAI, ("Lỗi", "", "x", ""), headings=HEADINGS).encode())
    file.name = "thon.csv"
    home = client.post(base, {"file": file})["Location"]
    run_jobs()
    page = client.get(home)
    assert "Còn 1 dòng cần chọn" in page.text
    assert "Đúng là Trần Thị Hoa, sinh 1958" in page.text
    known = User.objects.get(given_name="Hoa")
    client.post(f"{home}chon/", {"dong": "2", "ai": known.public_id})
    assert "Xem lại rồi bấm nhập" in client.get(home).text
    assert "đã hỏi bà con" in client.post(f"{home}nhap/", follow=True).text
    client.post(f"{home}nhap/", {"agrees": "on"})
    run_jobs()
    assert "In thẻ cho tất cả 2 người" in client.get(home).text
    assert client.get(f"{home}khong-nhan.xlsx").status_code == 200
    client.post(f"{home}the/", {"whom": "all"})
    assert "Đang dựng thẻ" in client.get(home).text
    run_jobs()
    assert "Đã dựng 2 thẻ" in client.get(home).text
    address = f"{home}the/{CardSheets.objects.get().pk}.pdf"
    fetched = client.get(address)
    assert fetched.content.startswith(b"%PDF")
    assert "no-store" in fetched["Cache-Control"]
    other = Client()
    second = make_person("Mai Thị Hai", email="hai@demo.test", password="mat-khau-cua-hai")
    grants.grant(second, "commune_manager", unit=y_yen, by=None)
    sign_in(other, second)
    assert other.get(address).status_code == 404
    client.post(f"{home}lay-lai/")
    run_jobs()
    assert "Đã lấy lại 1 người" in client.get(home).text


@pytest.mark.parametrize("number", ["", "x", "-1", "99999999999", "²"])
def test_choosing_what_was_not_offered_is_told(client, y_yen, manager, bring, number):
    roster = bring(HOA)
    sign_in(client, manager)
    address = f"/dia-ban/{y_yen.pk}/danh-sach/{roster.pk}/chon/"
    page = client.post(address, {"dong": number, "ai": "new"}, follow=True)
    assert "Chọn lại giúp mình" in page.text


def test_the_way_back_leads_to_the_team_or_the_commune(client, manager, y_yen):
    sign_in(client, manager)
    without = make_village("Thôn Vạn Xuân", commune=y_yen)
    address, commune = f"/dia-ban/{without.pk}/danh-sach/", f'href="/xa/{y_yen.code}/"'
    assert commune in client.get(address).text
    team = membership.open_team("Tổ số thôn Vạn Xuân", unit=without, by=None, on=long_ago())
    page = client.get(address).text
    assert commune not in page
    assert f'href="/to/{team.code}/"' in page


def test_the_leader_lists_her_own_village_and_nobody_else(
    client, team, lan, village, y_yen, other_team, reviewer, hoa, bring
):
    client.force_login(lan)
    own = f"/dia-ban/{village.pk}/danh-sach/"
    assert client.get(own).status_code == 200
    assert client.get(f"/dia-ban/{y_yen.pk}/danh-sach/").status_code == 403
    assert client.get(f"{own}{bring(HOA).pk}/").status_code == 404
    member = make_person("Đặng Văn Thành")
    membership.join(team, member, role="member", on=long_ago(), by=None)
    for person in (member, other_team.memberships.get().person, reviewer, hoa):
        browser = Client()
        sign_in(browser, person)
        assert browser.get(own).status_code == 403
    assert RosterImport.objects.count() == 1
