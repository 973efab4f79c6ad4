"""Sums of facts over half a month, of communes with their villages, kept up with the facts."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import F, Q, QuerySet, Sum

from lms.common import clock
from lms.dashboards.models import Fact, HalfMonth
from lms.places.models import Unit, UnitSuccession

BATCH = 1000
MIDDLE = 15
_OF_FACTS = """
SELECT fact.measure, COALESCE(village.parent_id, fact.place) AS summed, fact.part, SUM(fact.amount)
FROM dashboards_fact fact
LEFT JOIN places_unit village
    ON village.id = fact.place AND village.level = %s AND village.id NOT IN ({movers})
WHERE fact.measure IN ({measures}) AND fact.day BETWEEN %s AND %s
GROUP BY fact.measure, summed, fact.part
"""
"""A village under its commune, as `upper` has it. By its measures a day is found by the index."""

type Row = tuple[str, UUID, str, date]
"""Measure, place, part, since."""


def since(day: date) -> date:
    """The first day of the half month a day lies in."""
    return day.replace(day=MIDDLE if day.day >= MIDDLE else 1)


def last_of(since: date) -> date:
    """The last day of the half month that begins on a day."""
    return since.replace(day=MIDDLE - 1) if since.day == 1 else clock.last_of_month(since)


def upper(places: Collection[UUID]) -> dict[UUID, UUID]:
    """Under which place each is summed: a village under its commune, everything else by itself.

    So is a village that left a commune which went on without it: what it did before counts with the
    old commune as it was, and with the new one restated.
    """
    villages = Unit.objects.filter(pk__in=places, level=Unit.Level.VILLAGE).exclude(pk__in=movers())
    pairs = villages.values_list("pk", "parent")
    return {village: commune for village, commune in pairs if commune}


def movers() -> QuerySet[UnitSuccession, UUID]:
    """Villages that ended because they alone went to another commune; for ever, whatever becomes
    of either commune afterwards."""
    rows = UnitSuccession.objects.filter(~Q(new__parent=F("old__parent")), main=True)
    stood = Q(old__parent__valid_to=None) | Q(old__parent__valid_to__gte=F("effective_on"))
    rows = rows.filter(stood, old__level=Unit.Level.VILLAGE)
    return rows.values_list("old", flat=True)


def of_facts(since: date, measures: Collection[str]) -> dict[Row, int]:
    """What the sums of a half month should be of these measures, by its facts: added where they
    lie, for a commune has a hundredth of the rows that its villages and their teams have."""
    if not measures:
        return {}
    villages, values = movers().query.sql_with_params()
    asked = _OF_FACTS.format(movers=villages, measures=", ".join(["%s"] * len(measures)))
    with connection.cursor() as cursor:
        cursor.execute(asked, [Unit.Level.VILLAGE, *values, *measures, since, last_of(since)])
        rows = cursor.fetchall()
    return {(measure, _uuid(place), part, since): total for measure, place, part, total in rows}


def _uuid(said: UUID | str) -> UUID:
    # SQLite gives it as text.
    return said if isinstance(said, UUID) else UUID(said)


def resum(moved: Collection[UUID]) -> int:
    """Sum anew what these villages did and what is left of the communes they were in; how many sums
    changed. Within the fold's hold; done twice, nothing changes the second time."""
    villages = Unit.objects.filter(pk__in=moved, level=Unit.Level.VILLAGE)
    communes = set(villages.values_list("parent", flat=True))
    below = Q(pk__in=communes) | Q(parent__in=communes, level=Unit.Level.VILLAGE)
    places = set(Unit.objects.filter(below).values_list("pk", flat=True))
    above = upper(places)
    sums = Fact.objects.filter(place__in=places).values("measure", "place", "part", "day")
    wanted: defaultdict[Row, int] = defaultdict(int)
    for one in sums.annotate(total=Sum("amount")).order_by():
        place = above.get(one["place"], one["place"])
        wanted[one["measure"], place, one["part"], since(one["day"])] += one["total"]
    rows = HalfMonth.objects.filter(place__in=places)
    columns = ("measure", "place", "part", "since", "amount")
    known: dict[Row, int] = {(m, p, t, s): n for m, p, t, s, n in rows.values_list(*columns)}
    changed = {row for row in {*wanted, *known} if wanted.get(row, 0) != known.get(row, 0)}
    _write({row: wanted.get(row, 0) for row in changed})
    return len(changed)


def add(changes: Iterable[tuple[str, UUID, str, date, int]]) -> None:
    """Add to the sums what facts (measure, place, part, day) grew by; within the fold's hold."""
    listed = list(changes)
    above = upper({place for _measure, place, _part, _day, _by in listed})
    grown: defaultdict[Row, int] = defaultdict(int)
    for measure, place, part, day, by in listed:
        grown[measure, above.get(place, place), part, since(day)] += by
    rows = {row: by for row, by in grown.items() if by}
    known = kept(
        {row[0] for row in rows}, since={row[3] for row in rows}, places={row[1] for row in rows}
    )
    _write({row: known.get(row, 0) + by for row, by in rows.items()})


def _write(sums: Mapping[Row, int]) -> None:
    HalfMonth.objects.bulk_create(
        (
            HalfMonth(measure=row[0], place=row[1], part=row[2], since=row[3], amount=amount)
            for row, amount in sums.items()
        ),
        batch_size=BATCH,
        update_conflicts=True,
        update_fields=["amount"],
        unique_fields=["measure", "since", "place", "part"],
    )


def kept(
    measures: Collection[str], *, since: Collection[date], places: Collection[UUID] | None = None
) -> dict[Row, int]:
    """What is kept for these measures, halves and places (all for None)."""
    rows = HalfMonth.objects.filter(measure__in=measures, since__in=since)
    if places is not None:
        rows = rows.filter(place__in=places)
    return {
        (measure, place, part, first): amount
        for measure, place, part, first, amount in rows.values_list(
            "measure", "place", "part", "since", "amount"
        )
    }
