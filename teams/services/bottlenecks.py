"""The board of what is hard most often: counted in the database, by kind and by place or topic."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, Count, F, Q, When
from django.utils.translation import gettext as _

from lms.places.models import Unit, UnitLineage
from teams.models import Feedback

PERIODS = (30, 90, 365)
MOST_PARTS = 8


@dataclass
class Kind:
    """How often one kind of difficulty was told, how often nobody has answered yet, and where."""

    name: str
    total: int = 0
    waiting: int = 0
    overdue: int = 0
    parts: list[tuple[str, int]] = field(default_factory=list)
    """The places or topics it was told of, the most frequent first."""
    more: int = 0
    """Of how many further places or topics."""


def board(unit: Unit | None, *, today: date, days: int, by_topic: bool = False) -> list[Kind]:
    """Of a commune village by village, of the province commune by commune; two queries."""
    rows = Feedback.objects.live().raised_between(today - timedelta(days=days - 1), today)
    if unit is not None:
        lines = UnitLineage.objects.filter(later__path__startswith=unit.path)
        rows = rows.filter(unit__in=lines.values("earlier"))
    found: dict[tuple[str, Any], Kind] = {}
    waits = Q(status=Feedback.Status.OPEN)
    counts = rows.values("category", "kind", "kind__name").annotate(
        total=Count("pk"),
        waiting=Count("pk", filter=waits),
        overdue=Count("pk", filter=waits & Q(due_on__lt=today)),
    )
    for row in counts.order_by("-total", "kind__name", "category"):
        name = row["kind__name"] or _unnamed(row["category"])
        kind = Kind(name, row["total"], row["waiting"], row["overdue"])
        found[row["category"], row["kind"]] = kind
    part = _part(unit, by_topic=by_topic)
    grouped = rows.annotate(part=part).exclude(part=None).values("category", "kind", "part")
    for line in grouped.annotate(total=Count("pk")).order_by("-total", "part"):
        kind = found[line["category"], line["kind"]]
        if len(kind.parts) < MOST_PARTS:
            kind.parts.append((line["part"], line["total"]))
        else:
            kind.more += 1
    return list(found.values())


def _unnamed(category: str) -> str:
    is_said = category == Feedback.Category.SAID
    return _("Phản ánh, kiến nghị của bà con") if is_said else _("Khó khăn khác, ghi bằng lời")


def _part(unit: Unit | None, *, by_topic: bool) -> Case | F:
    """What it is divided by: the topic, in a commune the village, in the province the commune."""
    if by_topic:
        return F("session__topics__name")
    if unit is not None:
        return F("unit__name")
    is_village = When(unit__level=Unit.Level.VILLAGE, then=F("unit__parent__name"))
    return Case(is_village, default=F("unit__name"))
