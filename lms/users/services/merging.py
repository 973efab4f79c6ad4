"""Two records of one person made one: nothing is lost, nothing counts twice."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from lms.audit import services as audit
from lms.common import clock
from lms.users import policies
from lms.users.models import User
from lms.users.services import arrivals, lookalikes, people, personal, pins

COMPARED = frozenset(
    {"person", "phones", "cards", "learning", "placement", "certificates", "teams"}
)

FILLED = (
    *("family_middle", "given_name", "name_fold", "sort_key", "birth_year", "form_of_address"),
    *("contact_phone", "home_unit", "joined_at", "former_ids", "email"),
)

type Merge = Callable[[User, User], None]
_merges: dict[str, Merge] = {}


class CannotMerge(Exception):
    """The two are one already, or one of them is erased."""


def register_merge(name: str, merge: Merge) -> None:
    """Have `merge(person, into)` called, in the same transaction, for every merge."""
    _merges[name] = merge


def merge(
    person: User, into: User, *, by: User, now: datetime, named_as: User | None = None
) -> None:
    """Make `person` a name for `into`, who takes over the ways in and what apps registered.

    `named_as` is which of the two has the right name and birth year; `into` unless told.
    """
    if person.pk == into.pk or person.erased_at or into.erased_at or into.merged_into_id:
        raise CannotMerge
    with transaction.atomic():
        closed = User.objects.filter(pk=person.pk, merged_into=None)
        if not closed.update(merged_into=into, is_active=False):
            raise CannotMerge
        User.objects.filter(merged_into=person).update(merged_into=into)
        _fill_in(person, into, named_as or into)
        _move_phones(person, into)
        people.release_from_lists(into)
        for takeover in _merges.values():
            takeover(person, into)
        audit.record("person.merged", subject=person, actor=by, at=now, into=into.pk)


@dataclass(frozen=True)
class Compared:
    """What is kept of one kind about two records, in short sentences."""

    label: personal.Words
    one: Sequence[personal.Words]
    other: Sequence[personal.Words]


def compare(one: User, other: User) -> list[Compared]:
    """Two records beside each other, before they are made one."""
    parts = [part for part in personal.parts() if part.name in COMPARED and part.describe]
    rows = [Compared(part.label, part.describe(one), part.describe(other)) for part in parts]  # type: ignore[misc]  # those that describe
    return [row for row in rows if row.one or row.other]


def disagree(one: User, other: User) -> bool:
    """Whether somebody must say which name or birth year is the right one."""
    years = {one.birth_year, other.birth_year} - {None}
    return one.full_name != other.full_name or len(years) > 1


def claimable(person: User, number: str) -> list[User]:
    """Who of the household of a number just proved may be this very person.

    A record with a PIN of its own is nobody else's to take. Of one long silent only the same
    birth year tells that the number is still hers.
    """
    now = clock.now()
    lately = arrivals.known_lately(number, now=now)
    if person.birth_year:
        lately |= arrivals.long_silent(number, now=now).filter(birth_year=person.birth_year)
    return [one for one in lately.exclude(pk=person.pk) if _is_hers_to_take(person, one)]


def _is_hers_to_take(person: User, other: User) -> bool:
    are_residents = policies.may_be_merged(person, other)
    return are_residents and may_be_one(person, other) and not pins.has_own(other)


def may_be_one(one: User, other: User) -> bool:
    """Whether name and birth year leave it open that two records are of one person."""
    return bool(lookalikes.alike([other], one.name_fold, birth_year=one.birth_year))


def _move_phones(person: User, into: User) -> None:
    held = {phone.number: phone for phone in into.login_phones.all()}
    for phone in person.login_phones.all():
        twin = held.get(phone.number)
        if twin is None:
            phone.person = into
            phone.save(update_fields=["person"])
            continue
        if phone.verified_at and not twin.verified_at:
            twin.verified_at, twin.used_at = phone.verified_at, phone.used_at
            twin.save(update_fields=["verified_at", "used_at"])
        phone.delete()


def _fill_in(person: User, into: User, named_as: User) -> None:
    """What `into` has not said is what `person` said, and the village rather than the commune."""
    if named_as == person:
        into.rename(person.full_name)
        into.birth_year = person.birth_year or into.birth_year
    for name in ("birth_year", "form_of_address", "contact_phone"):
        setattr(into, name, getattr(into, name) or getattr(person, name))
    at_home, said = into.home_unit, person.home_unit
    if said and (at_home is None or said.path.startswith(at_home.path)):
        into.home_unit = said
    into.joined_at = min(into.joined_at, person.joined_at)
    into.former_ids = [*into.former_ids, person.public_id, *person.former_ids]
    email, person.email = person.email, None
    User.objects.filter(pk=person.pk).update(email=None)
    into.email = into.email or email
    into.save(update_fields=FILLED)
