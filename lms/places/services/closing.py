"""A change of units: the old rows get their last day, new rows begin the day after."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from lms.places import signals
from lms.places.models import Unit, UnitSuccession
from lms.places.services import opening, succession


class ChangeRefused(Exception):
    """The change contradicts itself or what has been recorded; nothing was written."""


def close_and_succeed(
    links: Sequence[UnitSuccession], *, effective_on: date, actor_id: Any = None
) -> list[Unit]:
    """Close every old unit of `links` and open every new one; the new ones, all or nothing.

    A link is an unsaved UnitSuccession of a saved `old` and an unsaved `new` unit, which several
    links may share; a new unit that is another's parent comes first. Exactly one link of each
    old unit is the main one: what lies below the old unit moves below that successor, as new
    rows of the same names. A unit that has its last day already is refused.
    """
    olds = {link.old.pk: link.old for link in links}
    news = {link.new.pk: link.new for link in links}
    _check_links(links, olds, effective_on)
    with transaction.atomic():
        below = _below(olds)
        _close([*olds.values(), *below], effective_on)
        moves = _moves(below, {link.old_id: link.new for link in links if link.main})
        for link in [*links, *moves]:
            link.effective_on = link.new.valid_from = effective_on
        opening.open_units([*news.values(), *(move.new for move in moves)])
        succession.record_links([*links, *moves])
        signals.units_succeeded.send(
            Unit,
            links=[(link.old_id, link.new_id) for link in links],
            effective_on=effective_on,
            actor_id=actor_id,
        )
    return list(news.values())


def _check_links(
    links: Sequence[UnitSuccession], olds: dict[UUID, Unit], effective_on: date
) -> None:
    if not links or sorted(link.old_id for link in links if link.main) != sorted(olds):
        raise ChangeRefused("each unit that ends needs exactly one main successor")
    parents = [link.new.parent for link in links if link.new.parent]
    if any(parent.pk in olds or not parent.is_valid_on(effective_on) for parent in parents):
        raise ChangeRefused("a new unit's parent must exist on its first day")


def _below(olds: dict[UUID, Unit]) -> list[Unit]:
    """Open units below the old ones that no link names, parents before children."""
    inside = reduce(or_, (Q(path__startswith=old.path) for old in olds.values()))
    still_open = Unit.objects.filter(inside, valid_to=None).exclude(pk__in=olds)
    return sorted(still_open, key=lambda unit: len(unit.path))


def _close(units: Sequence[Unit], effective_on: date) -> None:
    if any(unit.valid_from and unit.valid_from >= effective_on for unit in units):
        raise ChangeRefused("a unit cannot end before it began")
    last_day = effective_on - timedelta(days=1)
    still_open = Unit.objects.filter(pk__in=[unit.pk for unit in units], valid_to=None)
    if still_open.update(valid_to=last_day) != len(units):
        raise ChangeRefused("a unit ends only once")
    for unit in units:
        unit.valid_to = last_day


def _moves(below: Sequence[Unit], successors: dict[UUID, Unit]) -> list[UnitSuccession]:
    """Links of the units below to copies of them; `successors` has each old parent's new row."""
    successors = successors.copy()
    moves = []
    for old in below:
        new = successors[old.pk] = _copy(old, parent=successors[_parent_id(old)])
        kind = UnitSuccession.Kind.TRANSFERRED
        moves.append(UnitSuccession(old=old, new=new, kind=kind, main=True))
    return moves


def _parent_id(unit: Unit) -> UUID:
    """The last id of the path above; a unit below another always has one."""
    return UUID(unit.path.rstrip("/").split("/")[-2])


def _copy(old: Unit, *, parent: Unit) -> Unit:
    same = ("level", "kind", "code", "name", "latitude", "longitude")
    return Unit(parent=parent, **{field: getattr(old, field) for field in same})
