"""How much there is of a measure, in a unit or an agency, over a span of days.

Of a unit that took over others, what those did before counts with it (*restated*), unless it is
asked for as it was. The cost depends on neither people nor sessions: boards read what is folded.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet, Sum

from lms.common.measures import NOWHERE, periodic_named, source_of
from lms.dashboards.models import Fact, HalfMonth, PeriodCount, PeriodMark
from lms.dashboards.services import halves
from lms.places.models import Unit, UnitLineage
from lms.users.models import Agency, AgencyLineage

type Place = Unit | Agency


@dataclass(frozen=True)
class Span:
    """From a day to another, both in it; from ever without a first."""

    first: date | None
    last: date


class NotCounted(LookupError):
    """Nobody counts this measure, or not for this span of days."""


def of(measure: str, place: Place, span: Span, *, as_was: bool = False) -> int:
    """The amount of a measure, or of one part of it ("teams.acts/e_identity").

    Of a stock, that on the last day. Of what is counted once a period, that of exactly this period;
    raises NotCounted for another one, and for a measure nobody counts.
    """
    name, _slash, part = measure.partition("/")
    if periodic_named(name):
        return _once(name, place, span)
    wanted = Q(part=part) if part else Q()
    rows = _rows(name, place, span, as_was=as_was)
    return sum(one.filter(wanted).aggregate(total=Sum("amount"))["total"] or 0 for one in rows)


def by_part(measure: str, place: Place, span: Span) -> dict[str, int]:
    """What a measure that is counted day by day splits into; "" is what is of no part. In two
    queries; raises NotCounted as `of` does."""
    found: defaultdict[str, int] = defaultdict(int)
    for one in _rows(measure, place, span, as_was=False):
        sums = one.order_by().values("part").annotate(total=Sum("amount"))
        for part, total in sums.values_list("part", "total"):
            found[part] += total
    return dict(found)


def split(span: Span) -> tuple[tuple[date | None, date] | None, list[tuple[date, date]]]:
    """A span as whole half months (the first days of the first and the last), and the days left."""
    last_half = halves.since(span.last)
    end_is_whole = halves.last_of(last_half) == span.last
    first_half = None
    edges: list[tuple[date, date]] = []
    if span.first:
        first_half = halves.since(span.first)
        if first_half != span.first:
            edges.append((span.first, min(halves.last_of(first_half), span.last)))
            first_half = halves.last_of(first_half) + timedelta(days=1)
    final = last_half if end_is_whole else halves.since(last_half - timedelta(days=1))
    if not end_is_whole and (first_half is None or last_half >= first_half):
        edges.append((last_half, span.last))
    if first_half and first_half > final:
        return None, edges
    return (first_half, final), edges


def _rows(measure: str, place: Place, span: Span, *, as_was: bool) -> list[QuerySet[Any]]:
    """Rows whose amounts together are those of the span; of a stock, of all days up to its end."""
    source = source_of(measure)
    if source is None:
        raise NotCounted(measure)
    where = Q(measure=measure) & _places(place, as_was=as_was)
    first = None if source.is_stock else span.first
    if isinstance(place, Unit) and place.level == Unit.Level.VILLAGE:
        inside = Q(day__lte=span.last) & (Q(day__gte=first) if first else Q())
        return [Fact.objects.filter(where & inside)]
    whole, edges = split(Span(first, span.last))
    found: list[QuerySet[Any]] = []
    if whole:
        begun = Q(since__gte=whole[0]) if whole[0] else Q()
        found.append(HalfMonth.objects.filter(where & begun & Q(since__lte=whole[1])))
    if edges:
        days = Q(pk__in=[])
        for begin, end in edges:
            days |= Q(day__range=(begin, end))
        found.append(Fact.objects.filter(where & days))
    return found


def _places(place: Place, *, as_was: bool) -> Q:
    """Where facts and sums of a place stand: its own, below it, and what it took over."""
    if isinstance(place, Agency):
        own = Q(place__in=Agency.objects.within(place).values("pk"))
        taken = AgencyLineage.objects.filter(later__path__startswith=place.path)
        return own if as_was else own | Q(place__in=taken.values("earlier"))
    below: QuerySet[Any]
    if as_was:
        below = Unit.objects.within(place).values("pk")
    else:
        lines = UnitLineage.objects.filter(later__path__startswith=place.path)
        # What left with a village of its own is restated to where that village is now.
        gone = lines.filter(later__in=halves.movers()).exclude(later=place)
        below = lines.exclude(pk__in=gone.values("pk")).values("earlier")
    found = Q(place__in=below)
    # Whoever has not said where she lives lives in the province.
    return found | Q(place=NOWHERE) if place.level == Unit.Level.PROVINCE else found


def _once(measure: str, place: Place, span: Span) -> int:
    period = {"measure": measure, "first_on": span.first, "last_on": span.last}
    rows = PeriodCount.objects.filter(**period, place=place.pk)
    amount = rows.values_list("amount", flat=True).first()
    if amount is None and not PeriodMark.objects.filter(**period, counted_at__isnull=False):
        raise NotCounted(measure)
    return amount or 0


def each(measure: str, units: Collection[UUID], span: Span) -> dict[UUID, int]:
    """Amounts of many communes, restated to them, in at most four queries; whole half months
    only. Of what is counted once a period, as `of`: exactly this period."""
    name, _slash, part = measure.partition("/")
    if periodic_named(name):
        return _once_each(name, units, span)
    source = source_of(name)
    if source is None:
        raise NotCounted(measure)
    asked = Span(None, span.last) if source.is_stock else span
    whole, edges = split(asked)
    if edges or whole is None:
        raise NotCounted(measure)
    later = dict(UnitLineage.objects.filter(later__in=units).values_list("earlier", "later"))
    # Of a unit that is asked for itself, and not with what took it over.
    later |= {pk: pk for pk in units}
    later |= dict(arrived(units))
    rows = HalfMonth.objects.filter(measure=name, place__in=later.keys(), since__lte=whole[1])
    rows = rows.filter(since__gte=whole[0]) if whole[0] else rows
    rows = rows.filter(part=part) if part else rows
    found = dict.fromkeys(units, 0)
    sums = rows.values("place").annotate(total=Sum("amount")).order_by()
    for place, total in sums.values_list("place", "total"):
        found[later[place]] += total
    return found


def arrived(communes: Collection[UUID]) -> list[tuple[UUID, UUID]]:
    """Villages that came alone from elsewhere, each with the one of these communes that has it."""
    lines = UnitLineage.objects.filter(later__parent__in=communes, earlier__in=halves.movers())
    lines = lines.exclude(later__in=halves.movers())
    pairs = lines.values_list("earlier", "later__parent")
    return [(village, commune) for village, commune in pairs if commune]


def _once_each(measure: str, units: Collection[UUID], span: Span) -> dict[UUID, int]:
    period = {"measure": measure, "first_on": span.first, "last_on": span.last}
    if not PeriodMark.objects.filter(**period, counted_at__isnull=False).exists():
        raise NotCounted(measure)
    rows = PeriodCount.objects.filter(**period, place__in=units)
    return dict.fromkeys(units, 0) | dict(rows.values_list("place", "amount"))
