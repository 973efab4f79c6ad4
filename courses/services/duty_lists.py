"""Who must finish a course, person by person, on a page and in a workbook."""

from datetime import date
from io import BytesIO
from typing import Any

import xlsxwriter
from django.db import models
from django.db.models import QuerySet

from courses.models import Duty, DutyRule
from lms.common import clock
from lms.users.models import Agency

CHUNK = 1000
HEADINGS = (
    "Họ và tên",
    "Cơ quan, đơn vị",
    "Chức vụ",
    "Mã cán bộ",
    "Hạn hoàn thành",
    "Tình trạng",
    "Ngày xong",
)
WIDTHS = (28, 36, 24, 14, 16, 14, 14)
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n")


def rows(rule: DutyRule, *, within: Agency, today: date) -> QuerySet[Duty]:
    """The duties of a rule in the subtree of `within`, by name."""
    return (
        rule.duties.within(within)
        .with_standing(today)
        .select_related("person", "agency", "official")
        .order_by("person__sort_key", "pk")
    )


def workbook(duties: QuerySet[Duty]) -> bytes:
    """The same rows as an XLSX file; nothing in it is ever a formula."""
    body = BytesIO()
    with xlsxwriter.Workbook(body, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Việc học")
        bold, quoted = book.add_format({"bold": True}), book.add_format({"quote_prefix": True})
        for column, width in enumerate(WIDTHS):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, HEADINGS, bold)
        found = duties.fetch_mode(models.FETCH_RAISE)
        for line, duty in enumerate(found.iterator(chunk_size=CHUNK), 1):
            for column, value in enumerate(_cells(duty)):
                risky = value.startswith(FORMULA_SIGNS)
                sheet.write_string(line, column, value, quoted if risky else None)
    return body.getvalue()


def _cells(duty: Any) -> tuple[str, ...]:
    return (
        duty.person.full_name,
        duty.agency.name,
        duty.official.job_title or duty.official.get_kind_display(),
        duty.official.staff_no,
        f"{duty.due_on:%d/%m/%Y}",
        Duty.Standing(duty.standing).label,
        f"{clock.local(duty.done_at):%d/%m/%Y}" if duty.done_at else "",
    )
