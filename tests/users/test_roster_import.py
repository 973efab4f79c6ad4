"""A list of officials: staged, shown, applied; the same list again changes nothing."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.models import Duty
from courses.services import duties
from lms.audit.models import AuditEvent
from lms.common import clock
from lms.jobs import running
from lms.jobs.models import Job
from lms.users.models import Agency, Official, RosterFile, RosterImport, RosterRow, User
from lms.users.rosters import applying, staging
from lms.users.services import personal, rosters
from tests.certificates.conftest import finish
from tests.courses.editions import make_edition
from tests.factories import make_agency
from tests.people import make_person
from tests.users.rosters import (
    AN,
    BINH,
    HEADINGS,
    actions,
    book,
    bring,
    bring_in,
    employ,
    manager_of,
    said,
)

WITH_AGENCY = (*HEADINGS, "Cơ quan")


def test_new_people_come_in_with_their_posts(department, manager, run_jobs):
    roster = bring_in(department, book(AN, BINH), manager, run_jobs)
    an = User.objects.get(email="an@tinh.gov.vn")
    assert (an.full_name, an.birth_year, an.contact_phone) == ("Đinh Thị An", 1985, "+84912345678")
    assert not an.has_usable_password()
    assert an.login_phones.get().verified_at is None
    post = an.posts.get()
    assert (post.agency, post.kind, post.job_title) == (department, "civil_servant", "Chuyên viên")
    assert (post.staff_no, post.ended_on) == ("00125", None)
    assert roster.summary["counts"] == {"create": 2}
    assert AuditEvent.objects.filter(action="official.opened").count() == 2


def test_nothing_happens_before_the_list_is_confirmed(department, manager, run_jobs):
    roster = bring(department, book(AN, BINH), manager, run_jobs)
    assert actions(roster) == ["create", "create"]
    assert not Official.objects.exists()
    assert not RosterFile.objects.exists()


def test_the_same_list_again_is_all_the_same(department, manager, run_jobs):
    content = book(AN, BINH, ("NGUYỄN THỊ HOA", 127, 912000111, "", 31179, "vc", "Phó phòng"))
    bring_in(department, content, manager, run_jobs)
    roster = bring(department, content, manager, run_jobs)
    assert actions(roster) == ["same"] * 3
    assert roster.summary["left_out"] == 0
    hoa = Official.objects.get(job_title="Phó phòng")
    assert (hoa.person.full_name, hoa.staff_no, hoa.person.birth_year) == (
        "Nguyễn Thị Hoa",
        "00127",
        1985,
    )


def test_confirming_and_cancelling_happen_once(department, manager, run_jobs):
    roster = bring(department, book(AN), manager, run_jobs)
    now = clock.now()
    assert rosters.confirm(roster, by=manager, now=now)
    assert not rosters.confirm(roster, by=manager, now=now)
    assert not rosters.cancel(roster, by=manager, now=now)
    run_jobs()
    other = bring(department, book(BINH), manager, run_jobs)
    assert rosters.cancel(other, by=manager, now=now)
    assert not rosters.confirm(other, by=manager, now=now)
    assert not other.rows.exists()
    assert Official.objects.count() == 1


def test_a_list_thrown_away_while_it_is_read_stays_away(department, manager, run_jobs):
    roster = rosters.upload(department, "a.xlsx", book(AN), by=manager, now=clock.now())
    assert rosters.cancel(roster, by=manager, now=clock.now())
    run_jobs()
    roster.refresh_from_db()
    assert (roster.state, roster.rows.count()) == ("cancelled", 0)


def test_changes_are_shown_and_blank_cells_take_nothing_away(department, manager, run_jobs):
    bring_in(department, book(AN), manager, run_jobs)
    changed = ("Đinh Thị An", "00125", "0912345999", "", None, "", "Phó phòng")
    roster = bring_in(department, book(changed), manager, run_jobs)
    assert roster.summary["counts"] == {"change": 1}
    assert "Chức vụ: Chuyên viên → Phó phòng" in said(roster, 2)
    assert "Số điện thoại: 0912 345 678 → 0912 345 999" in said(roster, 2)
    an = User.objects.get(email="an@tinh.gov.vn")
    assert (an.birth_year, an.posts.get().kind) == (1985, "civil_servant")
    # A number the list took back lets nobody in any more.
    assert [row.number for row in an.login_phones.all()] == ["+84912345999"]


def test_the_agency_is_named_by_code_or_name(department, office, sister, manager, run_jobs):
    rows = [(*AN, "SYT.NV"), (*BINH, "van phong so")]
    bring_in(department, book(*rows, headings=WITH_AGENCY), manager, run_jobs)
    assert office.officials.get().person.full_name == "Đinh Thị An"
    assert sister.officials.get().person.full_name == "Lê Văn Bình"


def test_an_agency_outside_is_refused_like_one_that_does_not_exist(
    department, stranger_agency, manager, run_jobs
):
    rows = [(*AN, "SXD"), (*BINH, "Phòng Nghiệp Vu X")]
    make_agency("Phòng Nghiệp vụ", "SYT.NV", department.unit, department)
    roster = bring(department, book(*rows, headings=WITH_AGENCY), manager, run_jobs)
    assert actions(roster) == ["refuse", "refuse"]
    assert said(roster, 2) == "Cơ quan: “SXD” không có trong Sở Y tế."
    assert "Có phải: Phòng Nghiệp vụ?" in said(roster, 3)


def test_who_moves_within_the_department_gets_a_new_post(
    department, office, sister, manager, run_jobs
):
    bring_in(department, book((*AN, "SYT.NV"), headings=WITH_AGENCY), manager, run_jobs)
    roster = bring_in(department, book((*AN, "SYT.VP"), headings=WITH_AGENCY), manager, run_jobs)
    assert "Cơ quan: Phòng Nghiệp vụ → Văn phòng Sở" in said(roster, 2)
    assert office.officials.get().ended_on is not None
    assert sister.officials.get().ended_on is None
    again = bring(department, book((*AN, "SYT.VP"), headings=WITH_AGENCY), manager, run_jobs)
    assert actions(again) == ["same"]


def test_nobody_leaves_because_a_list_is_silent(department, office, manager, run_jobs):
    employ(office, "Hà Thị Chi", staff_no="9")
    roster = bring_in(department, book(AN), manager, run_jobs)
    assert roster.summary["left_out"] == 1
    assert Official.objects.filter(ended_on=None).count() == 2


@pytest.mark.parametrize("heading", ["Nơi ở", "Xã", "Phường"])
def test_former_communes_are_mapped_and_shown(units, manager, department, run_jobs, heading):
    rows = [
        (*AN, "phuong bich dao"),
        (*BINH, "Xã Gia Tân, Gia Viễn"),
        ("Hà Thị Chi", "1", "", "", "", "", "", "Phường Hoa Lư"),
        ("Hà Thị Dung", "2", "", "", "", "", "", "Phường Hoa Lưu"),
    ]
    roster = bring_in(department, book(*rows, headings=(*HEADINGS, heading)), manager, run_jobs)
    assert roster.summary["counts"] == {"create": 3, "refuse": 1}
    assert "Xã/Phường nơi ở: Phường Bích Đào (cũ) → Phường Hoa Lư" in said(roster, 2)
    assert "Xã Gia Tân (cũ) → Xã Gia Vân, nơi nhận phần chính khi chia tách" in said(roster, 3)
    assert "cũ" not in said(roster, 4)
    assert "không có “Phường Hoa Lưu”. Có phải: Phường Hoa Lư" in said(roster, 5)
    assert User.objects.get(email="an@tinh.gov.vn").home_unit.name == "Phường Hoa Lư"


def test_the_committee_of_a_former_commune_is_that_of_its_successor(units, run_jobs):
    ward = units.get(name="Phường Hoa Lư", valid_to=None)
    top = make_agency("UBND tỉnh", "UB", ward.parent)
    town = make_agency("UBND phường Hoa Lư", "UBND-HL", ward, top)
    Agency.objects.filter(pk=town.pk).update(kind="commune_committee")
    content = book((*AN, "UBND phường Bích Đào"), headings=WITH_AGENCY)
    roster = bring_in(top, content, manager_of(top), run_jobs)
    assert "Cơ quan: UBND Phường Bích Đào (cũ) → Phường Hoa Lư" in said(roster, 2)
    assert town.officials.count() == 1


def test_a_row_is_looked_at_anew_when_it_is_applied(department, office, manager, run_jobs):
    content = book((*AN, "SYT.NV"), BINH, headings=WITH_AGENCY)
    roster = bring(department, content, manager, run_jobs)
    employ(office, "Hà Thị Chi", staff_no="00125")
    rosters.confirm(roster, by=manager, now=clock.now())
    run_jobs()
    roster.refresh_from_db()
    assert roster.summary["counts"] == {"create": 1, "refuse": 1}
    assert "đang là của Hà Thị Chi" in said(roster, 2)
    assert not User.objects.filter(email="an@tinh.gov.vn").exists()


def test_a_job_killed_between_parts_loses_and_doubles_nothing(
    department, manager, run_jobs, monkeypatch
):
    monkeypatch.setattr(staging, "ROWS_AT_ONCE", 2)
    monkeypatch.setattr(applying, "ROWS_AT_ONCE", 2)
    rows = [(f"Lê Văn {letter}", f"{n:03}", "", "", "", "", "") for n, letter in enumerate("ABCDE")]
    roster = rosters.upload(department, "a.xlsx", book(*rows), by=manager, now=clock.now())
    _killed_after_each_part()
    roster.refresh_from_db()
    assert (roster.state, roster.rows.count()) == ("staged", 5)
    rosters.confirm(roster, by=manager, now=clock.now())
    _killed_after_each_part()
    roster.refresh_from_db()
    assert (roster.state, Official.objects.count()) == ("applied", 5)
    assert AuditEvent.objects.filter(action="official.opened").count() == 5
    job = Job.objects.get(key=f"users.apply_roster:{roster.pk}")
    assert (job.done_count, job.total_count) == (5, 5)


def _killed_after_each_part():
    """Every part is begun once by a worker that dies, then done by the next one."""
    while job := running.claim("bulk"):
        Job.objects.filter(pk=job.pk).update(lease_until=clock.now() - timedelta(minutes=5))
        running.recover()
        Job.objects.filter(pk=job.pk).update(due_at=clock.now(), failed_count=0)
        running.run(running.claim("bulk"))
        running.run(job)  # the dead one comes back, too late


def test_newcomers_get_what_the_agency_and_those_above_ask_for(
    department, office, manager, run_jobs
):
    course = make_edition().course
    soon, past = clock.today() + timedelta(days=9), clock.today() - timedelta(days=1)

    def ask(agency, course, due_on):
        return duties.assign(agency, course, due_on=due_on, by=manager, note="", now=clock.now())

    above = ask(department, course, soon)
    ask(office, make_edition("da-qua").course, past)
    cancelled = ask(office, make_edition("da-bo").course, soon)
    duties.cancel(cancelled, by=manager, now=clock.now())
    bring_in(department, book((*AN, "SYT.NV"), BINH, headings=WITH_AGENCY), manager, run_jobs)
    assert {duty.rule for duty in Duty.objects.all()} == {above}
    assert {duty.agency for duty in Duty.objects.all()} == {department, office}


def test_who_has_finished_already_is_done_on_arrival(department, manager, run_jobs):
    edition = make_edition()
    an = make_person("Đinh Thị An", email="an@tinh.gov.vn")
    finish(an, edition)
    due_on = clock.today() + timedelta(days=9)
    duties.assign(department, edition.course, due_on=due_on, by=manager, note="", now=clock.now())
    bring_in(department, book(AN, BINH), manager, run_jobs)
    assert Duty.objects.get(person=an).done_at is not None
    assert Duty.objects.filter(done_at=None).count() == 1


def test_an_open_duty_moves_along_with_the_person(department, office, sister, manager, run_jobs):
    bring_in(department, book((*AN, "SYT.NV"), headings=WITH_AGENCY), manager, run_jobs)
    due_on = clock.today() + timedelta(days=9)
    course = make_edition().course
    duties.assign(department, course, due_on=due_on, by=manager, note="", now=clock.now())
    bring_in(department, book((*AN, "SYT.VP"), headings=WITH_AGENCY), manager, run_jobs)
    duty = Duty.objects.get()
    assert (duty.agency, duty.official) == (sister, sister.officials.get())


def test_rows_are_forgotten_after_a_month(department, manager, run_jobs):
    roster = bring_in(department, book(AN), manager, run_jobs)
    waiting = bring(department, book(BINH), manager, run_jobs)
    RosterImport.objects.update(created_at=clock.now() - timedelta(days=31))
    assert not rosters.forget_old(now=clock.now())
    assert not RosterRow.objects.exists()
    roster.refresh_from_db()
    waiting.refresh_from_db()
    assert (roster.state, waiting.state) == ("applied", "cancelled")
    assert roster.summary["counts"] == {"create": 1}


def given_up(roster):
    Job.objects.filter(key=f"users.apply_roster:{roster.pk}").update(
        state="failed", error="x", failed_count=8
    )


def test_a_list_that_the_machine_gave_up_is_thrown_away_but_nobody_in_it(
    department, manager, run_jobs, monkeypatch
):
    monkeypatch.setattr(applying, "ROWS_AT_ONCE", 1)
    roster = bring(department, book(AN, BINH), manager, run_jobs)
    rosters.confirm(roster, by=manager, now=clock.now())
    running.run(running.claim("bulk"))
    assert not rosters.cancel(roster, by=manager, now=clock.now())
    given_up(roster)
    assert rosters.cancel(roster, by=manager, now=clock.now())
    roster.refresh_from_db()
    assert (roster.state, roster.summary["applied"]) == ("cancelled", 1)
    assert not roster.rows.exists()
    assert Official.objects.count() == 1


def test_rows_of_a_list_that_the_machine_gave_up_are_forgotten_too(department, manager, run_jobs):
    roster = bring(department, book(AN), manager, run_jobs)
    rosters.confirm(roster, by=manager, now=clock.now())
    RosterImport.objects.update(created_at=clock.now() - timedelta(days=31))
    rosters.forget_old(now=clock.now())
    assert RosterRow.objects.exists()  # it is being applied
    given_up(roster)
    rosters.forget_old(now=clock.now())
    assert not RosterRow.objects.exists()
    roster.refresh_from_db()
    assert roster.state == "cancelled"


def test_queries_do_not_grow_with_the_rows(department, manager, run_jobs):
    counts = []
    for size in (3, 30):
        rows = [
            (f"Lê Văn {chr(97 + n % 26)}", f"{size}-{n}", f"09{size:02}{n:06}", f"{size}{n}@a.vn")
            for n in range(size)
        ]
        content = book(*rows, headings=HEADINGS[:4])
        roster = rosters.upload(department, "a.xlsx", content, by=manager, now=clock.now())
        with CaptureQueriesContext(connection) as reading:
            run_jobs()
        rosters.confirm(roster, by=manager, now=clock.now())
        with CaptureQueriesContext(connection) as writing:
            run_jobs()
        counts.append((len(reading), len(writing)))
    assert Official.objects.count() == 33
    assert counts[0] == counts[1]


def test_erasing_a_person_blanks_the_rows_about_them(department, manager, run_jobs):
    roster = bring_in(department, book(AN, BINH), manager, run_jobs)
    an = User.objects.get(email="an@tinh.gov.vn")
    told = personal.export(an)["parts"]["rosters"]["content"]
    assert told[0]["written"]["name"] == "Đinh Thị An"
    changed = ("Đinh Thị An", "00125", "", "", "", "", "Phó phòng")
    waiting = bring(department, book(changed), manager, run_jobs)
    personal.erase(an, by=an, now=clock.now())
    assert roster.rows.get(row_no=2).cells == {}
    assert actions(waiting) == ["refuse"]
    rosters.confirm(waiting, by=manager, now=clock.now())
    run_jobs()
    assert roster.rows.get(row_no=3).cells["raw"]["name"] == "Lê Văn Bình"
