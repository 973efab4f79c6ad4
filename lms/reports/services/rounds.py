"""Rounds: which reports are due by when, who owes one, and how each stands."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from lms.audit import services as audit
from lms.common import clock
from lms.dashboards.models import ReportingPeriod
from lms.places.models import Unit, UnitQuerySet
from lms.reports.models import Report, ReportForm, ReportRound
from lms.users.models import User

FILE = Path(__file__).parent.parent / "data" / "forms.toml"
AHEAD = timedelta(days=45)
"""Rounds of a period are opened when it begins, those of a long one this long before it ends."""


def ensure_usual() -> int:
    """Add the forms that are missing; how many. What is there stays as the province set it."""
    said = tomllib.loads(FILE.read_text(encoding="utf-8"))["forms"]
    known = set(ReportForm.objects.values_list("code", flat=True))
    missing = [ReportForm(**row) for row in said if row["code"] not in known]
    ReportForm.objects.bulk_create(missing, ignore_conflicts=True)
    return len(missing)


def open_due(*, now: datetime) -> int:
    """Open the rounds of periods that ended lately or end soon; how many. Twice opens once."""
    today = clock.local(now).date()
    fresh = []
    forms = list(ReportForm.objects.filter(is_offered=True))
    periods = ReportingPeriod.objects.filter(
        first_on__lte=today, last_on__gte=today - AHEAD, last_on__lte=today + AHEAD
    )
    there = set(ReportRound.objects.filter(period__in=periods).values_list("form", "period"))
    for period in periods:
        for form in forms:
            if period.kind in form.kinds and (form.pk, period.pk) not in there:
                due_on = period.last_on + timedelta(days=form.due_days)
                fresh.append(ReportRound(form=form, period=period, due_on=due_on, opened_at=now))
    ReportRound.objects.bulk_create(fresh, ignore_conflicts=True)
    return len(fresh)


def set_due(found: ReportRound, due_on: date, *, by: User, now: datetime) -> bool:
    """Move the last day of a round; true only for the call that did."""
    with transaction.atomic():
        rows = ReportRound.objects.filter(pk=found.pk).exclude(due_on=due_on)
        if not rows.update(due_on=due_on, changed_by=by):
            return False
        audit.record("report.due_set", subject=found, actor=by, at=now, due=due_on)
    found.due_on = due_on
    return True


def begun(today: date) -> QuerySet[ReportRound]:
    """Rounds of periods that have begun, those due last first."""
    rows = ReportRound.objects.filter(period__first_on__lte=today)
    return rows.select_related("form", "period").order_by("-due_on", "-period__first_on", "pk")


def owing(found: ReportRound) -> UnitQuerySet:
    """The communes that owe a report: those there were on the last day of the period."""
    communes = Unit.objects.filter(level=Unit.Level.COMMUNE)
    return communes.valid_on(found.period.last_on)


@dataclass(frozen=True, slots=True)
class Standing:
    """One commune in one round."""

    unit: Unit
    round: ReportRound
    report: Report | None

    @property
    def was_submitted(self) -> bool:
        return self.report is not None and self.report.first_submitted_at is not None

    @property
    def submitted_on(self) -> date | None:
        at = self.report.first_submitted_at if self.report else None
        return clock.local(at).date() if at else None

    @property
    def is_late(self) -> bool:
        """Came after the last day."""
        on = self.submitted_on
        return on is not None and on > self.round.due_on

    @property
    def is_missing(self) -> bool:
        """Did not come, and the last day is over."""
        return not self.was_submitted and self.round.is_due

    @property
    def days_late(self) -> int:
        until = self.submitted_on or clock.today()
        return max((until - self.round.due_on).days, 0)

    @property
    def waits_for_commune(self) -> bool:
        return self.report is None or self.report.may_be_written

    @property
    def state(self) -> str:
        """The word for it, one for each of `marks`."""
        if not self.was_submitted:
            return "missing" if self.is_missing else "open"
        return "late" if self.is_late else "on_time"


def standings(found: ReportRound) -> list[Standing]:
    """How every commune stands, in Vietnamese order; two queries."""
    reports = {one.unit_id: one for one in _reports([found])}
    return [Standing(unit, found, reports.get(unit.pk)) for unit in owing(found).sorted()]


def of_commune(commune: Unit, *, today: date) -> list[Standing]:
    """How a commune stands in every round it owes a report for, newest first; three queries.

    What communes it took over from owe of their own time is among them, each for itself.
    """
    rows = Unit.objects.filter(level=Unit.Level.COMMUNE, later_lineage__later=commune)
    units = list(rows.sorted())
    rounds = list(begun(today))
    reports = {(one.round_id, one.unit_id): one for one in _reports(rounds).filter(unit__in=units)}
    return [
        Standing(unit, one, reports.get((one.pk, unit.pk)))
        for one in rounds
        for unit in units
        if unit.is_valid_on(one.period.last_on)
    ]


def counts(found: Iterable[Standing]) -> dict[str, int]:
    """How many came on time, late, are missing, may still come."""
    total = dict.fromkeys(("on_time", "late", "missing", "open"), 0)
    for one in found:
        total[one.state] += 1
    return total


def _reports(rounds: Iterable[ReportRound]) -> QuerySet[Report]:
    # What a list shows of each; figures are long, and no list shows them.
    rows = Report.objects.filter(round__in=[one.pk for one in rounds])
    return rows.defer("figures", "difficulties", "tasks", "proposals")


@dataclass(frozen=True, slots=True)
class Tally:
    """A round and how many of its communes came on time, came late, wait to be decided."""

    round: ReportRound
    expected: int
    on_time: int
    late: int
    waiting: int

    @property
    def came(self) -> int:
        return self.on_time + self.late

    @property
    def owed(self) -> int:
        return max(self.expected - self.came, 0)

    @property
    def percent(self) -> int:
        return 100 * self.came // self.expected if self.expected else 0


def tallies(listed: Iterable[ReportRound]) -> list[Tally]:
    """How far each round is; two queries, however many rounds and communes there are."""
    found = list(listed)
    came: dict[UUID, list[tuple[date, str]]] = {one.pk: [] for one in found}
    rows = Report.objects.filter(round__in=came, first_submitted_at__isnull=False)
    for key, at, state in rows.values_list("round", "first_submitted_at", "state"):
        if at:
            came[key].append((clock.local(at).date(), state))
    spans = list(
        Unit.objects.filter(level=Unit.Level.COMMUNE).values_list("valid_from", "valid_to")
    )
    return [_tally(one, came[one.pk], spans) for one in found]


def _tally(
    found: ReportRound,
    came: list[tuple[date, str]],
    spans: list[tuple[date | None, date | None]],
) -> Tally:
    day = found.period.last_on
    there = sum((a is None or a <= day) and (b is None or day <= b) for a, b in spans)
    on_time = sum(on <= found.due_on for on, _state in came)
    waiting = sum(state == Report.State.SUBMITTED for _on, state in came)
    return Tally(found, there, on_time, len(came) - on_time, waiting)


def word(form: ReportForm, said: Mapping[str, Any], *, by: User, now: datetime) -> None:
    """Let a form ask for what the province says; `said` are columns of it."""
    with transaction.atomic():
        ReportForm.objects.filter(pk=form.pk).update(**said)
        audit.record("report.form_set", subject=form, actor=by, at=now, due=said["due_days"])
