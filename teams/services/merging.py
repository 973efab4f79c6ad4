"""The commune makes one record of two that are one person's."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lms.notifications import services as notifications
from lms.places.models import Unit
from lms.users import policies
from lms.users.models import User
from lms.users.services import lookalikes, merging


class NotOffered(Exception):
    """They are not two residents of this commune."""


def find(commune: Unit, full_name: str) -> list[User]:
    """Residents of the commune called so or nearly so."""
    found = lookalikes.find(full_name, birth_year=None, among=_residents(commune))
    return [one for one in found if policies.is_resident_only(one)]


def pair(commune: Unit, public_ids: list[str]) -> tuple[User, User]:
    """The two records, the older one, which stays, first; raises NotOffered."""
    # PostgreSQL takes no text with the sign NUL in it.
    asked = [one for one in public_ids if one.isalnum()]
    found = list(_residents(commune).filter(public_id__in=asked).order_by("joined_at", "pk"))
    if len(found) != 2 or not policies.may_be_merged(*found):
        raise NotOffered
    return found[0], found[1]


def merge(commune: Unit, public_ids: list[str], *, named_as: str, by: User, now: datetime) -> User:
    """One record of two; whoever proved a number is told. Raises NotOffered."""
    with transaction.atomic():
        into, person = pair(commune, public_ids)
        if by.pk in {into.pk, person.pk}:
            raise NotOffered
        right = person if person.public_id == named_as else into
        merging.merge(person, into, named_as=right, by=by, now=now)
        _tell(into)
    return into


def _residents(commune: Unit) -> QuerySet[User]:
    at_home = User.objects.filter(home_unit__path__startswith=commune.path, is_active=True)
    return at_home.select_related("home_unit__parent")


def _tell(person: User) -> None:
    for number in person.login_phones.exclude(verified_at=None).values_list("number", flat=True):
        notifications.send_sms(
            to=number,
            body=_("Học số: xã vừa gộp hai hồ sơ của bà con làm một. Sai thì báo xã."),
            kind="records_merged",
            person=person,
        )
