"""Where an upper app adds to the homes of communes and teams; filled in `AppConfig.ready`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from lms.places.models import Unit
from lms.users.models import User
from teams.models import Team


@dataclass(frozen=True, slots=True)
class Card:
    """A part of a home: its template, and what that shows."""

    template: str
    words: Mapping[str, Any]


def _nothing(_place: Unit | Team, _user: User) -> Card | None:
    return None


missing_today: Callable[[Unit | Team, User], Card | None] = _nothing
"""What a commune or team still has to do; asked for people who may see its targets."""
