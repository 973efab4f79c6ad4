"""Figures that take the place of others, and those that stand again when they are taken back."""

from collections.abc import Collection, Iterable
from datetime import datetime

from lms.dashboards.models import DataImport, FoldMark, Stated
from lms.dashboards.models.stated import StatedQuerySet

STATED = "stated"
BATCH = 1000


def hold() -> None:
    """Until the end of the transaction nobody else writes or takes back what others told us."""
    FoldMark.objects.bulk_create([FoldMark(name=STATED)], ignore_conflicts=True)
    FoldMark.objects.select_for_update().get(name=STATED)


def write[Row: Stated](fresh: Collection[Row], standing: Iterable[Row], *, now: datetime) -> int:
    """Let these stand from now on, each instead of what stands of the same; how many.

    What says the number that stands already, by the same source, is not written. Within `hold`.
    """
    known = {row.key: row for row in standing}
    written = []
    for row in fresh:
        before = known.get(row.key)
        if before and before.says_as(row) and before.source == row.source:
            continue
        row.restated_from = before
        row.created_at = now
        written.append(row)
    if not written:
        return 0
    model = type(written[0])
    gone = [row.restated_from.pk for row in written if row.restated_from]
    _all(model).filter(pk__in=gone).update(withdrawn_at=now)
    model._default_manager.bulk_create(written, batch_size=BATCH)  # noqa: SLF001 (any of ours)
    return len(written)


def take_back(model: type[Stated], batch: DataImport, *, now: datetime) -> int:
    """Withdraw a file's figures that stand; before each the last one whose own file was not taken
    back stands again. How many were withdrawn, in four queries. Within `hold`."""
    ours = list(_all(model).standing().filter(batch=batch))
    _all(model).filter(pk__in=[row.pk for row in ours]).update(withdrawn_at=now)
    first = {row.key: row for row in ours if row.restated_from_id}
    near = {name: {getattr(row, name) for row in first.values()} for name in model.SAME}
    earlier = _all(model).filter(**{f"{name}__in": said for name, said in near.items()})
    earlier = earlier.exclude(batch__state=DataImport.State.UNDONE)
    back = {}
    for row in earlier.order_by("pk") if first else ():
        if row.key in first and row.pk < first[row.key].pk:
            back[row.key] = row.pk
    _all(model).filter(pk__in=back.values()).update(withdrawn_at=None)
    return len(ours)


def _all(model: type[Stated]) -> StatedQuerySet:
    found: StatedQuerySet = model._default_manager.all()  # noqa: SLF001 (as above)
    return found
