"""Agencies end and others take over; what lies below moves along under its names and codes."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from operator import or_
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from lms.users.models import Agency, AgencyLineage, AgencySuccession, Official

LONGEST_CODE = 30


class AgencyGone(Exception):
    """An agency of the act has ended meanwhile; nothing was written."""


@dataclass(frozen=True)
class AgencyLink:
    """An agency that ends, and one, not saved yet, that takes over; several may share it."""

    old: Agency
    new: Agency
    is_main: bool


def close_and_succeed(links: Sequence[AgencyLink], *, effective_on: date) -> dict[UUID, Agency]:
    """Close every old agency and open every new one, all or nothing; the main successors by old.

    A new one that is another's parent comes first. Its code may be that of an old one, which is
    called by it and the day from then on, so that lists and addresses lead to who works today.
    """
    olds = {link.old.pk: link.old for link in links}
    news = {link.new.pk: link.new for link in links}
    main = {link.old.pk: link.new for link in links if link.is_main}
    with transaction.atomic():
        inside = reduce(or_, (Q(path__startswith=old.path) for old in olds.values()))
        rows = Agency.objects.select_for_update().filter(inside, valid_to=None)
        below = sorted(rows.exclude(pk__in=olds), key=lambda one: len(one.path))
        moved = dict(main)
        copies = []
        for one in below:
            copy = Agency(code=one.code, kind=one.kind, unit=one.unit)
            copy.rename(one.name)
            copy.parent = moved[_parent_id(one)]
            moved[one.pk] = copy
            copies.append(copy)
        opened = [*news.values(), *copies]
        _close([*olds.values(), *below], effective_on, {one.code for one in opened})
        for one in opened:
            one.valid_from = effective_on
            one.path = f"{one.parent.path if one.parent else ''}{one.pk.hex}/"
        Agency.objects.bulk_create(opened)
        AgencySuccession.objects.bulk_create(
            AgencySuccession(old_id=old, new=new, is_main=is_main, effective_on=effective_on)
            for old, new, is_main in [
                *((link.old.pk, link.new, link.is_main) for link in links),
                *((one.pk, moved[one.pk], True) for one in below),
            ]
        )
        before = AgencyLineage.objects.filter(later__in=moved).values_list("earlier", "later")
        AgencyLineage.objects.bulk_create(
            AgencyLineage(earlier_id=earlier, later=moved[old])
            for earlier, old in [*before, *((pk, pk) for pk in moved)]
        )
    return moved


def repeated_staff_numbers(olds: Sequence[UUID], parts: Sequence[Sequence[UUID]]) -> int:
    """How many staff numbers more than one post would have in the same new agency."""
    rows = Official.objects.filter(agency__in=olds, ended_on=None).exclude(staff_no="")
    by_agency: dict[UUID, list[str]] = {}
    for agency, number in rows.values_list("agency_id", "staff_no"):
        by_agency.setdefault(agency, []).append(number)
    return sum(
        sum(
            times - 1 for times in Counter(n for pk in part for n in by_agency.get(pk, [])).values()
        )
        for part in parts
    )


def _close(agencies: Sequence[Agency], effective_on: date, taken: set[str]) -> None:
    last_day = effective_on - timedelta(days=1)
    for one in agencies:
        one.valid_to = last_day
        if one.code in taken:
            day = f".{effective_on:%Y%m%d}"
            one.code = one.code[: LONGEST_CODE - len(day)] + day
    still = Agency.objects.filter(pk__in=[one.pk for one in agencies], valid_to=None)
    if still.count() != len(agencies):
        raise AgencyGone
    Agency.objects.bulk_update(agencies, ["valid_to", "code"])


def _parent_id(agency: Agency) -> UUID:
    return UUID(agency.path.rstrip("/").split("/")[-2])
