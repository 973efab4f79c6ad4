"""Lists of the officials of an agency: their rows decided, and written."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from lms.common import clock
from lms.users.models import Agency, Official, RosterImport, RosterRow, User
from lms.users.rosters import cells, succeeding, twins, writing
from lms.users.rosters.cells import Line
from lms.users.rosters.deciding import Deciding, Decision
from lms.users.rosters.places import Agencies, Communes
from lms.users.rosters.reading import Table

PERSON_OF_ROW = f"UPDATE {RosterRow._meta.db_table} SET person_id = %s WHERE id = %s"  # noqa: S608

Action = RosterRow.Action


def look(table: Table, agency: Agency, today: date) -> dict[str, Any]:
    agencies = Agencies(agency, Communes(today), today)
    return {"width": twins.staff_width(table), "twins": twins.find(table, agencies)}


def rows(
    roster: RosterImport, kept: dict[str, Any], chunk: Sequence[tuple[int, list[Any]]]
) -> list[RosterRow]:
    today = clock.today()
    succeeding.follow(roster, today)
    top, communes = _agency(roster), Communes(today)
    agencies = Agencies(top, communes, today)
    lines = []
    for number, row in chunk:
        written = dict(zip(kept["keys"], row, strict=True))
        line = cells.clean(written, staff_width=kept["width"], today=today)
        _place(line, agencies, communes)
        if twin := kept["twins"].get(str(number)):
            line.faults.append(twins.words(*twin))
        lines.append((number, line))
    decisions = Deciding(roster, agencies.by_id).decide(lines)
    return [
        RosterRow(
            roster=roster,
            row_no=number,
            cells={"raw": dict(cells.raw(kept["keys"], row)), "said": one.line.said()},
            action=one.action,
            reasons=one.reasons,
            person=one.person or one.linked,
        )
        for (number, row), one in zip(chunk, decisions, strict=True)
    ]


def _place(line: Line, agencies: Agencies, communes: Communes) -> None:
    """Put ids to the agency and the commune the row names."""
    if line.agency:
        agency = agencies.meaning(line.agency)
        line.agency_id = agency.id
        _note(line, agency.fault, agency.repair)
    if line.home:
        home = communes.meaning(line.home)
        line.home_id = home.id
        _note(line, home.fault, home.repair)


def _note(line: Line, fault: str, repair: str) -> None:
    if fault:
        line.faults.append(fault)
    if repair:
        line.repairs.append(repair)


def write(roster: RosterImport, rows: list[RosterRow], by: User, now: datetime) -> None:
    today = clock.local(now).date()
    lines = [(row.row_no, Line.kept(row.cells["said"])) for row in rows]
    with transaction.atomic():
        # What the list was looked at with may have ended since.
        succeeding.lead_on([line for _number, line in lines])
        succeeding.follow(roster, today)
        agencies = {one.pk.hex: one for one in Agency.objects.within(_agency(roster))}
        decisions = Deciding(roster, agencies).decide(lines)
        writing.write(roster, decisions, by=by, today=today, now=now)
        _keep_people(rows, decisions)


def _keep_people(rows: list[RosterRow], decisions: list[Decision]) -> None:
    """Keep whom each row came to mean; written row by row, for the cells stay as they are."""
    people = [
        (one.person.pk, row.pk)
        for row, one in zip(rows, decisions, strict=True)
        if one.person and one.person.pk != row.person_id
    ]
    with connection.cursor() as cursor:
        cursor.executemany(PERSON_OF_ROW, people)
    refused = [
        (row, one) for row, one in zip(rows, decisions, strict=True) if one.action == Action.REFUSE
    ]
    for row, one in refused:
        row.action, row.reasons = one.action, one.reasons
    RosterRow.objects.bulk_update([row for row, _one in refused], ["action", "reasons"])


def sum_up(roster: RosterImport) -> dict[str, int]:
    """How many people of the subtree no accepted row means; nothing happens to them."""
    meant = roster.rows.filter(person__isnull=False).values("person")
    open_posts = Official.objects.within(_agency(roster)).filter(ended_on=None)
    left_out = open_posts.exclude(person__in=meant).values("person").distinct().count()
    return {"left_out": left_out}


def _agency(roster: RosterImport) -> Agency:
    if roster.agency is None:
        raise TypeError
    return roster.agency
