"""Who comes in by a phone number: the people it serves, and new ones."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from lms.common import clock
from lms.places.models import Unit
from lms.users.models import Consent, LoginPhone, RoleGrant, User
from lms.users.policies import SECOND_FACTOR_ROLES
from lms.users.services import consents, people


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


def confirm_phone(person: User, number: str, *, now: datetime) -> None:
    """Write down that the person who holds the number is this one."""
    LoginPhone.objects.filter(person=person, number=number, verified_at=None).update(
        verified_at=now
    )


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
    """A new person on a proved number, with consent; raises NameRefused or TooManyPeople."""
    with transaction.atomic():
        person = people.create_person(
            full_name,
            form_of_address=form_of_address,
            birth_year=birth_year,
            home_unit=home_unit,
            by=None,
        )
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
