"""What changed is counted anew and kept: exactly what the rows say, however often it is done.

Whoever changes a row leaves a `Touched` line in the same transaction. The fold takes some lines,
asks their sources what those places had on those days, and writes what is different, all in one
transaction that only one process is in at a time. So a fold that was killed has not happened.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F

from lms.common.measures import Source, source_named
from lms.dashboards.models import Fact, FoldMark, Touched
from lms.dashboards.services import halves, periods

AT_ONCE = 2000
BATCH = 1000
FOLD = "fold"
_TAKE = """
DELETE FROM dashboards_touched
WHERE (source, place, day) IN (
    SELECT source, place, day FROM dashboards_touched ORDER BY id LIMIT {limit}
)
RETURNING source, place, day
"""
"""With the first lines go all that say the same: a place is counted once for all of them."""


class Key(NamedTuple):
    """What makes a fact one: there is never a second of the same."""

    measure: str
    day: date
    place: UUID
    team: UUID
    part: str


class Change(NamedTuple):
    """What is kept of a fact, under which number, and what the rows say."""

    kept: int
    counted: int
    pk: int | None

    @property
    def by(self) -> int:
        return self.counted - self.kept


type Changes = dict[Key, Change]
"""The facts that are not as the rows say."""


def fold(*, now: datetime, at_most: int = AT_ONCE) -> int:
    """Count anew what was touched: up to so many lines, and those that say the same; how many it
    took, 0 when all is folded."""
    with transaction.atomic():
        held = hold()
        taken = _take(at_most)
        if not taken:
            FoldMark.objects.filter(pk=held.pk).update(folded_at=now)
            return 0
        places: defaultdict[tuple[str, date], set[UUID]] = defaultdict(set)
        for told, place, day in taken:
            places[told, day].add(place)
        changes: Changes = {}
        for (name, day), touched in sorted(places.items()):
            if source := source_named(name):
                changes |= compare(source, day, touched)
        write(changes)
        periods.touch(places)
        FoldMark.objects.filter(pk=held.pk).update(taken_count=F("taken_count") + len(taken))
    return len(taken)


def hold() -> FoldMark:
    """The mark, for this transaction alone: no other process folds before its end."""
    mark()
    return FoldMark.objects.select_for_update().get(name=FOLD)


def mark() -> FoldMark:
    """How far the fold has come, to be read."""
    FoldMark.objects.bulk_create([FoldMark(name=FOLD)], ignore_conflicts=True)
    return FoldMark.objects.get(name=FOLD)


def compare(source: Source, day: date, places: Collection[UUID] | None) -> Changes:
    """Where what is kept of a day differs from what the rows say, fact by fact."""
    counted = count(source, day, places)
    kept = Fact.objects.filter(measure__in=source.measures, day=day)
    if places is not None:
        kept = kept.filter(place__in=places)
    columns = ("pk", "amount", "measure", "place", "team", "part")
    changes: Changes = {}
    for pk, amount, measure, place, team, part in kept.values_list(*columns):
        wanted = counted.pop((measure, place.int, team.int, part), 0)
        if wanted != amount:
            changes[Key(measure, day, place, team, part)] = Change(amount, wanted, pk)
    for (measure, place, team, part), amount in counted.items():
        if amount:
            key = Key(measure, day, UUID(int=place), UUID(int=team), part)
            changes[key] = Change(0, amount, None)
    return changes


type Found = dict[tuple[str, int, int, str], int]
"""Amounts by measure, place, team and part; places and teams as numbers, which are looked up in a
fifth of the time that UUIDs take."""


def count(source: Source, day: date, places: Collection[UUID] | None) -> Found:
    """What the rows say of a day, what is nought now and then with it; of all places for None."""
    found: Found = {}
    for measure, place, amount, team, part in source.count(day, places):
        key = (measure, place.int, team.int, part)
        found[key] = found.get(key, 0) + amount
    return found


def write(changes: Changes) -> None:
    """Let the facts be as they were counted, and the sums over them; within `hold`."""
    if changes:
        keep(changes)
        halves.add((k.measure, k.place, k.part, k.day, one.by) for k, one in changes.items())


def keep(changes: Changes) -> None:
    """Change the facts alone; the sums are left to whoever calls."""
    Fact.objects.bulk_create(
        (
            Fact(
                measure=key.measure,
                day=key.day,
                place=key.place,
                team=key.team,
                part=key.part,
                amount=change.counted,
            )
            for key, change in changes.items()
            if change.counted
        ),
        batch_size=BATCH,
        update_conflicts=True,
        update_fields=["amount"],
        unique_fields=["measure", "day", "place", "team", "part"],
    )
    gone = [change.pk for change in changes.values() if change.pk and not change.counted]
    if gone:
        Fact.objects.filter(pk__in=gone).delete()


def touch(lines: Iterable[tuple[str, UUID, date]]) -> None:
    """Let the next fold count these (source, place, day) anew."""
    Touched.objects.bulk_create(
        (Touched(source=source, place=place, day=day) for source, place, day in lines),
        batch_size=BATCH,
    )


def _take(limit: int) -> list[tuple[str, UUID, date]]:
    """Lines that are taken are gone; one statement sees only lines that were committed before it,
    whatever their numbers, so none is passed over."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE.format(limit=int(limit)))
        rows = cursor.fetchall()
    # SQLite gives both as texts.
    return [(source, _uuid(place), _day(day)) for source, place, day in rows]


def _uuid(said: UUID | str) -> UUID:
    return said if isinstance(said, UUID) else UUID(said)


def _day(said: date | str) -> date:
    return said if isinstance(said, date) else date.fromisoformat(said)
