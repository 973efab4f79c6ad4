"""Who must finish a course, person by person, on a page and in a workbook."""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from courses.models import Duty, DutyRule
from lms.common import clock, workbooks
from lms.common.workbooks import Heading
from lms.users.models import Agency, Official

CHUNK = 1000
HEADINGS = (
    Heading("Họ và tên", 28),
    Heading("Cơ quan, đơn vị", 36),
    Heading("Chức vụ", 24),
    Heading("Mã cán bộ", 14),
    Heading("Hạn hoàn thành", 16),
    Heading("Tình trạng", 14),
    Heading("Ngày xong", 14),
)
SHOWN = (
    "person__family_middle",
    "person__given_name",
    "agency__name",
    "official__job_title",
    "official__kind",
    "official__staff_no",
    "due_on",
    "standing",
    "done_at",
)


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
    # Making four models of each row took half the time.
    found = duties.values_list(*SHOWN, named=True).iterator(chunk_size=CHUNK)
    return workbooks.workbook("Việc học", HEADINGS, map(_cells, found))


def _cells(duty: Any) -> tuple[str, ...]:
    return (
        f"{duty.person__family_middle} {duty.person__given_name}".strip(),
        duty.agency__name,
        duty.official__job_title or str(Official.Kind(duty.official__kind).label),
        duty.official__staff_no,
        f"{duty.due_on:%d/%m/%Y}",
        str(Duty.Standing(duty.standing).label),
        f"{clock.local(duty.done_at):%d/%m/%Y}" if duty.done_at else "",
    )
