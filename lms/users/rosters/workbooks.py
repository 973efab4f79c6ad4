"""Lists that leave: the model to fill in, and the rows that were refused with the reasons."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from django.utils.translation import gettext as _

from lms.common.workbooks import Heading, workbook
from lms.places.models import Unit
from lms.users.models import Agency, RosterImport, RosterRow
from lms.users.rosters import columns
from lms.users.rosters.cells import EXAMPLE

CHUNK = 1000
REASONS_WIDTH = 70


def model(agency: Agency, *, today: date) -> bytes:
    """The headings and one example, which is never taken for a person."""
    communes = Unit.objects.filter(level=Unit.Level.COMMUNE).valid_on(today).sorted()
    home = communes.first()
    said = {
        columns.NAME: f"{EXAMPLE} {columns.COLUMNS[0].example}",
        columns.AGENCY: agency.code,
        columns.HOME: home.name if home else "",
    }
    return _model(columns.COLUMNS, said)


def resident_model(place: Unit, *, today: date) -> bytes:
    """The same for the residents of a commune or village."""
    below = Unit.objects.within(place).filter(level=Unit.Level.VILLAGE).valid_on(today).sorted()
    village = below.first() or place
    said = {
        columns.NAME: f"{EXAMPLE} {columns.COLUMNS[0].example}",
        columns.VILLAGE: village.name,
    }
    return _model(columns.RESIDENT_COLUMNS, said)


def _model(known: Sequence[columns.Column], said: dict[str, str]) -> bytes:
    row = [said.get(column.key, column.example) for column in known]
    return workbook(_("Danh sách"), _headings(known), [row])


def refused(roster: RosterImport, known: Sequence[columns.Column] = columns.COLUMNS) -> bytes:
    """What was refused as it was written, ready to be put right and sent again."""
    headings = [
        *_headings(known),
        Heading(_("Dòng"), 8),
        Heading(_("Vì sao không nhận"), REASONS_WIDTH),
    ]
    rows = roster.rows.filter(action=RosterRow.Action.REFUSE).order_by("row_no")
    return workbook(_("Chưa nhận"), headings, _cells(rows.iterator(chunk_size=CHUNK), known))


def _headings(known: Sequence[columns.Column]) -> list[Heading]:
    return [Heading(column.heading, column.width) for column in known]


def _cells(rows: Iterable[RosterRow], known: Sequence[columns.Column]) -> Iterator[list[str]]:
    for row in rows:
        raw = row.cells.get("raw", {})
        halves = (raw.get(columns.FAMILY), raw.get(columns.GIVEN))
        said = {columns.NAME: " ".join(filter(None, halves)), **raw}
        cells = [said.get(column.key, "") for column in known]
        yield [*cells, str(row.row_no), " ".join(words for _kind, words in row.reasons)]
