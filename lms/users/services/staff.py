"""Who serves in which agency, counted up the tree of agencies."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from lms.common.measures import Periodic, Word, register_periodic
from lms.users.models import Official

STAFF = "users.staff"


def add() -> None:
    register_periodic(Periodic(STAFF, Word.PEOPLE, _staff))


def serving_on(day: date) -> QuerySet[Official]:
    """Posts held on the day; a person may hold several."""
    return Official.objects.serving_on(day)


def by_agency(amounts: Mapping[int, int], *, on: date) -> dict[UUID, int]:
    """Amounts of people (by primary key) summed for each agency they serve in and those above it.

    Whoever has two posts below one agency counts there once. One query.
    """
    found: defaultdict[UUID, int] = defaultdict(int)
    for person, agencies in _places(on):
        if amount := amounts.get(person, 0):
            for agency in agencies:
                found[agency] += amount
    return dict(found)


def _staff(first: date, last: date) -> Mapping[UUID, int]:  # noqa: ARG001
    """On the last day of the period."""
    found: defaultdict[UUID, int] = defaultdict(int)
    for _person, agencies in _places(last):
        for agency in agencies:
            found[agency] += 1
    return dict(found)


def _places(day: date) -> Iterator[tuple[int, set[UUID]]]:
    posts: defaultdict[int, set[str]] = defaultdict(set)
    for person, path in serving_on(day).values_list("person", "agency__path"):
        posts[person].add(path)
    for person, paths in posts.items():
        yield person, {UUID(part) for path in paths for part in path.strip("/").split("/")}
