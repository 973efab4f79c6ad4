"""The two kinds of lists: of an agency's officials, and of the residents of a place."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from lms.places.models import Unit
from lms.users.models import Agency, RosterImport, RosterRow, User
from lms.users.rosters import columns, officials, residents
from lms.users.rosters.reading import Table


@dataclass(frozen=True)
class Kind:
    """What differs between them; reading, keeping and applying in parts is one for both."""

    headings: columns.Headings
    look: Callable[[Table, Any, date], dict[str, Any]]
    """What only the whole list shows, as JSON; kept beside its rows."""
    rows: Callable[[RosterImport, dict[str, Any], Sequence[tuple[int, list[Any]]]], list[RosterRow]]
    """Some rows with what will be done about each; writes nothing."""
    write: Callable[[RosterImport, list[RosterRow], User, datetime], None]
    """Do it, each row looked at anew; in the caller's transaction."""
    sum_up: Callable[[RosterImport], dict[str, Any]]
    """What is told of the list besides the counts of its rows."""


_OFFICIALS = Kind(
    columns.OFFICIALS, officials.look, officials.rows, officials.write, officials.sum_up
)
_RESIDENTS = Kind(
    columns.RESIDENTS, residents.look, residents.rows, residents.write, residents.sum_up
)


def of(place: Agency | Unit) -> Kind:
    """The kind of list that names the people of such a place."""
    return _RESIDENTS if isinstance(place, Unit) else _OFFICIALS
