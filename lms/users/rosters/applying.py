"""The job that applies a list: some rows at a time, each looked at anew before it is written."""

from datetime import datetime

from django.db import connection

from lms.audit import services as audit
from lms.common import clock
from lms.jobs import services as jobs
from lms.jobs.models import Job
from lms.jobs.registry import Again
from lms.users.models import Agency, RosterImport, RosterRow, User
from lms.users.rosters import staging, writing
from lms.users.rosters.cells import Line
from lms.users.rosters.deciding import Deciding, Decision

ROWS_AT_ONCE = 500
PERSON_OF_ROW = f"UPDATE {RosterRow._meta.db_table} SET person_id = %s WHERE id = %s"  # noqa: S608

Action = RosterRow.Action
State = RosterImport.State


def apply(job: Job) -> Again | None:
    """Apply the next rows; called again until none is left."""
    roster = staging.held_roster_of(job)
    if roster.state != State.APPLYING:
        return None
    now = clock.now()
    waiting = roster.rows.filter(action__in=[Action.CREATE, Action.CHANGE], applied_at=None)
    rows = list(waiting.order_by("action", "row_no")[:ROWS_AT_ONCE])
    if rows:
        _apply(roster, rows, _requester(job, roster), now)
    counts = roster.summary["counts"]
    total = counts.get(Action.CREATE, 0) + counts.get(Action.CHANGE, 0)
    jobs.progress(job, job.done_count + len(rows), total)
    if len(rows) == ROWS_AT_ONCE:
        return Again()
    summary = roster.summary | {"counts": staging.counts(roster)}
    RosterImport.objects.filter(pk=roster.pk).update(
        state=State.APPLIED, applied_at=now, summary=summary
    )
    audit.record("roster.applied", subject=roster, at=now, **summary["counts"])
    return None


def _requester(job: Job, roster: RosterImport) -> User:
    """Who confirmed the list."""
    return User.objects.filter(pk=job.requested_by_id or 0).first() or roster.uploaded_by


def _apply(roster: RosterImport, rows: list[RosterRow], by: User, now: datetime) -> None:
    agencies = {agency.pk.hex: agency for agency in Agency.objects.within(roster.agency)}
    lines = [(row.row_no, Line.kept(row.cells["said"])) for row in rows]
    decisions = Deciding(roster, agencies).decide(lines)
    writing.write(roster, decisions, by=by, today=clock.local(now).date(), now=now)
    _note(rows, decisions, now)


def _note(rows: list[RosterRow], decisions: list[Decision], now: datetime) -> None:
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
    RosterRow.objects.filter(pk__in=[row.pk for row in rows]).update(applied_at=now)
