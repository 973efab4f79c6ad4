"""R10: whoever reaches the bar of a criterion in a year, with values and evidence."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from lms.common import clock, numbers
from lms.common.workbooks import Heading, Number, workbook
from lms.meetings.models import Criterion, Paper
from lms.meetings.services import criteria, papers
from lms.places.models import Unit
from lms.users.models import User


@dataclass
class Proposal:
    """One that could be proposed, with every criterion it meets."""

    key: str
    kind: str
    name: str
    values: list[dict[str, str]] = field(default_factory=list)
    """The name of each criterion, what was reached in words, and what shows it."""
    reached: list[tuple[Number, str]] = field(default_factory=list)
    """The same as numbers, each with the word it is counted in."""


def listed(unit: Unit, *, year: int) -> list[Proposal]:
    """Whoever meets a criterion in a year, those who meet most of them first.

    The number of queries does not grow with who is there.
    """
    first = date(year, 1, 1)
    last = min(date(year, 12, 31), clock.today())
    found: dict[str, Proposal] = {}
    for one in Criterion.objects.filter(is_offered=True).order_by("position"):
        word = criteria.word_of(one)
        for met in criteria.meet(one, unit, first, last):
            name = getattr(met.subject, "full_name", "") or getattr(met.subject, "name", "")
            row = found.setdefault(met.key, Proposal(met.key, one.subject, name))
            gap = "" if word.startswith("%") else " "
            value = f"{numbers.show(met.value.normalize())}{gap}{word}".strip()
            row.values.append({"name": one.name, "value": value, "evidence": met.evidence})
            row.reached.append((Number(met.value, places=None), word))
    return sorted(found.values(), key=lambda row: (-len(row.values), row.kind, row.name))


def file(rows: Sequence[Proposal]) -> bytes:
    """The list as a workbook: a line for each who meets a criterion, and each criterion."""
    headings = [
        Heading("STT", 6),
        Heading(_("Đối tượng"), 14),
        Heading(_("Tên"), 36),
        Heading(_("Tiêu chí"), 40),
        Heading(_("Giá trị"), 12),
        Heading(_("Đơn vị"), 18),
        Heading(_("Minh chứng"), 60),
    ]
    cells = [
        (
            Number(Decimal(number)),
            _kind(row),
            row.name,
            met["name"],
            *reached,
            met["evidence"],
        )
        for number, row in enumerate(rows, 1)
        for met, reached in zip(row.values, row.reached, strict=True)
    ]
    return workbook(_("Đề nghị khen thưởng"), headings, cells)


def make(unit: Unit, *, year: int, by: User, now: datetime) -> Paper:
    """The list as it is now, kept and printed."""
    content: dict[str, Any] = {
        "year": year,
        "rows": [
            {"key": row.key, "kind": _kind(row), "name": row.name, "values": row.values}
            for row in listed(unit, year=year)
        ],
    }
    return papers.make(Paper.Kind.PRAISE, unit, content, by=by, now=now)


def _kind(row: Proposal) -> str:
    return str(Criterion.Subject(row.kind).label)
