"""What was folded of many holders and periods at once, in a number of queries that depends on
neither."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F, Q, Sum

from lms.common.measures import NOBODY, NOWHERE
from lms.dashboards.models import Fact, HalfMonth, LockedAmount, ReportingPeriod, Target
from lms.dashboards.services import halves
from lms.dashboards.services.amounts import Span, split
from lms.places.models import Unit, UnitLineage
from lms.users.models import Agency

type Key = tuple[str, str, str, UUID]
"""Span, measure, part ("" for all of them together), and the place or team."""
type Amounts = defaultdict[Key, int]


@dataclass
class Holders:
    """Where the facts of each holder stand, and how finely they have to be looked for."""

    places: dict[UUID, list[UUID]] = field(default_factory=dict)
    """Of each holder."""
    coarse: set[UUID] = field(default_factory=set)
    """Communes and agencies: their sums are kept."""
    villages: set[UUID] = field(default_factory=set)
    teams: dict[UUID, UUID] = field(default_factory=dict)
    """Each with the unit it was founded in."""


def holders(targets: Iterable[Target], *, as_was: bool = False) -> Holders:
    """Where the facts of these targets' holders stand; two queries. As it was, a unit has its own
    and not those of what it took over."""
    found = Holders()
    units = {one.unit.pk: one.unit for one in targets if one.unit}
    agencies = {one.agency.pk: one.agency for one in targets if one.agency}
    for one in targets:
        if one.team:
            found.teams[one.team.pk] = one.team.unit_id
            found.places[one.team.pk] = [one.team.pk]
    found.places |= {unit: [] for unit in units}
    _lines(found, units, as_was=as_was)
    if agencies:
        below = Q(pk__in=[])
        for agency in agencies.values():
            below |= Q(path__startswith=agency.path)
        rows = list(Agency.objects.filter(below).values_list("pk", "path"))
        for agency in agencies.values():
            found.places[agency.pk] = [pk for pk, path in rows if path.startswith(agency.path)]
            found.coarse.update(found.places[agency.pk])
    return found


def _lines(found: Holders, units: Mapping[UUID, Unit], *, as_was: bool) -> None:
    provinces = {pk for pk, unit in units.items() if unit.level == Unit.Level.PROVINCE}
    wanted = Q(later__in=units) | Q(later__parent__in=provinces)
    rows = UnitLineage.objects.filter(wanted).values_list("earlier", "later", "later__parent")
    for earlier, later, parent in rows if units else ():
        if later in found.places and (later in provinces or not as_was or earlier == later):
            found.places[later].append(earlier)
        if parent in provinces:
            found.places[parent].append(earlier)
    _moved_alone(found, set(units), provinces, as_was=as_was)
    for pk, unit in units.items():
        # A commune that was merged within the province leads there twice: itself and its successor.
        found.places[pk] = list(dict.fromkeys(found.places[pk]))
        if pk in provinces:
            # Whoever has not said where she lives lives in the province.
            found.places[pk].append(NOWHERE)
        is_village = unit.level == Unit.Level.VILLAGE
        (found.villages if is_village else found.coarse).update(found.places[pk])


def _moved_alone(found: Holders, units: set[UUID], provinces: set[UUID], *, as_was: bool) -> None:
    """Villages that left a commune which went on have sums of their own: as it was they are the
    old commune's, restated the new one's; one query."""
    if not units:
        return
    lines = UnitLineage.objects.filter(earlier__in=halves.movers())
    way = "earlier__parent" if as_was else "later__parent"
    lines = lines.filter(later=F("earlier")) if as_was else lines.exclude(later__in=halves.movers())
    for village, commune, above in lines.values_list("earlier", way, f"{way}__parent"):
        for holder in (commune, above):
            if holder in units and (holder == commune or holder in provinces):
                found.places[holder].append(village)


def folded(spans: Mapping[str, Span], measures: Collection[str], where: Holders) -> Amounts:
    """What there is of these measures in each span, for every place and team of the holders; at
    most four queries."""
    total: Amounts = defaultdict(int)
    if not spans or not measures:
        return total
    if where.coarse:
        _coarse(total, spans, measures, where.coarse)
    if where.villages or where.teams:
        _fine(total, spans, measures, where)
    return total


def _coarse(
    total: Amounts, spans: Mapping[str, Span], measures: Collection[str], places: set[UUID]
) -> None:
    parts = {name: split(span) for name, span in spans.items()}
    wholes = {name: whole for name, (whole, _edges) in parts.items() if whole}
    if wholes:
        rows = HalfMonth.objects.filter(measure__in=measures, place__in=places)
        rows = rows.filter(since__lte=max(whole[1] for whole in wholes.values()))
        begun = [whole[0] for whole in wholes.values() if whole[0]]
        if len(begun) == len(wholes):
            rows = rows.filter(since__gte=min(begun))
        sums = {f"s{n}": _between("since", *whole) for n, whole in enumerate(wholes.values())}
        for row in _grouped(rows, ["measure", "part", "place"], sums):
            _add(total, row, wholes, row["place"])
    edges = {name: edges for name, (_whole, edges) in parts.items() if edges}
    if edges:
        days = Q(pk__in=[])
        sums = {}
        for n, ranges in enumerate(edges.values()):
            inside = Q(pk__in=[])
            for first, last in ranges:
                inside |= Q(day__range=(first, last))
            sums[f"s{n}"] = inside
            days |= inside
        facts = Fact.objects.filter(days, measure__in=measures)
        found = list(_grouped(facts, ["measure", "part", "place"], sums))
        above = halves.upper({row["place"] for row in found})
        for row in found:
            place = above.get(row["place"], row["place"])
            if place in places:
                _add(total, row, edges, place)


def _fine(
    total: Amounts, spans: Mapping[str, Span], measures: Collection[str], where: Holders
) -> None:
    """Villages and teams: few rows each, read from the facts themselves."""
    # A team's facts stand where its unit was on their day, which may have been merged since.
    lines = UnitLineage.objects.filter(earlier__in=where.teams.values())
    places = where.villages | set(lines.values_list("later", flat=True) if where.teams else ())
    last = max(span.last for span in spans.values())
    facts = Fact.objects.filter(place__in=places, measure__in=measures, day__lte=last)
    if all(span.first for span in spans.values()):
        facts = facts.filter(day__gte=min(span.first for span in spans.values() if span.first))
    sums = {f"s{n}": _between("day", one.first, one.last) for n, one in enumerate(spans.values())}
    for row in _grouped(facts, ["measure", "part", "place", "team"], sums):
        if row["place"] in where.villages:
            _add(total, row, spans, row["place"])
        if row["team"] in where.teams:
            _add(total, row, spans, row["team"])


def locked(
    periods: Collection[ReportingPeriod], measures: Collection[str], where: Holders
) -> Amounts:
    """What locked periods say, each under its own name; one query."""
    total: Amounts = defaultdict(int)
    keys = {key for keys in where.places.values() for key in keys} | where.places.keys()
    rows = LockedAmount.objects.filter(period__in=periods, measure__in=measures)
    rows = rows.filter(Q(place__in=keys) | Q(team__in=where.teams))
    for row in rows.values("period", "measure", "part", "place", "team", total=F("amount")):
        key = row["place"] if row["team"] == NOBODY else row["team"]
        _put(total, str(row["period"]), row, key, row["total"])
    return total


def of_holder(total: Amounts, span: str, measure: str, places: Sequence[UUID]) -> int:
    """The amount of a measure, or of one part of it, of all places of a holder."""
    name, _slash, part = measure.partition("/")
    return sum(total.get((span, name, part, place), 0) for place in places)


def _between(column: str, first: date | None, last: date) -> Q:
    begun = Q(**{f"{column}__gte": first}) if first else Q()
    return begun & Q(**{f"{column}__lte": last})


def _grouped(rows: Any, by: list[str], sums: Mapping[str, Q]) -> Iterable[dict[str, Any]]:
    totals = {name: Sum("amount", filter=inside) for name, inside in sums.items()}
    found: Iterable[dict[str, Any]] = rows.order_by().values(*by).annotate(**totals)
    return found


def _add(total: Amounts, row: Mapping[str, Any], spans: Iterable[str], place: UUID) -> None:
    for n, name in enumerate(spans):
        if amount := row[f"s{n}"]:
            _put(total, name, row, place, amount)


def _put(total: Amounts, span: str, row: Mapping[str, Any], place: UUID, amount: int) -> None:
    total[span, row["measure"], "", place] += amount
    if row["part"]:
        total[span, row["measure"], row["part"], place] += amount
