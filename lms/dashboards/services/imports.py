"""A file of figures comes in: looked at, confirmed, taken back; nothing is ever overwritten."""

import hashlib
from collections import Counter
from datetime import date, datetime

from django.db import transaction

from lms.audit import services as audit
from lms.common import text
from lms.dashboards.models import DataImport, DataRow, Population
from lms.dashboards.services import population_files
from lms.jobs import services as jobs
from lms.jobs.models import Job
from lms.users.models import User

APPLY = "dashboards.apply_import"
BATCH = 1000
State = DataImport.State
Action = DataRow.Action


def upload(  # a file, and what is said of it
    file_name: str, content: bytes, *, source: str, as_of: date, by: User, now: datetime
) -> DataImport:
    """Keep a file's rows to be looked at; raises FileRefused for what is no such table."""
    table = population_files.read(content)
    batch = DataImport(
        kind=DataImport.Kind.POPULATION,
        source=text.nfc(source),
        as_of=as_of,
        file_name=text.nfc(file_name)[:200],
        file_sha256=hashlib.sha256(content).hexdigest(),
        uploaded_by=by,
        created_at=now,
    )
    rows = population_files.rows(table, batch)
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
    batch = DataImport.objects.select_for_update().get(pk=batch_id)
    if batch.state != State.STAGED:
        return 0
    rows = batch.rows.filter(action__in=(Action.NEW, Action.CHANGE)).order_by("row_no")
    wanted = {
        (row.unit_id, group): count
        for row in rows
        if row.unit_id
        for group, count in row.said.items()
    }
    standing = {
        (one.unit_id, one.group): one
        for one in Population.objects.standing().filter(
            as_of=batch.as_of, unit__in={unit for unit, _group in wanted}
        )
    }
    fresh = []
    for (unit, group), count in wanted.items():
        before = standing.get((unit, group))
        if before is None or before.count != count or before.source != batch.source:
            fresh.append(
                Population(
                    unit_id=unit,
                    group=group,
                    count=count,
                    as_of=batch.as_of,
                    source=batch.source,
                    batch=batch,
                    restated_from=before,
                    created_at=now,
                )
            )
    replaced = [one.restated_from_id for one in fresh if one.restated_from_id]
    Population.objects.filter(pk__in=replaced).update(withdrawn_at=now)
    Population.objects.bulk_create(fresh, batch_size=BATCH)
    summary = batch.summary | {"applied": len(fresh)}
    DataImport.objects.filter(pk=batch.pk).update(
        state=State.APPLIED, applied_at=now, summary=summary
    )
    return len(fresh)


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
        applied = DataImport.objects.filter(pk=batch.pk, state=State.APPLIED)
        if not applied.update(state=State.UNDONE, undone_at=now):
            return False
        standing = Population.objects.standing().filter(batch=batch)
        ours = list(standing.select_related("restated_from__batch"))
        Population.objects.filter(pk__in=[one.pk for one in ours]).update(withdrawn_at=now)
        back = [one for ours_one in ours if (one := _before(ours_one))]
        Population.objects.filter(pk__in=[one.pk for one in back]).update(withdrawn_at=None)
        audit.record("figures.undone", subject=batch, actor=by, at=now, rows=len(ours))
    return True


def _before(figure: Population) -> Population | None:
    """The last figure before this one whose own file was not taken back."""
    before = figure.restated_from
    while before and before.batch and before.batch.state == State.UNDONE:
        before = before.restated_from
    return before
