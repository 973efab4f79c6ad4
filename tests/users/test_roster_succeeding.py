"""A list that names an agency which has ended: its posts go to who took over from it."""

import pytest

from lms.common import clock
from lms.users.models import Agency, Official
from lms.users.services import grants, rosters
from tests.factories import make_agency, make_province
from tests.users.acts import Wanted, carried
from tests.users.rosters import AN, BINH, HEADINGS, book, bring, bring_in, employ, manager_of

pytestmark = pytest.mark.django_db
WITH_AGENCY = (*HEADINGS, "Đơn vị")


@pytest.fixture
def health(db):
    return make_agency("Sở Y tế", "SYT", make_province())


@pytest.fixture
def offices(health):
    names = ("Phòng Nghiệp vụ", "SYT.NV"), ("Phòng Dân số", "SYT.DS")
    return [make_agency(name, code, health.unit, health) for name, code in names]


def merge(offices, by):
    first, second = offices
    new = "Phòng Chuyên môn"
    wanted = Wanted(first, new, "SYT.CM"), Wanted(second, new)
    carried(*wanted, by=by, subject="agencies")
    return Agency.objects.get(code="SYT.CM")


def divide(office, by):
    wanted = (
        Wanted(office, "Phòng Y", "SYT.Y", weight=60),
        Wanted(office, "Phòng Dược", "SYT.D", weight=40, is_main=False),
    )
    carried(*wanted, by=by, subject="agencies", kind="split")
    return [Agency.objects.get(code=code) for code in ("SYT.Y", "SYT.D")]


def reasons(roster, number):
    return " ".join(words for _kind, words in roster.rows.get(row_no=number).reasons)


def test_a_post_in_one_that_ended_goes_to_its_successor_and_the_preview_says_so(
    health, offices, son, run_jobs
):
    new = merge(offices, son)
    manager = manager_of(health)
    content = book((*AN, "Phòng Nghiệp vụ"), (*BINH, "SYT.DS"), headings=WITH_AGENCY)
    roster = bring(health, content, manager, run_jobs)
    rows = roster.rows.order_by("row_no")
    assert [row.action for row in rows] == ["create", "create"]
    said = reasons(roster, rows[0].row_no)
    assert "Phòng Nghiệp vụ (đến hết" in said
    assert "→ Phòng Chuyên môn (SYT.CM)" in said
    rosters.confirm(roster, by=manager, now=clock.now())
    run_jobs()
    assert set(Official.objects.values_list("agency", flat=True)) == {new.pk}


def test_where_it_was_divided_whoever_imports_is_told_to_choose(health, offices, son, run_jobs):
    one, other = divide(offices[0], son)
    content = book((*AN, "Phòng Nghiệp vụ"), (*BINH, "Phòng Dược"), headings=WITH_AGENCY)
    roster = bring_in(health, content, manager_of(health), run_jobs)
    first, second = roster.rows.order_by("row_no")
    assert (first.action, second.action) == ("refuse", "create")
    said = reasons(roster, first.row_no)
    assert "đã chia cho nhiều nơi" in said
    assert "Phòng Y (SYT.Y), Phòng Dược (SYT.D)" in said
    assert Official.objects.get().agency == other
    assert not Official.objects.filter(agency=one).exists()


def test_one_that_ended_between_preview_and_confirming_is_followed(health, offices, son, run_jobs):
    manager = manager_of(health)
    content = book((*AN, "SYT.NV"), headings=WITH_AGENCY)
    roster = bring(health, content, manager, run_jobs)
    new = merge(offices, son)
    rosters.confirm(roster, by=manager, now=clock.now())
    run_jobs()
    assert Official.objects.get().agency == new


def test_the_whole_agency_of_a_list_may_end_meanwhile(health, son, run_jobs):
    manager = manager_of(health)
    known = employ(health, "Đinh Thị An", staff_no="00125")
    roster = bring(health, book(AN, BINH), manager, run_jobs)
    carried(Wanted(health, "Sở Y tế và Dân số", "SYTDS"), by=son, subject="agencies", kind="rename")
    new = Agency.objects.get(code="SYTDS")
    rosters.confirm(roster, by=manager, now=clock.now())
    run_jobs()
    roster.refresh_from_db()
    assert (roster.state, roster.agency) == ("applied", new)
    held = Official.objects.filter(ended_on=None)
    assert {post.agency for post in held} == {new}
    # Whom the act took along is the same person, with one post.
    assert held.count() == 2
    assert held.filter(person=known.person).count() == 1
    assert grants.grant(manager, "agency_manager", agency=health, by=None).agency == new
