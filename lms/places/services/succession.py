"""Who took over from whom: forward to the unit of a day, back to the predecessors."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from lms.common import clock
from lms.places.models import Unit, UnitLineage, UnitQuerySet, UnitSuccession


@dataclass(frozen=True)
class Today:
    """The unit that stands for another one on a day."""

    unit: Unit
    chain: tuple[Unit, ...]
    """From the unit asked for, over its main successors, to `unit`."""
    estimated: bool
    """Whether a unit on the way was divided, so that not all of it went this way."""


def today(unit: Unit, *, on: date | None = None) -> Today | None:
    """The main successor of `unit` valid on a day, or `unit` itself; None if none took over."""
    day = on or clock.today()
    if unit.is_valid_on(day):
        return Today(unit, chain=(unit,), estimated=False)
    return restate([unit.pk], on=day).get(unit.pk)


def standing(unit: Unit) -> Unit:
    """What stands for `unit` today; `unit` itself where nobody took over."""
    stands = today(unit)
    return stands.unit if stands else unit


def restate(unit_ids: Iterable[UUID], *, on: date | None = None) -> dict[UUID, Today]:
    """As `today` for many units in one query; units nobody took over from are left out."""
    day = on or clock.today()
    lines = UnitLineage.objects.filter(earlier__in=set(unit_ids)).select_related("later__parent")
    by_unit: defaultdict[UUID, list[UnitLineage]] = defaultdict(list)
    for line in lines.order_by("later__valid_from"):
        by_unit[line.earlier_id].append(line)
    found = ((unit_id, _on_day(chain, day)) for unit_id, chain in by_unit.items())
    return {unit_id: answer for unit_id, answer in found if answer}


def predecessors(unit: Unit) -> UnitQuerySet:
    """The units that `unit` took over from, wholly or in part, in Vietnamese order."""
    return Unit.objects.filter(successions__new=unit).sorted()


def record_links(links: Sequence[UnitSuccession]) -> None:
    """Write successions whose units are all saved, and lengthen the lineages they go on."""
    main = {link.old_id: link for link in links if link.main}
    with transaction.atomic():
        UnitSuccession.objects.bulk_create(links)
        before = UnitLineage.objects.filter(later__in=main).values_list(
            "earlier_id", "later_id", "estimated"
        )
        UnitLineage.objects.bulk_create(
            _longer(earlier_id, main[old_id], estimated=estimated)
            for earlier_id, old_id, estimated in before
        )


def _longer(earlier_id: UUID, link: UnitSuccession, *, estimated: bool) -> UnitLineage:
    divided = link.kind == UnitSuccession.Kind.DIVIDED
    return UnitLineage(earlier_id=earlier_id, later_id=link.new_id, estimated=estimated or divided)


def _on_day(lines: list[UnitLineage], day: date) -> Today | None:
    for place, line in enumerate(lines):
        if line.later.is_valid_on(day):
            chain = tuple(step.later for step in lines[: place + 1])
            return Today(line.later, chain=chain, estimated=line.estimated)
    return None
