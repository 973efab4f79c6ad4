"""A list of officials on its way in: uploaded, looked at, confirmed or thrown away."""

import hashlib
import json
import zlib
from datetime import datetime, timedelta

from django.db import transaction

from lms.audit import services as audit
from lms.common import clock, text
from lms.jobs import services as jobs
from lms.jobs.models import Job
from lms.users.models import Agency, RosterFile, RosterImport, RosterRow, User
from lms.users.rosters import reading, twins
from lms.users.rosters.places import Agencies, Communes

READ, APPLY = "users.read_roster", "users.apply_roster"
KEPT_FOR = timedelta(days=30)
FORGOTTEN_AT_ONCE = 3

State = RosterImport.State


def upload(
    agency: Agency, file_name: str, content: bytes, *, by: User, now: datetime
) -> RosterImport:
    """Take the list in and have it read; raises FileRefused with nothing kept."""
    table = reading.read(content)
    today = clock.local(now).date()
    agencies = Agencies(agency, Communes(today), today)
    kept = {
        "keys": table.keys,
        "rows": table.rows,
        "width": twins.staff_width(table),
        "twins": twins.find(table, agencies),
    }
    packed = zlib.compress(json.dumps(kept, ensure_ascii=False).encode(), 1)
    row_count = len(table.rows)
    with transaction.atomic():
        roster = RosterImport.objects.create(
            agency=agency,
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
            "roster.uploaded", subject=roster, actor=by, at=now, agency=agency.pk, rows=row_count
        )
    return roster


def confirm(roster: RosterImport, *, by: User, now: datetime) -> bool:
    """Have the staged rows applied; true only for the call that began it."""
    with transaction.atomic():
        staged = RosterImport.objects.filter(pk=roster.pk, state=State.STAGED)
        if not staged.update(state=State.APPLYING):
            return False
        _add(APPLY, roster, by)
        audit.record("roster.confirmed", subject=roster, actor=by, at=now)
    return True


def cancel(roster: RosterImport, *, by: User, now: datetime) -> bool:
    """Throw the list away before it touches anybody; true only for the call that did."""
    with transaction.atomic():
        waiting = RosterImport.objects.filter(pk=roster.pk, state__in=[State.READING, State.STAGED])
        if not waiting.update(state=State.CANCELLED):
            return False
        _forget(roster)
        audit.record("roster.cancelled", subject=roster, actor=by, at=now)
    return True


def job_of(roster: RosterImport) -> Job | None:
    """The reading or the applying that is under way, or failed; None for a list at rest."""
    kinds = {State.READING: READ, State.APPLYING: APPLY}
    kind = kinds.get(State(roster.state))
    return Job.objects.filter(key=f"{kind}:{roster.pk}").first() if kind else None


def forget_old(*, now: datetime) -> bool:
    """Drop the rows of lists older than a month, a few lists at a time; whether more are left."""
    old = RosterImport.objects.filter(created_at__lt=now - KEPT_FOR).exclude(state=State.APPLYING)
    full = old.filter(pk__in=RosterRow.objects.values("roster")) | old.filter(file__isnull=False)
    rosters = list(full.order_by("pk")[: FORGOTTEN_AT_ONCE + 1])
    for roster in rosters[:FORGOTTEN_AT_ONCE]:
        with transaction.atomic():
            waiting = RosterImport.objects.filter(
                pk=roster.pk, state__in=[State.READING, State.STAGED]
            )
            waiting.update(state=State.CANCELLED)
            _forget(roster)
    return len(rosters) > FORGOTTEN_AT_ONCE


def _forget(roster: RosterImport) -> None:
    RosterRow.objects.filter(roster=roster).delete()
    RosterFile.objects.filter(roster=roster).delete()


def _add(kind: str, roster: RosterImport, by: User) -> None:
    jobs.add(kind, key=f"{kind}:{roster.pk}", ids={"roster": str(roster.pk)}, requested_by=by)
