"""The job that applies a list: some rows at a time, each looked at anew before it is written."""

from lms.audit import services as audit
from lms.common import clock
from lms.jobs import services as jobs
from lms.jobs.models import Job
from lms.jobs.registry import Again
from lms.users.models import RosterImport, RosterRow, User
from lms.users.rosters import kinds, staging

ROWS_AT_ONCE = 500

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
        kinds.of(roster.place).write(roster, rows, _requester(job, roster), now)
        RosterRow.objects.filter(pk__in=[row.pk for row in rows]).update(applied_at=now)
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
