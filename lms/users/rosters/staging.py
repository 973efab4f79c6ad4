"""The job that reads a list: each part of its rows kept with what will be done about them."""

import json
import zlib
from dataclasses import dataclass

from django.db.models import Count

from lms.jobs import services as jobs
from lms.jobs.models import Job
from lms.jobs.registry import Again
from lms.users.models import RosterFile, RosterImport, RosterRow
from lms.users.rosters import kinds

ROWS_AT_ONCE = 2000

State = RosterImport.State


@dataclass(frozen=True)
class Part:
    """Rows that are ready to be kept, and how many there are in all."""

    rows: list[RosterRow]
    total: int


def held_roster_of(job: Job) -> RosterImport:
    """The list of the job, locked: nobody throws it away before this part is kept."""
    rosters = RosterImport.objects.select_related("agency", "unit__parent", "uploaded_by")
    return rosters.select_for_update(of=("self",)).get(pk=job.ids["roster"])


def prepare(job: Job) -> Part | None:
    """The next rows of the list; writes nothing. None for a list that was thrown away."""
    rosters = RosterImport.objects.select_related("agency", "unit__parent")
    roster = rosters.get(pk=job.ids["roster"])
    file = RosterFile.objects.filter(roster=roster).first()
    if roster.state != State.READING or file is None:
        return None
    kept = json.loads(zlib.decompress(file.content))
    chunk = kept["rows"][job.done_count : job.done_count + ROWS_AT_ONCE]
    rows = kinds.of(roster.place).rows(roster, kept, chunk)
    return Part(rows, len(kept["rows"]))


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
    summary = roster.summary | kinds.of(roster.place).sum_up(roster)
    summary |= {"counts": counts(roster)}
    RosterImport.objects.filter(pk=roster.pk).update(state=State.STAGED, summary=summary)
    RosterFile.objects.filter(roster=roster).delete()
    return None


def counts(roster: RosterImport) -> dict[str, int]:
    """How many rows there are of each action."""
    found = roster.rows.values("action").annotate(rows=Count("pk")).order_by("action")
    return {row["action"]: row["rows"] for row in found}
