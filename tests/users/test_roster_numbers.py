"""Staff numbers, and what else no two rows of a list may share."""

import pytest

from tests.users.rosters import AN, actions, book, bring, employ, said


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
