"""The list of who lives in a village: previewed, chosen, applied, printed, taken back."""

import io
from datetime import timedelta

import pikepdf
import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lms.audit.models import AuditEvent
from lms.common import clock
from lms.jobs.models import Job
from lms.users.models import Consent, LearningCard, LoginPhone, RosterImport, User
from lms.users.rosters import columns
from lms.users.services import cards, grants, personal, residents, rosters
from teams.models import CardSheets
from teams.services import membership, printing
from tests.factories import make_village
from tests.people import make_person, sign_in
from tests.teams.conftest import long_ago
from tests.users.rosters import actions, book, said, text_file

HEADINGS = tuple(column.heading for column in columns.RESIDENT_COLUMNS)
HOA = ("Trần Thị Hoa", 1958, "Thôn An Hòa", "0912 345 678")
LAI = ("Đinh Văn Lai", "1949", "an hoa", "")
SITE = "https://hocso.test"


@pytest.fixture
def manager(y_yen):
    person = make_person("Tạ Văn Quý", email="quy@demo.test", password="mat-khau-cua-quy")
    grants.grant(person, "commune_manager", unit=y_yen, by=None)
    return person


@pytest.fixture
def bring(y_yen, village, manager, run_jobs):
    def bring(*rows, place=y_yen, headings=HEADINGS):
        content = book(*rows, headings=headings)
        roster = rosters.upload(place, "thon.xlsx", content, by=manager, now=clock.now())
        run_jobs()
        roster.refresh_from_db()
        return roster

    return bring


@pytest.fixture
def apply(manager, run_jobs):
    def apply(roster):
        assert rosters.confirm(roster, by=manager, now=clock.now())
        run_jobs()
        roster.refresh_from_db()
        assert roster.state == "applied"
        return roster

    return apply


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


def test_the_cards_of_a_list_are_one_file_by_village_and_name(
    bring, apply, manager, y_yen, run_jobs
):
    make_village("Thôn Bắc", commune=y_yen)
    rows = [(f"Lê Văn Số{n}", 1950, "Thôn Bắc" if n % 2 else "An Hòa", "") for n in range(43)]
    rows = [
        (name.translate(str.maketrans("0123456789", "abcdeghikl")), *rest) for name, *rest in rows
    ]
    roster = apply(bring(*rows, HOA))
    now = clock.now()
    assert printing.waiting_for_cards(roster) == {"no_phone": 43, "all": 44}
    sheets = printing.order(roster, whom="no_phone", site=SITE, by=manager, now=now)
    assert printing.order(roster, whom="no_phone", site=SITE, by=manager, now=now) is None
    run_jobs()
    sheets.refresh_from_db()
    assert (sheets.card_count, sheets.left_out_count, sheets.parts.count()) == (43, 0, 0)
    assert LearningCard.objects.open().count() == 43
    content = printing.fetch(sheets, by=manager, now=clock.now())
    file = pikepdf.open(io.BytesIO(content))
    assert len(file.pages) == 5 + 3
    assert b"%PDF" not in bytes(sheets.content)
    assert printing.fetch(sheets, by=make_person("Ai Khác"), now=clock.now()) is None
    assert printing.fetch(sheets, by=manager, now=clock.now() + timedelta(days=2)) is None


def test_a_printed_card_lets_in_and_printing_again_spares_who_came_in(
    bring, apply, manager, run_jobs, monkeypatch
):
    roster = apply(bring(LAI, ("Bùi Văn Mới", 1960, "An Hòa", "")))
    drawn = []
    real = cards.draw

    def draw(card_id):
        drawn.append(real(card_id))
        return drawn[-1]

    monkeypatch.setattr(cards, "draw", draw)
    printing.order(roster, whom="all", site=SITE, by=manager, now=clock.now())
    run_jobs()
    first = cards.check(drawn[0].code, drawn[0].pin, now=clock.now()).person
    second = cards.check(drawn[1].code, drawn[1].pin, now=clock.now()).person
    assert (first.given_name, second.given_name) == ("Lai", "Mới")
    User.objects.filter(pk=first.pk).update(last_login=clock.now())
    again = printing.order(roster, whom="all", site=SITE, by=manager, now=clock.now())
    run_jobs()
    again.refresh_from_db()
    assert again.card_count == 1
    assert CardSheets.objects.exclude(content=None).get() == again
    assert cards.check(drawn[0].code, drawn[0].pin, now=clock.now()).person == first
    assert cards.check(drawn[1].code, drawn[1].pin, now=clock.now()).person is None


def test_more_cards_cost_no_more_queries(bring, apply, manager, run_jobs):
    counts = []
    for name, count in (("Lan", 3), ("Mai", 30)):
        letters = [f"{a}{b}" for a in "aeiou" for b in "bcdghk"]
        roster = apply(
            bring(*((f"Lê {two} {name}", 1950, "An Hòa", "") for two in letters[:count]))
        )
        for _time in ("none has a card", "every one has a card to stop"):
            printing.order(roster, whom="all", site=SITE, by=manager, now=clock.now())
            with CaptureQueriesContext(connection) as asked:
                run_jobs()
            counts.append(len(asked))
        assert LearningCard.objects.open().filter(person__given_name=name).count() == count
    assert counts[:2] == counts[2:]


def test_no_cards_are_ordered_of_a_list_that_is_being_taken_back(bring, apply, manager):
    roster = apply(bring(LAI))
    assert rosters.undo(roster, by=manager, now=clock.now())
    assert roster.state == "applied"
    assert not printing.order(roster, whom="all", site=SITE, by=manager, now=clock.now())


@pytest.mark.parametrize("drawn_before", [True, False])
def test_a_list_taken_back_while_its_cards_are_drawn_gives_none(
    bring, apply, manager, run_jobs, drawn_before
):
    roster = apply(bring(LAI))
    sheets = printing.order(roster, whom="all", site=SITE, by=manager, now=clock.now())
    job = Job.objects.get(kind=printing.PRINT)
    part = printing.prepare(job) if drawn_before else None
    assert rosters.undo(roster, by=manager, now=clock.now())
    part = part or printing.prepare(job)
    with transaction.atomic():
        assert printing.keep(job, part) is None
    assert not LearningCard.objects.exists()
    run_jobs()
    sheets.refresh_from_db()
    assert (sheets.content, sheets.people) == (None, [])
    assert not User.objects.filter(given_name="Lai").exists()


def test_the_cards_of_a_list_that_was_taken_back_are_not_given_out(bring, apply, manager, run_jobs):
    roster = apply(bring(LAI))
    printing.order(roster, whom="all", site=SITE, by=manager, now=clock.now())
    run_jobs()
    assert printing.fetch(CardSheets.objects.get(), by=manager, now=clock.now())
    assert rosters.undo(roster, by=manager, now=clock.now())
    assert printing.fetch(CardSheets.objects.get(), by=manager, now=clock.now()) is None


def test_a_name_our_fonts_cannot_show_is_left_out_and_counted(bring, apply, manager, run_jobs):
    roster = apply(bring(LAI, ("Lê 花", 1960, "An Hòa", "")))
    sheets = printing.order(roster, whom="all", site=SITE, by=manager, now=clock.now())
    run_jobs()
    sheets.refresh_from_db()
    assert (sheets.card_count, sheets.left_out_count) == (1, 1)


def test_the_file_goes_after_a_day(bring, apply, manager, run_jobs):
    roster = apply(bring(LAI))
    sheets = printing.order(roster, whom="all", site=SITE, by=manager, now=clock.now())
    run_jobs()
    Job.objects.filter(kind=printing.FORGET).update(due_at=clock.now())
    run_jobs()
    sheets.refresh_from_db()
    assert sheets.content is None
    assert LearningCard.objects.open().count() == 1


def test_the_file_goes_at_once_when_whoever_asked_for_it_says_so(
    client, bring, apply, manager, run_jobs, y_yen
):
    roster = apply(bring(LAI))
    sheets = printing.order(roster, whom="all", site=SITE, by=manager, now=clock.now())
    base = f"/dia-ban/{y_yen.pk}/danh-sach/{roster.pk}/"
    sign_in(client, manager)
    assert not printing.delete(sheets, by=manager, now=clock.now())
    run_jobs()
    assert "Xóa tệp ngay" in client.get(base).text
    other = Client()
    second = make_person("Mai Thị Hai", email="hai@demo.test", password="mat-khau-cua-hai")
    grants.grant(second, "commune_manager", unit=y_yen, by=None)
    sign_in(other, second)
    assert other.post(f"{base}the/{sheets.pk}/xoa/").status_code == 404
    assert printing.fetch(CardSheets.objects.get(), by=manager, now=clock.now())
    page = client.post(f"{base}the/{sheets.pk}/xoa/", follow=True)
    assert "Đã xóa tệp thẻ. Thẻ đã phát vẫn dùng được." in page.text
    assert "Tải thẻ để in" not in page.text
    assert client.get(f"{base}the/{sheets.pk}.pdf").status_code == 404
    client.post(f"{base}the/{sheets.pk}/xoa/")
    assert AuditEvent.objects.get(action="cards.print_deleted").actor == manager
    assert LearningCard.objects.open().count() == 1


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
