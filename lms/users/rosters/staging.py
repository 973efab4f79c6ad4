"""The job that reads a list: each part of its rows kept with what will be done about them."""

import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from lms.common import clock
from lms.jobs import services as jobs
from lms.jobs.models import Job
from lms.jobs.registry import Again
from lms.users.models import Official, RosterFile, RosterImport, RosterRow
from lms.users.rosters import cells, twins
from lms.users.rosters.cells import Line
from lms.users.rosters.deciding import Deciding
from lms.users.rosters.places import Agencies, Communes

ROWS_AT_ONCE = 2000

State = RosterImport.State


@dataclass(frozen=True)
class Part:
    """Rows that are ready to be kept, and how many there are in all."""

    rows: list[RosterRow]
    total: int


def held_roster_of(job: Job) -> RosterImport:
    """The list of the job, locked: nobody throws it away before this part is kept."""
    rosters = RosterImport.objects.select_related("agency", "uploaded_by")
    return rosters.select_for_update(of=("self",)).get(pk=job.ids["roster"])


def prepare(job: Job) -> Part | None:
    """The next rows of the list; writes nothing. None for a list that was thrown away."""
    roster = RosterImport.objects.select_related("agency").get(pk=job.ids["roster"])
    file = RosterFile.objects.filter(roster=roster).first()
    if roster.state != State.READING or file is None:
        return None
    kept = json.loads(zlib.decompress(file.content))
    chunk = kept["rows"][job.done_count : job.done_count + ROWS_AT_ONCE]
    return Part(_rows(roster, kept, chunk), len(kept["rows"]))


def stage(job: Job, part: Part | None) -> Again | None:
    """Keep the rows of one part; after the last one the list can be looked at."""
    if part is None:
        return None
    roster = held_roster_of(job)
    if roster.state != State.READING:
        return None
    RosterRow.objects.bulk_create(part.rows)
    done = job.done_count + len(part.rows)
    jobs.progress(job, done, part.total)
    if done < part.total:
        return Again()
    summary = roster.summary | {"counts": counts(roster), "left_out": _left_out(roster)}
    RosterImport.objects.filter(pk=roster.pk).update(state=State.STAGED, summary=summary)
    RosterFile.objects.filter(roster=roster).delete()
    return None


def counts(roster: RosterImport) -> dict[str, int]:
    """How many rows there are of each action."""
    found = roster.rows.values("action").annotate(rows=Count("pk")).order_by("action")
    return {row["action"]: row["rows"] for row in found}


def _rows(
    roster: RosterImport, kept: dict[str, Any], chunk: Sequence[tuple[int, list[Any]]]
) -> list[RosterRow]:
    today = clock.today()
    communes = Communes(today)
    agencies = Agencies(roster.agency, communes, today)
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
            cells={"raw": dict(_raw(kept["keys"], row)), "said": one.line.said()},
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


def _raw(keys: Iterable[str], row: list[Any]) -> Iterable[tuple[str, str]]:
    """The cells as they were written; of a formula only that there was one."""
    for key, cell in zip(keys, row, strict=True):
        yield key, "" if isinstance(cell, list) else str(cell)


def _left_out(roster: RosterImport) -> int:
    """How many people of the subtree no accepted row means; nothing happens to them."""
    meant = roster.rows.filter(person__isnull=False).values("person")
    open_posts = Official.objects.within(roster.agency).filter(ended_on=None)
    return open_posts.exclude(person__in=meant).values("person").distinct().count()
