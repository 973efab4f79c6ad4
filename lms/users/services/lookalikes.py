"""People who may be the one somebody is about to write down a second time."""

from collections.abc import Iterable
from difflib import SequenceMatcher

from django.db.models import Q, QuerySet

from lms.common import text
from lms.users.models import User

LIKE = 0.85
MOST_LOOKED_AT, MOST_FOUND = 500, 10
YEARS_APART = 2
"""A birth year is often told wrong by one or two."""


def find(full_name: str, *, birth_year: int | None, among: QuerySet[User]) -> list[User]:
    """Those `among` people whose name and birth year may be meant, the likeliest first."""
    fold = text.fold(full_name)
    given = fold.rpartition(" ")[2]
    wanted = Q(name_fold__endswith=f" {given}") | Q(name_fold=given)
    if birth_year:
        years = (birth_year - YEARS_APART, birth_year + YEARS_APART)
        family = fold.partition(" ")[0]
        wanted |= Q(name_fold__startswith=f"{family} ", birth_year__range=years)
    found = among.filter(wanted).order_by("sort_key", "pk")[:MOST_LOOKED_AT]
    return alike(found, fold, birth_year=birth_year)[:MOST_FOUND]


def alike(people: Iterable[User], fold: str, *, birth_year: int | None) -> list[User]:
    """Those of `people` who may be meant by a folded name and a birth year, the likeliest first."""
    ranked = [(_likeness(one, fold), one) for one in people if _as_old(one, birth_year)]
    ranked.sort(key=lambda one: -one[0])
    return [person for likeness, person in ranked if likeness >= LIKE]


def _likeness(person: User, fold: str) -> float:
    if person.name_fold == fold:
        return 1
    return SequenceMatcher(None, person.name_fold, fold).ratio()


def _as_old(person: User, birth_year: int | None) -> bool:
    if not person.birth_year or not birth_year:
        return True
    return abs(person.birth_year - birth_year) <= YEARS_APART
