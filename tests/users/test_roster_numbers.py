"""Staff numbers, and what else no two rows of a list may share."""

import pytest

from tests.people import make_person
from tests.users.rosters import AN, actions, book, bring, bring_in, employ, said

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
