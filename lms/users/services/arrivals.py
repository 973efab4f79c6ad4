"""Who comes in by a phone number: the people it serves, and new ones."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from lms.common import clock
from lms.places.models import Unit
from lms.users.models import Consent, LoginPhone, RoleGrant, User
from lms.users.policies import SECOND_FACTOR_ROLES
from lms.users.services import cards, consents, people

SILENT_AFTER = timedelta(days=365)


def people_of(number: str) -> QuerySet[User]:
    """The people this proved number may sign in as, in Vietnamese order.

    A number that an agency wrote down and nobody proved yet opens no role that verifies, issues
    or administers: whoever got a mistyped number would hold that role.
    """
    due = RoleGrant.objects.valid_on(clock.today()).filter(
        person=OuterRef("pk"), role__in=SECOND_FACTOR_ROLES
    )
    harmless = Q(login_phones__verified_at__isnull=False) | (Q(is_superuser=False) & ~Exists(due))
    found = User.objects.filter(harmless, login_phones__number=number, is_active=True)
    return found.select_related("home_unit").order_by("sort_key", "pk")


def known_lately(number: str, *, now: datetime) -> QuerySet[User]:
    """Those of `people_of` whom the number let in during the last year."""
    return people_of(number).exclude(pk__in=_silent(number, now=now))


def long_silent(number: str, *, now: datetime) -> QuerySet[User]:
    """Those of `people_of` of whom nothing came for a year: the number may be somebody else's now.

    Operators give numbers out again, so not even a name is shown before one more proof.
    """
    return people_of(number).filter(pk__in=_silent(number, now=now))


def prove_long_ago(number: str, *, birth_year: int | None, pin: str, now: datetime) -> User | None:
    """The one long silent person this birth year, or the PIN of her card, can mean."""
    found = list(long_silent(number, now=now))
    if birth_year:
        found = [person for person in found if person.birth_year == birth_year]
    if pin:
        found = [person for person in found if cards.pin_is_right(person, pin, now=now).person]
    return found[0] if len(found) == 1 and (birth_year or pin) else None


def number_of(person: User, *, now: datetime) -> str:
    """The number that let this person in last, within a year; empty without one."""
    rows = person.login_phones.exclude(verified_at=None).order_by("-used_at", "-pk")
    found = rows.values_list("number", flat=True)
    return next((one for one in found if person in known_lately(one, now=now)), "")


def confirm_phone(person: User, number: str, *, now: datetime) -> None:
    """Write down that the person who holds the number is this one, and that it let her in."""
    LoginPhone.objects.filter(person=person, number=number).update(
        verified_at=Coalesce("verified_at", Value(now)), used_at=now
    )


def _silent(number: str, *, now: datetime) -> QuerySet[LoginPhone, int]:
    # A number nobody proved yet has let nobody in. Rows from before `used_at` have the sign-in.
    last = Coalesce("used_at", "person__last_login", "verified_at")
    rows = LoginPhone.objects.filter(number=number, verified_at__isnull=False).annotate(last=last)
    return rows.filter(last__lt=now - SILENT_AFTER).values_list("person", flat=True)


def arrive(  # what a newcomer says, once
    number: str,
    *,
    full_name: str,
    form_of_address: str,
    birth_year: int | None,
    home_unit: Unit | None,
    wording: str,
    now: datetime,
) -> User:
    """A new person with consent, on a proved number if any; raises NameRefused or TooManyPeople."""
    with transaction.atomic():
        person = people.create_person(
            full_name,
            form_of_address=form_of_address,
            birth_year=birth_year,
            home_unit=home_unit,
            by=None,
        )
        if number:
            people.attach_phone(person, number, verified_at=now, by=None)
        consents.give(
            person,
            consents.LEARNING,
            wording=wording,
            channel=Consent.Channel.SCREEN,
            by=None,
            now=now,
        )
    return person
