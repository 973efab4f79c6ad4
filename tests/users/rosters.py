"""Lists as people make them, and agencies to bring them into."""

from io import BytesIO

import xlsxwriter

from lms.common import clock
from lms.users.models import Official
from lms.users.services import grants, rosters
from tests.people import make_person

HEADINGS = ("Họ và tên", "Mã cán bộ", "Số điện thoại", "Email", "Năm sinh", "Đối tượng", "Chức vụ")
AN = ("Đinh Thị An", "00125", "0912345678", "an@tinh.gov.vn", 1985, "Công chức", "Chuyên viên")
BINH = ("Lê Văn Bình", "00126", "0987654321", "binh@tinh.gov.vn", "12/05/1979", "Viên chức", "")


def book(*rows, headings=HEADINGS, formulas=(), sheet="Danh sách", above=()):
    """An XLSX file: rows of values below the headings; formulas as (row, column, text, value)."""
    body = BytesIO()
    with xlsxwriter.Workbook(body) as made:
        page = made.add_worksheet(sheet)
        lines = [*above, headings, *rows]
        for number, row in enumerate(lines):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    page.write_string(number, column, value)
                elif value is not None:
                    page.write(number, column, value)
        for row, column, text, value in formulas:
            page.write_formula(row, column, text, None, value)
    return body.getvalue()


def text_file(*rows, headings=HEADINGS, by=","):
    return "\r\n".join(by.join(map(str, row)) for row in (headings, *rows))


def manager_of(agency, name="Ngô Thị Thu"):
    person = make_person(name)
    grants.grant(person, "agency_manager", agency=agency, by=None)
    return person


def employ(agency, name, *, person=None, **fields):
    fields = {"kind": "civil_servant", **fields}
    return Official.objects.create(person=person or make_person(name), agency=agency, **fields)


def bring(agency, content, by, run_jobs, *, name="ds.xlsx"):
    """The list staged."""
    roster = rosters.upload(agency, name, content, by=by, now=clock.now())
    run_jobs()
    roster.refresh_from_db()
    assert roster.state == "staged"
    return roster


def bring_in(agency, content, by, run_jobs):
    """The list staged, confirmed and applied."""
    roster = bring(agency, content, by, run_jobs)
    assert rosters.confirm(roster, by=by, now=clock.now())
    run_jobs()
    roster.refresh_from_db()
    assert roster.state == "applied"
    return roster


def actions(roster):
    return list(roster.rows.order_by("row_no").values_list("action", flat=True))


def said(roster, row_no):
    """The reasons of a row as one text."""
    return " | ".join(words for _kind, words in roster.rows.get(row_no=row_no).reasons)
