"""What was folded of many holders and periods at once, in a number of queries that depends on
neither."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import F, Q

from lms.common.measures import NOBODY, NOWHERE
from lms.dashboards.models import LockedAmount, ReportingPeriod
from lms.dashboards.services import halves
from lms.dashboards.services.amounts import Span, split
from lms.dashboards.services.targets.questions import Asked
from lms.dashboards.services.targets.summing import TOGETHER, Amounts, Sums, Wanted, put
from lms.places.models import Unit, UnitLineage
from lms.users.models import Agency

__all__ = ["Amounts", "Holders", "asked", "folded", "holders", "locked", "of_holder"]

type Question = tuple[UUID, str, str]
"""Of which holder, which measure or part of one ("teams.acts/e_identity"), in which span."""


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

    def places_of_facts(self) -> set[UUID]:
        """Where the facts of villages and teams stand; one query where there are teams."""
        if not self.teams:
            return self.villages
        # A team's facts stand where its unit was on their day, which may have been merged since.
        lines = UnitLineage.objects.filter(earlier__in=self.teams.values())
        return self.villages | set(lines.values_list("later", flat=True))


def holders(targets: Iterable[Asked], *, as_was: bool = False) -> Holders:
    """Where the facts of these targets' holders stand; two queries, four where villages moved alone
    or agencies are asked for. As it was, a unit has its own and not those of what it took over."""
    found = Holders()
    units = {one.unit.pk: one.unit for one in targets if one.unit}
    agencies = {one.agency.pk: one.agency for one in targets if one.agency}
    for one in targets:
        if one.team:
            found.teams[one.team.pk] = one.team.unit_id
            found.places[one.team.pk] = [one.team.pk]
    found.places |= {unit: [] for unit in units}
    if units:
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
    for earlier, later, parent in rows:
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
    old commune's, restated the new one's; one query, two where there are such villages."""
    alone = set(halves.movers())
    if not alone:
        return
    lines = UnitLineage.objects.filter(earlier__in=alone)
    way = "earlier__parent" if as_was else "later__parent"
    lines = lines.filter(later=F("earlier")) if as_was else lines.exclude(later__in=alone)
    for village, commune, above in lines.values_list("earlier", way, f"{way}__parent"):
        for holder in (commune, above):
            if holder in units and (holder == commune or holder in provinces):
                found.places[holder].append(village)


def folded(spans: Mapping[str, Span], measures: Collection[str], where: Holders) -> Amounts:
    """What there is of these measures, with all their parts, in each span, for every place and team
    of the holders; at most four queries."""
    total: Amounts = defaultdict(int)
    if not spans or not measures:
        return total
    sums = Sums(spans, {name: set(spans) for name in measures}, has_parts=True)
    if where.coarse:
        sums.coarse(total, where.coarse)
    if where.villages or where.teams:
        sums.fine(total, where.places_of_facts(), where.villages, where.teams)
    return total


def asked(
    questions: Collection[Question],
    spans: Mapping[str, Span],
    where: Holders,
    *,
    most: UUID | None = None,
) -> tuple[Amounts, dict[UUID, list[UUID]]]:
    """The answers to these questions and to no others, and under which places those of each holder
    stand; at most five queries.

    Nothing is read of a month or a part that nobody asks for. `most` is the unit or agency that
    asks for many more months than the others, as the province does on its board: the database adds
    up all its places.
    """
    total: Amounts = defaultdict(int)
    places = dict(where.places)
    if most and not _is_whole(most, questions, spans, where):
        most = None
    of_most, of_coarse, of_fine = _kinds(questions, where, most)
    if most and of_most:
        Sums(spans, of_most).together(total, where.places[most])
        places[most] = [TOGETHER]
    if of_coarse:
        Sums(spans, of_coarse).coarse(total, where.coarse)
    if of_fine:
        fine = Sums(spans, of_fine)
        fine.fine(total, where.places_of_facts(), where.villages, where.teams)
    # Most units of a province are of before: without anything, none is asked a hundred times.
    there = {place for _span, _measure, _part, place in total}
    return total, {pk: [one for one in listed if one in there] for pk, listed in places.items()}


def _is_whole(
    holder: UUID, questions: Collection[Question], spans: Mapping[str, Span], where: Holders
) -> bool:
    """Whether a holder has sums of half months, and asks for whole ones alone."""
    named = {span for one, _measure, span in questions if one == holder}
    is_kept = holder in where.places and not _is_fine(holder, where)
    return is_kept and not any(split(spans[name])[1] for name in named)


def _kinds(
    questions: Collection[Question], where: Holders, most: UUID | None
) -> tuple[Wanted, Wanted, Wanted]:
    of_most: Wanted = defaultdict(set)
    of_coarse: Wanted = defaultdict(set)
    of_fine: Wanted = defaultdict(set)
    fine = {holder for holder in where.places if _is_fine(holder, where)}
    for holder, measure, span in questions:
        kind = of_most if holder == most else of_fine if holder in fine else of_coarse
        kind[measure].add(span)
    return of_most, of_coarse, of_fine


def _is_fine(holder: UUID, where: Holders) -> bool:
    return holder in where.teams or any(one in where.villages for one in where.places[holder])


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
        put(total, str(row["period"]), row, key, row["total"])
    return total


def of_holder(total: Amounts, span: str, measure: str, places: Sequence[UUID]) -> int:
    """The amount of a measure, or of one part of it, of all places of a holder."""
    name, _slash, part = measure.partition("/")
    return sum(total.get((span, name, part, place), 0) for place in places)
