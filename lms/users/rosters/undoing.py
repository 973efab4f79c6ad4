"""The job that takes a list of residents back: whoever it made and who did nothing since goes."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import ForeignObjectRel, Model, QuerySet

from lms.audit import services as audit
from lms.common import clock
from lms.jobs import services as jobs
from lms.jobs.models import Job
from lms.jobs.registry import Again
from lms.users.models import Consent, LearningCard, LoginPhone, RosterImport, RosterRow, User
from lms.users.rosters import staging
from lms.users.services.people import hold_commune

# Each round asks every table that knows people once, however many it asks about.
ROWS_AT_ONCE = 500
# What a list and its cards make themselves.
OF_THE_LIST = {(Consent, "person"), (LearningCard, "person"), (LoginPhone, "person")}

Action = RosterRow.Action
State = RosterImport.State


def undo(job: Job) -> Again | None:
    """Take the next people back; called again until none is left."""
    roster = staging.held_roster_of(job)
    if roster.state != State.UNDOING or roster.unit is None:
        return None
    hold_commune(roster.unit)
    made = roster.rows.filter(action=Action.CREATE, applied_at__isnull=False)
    rows = list(made.order_by("row_no")[:ROWS_AT_ONCE])
    total = job.total_count or made.count()
    _take_back(roster, rows, job)
    jobs.progress(job, job.done_count + len(rows), total)
    if len(rows) == ROWS_AT_ONCE:
        return Again()
    counts = staging.counts(roster)
    summary = roster.summary | {"taken_back": roster.summary["counts"].get(Action.CREATE, 0)}
    kept = counts.get(Action.CHANGE, 0)
    summary["taken_back"] -= kept
    RosterImport.objects.filter(pk=roster.pk).update(
        state=State.UNDONE, summary=summary | {"kept": kept, "counts": counts}
    )
    audit.record("roster.undone", subject=roster, kept=kept, taken_back=summary["taken_back"])
    return None


def take_away(people: Collection[int], *, by: User, now: datetime) -> set[int]:
    """Remove those of whom nothing is kept but an unproved number; who stays."""
    busy = _did_something(None, set(people))
    gone = User.objects.filter(pk__in=set(people) - busy)
    audit.record_all("person.taken_back", gone, actor=by, at=now)
    for model, field in OF_THE_LIST:
        _rows(model, field, gone).delete()
    gone._raw_delete(gone.db)  # noqa: SLF001 (as below)
    return busy


def _take_back(roster: RosterImport, rows: list[RosterRow], job: Job) -> None:
    people = {row.person_id for row in rows if row.person_id}
    busy = _did_something(roster, people)
    RosterRow.objects.filter(pk__in=[row.pk for row in rows if row.person_id in busy]).update(
        action=Action.CHANGE
    )
    gone = User.objects.filter(pk__in=people - busy)
    by = User.objects.filter(pk=job.requested_by_id or 0).first()
    audit.record_all("person.taken_back", gone, actor=by, at=clock.now(), roster=roster.pk)
    RosterRow.objects.filter(pk__in=[row.pk for row in rows]).exclude(person__in=busy).update(
        person=None, applied_at=None
    )
    for model, field in OF_THE_LIST:
        _rows(model, field, gone).delete()
    # Nothing else is kept of them, as was just seen; what came meanwhile the database holds fast.
    gone._raw_delete(gone.db)  # noqa: SLF001 (or every table would be asked once more)


def _did_something(roster: RosterImport | None, people: set[int]) -> set[int]:
    """Who came in, or of whom anything is kept that the list did not make."""
    found = User.objects.filter(pk__in=people)
    busy = {*found.exclude(last_login=None, is_active=True).values_list("pk", flat=True)}
    phones = LoginPhone.objects.filter(person__in=people).exclude(verified_at=None)
    busy |= {*phones.values_list("person", flat=True)}
    given = Consent.objects.filter(person__in=people).exclude(channel=Consent.Channel.SPOKEN)
    busy |= {*given.values_list("person", flat=True)}
    for relation in get_user_model()._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ForeignObjectRel):
            continue
        model, field = relation.related_model, relation.field.name
        if (model, field) in OF_THE_LIST:
            continue
        rows = _rows(model, field, people)
        if (model, field) == (RosterRow, "person"):
            rows = rows.exclude(roster=roster)
        busy |= {*rows.values_list(field, flat=True)}
    return busy


def _rows(
    model: type[Model], field: str, people: Collection[int] | QuerySet[User]
) -> QuerySet[Any]:
    return model._default_manager.filter(**{f"{field}__in": people})  # noqa: SLF001 (any model's)
