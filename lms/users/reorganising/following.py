"""What follows when units or agencies change: each app says here what it does, and what it will do.

Filled in `AppConfig.ready`; the order of registering is the order of doing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from lms.places.models import Unit
from lms.users.models import Agency, Reorganisation, User


@dataclass(frozen=True)
class Effect:
    """One thing that follows, in words, and how many; a warning asks for somebody's eyes."""

    words: str
    count: int | None = None
    is_warning: bool = False


@dataclass(frozen=True)
class Choice:
    """Something to be decided before the act is confirmed: what about, and the ways there are."""

    key: str
    words: str
    ways: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Planned:
    """What an act that was not carried out yet touches: what it ends, and all below that."""

    act: Reorganisation
    units: tuple[Unit, ...] = ()
    """The units that its lines name."""
    unit_ids: frozenset[UUID] = frozenset()
    """They and every open one below them."""
    agencies: tuple[Agency, ...] = ()
    agency_ids: frozenset[UUID] = frozenset()
    divided: frozenset[UUID] = frozenset()
    """Those of which not all goes one way."""


@dataclass(frozen=True)
class Share[Place: (Unit, Agency)]:
    """Who takes over, how much of a hundred, and whether as the main one."""

    new: Place
    weight: Decimal
    is_main: bool


@dataclass(frozen=True)
class Done:
    """What an act ended, and who took over: of what moved along below, too."""

    act: Reorganisation
    by: User
    on: date
    now: datetime
    units: dict[UUID, tuple[Share[Unit], ...]] = field(default_factory=dict)
    agencies: dict[UUID, tuple[Share[Agency], ...]] = field(default_factory=dict)

    def unit(self, old: UUID) -> Unit | None:
        """The main successor."""
        return next((one.new for one in self.units.get(old, ()) if one.is_main), None)

    def agency(self, old: UUID) -> Agency | None:
        return next((one.new for one in self.agencies.get(old, ()) if one.is_main), None)


def _nothing_to_choose(planned: Planned) -> Sequence[Choice]:  # noqa: ARG001
    return ()


@dataclass(frozen=True)
class Follower:
    """What one app does.

    `preview` says what would follow, in a number of queries that does not grow. `follow` does it in
    one transaction; done twice, it changes nothing the second time. `choices` is what it asks.
    """

    name: str
    label: str
    preview: Callable[[Planned], Sequence[Effect]]
    follow: Callable[[Done], Sequence[Effect]]
    choices: Callable[[Planned], Sequence[Choice]] = _nothing_to_choose


@dataclass(frozen=True)
class HistoryRow:
    """One place in a table of both histories; an old one stands below who took it over."""

    name: str
    amounts: tuple[int, ...]
    is_old: bool = False
    is_estimated: bool = False


@dataclass(frozen=True)
class History:
    """The same figures as they were and restated; what both come to together."""

    headings: tuple[str, ...]
    rows: tuple[HistoryRow, ...]
    as_was: tuple[int, ...]
    restated: tuple[int, ...]

    @property
    def differences(self) -> tuple[int, ...]:
        return tuple(now - was for was, now in zip(self.as_was, self.restated, strict=True))


type ReadHistory = Callable[[Done], History | None]

_followers: dict[str, Follower] = {}
_histories: list[ReadHistory] = []


def register(follower: Follower) -> None:
    """Announce what follows, from `AppConfig.ready`."""
    _followers[follower.name] = follower


def followers() -> list[Follower]:
    return list(_followers.values())


def register_history(read: ReadHistory) -> None:
    """Announce who tells the figures of what an act changed."""
    if read not in _histories:
        _histories.append(read)


def histories(done: Done) -> list[History]:
    """What is known of both histories, one table for each who knows any."""
    return [found for read in _histories if (found := read(done))]
