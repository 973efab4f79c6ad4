"""A list of people on its way in: uploaded, looked at, confirmed or thrown away."""

import hashlib
import json
import zlib
from datetime import datetime, timedelta

from django.db import transaction

from lms.audit import services as audit
from lms.common import clock, text
from lms.jobs import services as jobs
from lms.jobs.models import Job
from lms.places.models import Unit
from lms.users.models import Agency, RosterFile, RosterImport, RosterRow, User
from lms.users.rosters import kinds, reading

READ, APPLY, UNDO = "users.read_roster", "users.apply_roster", "users.undo_roster"
KEPT_FOR = timedelta(days=30)
FORGOTTEN_AT_ONCE = 3

State = RosterImport.State


def upload(
    place: Agency | Unit, file_name: str, content: bytes, *, by: User, now: datetime
) -> RosterImport:
    """Take the list in and have it read; raises FileRefused with nothing kept."""
    kind = kinds.of(place)
    table = reading.read(content, kind.headings)
    seen = kind.look(table, place, clock.local(now).date())
    kept = {"keys": table.keys, "rows": table.rows, **seen}
    where = "unit" if isinstance(place, Unit) else "agency"
    packed = zlib.compress(json.dumps(kept, ensure_ascii=False).encode(), 1)
    row_count = len(table.rows)
    with transaction.atomic():
        roster = RosterImport.objects.create(
            **{where: place},
            uploaded_by=by,
            file_name=text.nfc(file_name)[:200],
            file_sha256=hashlib.sha256(content).hexdigest(),
            state=State.READING,
            summary={"unused": table.unused, "total": row_count},
            created_at=now,
        )
        RosterFile.objects.create(roster=roster, content=packed)
        _add(READ, roster, by)
        audit.record(
            "roster.uploaded",
            subject=roster,
            actor=by,
            at=now,
            rows=row_count,
            **{where: place.pk},
        )
    return roster


def confirm(roster: RosterImport, *, by: User, now: datetime) -> bool:
    """Have the staged rows applied; true only for the call that began it.

    Not while a row waits for somebody to say whom it means.
    """
    with transaction.atomic():
        undecided = RosterRow.objects.filter(action=RosterRow.Action.MAYBE).values("roster")
        staged = RosterImport.objects.filter(pk=roster.pk, state=State.STAGED)
        if not staged.exclude(pk__in=undecided).update(state=State.APPLYING):
            return False
        _add(APPLY, roster, by)
        audit.record("roster.confirmed", subject=roster, actor=by, at=now)
    return True


def undo(roster: RosterImport, *, by: User, now: datetime) -> bool:
    """Have those taken back who did nothing since; true only for the call that began it."""
    with transaction.atomic():
        applied = RosterImport.objects.filter(pk=roster.pk, state=State.APPLIED, agency=None)
        if not applied.update(state=State.UNDOING):
            return False
        _add(UNDO, roster, by)
        audit.record("roster.undo_asked", subject=roster, actor=by, at=now)
    return True


def cancel(roster: RosterImport, *, by: User, now: datetime) -> bool:
    """Throw away a list that waits, or that the machine gave up; true only for the call that did.

    Whoever came in before it was given up stays.
    """
    with transaction.atomic():
        held = RosterImport.objects.select_for_update().get(pk=roster.pk)
        if not _may_go(held):
            return False
        _close(held)
        audit.record("roster.cancelled", subject=roster, actor=by, at=now)
    return True


def job_of(roster: RosterImport) -> Job | None:
    """The reading or the applying that is under way, or failed; None for a list at rest."""
    work = {State.READING: READ, State.APPLYING: APPLY, State.UNDOING: UNDO}
    kind = work.get(State(roster.state))
    return Job.objects.filter(key=f"{kind}:{roster.pk}").first() if kind else None


def forget_old(*, now: datetime) -> bool:
    """Drop the rows of lists older than a month, a few lists at a time; whether more are left."""
    old = RosterImport.objects.filter(created_at__lt=now - KEPT_FOR)
    applying = old.filter(state=State.APPLYING)
    old = old.exclude(pk__in=[roster.pk for roster in applying if not _may_go(roster)])
    full = old.filter(pk__in=RosterRow.objects.values("roster")) | old.filter(file__isnull=False)
    rosters = list(full.order_by("pk")[: FORGOTTEN_AT_ONCE + 1])
    for roster in rosters[:FORGOTTEN_AT_ONCE]:
        with transaction.atomic():
            held = RosterImport.objects.select_for_update().get(pk=roster.pk)
            if _may_go(held):
                _close(held)
            elif held.state not in {State.APPLYING, State.UNDOING}:
                _forget(held)
    return len(rosters) > FORGOTTEN_AT_ONCE


def _may_go(roster: RosterImport) -> bool:
    """Whether nobody works on the list: it waits, or its applying failed for good."""
    if roster.state == State.APPLYING:
        job = job_of(roster)
        return job is None or job.state == Job.State.FAILED
    return roster.state in {State.READING, State.STAGED}


def _close(roster: RosterImport) -> None:
    applied = roster.rows.exclude(applied_at=None).exclude(action=RosterRow.Action.REFUSE)
    summary = roster.summary | {"applied": applied.count()}
    RosterImport.objects.filter(pk=roster.pk).update(state=State.CANCELLED, summary=summary)
    _forget(roster)


def _forget(roster: RosterImport) -> None:
    RosterRow.objects.filter(roster=roster).delete()
    RosterFile.objects.filter(roster=roster).delete()


def _add(kind: str, roster: RosterImport, by: User) -> None:
    jobs.add(kind, key=f"{kind}:{roster.pk}", ids={"roster": str(roster.pk)}, requested_by=by)
