"""Every night what was folded is held against the rows it was folded from."""

import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from lms.audit import services as audit
from lms.common import clock
from lms.common.measures import NOWHERE, Source, source_named, sources
from lms.dashboards.models import Fact, FoldMark, HalfMonth, Touched
from lms.dashboards.services import folding, halves
from lms.notifications import inbox
from lms.places.models import Unit
from lms.users.models import Agency, RoleGrant

SECONDS_AT_ONCE = 40
"""A look ends with the day on which so many seconds are over: what a day takes grows with the
province, and to say which days there are takes seconds, too."""
TOLD_AT_ONCE = 20

type Place = tuple[str, date, UUID]
"""Source, day, place."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What was folded and what the rows say of one measure, place and day; of a sum, of its half
    month."""

    measure: str
    place: UUID
    day: date
    folded: int
    counted: int


def days() -> list[date]:
    """Every day of which something was folded, or of which there are rows."""
    known = set(Fact.objects.order_by().values_list("day", flat=True).distinct())
    known |= {folding_day for source in sources() for folding_day in source.days()}
    known |= {halves.since(day) for day in known}
    known |= set(HalfMonth.objects.order_by().values_list("since", flat=True).distinct())
    return sorted(known)


@dataclass(frozen=True)
class Part:
    """Some days that were looked at: what seems to differ, and how far that is."""

    suspects: list[tuple[str, date]]
    days_count: int
    total_count: int
    is_last: bool


def look(done_count: int) -> Part:
    """Hold the next days against the rows, in no transaction; what seems to differ is settled
    afterwards."""
    every, measures, began = days(), _measures(), time.monotonic()
    found: list[tuple[str, date]] = []
    looked_count = 0
    for day in every[done_count:]:
        found += _suspects(day, measures)
        looked_count += 1
        if time.monotonic() - began >= SECONDS_AT_ONCE:
            break
    is_last = done_count + looked_count >= len(every)
    return Part(found, looked_count, len(every), is_last)


def suspects(some: Sequence[date]) -> list[tuple[str, date]]:
    """Sources and days of which something seems to differ; writes nothing, holds nothing up."""
    measures = _measures()
    return [found for day in some for found in _suspects(day, measures)]


def _suspects(day: date, measures: Collection[str]) -> list[tuple[str, date]]:
    found = [(one.name, day) for one in sources() if folding.compare(one, day, None)]
    is_begun = day.day in {1, halves.MIDDLE}
    return found + ([("", day)] if is_begun and _uneven(day, measures) else [])


def _measures() -> set[str]:
    """Everything that is summed by half months, and what is counted now."""
    summed = HalfMonth.objects.order_by().values_list("measure", flat=True).distinct()
    return {*summed, *(measure for source in sources() for measure in source.measures)}


def settle(found: Collection[tuple[str, date]], *, now: datetime) -> list[Difference]:
    """What really differs of these, put right and written down; while nobody folds.

    What was touched and is not folded yet is no difference. Administrators are told both figures.
    """
    if not found:
        return []
    with transaction.atomic():
        folding.hold()
        differences: list[Difference] = []
        for name, day in found:
            if source := source_named(name):
                differences += _settle(source, day)
        for since in sorted({halves.since(day) for _name, day in found}):
            differences += _even(since)
        if differences:
            _tell(differences, now=now)
    return differences


def _settle(source: Source, day: date) -> list[Difference]:
    changes = folding.compare(source, day, None)
    # Asked after the count: whatever the count saw was touched before, and is there to be seen.
    waiting = set(
        Touched.objects.filter(source=source.name, day=day).values_list("place", flat=True)
    )
    real = {key: change for key, change in changes.items() if key.place not in waiting}
    if not real:
        return []
    folded = _folded(source, day)
    sums: defaultdict[tuple[str, UUID], int] = defaultdict(int)
    for key, change in real.items():
        sums[key.measure, key.place] += change.by
    folding.keep(real)
    return [
        Difference(
            measure,
            place,
            day,
            folded.get((measure, place), 0),
            folded.get((measure, place), 0) + by,
        )
        for (measure, place), by in sums.items()
    ]


def _folded(source: Source, day: date) -> dict[tuple[str, UUID], int]:
    rows = Fact.objects.filter(measure__in=source.measures, day=day).values("measure", "place")
    found = rows.annotate(total=Sum("amount")).values_list("measure", "place", "total")
    return {(measure, place): total for measure, place, total in found.order_by()}


def _uneven(since: date, measures: Collection[str]) -> dict[halves.Row, tuple[int, int]]:
    """The sums of a half month that are not those of its facts, with what they should be."""
    wanted = halves.of_facts(since, measures)
    known = halves.kept(measures, since=[since])
    return {
        row: (known.get(row, 0), wanted.get(row, 0))
        for row in {*known, *wanted}
        if known.get(row, 0) != wanted.get(row, 0)
    }


def _even(since: date) -> list[Difference]:
    uneven = _uneven(since, _measures())
    HalfMonth.objects.bulk_create(
        (
            HalfMonth(measure=row[0], place=row[1], part=row[2], since=row[3], amount=wanted)
            for row, (_folded, wanted) in uneven.items()
        ),
        batch_size=halves.BATCH,
        update_conflicts=True,
        update_fields=["amount"],
        unique_fields=["measure", "since", "place", "part"],
    )
    return [
        Difference(row[0], row[1], since, folded, wanted)
        for row, (folded, wanted) in uneven.items()
    ]


def finish(differences_count: int, *, now: datetime) -> None:
    """Write down that a whole recount is over, and what it found."""
    folding.mark()
    FoldMark.objects.filter(name=folding.FOLD).update(
        recounted_at=now, differences_count=differences_count
    )


def _tell(differences: Sequence[Difference], *, now: datetime) -> None:
    for one in differences[:TOLD_AT_ONCE]:
        audit.record(
            "figures.differed",
            at=now,
            measure=one.measure,
            place=one.place,
            day=one.day,
            folded=one.folded,
            counted=one.counted,
        )
    roles = (RoleGrant.Role.PROVINCE_ADMIN, RoleGrant.Role.SYSTEM_ADMIN)
    grants = RoleGrant.objects.filter(role__in=roles).valid_on(clock.local(now).date())
    inbox.tell(
        set(grants.values_list("person", flat=True)),
        key=f"figures:{now.isoformat()}",
        title=_("Đếm lại số liệu thấy %(total)s chỗ lệch, đã sửa") % {"total": len(differences)},
        body=" ".join(_words(differences[:3])),
        url="/so-lieu/",
        now=now,
    )


def _words(differences: Iterable[Difference]) -> Iterable[str]:
    listed = list(differences)
    ids = {one.place for one in listed}
    names = dict(Unit.objects.filter(pk__in=ids).values_list("pk", "name"))
    names |= dict(Agency.objects.filter(pk__in=ids).values_list("pk", "name"))
    names[NOWHERE] = _("chưa rõ nơi ở")
    for one in listed:
        yield _("%(place)s, %(day)s, %(measure)s: đã cộng %(folded)s, đếm lại %(counted)s.") % {
            "place": names.get(one.place, one.place),
            "day": f"{one.day:%d/%m/%Y}",
            "measure": one.measure,
            "folded": one.folded,
            "counted": one.counted,
        }
