"""What can be counted: each app says, from `AppConfig.ready`, what its own rows come to.

A *source* counts what adds up over places and days; a *periodic* measure counts things that do not
add up (distinct people), once for a whole period. The dashboards fold both.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db import models

NOBODY = UUID(int=0)
"""Stands for the team of what no team did."""
NOWHERE = UUID(int=0)
"""Stands for the place of what nobody knows the place of."""
BEGINNING = date(2000, 1, 1)
"""Stands for the first day of what was there before our data."""


class Word(models.TextChoices):
    """The word a count is labelled with; the four are never mixed, nor added to each other."""

    HEADS = "heads", "người đến"
    TURNS = "turns", "lượt"
    ACTS = "acts", "kết quả"
    PEOPLE = "people", "người"
    NONE = "", "–"


class Amount(NamedTuple):
    """How much of a measure one place had on one day; `part` is one of what the measure splits
    into, so that the amounts of all parts together are the whole."""

    measure: str
    place: UUID
    amount: int
    team: UUID = NOBODY
    part: str = ""


type Count = Callable[[date, Collection[UUID] | None], Iterable[Amount]]
"""Of one day, all amounts of these places; of all places for None. Twice the same may be said."""


@dataclass(frozen=True)
class Source:
    """Rows of one app that are counted together, day by day.

    Of a stock the amounts are changes: what came that day less what went, so that the stock on a
    day is the sum of all days up to it.
    """

    name: str
    measures: Mapping[str, str]
    """Each measure with the word it counts in."""
    count: Count
    days: Callable[[], Iterable[date]]
    """Every day on which there may be something."""
    is_stock: bool = False


@dataclass(frozen=True)
class Periodic:
    """A measure that is counted once for each whole period, of all places at once.

    Changes in one of the `sources` make its period be counted anew; where there are none, the
    periods that are not over are counted every night.
    """

    measure: str
    word: str
    count: Callable[[date, date], Mapping[UUID, int]]
    sources: Collection[str] = field(default=())
    is_of_agencies: bool = False
    """Whether its places are agencies and not units."""


_sources: dict[str, Source] = {}
_periodic: dict[str, Periodic] = {}


def register(source: Source) -> None:
    """Announce a source; the same name again takes its place."""
    _sources[source.name] = source


def register_periodic(measure: Periodic) -> None:
    _periodic[measure.measure] = measure


def sources() -> list[Source]:
    return list(_sources.values())


def source_named(name: str) -> Source | None:
    """None for a source whose code is gone."""
    return _sources.get(name)


def source_of(measure: str) -> Source | None:
    """Which source counts a measure; None for one that nobody counts day by day."""
    return next((source for source in _sources.values() if measure in source.measures), None)


def periodics() -> list[Periodic]:
    return list(_periodic.values())


def periodic_named(measure: str) -> Periodic | None:
    return _periodic.get(measure)


def is_of_agencies(measure: str) -> bool:
    """Whether a measure is counted of agencies."""
    periodic = _periodic.get(measure)
    return periodic is not None and periodic.is_of_agencies


def word_of(measure: str) -> str | None:
    """The word a measure counts in; None where nobody counts it."""
    if periodic := _periodic.get(measure):
        return periodic.word
    source = source_of(measure)
    return source.measures[measure] if source else None
