"""Marks of people who had everything removed, so that no list brings them back unasked.

A mark cannot be read: it is a keyed hash of name, birth year and commune, and only tells whether
a row that is about to be taken in names such a person.
"""

from django.conf import settings
from django.utils.crypto import salted_hmac

from lms.places.models import Unit
from lms.users.models import ErasedMark, User

SALT = "lms.users.erased"


def marks(name_fold: str, birth_year: int | None, commune: Unit) -> list[str]:
    """The mark of today's key first, then those of former keys."""
    said = f"{name_fold}|{birth_year or ''}|{commune.pk}"
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [salted_hmac(SALT, said, secret=key, algorithm="sha256").hexdigest() for key in keys]


def mark(person: User) -> None:
    """Keep the mark of somebody who is about to be erased."""
    home = person.home_unit
    if home is None or not person.birth_year or not person.name_fold:
        return
    commune = home.parent if home.level == Unit.Level.VILLAGE and home.parent else home
    first, *_others = marks(person.name_fold, person.birth_year, commune)
    ErasedMark.objects.bulk_create([ErasedMark(mark=first)], ignore_conflicts=True)
