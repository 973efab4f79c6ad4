"""Staff numbers, and what else no two rows of a list may share."""

import pytest

from lms.users.rosters.cells import EXAMPLE
from tests.people import make_person
from tests.users.rosters import AN, HEADINGS, actions, book, bring, bring_in, employ, said

SHORT = ("Họ và tên", "Mã cán bộ", "Cơ quan")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (AN, ("Lê Văn Khác", "00125", "0987654321", "", "", "", "")),
        (AN, ("Lê Văn Khác", "00130", "0912 345 678", "", "", "", "")),
        (AN, ("Lê Văn Khác", "00130", "", "AN@tinh.gov.vn", "", "", "")),
    ],
)
def test_the_same_key_twice_in_a_list_is_refused(department, manager, run_jobs, first, second):
    roster = bring(department, book(first, second), manager, run_jobs)
    assert actions(roster) == ["create", "refuse"]
    assert "trùng với dòng 2" in said(roster, 3)


def test_lost_zeros_are_put_back_and_shown(department, manager, run_jobs):
    rows = [("Đinh Thị An", "0012", 912345678, "", "", "", ""), ("Lê Bình", 7, "", "", "", "", "")]
    roster = bring(department, book(*rows), manager, run_jobs)
    assert "912345678 → 0912 345 678" in said(roster, 2)
    assert "Mã cán bộ: 7 → 0007" in said(roster, 3)


def test_a_number_that_was_kept_with_zeros_is_found_without_them(department, manager, run_jobs):
    employ(department, "Đinh Thị An", staff_no="00125")
    row = ("Đinh Thị An", 125, "", "", "", "", "")
    roster = bring(department, book(row), manager, run_jobs)
    assert actions(roster) == ["same"]
    assert "125 → 00125" in said(roster, 2)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("?", ""), ("?", "")),
        (("A", ""), ("a", "")),
        (("77", ""), ("77", "SYT")),
        (("A77", ""), ("'A77", "")),
    ],
)
def test_a_staff_number_is_given_once_however_it_is_written(
    department, manager, run_jobs, first, second
):
    rows = [("Đinh Thị An", *first), ("Lê Văn Bình", *second)]
    roster = bring_in(department, book(*rows, headings=SHORT), manager, run_jobs)
    assert actions(roster) == ["create", "refuse"]
    assert "trùng với dòng 2" in said(roster, 3)


def test_a_number_already_given_out_by_an_earlier_row_is_refused(
    department, office, manager, run_jobs
):
    an = make_person("Đinh Thị An", email="an@tinh.gov.vn")
    employ(office, "", person=an)
    rows = [
        ("Đinh Thị An", "5", "", "an@tinh.gov.vn"),  # she serves in the office
        ("Lê Văn Bình", "5", "SYT.NV", ""),
    ]
    roster = bring_in(department, book(*rows, headings=(*SHORT, "Email")), manager, run_jobs)
    assert actions(roster) == ["change", "refuse"]
    assert "trùng với dòng 2" in said(roster, 3)
    assert office.officials.get().staff_no == "5"


def test_the_example_of_our_own_model_changes_nobody(department, manager, run_jobs):
    example = (f"{EXAMPLE} Trần Thị Hoa", "00125", "0912 345 678", "hoa.tran@ninhbinh.gov.vn")
    employ(department, "Lê Văn Bình", staff_no="345")
    rows = [example, ("Lê Văn Bình", 345, "", ""), ("Hà Thị Chi", 12, "", "")]
    roster = bring(department, book(*rows, headings=HEADINGS[:4]), manager, run_jobs)
    assert actions(roster) == ["refuse", "same", "create"]
    assert said(roster, 4) == "Đối tượng: – → Công chức"
    same_cells = ("Vũ Thị Dung", *example[1:])
    roster = bring(department, book(example, same_cells, headings=HEADINGS[:4]), manager, run_jobs)
    assert actions(roster) == ["refuse", "create"]


def test_a_number_is_looked_for_as_written_before_zeros_are_put_back(department, manager, run_jobs):
    employ(department, "Lê Văn Bình", staff_no="345")
    rows = [("Đinh Thị An", "00125", ""), ("Lê Văn Bình", 345, ""), ("Hà Thị Chi", "12", "")]
    roster = bring(department, book(*rows, headings=SHORT), manager, run_jobs)
    assert actions(roster) == ["create", "same", "create"]
    # What was typed as text is meant as it stands.
    assert "00012" not in said(roster, 4)


def test_without_an_agency_a_lost_zero_is_found_in_all_of_the_subtree(
    department, office, sister, manager, run_jobs
):
    employ(office, "Lê Văn Ba", staff_no="00125")
    rows = [("Lê Văn Ba", 125)]
    roster = bring(department, book(*rows, headings=SHORT[:2]), manager, run_jobs)
    assert actions(roster) == ["same"]
    assert "125 → 00125" in said(roster, 2)
    employ(sister, "Lê Văn Ba", staff_no="0125")
    roster = bring(department, book(*rows, headings=SHORT[:2]), manager, run_jobs)
    assert actions(roster) == ["create"]  # which of the two is meant nobody knows


def test_of_two_posts_the_number_tells_which_is_meant(
    department, office, sister, manager, run_jobs
):
    an = make_person("Đinh Thị An", email="an@tinh.gov.vn")
    employ(office, "", person=an, staff_no="1")
    employ(sister, "", person=an, staff_no="2")
    row = ("Đinh Thị An", "2", "an@tinh.gov.vn", "Phó phòng")
    headings = (*SHORT[:2], "Email", "Chức vụ")
    roster = bring_in(department, book(row, headings=headings), manager, run_jobs)
    assert said(roster, 2) == "Chức vụ: – → Phó phòng"
    assert sister.officials.get().job_title == "Phó phòng"
