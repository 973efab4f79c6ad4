"""A file of figures comes in: looked at, confirmed, taken back; nothing is ever overwritten."""

import hashlib
from collections import Counter
from datetime import date, datetime

from django.db import transaction

from lms.audit import services as audit
from lms.common import text
from lms.dashboards.models import DataImport, DataRow
from lms.dashboards.services import figure_files, population_files, restating
from lms.dashboards.services.file_rows import FileKind
from lms.dashboards.services.naming import Period
from lms.jobs import services as jobs
from lms.jobs.models import Job
from lms.users.models import User

APPLY = "dashboards.apply_import"
BATCH = 1000
Kind = DataImport.Kind
State = DataImport.State
Action = DataRow.Action
KINDS: dict[str, FileKind] = {
    Kind.POPULATION: population_files.KIND,
    Kind.FIGURES: figure_files.KIND,
}


def kind_of(batch: DataImport) -> FileKind:
    return KINDS[batch.kind]


def upload(  # noqa: PLR0913  # a file, and what is said of it
    file_name: str,
    content: bytes,
    *,
    kind: str = Kind.POPULATION,
    source: str,
    as_of: date,
    period: Period | None = None,
    by: User,
    now: datetime,
) -> DataImport:
    """Keep a file's rows to be looked at; raises FileRefused for what is no such table.

    Figures of indicators are for a period, population is not.
    """
    table = KINDS[kind].read(content)
    batch = DataImport(
        kind=kind,
        source=text.nfc(source),
        as_of=as_of,
        first_on=period.first if period else None,
        last_on=period.last if period else None,
        file_name=text.nfc(file_name)[:200],
        file_sha256=hashlib.sha256(content).hexdigest(),
        uploaded_by=by,
        created_at=now,
    )
    rows = KINDS[kind].rows(table, batch)
    counts = Counter(row.action for row in rows)
    batch.summary = {
        "total": len(rows),
        "counts": {action: counts[action] for action in Action.values},
        "unused": list(table.unused),
    }
    with transaction.atomic():
        batch.save(force_insert=True)
        DataRow.objects.bulk_create(rows, batch_size=BATCH)
        audit.record("figures.uploaded", subject=batch, actor=by, at=now, rows=len(rows))
    return batch


def confirm(batch: DataImport, *, by: User, now: datetime) -> bool:
    """Let its figures stand from now on, by a job; true only for the call that did."""
    with transaction.atomic():
        staged = DataImport.objects.filter(pk=batch.pk, state=State.STAGED, applied_by=None)
        if not staged.update(applied_by=by):
            return False
        jobs.add(APPLY, key=f"{APPLY}:{batch.pk}", ids={"batch": str(batch.pk)}, requested_by=by)
        audit.record("figures.confirmed", subject=batch, actor=by, at=now)
    return True


def job_of(batch: DataImport) -> Job | None:
    """The job that applies it, until it is done."""
    if batch.state != State.STAGED or batch.applied_by_id is None:
        return None
    return Job.objects.filter(key=f"{APPLY}:{batch.pk}").first()


def apply(batch_id: str, *, now: datetime) -> int:
    """Write the figures of a confirmed file; how many. What they restate stays, withdrawn."""
    with transaction.atomic():
        restating.hold()
        batch = DataImport.objects.select_for_update().get(pk=batch_id)
        if batch.state != State.STAGED or batch.applied_by_id is None:
            return 0
        kind = kind_of(batch)
        rows = batch.rows.filter(action__in=(Action.NEW, Action.CHANGE)).order_by("row_no")
        fresh = kind.figures(batch, rows)
        count = restating.write(fresh, kind.standing(batch, fresh), now=now)
        summary = batch.summary | {"applied": count}
        DataImport.objects.filter(pk=batch.pk).update(
            state=State.APPLIED, applied_at=now, summary=summary
        )
    return count


def cancel(batch: DataImport, *, by: User, now: datetime) -> bool:
    """Throw away a file that nobody confirmed; true only for the call that did."""
    with transaction.atomic():
        staged = DataImport.objects.filter(pk=batch.pk, state=State.STAGED, applied_by=None)
        if not staged.update(state=State.CANCELLED):
            return False
        audit.record("figures.cancelled", subject=batch, actor=by, at=now)
    return True


def undo(batch: DataImport, *, by: User, now: datetime) -> bool:
    """Take its figures back: what they restated stands again; true only for the call that did.

    What a later file restated stays as that file says.
    """
    with transaction.atomic():
        restating.hold()
        applied = DataImport.objects.filter(pk=batch.pk, state=State.APPLIED)
        if not applied.update(state=State.UNDONE, undone_at=now):
            return False
        count = restating.take_back(kind_of(batch).model, batch, now=now)
        audit.record("figures.undone", subject=batch, actor=by, at=now, rows=count)
    return True
