"""Whom a row of a list means, and what a list may change of them."""

import pytest

from lms.common import clock
from lms.users.models import Agency, User
from lms.users.rosters import staging
from lms.users.services import grants, merging, people
from teams.services import membership
from tests.factories import make_agency
from tests.people import make_person
from tests.users.rosters import (
    AN,
    BINH,
    actions,
    book,
    bring,
    bring_in,
    employ,
    manager_of,
    said,
)


def join_team(person, unit):
    team = membership.open_team("Tổ công nghệ số", unit=unit, by=None, on=clock.today())
    membership.join(team, person, on=clock.today(), by=None)


def test_a_key_of_somebody_else_here_is_refused_with_the_name(department, manager, run_jobs):
    bring_in(department, book(AN), manager, run_jobs)
    other = ("Trần Quốc Khánh", "00125", "", "", "", "", "")
    roster = bring(department, book(other), manager, run_jobs)
    assert actions(roster) == ["refuse"]
    assert "đang là của Đinh Thị An" in said(roster, 2)


def test_keys_of_two_people_are_refused(department, manager, run_jobs):
    bring_in(department, book(AN, BINH), manager, run_jobs)
    mixed = ("Đinh Thị An", "00125", "0987654321", "", "", "", "")
    roster = bring(department, book(mixed), manager, run_jobs)
    assert actions(roster) == ["refuse"]


def test_two_rows_that_mean_one_person_are_one(department, manager, run_jobs):
    bring_in(department, book(AN), manager, run_jobs)
    by_number = ("Đinh Thị An", "00125", "", "", "", "", "Phó phòng")
    by_mail = ("Đinh Thị An", "", "", "an@tinh.gov.vn", "", "", "Trưởng phòng")
    roster = bring(department, book(by_number, by_mail), manager, run_jobs)
    assert actions(roster) == ["change", "refuse"]
    assert "Dòng 2 đã nói về chính người này" in said(roster, 3)


def test_two_rows_of_one_person_are_found_across_parts(department, manager, run_jobs, monkeypatch):
    monkeypatch.setattr(staging, "ROWS_AT_ONCE", 1)
    bring_in(department, book(AN), manager, run_jobs)
    by_number = ("Đinh Thị An", "00125", "", "", "", "", "Phó phòng")
    by_mail = ("Đinh Thị An", "", "", "an@tinh.gov.vn", "", "", "Trưởng phòng")
    roster = bring(department, book(by_number, by_mail), manager, run_jobs)
    assert actions(roster) == ["change", "refuse"]


def test_whoever_is_known_elsewhere_gets_a_post_and_nothing_else_changes(
    department, stranger_agency, manager, run_jobs
):
    an = make_person("Đinh Thị An", email="an@tinh.gov.vn", birth_year=1985)
    employ(stranger_agency, "", person=an)
    row = ("ĐINH THỊ AN", "00125", "0912345678", "an@tinh.gov.vn", "", "", "")
    roster = bring_in(department, book(row), manager, run_jobs)
    assert roster.summary["counts"] == {"create": 1}
    assert {post.agency for post in an.posts.all()} == {department, stranger_agency}
    assert not an.login_phones.exists()
    an.refresh_from_db()
    assert an.contact_phone == ""
    again = bring(department, book(row), manager, run_jobs)
    assert actions(again) == ["same"]


def test_a_resident_with_the_same_number_and_name_is_the_same_person(department, manager, run_jobs):
    an = make_person("Đinh Thị An")
    people.attach_phone(an, "+84912345678", verified_at=clock.now(), by=None)
    bring_in(department, book(AN), manager, run_jobs)
    assert an.posts.get().agency == department
    an.refresh_from_db()
    assert (an.email, an.birth_year) == (None, None)


def test_of_two_with_the_same_number_whoever_has_proved_it_is_meant(department, manager, run_jobs):
    unproved, proved = make_person("Đinh Thị An"), make_person("Đinh Thị An")
    people.attach_phone(unproved, "+84912345678", verified_at=None, by=None)
    people.attach_phone(proved, "+84912345678", verified_at=clock.now(), by=None)
    bring_in(department, book(AN), manager, run_jobs)
    assert proved.posts.exists()
    assert not unproved.posts.exists()


def test_another_name_on_the_number_is_another_person(department, manager, run_jobs):
    mother = make_person("Vũ Thị Bảy")
    people.attach_phone(mother, "+84912345678", verified_at=clock.now(), by=None)
    roster = bring_in(department, book(AN), manager, run_jobs)
    assert not mother.posts.exists()
    assert User.objects.filter(login_phones__number="+84912345678").count() == 2
    assert "Bảy" not in said(roster, 2)


def test_an_address_of_somebody_elsewhere_says_no_more_than_a_wrong_one(
    department, manager, run_jobs
):
    make_person("Vũ Thị Bảy", email="an@tinh.gov.vn")
    wrong = ("Lê Văn Bình", "2", "", "binh@@tinh", "", "", "")
    roster = bring(department, book(AN, wrong), manager, run_jobs)
    assert actions(roster) == ["refuse", "refuse"]
    assert said(roster, 2) == said(roster, 3)


@pytest.mark.parametrize("how", ["signed_in", "role", "elsewhere", "verified", "team", "merged"])
def test_who_has_come_in_keeps_the_own_name_and_ways_in(
    department, stranger_agency, manager, run_jobs, how
):
    bring_in(department, book(AN), manager, run_jobs)
    an = User.objects.get(email="an@tinh.gov.vn")
    if how == "signed_in":
        User.objects.filter(pk=an.pk).update(last_login=clock.now())
    elif how == "role":
        grants.grant(an, "content_author", scope=("section", "1"), by=None)
    elif how == "elsewhere":
        employ(stranger_agency, "", person=an)
    elif how == "team":
        join_team(an, department.unit)
    elif how == "merged":
        merging.merge(make_person("Đinh Thị An"), an, by=manager, now=clock.now())
    else:
        an.login_phones.update(verified_at=clock.now())
    taken = ("Đinh Thị Ân", "00125", "0988888888", "ke-gian@mail.vn", 1990, "", "Phó phòng")
    roster = bring_in(department, book(taken), manager, run_jobs)
    assert said(roster, 2) == (
        "Họ và tên: hiểu là Đinh Thị An, giữ tên này. | Chức vụ: Chuyên viên → Phó phòng"
    )
    an.refresh_from_db()
    assert (an.full_name, an.email, an.birth_year) == ("Đinh Thị An", "an@tinh.gov.vn", 1985)
    assert [row.number for row in an.login_phones.all()] == ["+84912345678"]


def test_whoever_was_there_before_the_list_keeps_the_own_name_and_ways_in(
    department, manager, run_jobs
):
    lan = people.create_person("Đinh Thị An", by=None)
    people.attach_phone(lan, "+84912345678", verified_at=None, by=None)
    join_team(lan, department.unit)
    first = ("Đinh Thị An", "", "0912345678", "", "", "", "Chuyên viên")
    bring_in(department, book(first), manager, run_jobs)
    assert lan.posts.get().agency == department
    # The manager's own phone, with her name: it must not become her way in.
    taken = ("Đinh Thị An", "", "0912345678", "ke-gian@mail.vn", 1990, "", "Phó phòng")
    bring_in(department, book(taken), manager, run_jobs)
    lan.posts.update(staff_no="00125")
    mine = ("Đinh Thị An", "00125", "0988888888", "", "", "", "Trưởng phòng")
    roster = bring_in(department, book(mine), manager, run_jobs)
    assert said(roster, 2) == "Chức vụ: Phó phòng → Trưởng phòng"
    lan.refresh_from_db()
    assert (lan.email, lan.birth_year, lan.contact_phone) == (None, None, "")
    assert [row.number for row in lan.login_phones.all()] == ["+84912345678"]


def test_who_left_another_agency_is_no_more_the_list_s_to_rename(
    department, stranger_agency, manager, run_jobs
):
    bring_in(stranger_agency, book(AN), manager_of(stranger_agency, "Hà Văn Lâm"), run_jobs)
    bring_in(department, book(AN), manager, run_jobs)
    stranger_agency.officials.update(started_on=None, ended_on=clock.today())
    mine = ("Đinh Thị An", "00125", "0988888888", "", "", "", "")
    roster = bring(department, book(mine), manager, run_jobs)
    assert actions(roster) == ["same"]


@pytest.mark.parametrize(
    ("name", "other"), [("Nguyễn Văn An", "Nguyễn Văn Anh"), ("Trần Thị Hoa", "Trần Văn Hoa")]
)
@pytest.mark.parametrize("way", [("0912345678", ""), ("", "an@tinh.gov.vn")])
def test_a_way_in_shared_by_two_of_much_the_same_name_changes_neither(
    department, manager, run_jobs, name, other, way
):
    first = (name, "00125", "0912345678", "an@tinh.gov.vn", "", "", "")
    bring_in(department, book(first), manager, run_jobs)
    roster = bring(department, book((other, "00200", *way, "", "", "")), manager, run_jobs)
    assert actions(roster) == ["refuse"]
    assert f"đang là của {name}" in said(roster, 2)


@pytest.mark.parametrize(
    ("row", "action"),
    [
        (("Đinh Thị Ân", "", "0912345678", "", 1985, "", ""), "change"),
        (("Đinh Thị Ân", "00125", "0912345678", "", "", "", ""), "change"),
        (("Đinh Thị Ân", "", "0912345678", "", "", "", ""), "refuse"),
        (("Đinh Thị Ân", "", "0912345678", "", 1979, "", ""), "refuse"),
        (("Đinh Thị Ân", "00200", "0912345678", "", 1985, "", ""), "refuse"),
    ],
)
def test_a_letter_of_a_name_is_put_right_when_more_than_a_phone_agrees(
    department, manager, run_jobs, row, action
):
    bring_in(department, book(AN), manager, run_jobs)
    roster = bring(department, book(row), manager, run_jobs)
    assert actions(roster) == [action]
    assert "Đinh Thị An" in said(roster, 2)


def test_a_third_post_is_of_the_kind_that_its_agency_has(department, office, manager, run_jobs):
    school = make_agency("Trường Y tế", "SYT.TR", department.unit, department)
    Agency.objects.filter(pk=school.pk).update(kind="public_unit")
    bring_in(department, book(AN), manager, run_jobs)
    an = User.objects.get(email="an@tinh.gov.vn")
    employ(office, "", person=an, job_title="Phó phòng")
    row = ("Đinh Thị An", "an@tinh.gov.vn", "SYT.TR", "Chuyên viên")
    headings = ("Họ và tên", "Email", "Cơ quan", "Chức vụ")
    roster = bring_in(department, book(row, headings=headings), manager, run_jobs)
    assert said(roster, 2) == "Đối tượng: – → Viên chức | Cơ quan: – → Trường Y tế"
    post = school.officials.get()
    assert (post.kind, post.job_title) == ("public_employee", "Chuyên viên")
    assert an.posts.filter(ended_on=None).count() == 3


def test_a_row_without_a_new_number_takes_none_away(department, manager, run_jobs):
    bring_in(department, book(AN), manager, run_jobs)
    an = User.objects.get(email="an@tinh.gov.vn")
    people.attach_phone(an, "+84977777777", verified_at=None, by=None)
    changed = (*AN[:6], "Phó phòng")
    bring_in(department, book(changed), manager, run_jobs)
    assert an.login_phones.count() == 2


def test_a_number_of_a_whole_household_is_said_to_let_nobody_else_in(department, manager, run_jobs):
    for number in range(people.PEOPLE_A_NUMBER):
        other = make_person(f"Vũ Thị {'ABCDEFGH'[number]}")
        people.attach_phone(other, "+84912345678", verified_at=None, by=None)
    roster = bring_in(department, book(AN), manager, run_jobs)
    assert "Số điện thoại: số này đã có 8 người dùng chung nên chỉ để liên hệ" in said(roster, 2)
    assert not User.objects.get(email="an@tinh.gov.vn").login_phones.exists()
