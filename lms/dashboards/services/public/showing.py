"""What the public pages say: shown figures, and what is made of shown figures alone (`hiding`)."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from lms.common import clock, numbers
from lms.dashboards.models import CatalogueChange, Indicator, OpenFigure
from lms.dashboards.services import figures, naming
from lms.dashboards.services.boards import asking
from lms.dashboards.services.public import hiding, taking
from lms.dashboards.services.public.hiding import Amounts
from lms.dashboards.services.targets import words
from lms.places.models import Unit, UnitLineage, UnitSuccession
from lms.places.services import succession

HIDDEN = "dưới 5"


@dataclass(frozen=True, slots=True)
class Told:
    """A figure as everybody reads it; hidden ones have no value."""

    value: Decimal | None
    amounts: Amounts | None
    source: str
    as_of: date
    is_hidden: bool = False
    counted: int = 1
    """Of how many communes it is the figure."""
    asked: int = 1
    """Of how many there could be one."""

    @property
    def is_apart(self) -> bool:
        """Whether it is told of each commune alone: different people make no sum."""
        return self.value is None and not self.is_hidden


@dataclass(frozen=True)
class Month:
    """One month of an indicator in one place."""

    first_on: date
    last_on: date
    told: Told

    @property
    def name(self) -> str:
        return naming.name(self.first_on, self.last_on)


@dataclass
class Series:
    """An indicator in one place, its months newest first; never empty."""

    indicator: Indicator
    months: list[Month] = field(default_factory=list)

    @property
    def newest(self) -> Month:
        return self.months[0]


type Taken = dict[UUID, dict[date, list[OpenFigure]]]
"""Of one indicator: by the unit of today and the first day of the month what was taken of it."""


def stamp() -> str:
    """Changes whenever a public page would: three small questions, however much there is."""
    taken = OpenFigure.objects.aggregate(pk=Max("pk"))["pk"]
    worded = CatalogueChange.objects.aggregate(pk=Max("pk"))["pk"]
    merged = UnitSuccession.objects.aggregate(pk=Max("pk"))["pk"]
    seen = (taken, worded, merged, clock.today())
    return hashlib.sha256(repr(seen).encode()).hexdigest()[:16]


def indicators() -> list[Indicator]:
    """Those that are open, in the order of the catalogue."""
    return list(Indicator.objects.open().order_by("position", "pk"))


def communes(province: Unit) -> list[Unit]:
    """Those of today, in the order of a dictionary."""
    found = Unit.objects.within(province).filter(level=Unit.Level.COMMUNE)
    return list(found.valid_on(clock.today()).sorted())


def province_today() -> Unit | None:
    province, _formers = asking.provinces()
    return province


def commune_of(code: str) -> tuple[Unit, Unit | None] | None:
    """The commune of today an address means; with it the former unit whose code or name it was."""
    rows = Unit.objects.filter(level=Unit.Level.COMMUNE).select_related("parent")
    if here := rows.filter(code=code).valid_on(clock.today()).first():
        return here, None
    for old in rows.filter(code=code).order_by("-valid_to"):
        stands = succession.today(old)
        if stands:
            return stands.unit, old
    return None


def of_province(province: Unit, units: Sequence[Unit]) -> list[Series]:
    """What every open indicator comes to in the province, by months; the sums of what is shown."""
    found = []
    for one, taken in _taken(indicators(), [*units, province]).items():
        own = taken.pop(province.pk, {})
        months = [
            month
            for first in sorted({day for by_day in taken.values() for day in by_day} | own.keys())
            if (month := _of_all(one, first, taken, own, len(units)))
        ]
        if months:
            found.append(Series(one, months[::-1]))
    return found


def of_commune(unit: Unit) -> list[Series]:
    """The same of one commune; what it took over counts where it adds up."""
    found = []
    for one, taken in _taken(indicators(), [unit]).items():
        by_day = taken.get(unit.pk, {})
        months = [
            _month(rows, told)
            for first, rows in sorted(by_day.items(), reverse=True)
            if (told := _of_one(one, unit.pk, rows))
        ]
        if months:
            found.append(Series(one, months))
    return found


def by_commune(
    indicator: Indicator, first_on: date, units: Sequence[Unit]
) -> list[tuple[Unit, Told | None]]:
    """One indicator and month, commune by commune; None where nobody knows."""
    [taken] = _taken([indicator], units, first_on=first_on).values()
    return [
        (one, _of_one(indicator, one.pk, taken.get(one.pk, {}).get(first_on, ()))) for one in units
    ]


def everything(units: Sequence[Unit]) -> Iterable[tuple[Indicator, Unit, Month]]:
    """Every figure of these communes there is, for a table: by indicator, month and commune."""
    for one, taken in _taken(indicators(), units).items():
        days = sorted({day for by_day in taken.values() for day in by_day}, reverse=True)
        for first in days:
            for unit in units:
                rows = taken.get(unit.pk, {}).get(first, [])
                if told := _of_one(one, unit.pk, rows):
                    yield one, unit, _month(rows, told)


def figure(indicator: Indicator, told: Told | None) -> str:
    """How it is read: "1.250 người đến", "62,5%", "dưới 5"."""
    if told is None or told.is_apart:
        return "–"
    if told.value is None:
        return HIDDEN
    return words.shown(indicator, told.value)


def number(indicator: Indicator, told: Told | None) -> str:
    """The same without its unit."""
    if told is None or told.value is None:
        return figure(indicator, told)
    shown = numbers.show(told.value, places=indicator.decimals)
    return f"{shown}%" if indicator.is_share else shown


def parts(indicator: Indicator, told: Told) -> str:
    """Of a share both numbers: "50 trong 80 người đến"."""
    amounts = told.amounts
    if indicator.aggregation != Indicator.Aggregation.RATIO or amounts is None:
        return ""
    if amounts.below is None:
        return ""
    said = {"above": numbers.show(amounts.above.normalize()),
            "below": numbers.show(amounts.below.normalize())}  # fmt: skip
    return _("%(above)s trong %(below)s") % said


def taken_on(rows: Iterable[Series]) -> date | None:
    """The last day any of it was taken or told for."""
    return max((one.newest.told.as_of for one in rows), default=None)


def _taken(
    asked: Sequence[Indicator], units: Sequence[Unit], *, first_on: date | None = None
) -> dict[Indicator, Taken]:
    """What was taken of these units and of those they took over; two queries."""
    today = {one.pk for one in units}
    lines = UnitLineage.objects.filter(later__in=today)
    later = dict(lines.values_list("earlier", "later")) | {pk: pk for pk in today}
    rows = OpenFigure.objects.filter(
        unit__in=later, indicator__code__in=[one.code for one in asked]
    )
    rows = rows.filter(first_on=first_on) if first_on else _lately(rows)
    found: dict[str, Taken] = {one.code: defaultdict(lambda: defaultdict(list)) for one in asked}
    # The indicator of a row may be an earlier version of today's.
    for row in rows.select_related("indicator").order_by("first_on", "pk"):
        found[row.indicator.code][later[row.unit_id]][row.first_on].append(row)
    return {one: found[one.code] for one in asked}


def _lately(rows: QuerySet[OpenFigure]) -> QuerySet[OpenFigure]:
    months = taking.settled(today=clock.today())
    return rows.filter(first_on__gte=months[-1].first_on) if months else rows


def _of_one(indicator: Indicator, pk: UUID, rows: Sequence[OpenFigure]) -> Told | None:
    """A unit's own figure, else what the units it took over come to, of those that are shown."""
    own = next((row for row in rows if row.unit_id == pk), None)
    if own:
        return _told(own)
    return _sum(indicator, rows, len(rows)) if rows else None


def _told(row: OpenFigure) -> Told:
    amounts = None if row.numerator is None else Amounts(row.numerator, row.denominator)
    return Told(row.value, amounts, row.source, row.as_of, row.is_hidden)


def _sum(indicator: Indicator, rows: Sequence[OpenFigure], asked: int) -> Told | None:
    shown = [row for row in rows if not row.is_hidden]
    if not shown:
        return None
    amounts = hiding.together(
        indicator, [Amounts(row.numerator or Decimal(0), row.denominator) for row in shown]
    )
    value = figures.valued(indicator, amounts.above, amounts.below) if amounts else None
    listed = sorted({row.source for row in shown})
    source = ", ".join(listed[: figures.SOURCES_SHOWN]) + (
        " …" if listed[figures.SOURCES_SHOWN :] else ""
    )
    as_of = min(row.as_of for row in shown)
    return Told(value, amounts, source, as_of, counted=len(shown), asked=asked)


def _of_all(
    indicator: Indicator,
    first: date,
    taken: Taken,
    own: Mapping[date, list[OpenFigure]],
    asked: int,
) -> Month | None:
    rows = [row for by_day in taken.values() for row in by_day.get(first, ())]
    if not rows:
        rows = list(own.get(first, ()))
        return _month(rows, _told(rows[0])) if rows else None
    told = _sum(indicator, rows, max(asked, len(rows)))
    return _month(rows, told) if told else None


def _month(rows: Sequence[OpenFigure], told: Told) -> Month:
    return Month(rows[0].first_on, rows[0].last_on, told)
