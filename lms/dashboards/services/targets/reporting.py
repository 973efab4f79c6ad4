"""Reporting periods open, close, are locked and opened again; what comes late is kept apart."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from lms.audit import services as audit
from lms.common.measures import NOBODY, periodics, sources
from lms.dashboards.models import (
    Indicator,
    LockedAmount,
    PeriodCount,
    PeriodEvent,
    PeriodMark,
    ReportingPeriod,
    Target,
)
from lms.dashboards.services import folding, periods, populations
from lms.dashboards.services.amounts import Span
from lms.dashboards.services.targets import gathering
from lms.dashboards.services.targets.calendar import Days
from lms.dashboards.services.targets.gathering import Amounts, Holders
from lms.places.models import Unit
from lms.users.models import Agency, User
from teams.models import PeriodLock
from teams.services import periods as session_periods

State = ReportingPeriod.State
Action = PeriodEvent.Action
BATCH = 1000
SUMS, STOCKS = "sums", "stocks"


class PeriodsOverlap(Exception):
    """Another period of the same kind has some of these days; its message names it."""


def open_periods(
    wanted: Iterable[Days], *, by: User | None, now: datetime
) -> list[ReportingPeriod]:
    """Open the periods that are not there yet, all or none; those that were opened.

    Raises PeriodsOverlap where one has days of another of its kind.
    """
    listed = list(wanted)
    try:
        with transaction.atomic():
            fresh = [_fresh(one) for one in listed if not _is_there(one)]
            ReportingPeriod.objects.bulk_create(fresh)
            PeriodEvent.objects.bulk_create(
                PeriodEvent(period=one, action=Action.OPENED, by=by, at=now) for one in fresh
            )
            _count_once(fresh)
            audit.record_all("reporting.opened", fresh, actor=by, at=now)
    except IntegrityError:
        # Somebody opened the same at the same moment.
        return []
    return fresh


def _is_there(days: Days) -> bool:
    rows = ReportingPeriod.objects.filter(
        kind=days.kind, first_on__lte=days.last, last_on__gte=days.first
    )
    for one in rows:
        if (one.first_on, one.last_on) == (days.first, days.last):
            return True
        raise PeriodsOverlap(
            _("%(wanted)s có ngày trùng với kỳ đã có: %(known)s, từ %(first)s đến %(last)s.")
            % {
                "wanted": days.name,
                "known": one.name,
                "first": f"{one.first_on:%d/%m/%Y}",
                "last": f"{one.last_on:%d/%m/%Y}",
            }
        )
    return False


def _fresh(days: Days) -> ReportingPeriod:
    return ReportingPeriod(kind=days.kind, name=days.name, first_on=days.first, last_on=days.last)


def _count_once(fresh: Iterable[ReportingPeriod]) -> None:
    """Let what is counted once a period be counted of these, too, whatever their days."""
    PeriodMark.objects.bulk_create(
        (
            PeriodMark(measure=one.measure, first_on=period.first_on, last_on=period.last_on)
            for period in fresh
            for one in periodics()
        ),
        batch_size=BATCH,
        ignore_conflicts=True,
    )


def close(period: ReportingPeriod, *, by: User, now: datetime) -> bool:
    """Let its targets stand as they are; figures still come in. True only for the call that did."""
    with transaction.atomic():
        if not ReportingPeriod.objects.running().filter(pk=period.pk).update(state=State.CLOSED):
            return False
        _note(period, Action.CLOSED, by=by, now=now)
    return True


def lock(period: ReportingPeriod, *, by: User, now: datetime) -> bool:
    """Let its figures stand as they are now; true only for the call that did.

    Everything that was known is folded first. Sessions held in it that come later are marked.
    """
    with transaction.atomic():
        folding.hold()
        shut = ReportingPeriod.objects.filter(pk=period.pk, state=State.CLOSED)
        if not shut.update(state=State.LOCKED, locked_at=now):
            return False
        while folding.fold(now=now):
            pass
        for mark in PeriodMark.objects.filter(
            first_on=period.first_on, last_on=period.last_on, counted_count__lt=F("touched_count")
        ):
            periods.count(mark, now=now)
        _keep(period)
        for province in _provinces(period):
            session_periods.lock(province, period.first_on, period.last_on, by=by, now=now)
        _note(period, Action.LOCKED, by=by, now=now)
    return True


def reopen(period: ReportingPeriod, reason: str, *, by: User, now: datetime) -> bool:
    """Let its figures move again, what came late with them; true only for the call that did."""
    with transaction.atomic():
        shut = ReportingPeriod.objects.filter(pk=period.pk, state__in=(State.CLOSED, State.LOCKED))
        if not shut.update(state=State.REOPENED, locked_at=None):
            return False
        LockedAmount.objects.filter(period=period).delete()
        for held in PeriodLock.objects.in_force().filter(
            unit__in=_provinces(period), first_on=period.first_on, last_on=period.last_on
        ):
            session_periods.reopen(held, by=by, now=now)
        _note(period, Action.REOPENED, by=by, now=now, reason=reason)
    return True


def _note(
    period: ReportingPeriod, action: Action, *, by: User, now: datetime, reason: str = ""
) -> None:
    PeriodEvent.objects.create(period=period, action=action, by=by, at=now, reason=reason[:400])
    audit.record(f"reporting.{action}", subject=period, actor=by, at=now)


def _provinces(period: ReportingPeriod) -> list[Unit]:
    rows = Unit.objects.filter(level=Unit.Level.PROVINCE)
    return list(rows.valid_on(period.last_on))


def _keep(period: ReportingPeriod) -> None:
    """Write down what there is of every measure, and of the population that targets divide by."""
    where = _everybody(period)
    rows = [
        LockedAmount(
            period=period,
            measure=measure,
            part=part,
            # Of a team, the unit it was founded in beside it.
            place=where.teams.get(key, key),
            team=key if key in where.teams else NOBODY,
            amount=amount,
        )
        for (_span, measure, part, key), amount in _now(period, where).items()
    ]
    same = {"first_on": period.first_on, "last_on": period.last_on}
    rows += [
        LockedAmount(period=period, measure=measure, place=place, amount=amount)
        for measure, place, amount in PeriodCount.objects.filter(**same).values_list(
            "measure", "place", "amount"
        )
    ]
    rows += _population(period)
    LockedAmount.objects.bulk_create(rows, batch_size=BATCH)


def _everybody(period: ReportingPeriod) -> Holders:
    """Every commune and agency there is, and the villages and teams with a target of the period."""
    holders = Target.objects.standing().filter(period=period).with_all()
    where = gathering.holders(holders)
    above = Unit.objects.exclude(level=Unit.Level.VILLAGE).values_list("pk", flat=True)
    where.coarse = {*where.coarse, *above, NOBODY, *Agency.objects.values_list("pk", flat=True)}
    return where


def _now(period: ReportingPeriod, where: Holders) -> Amounts:
    counted = sources()
    sums = {name for one in counted if not one.is_stock for name in one.measures}
    stocks = {name for one in counted if one.is_stock for name in one.measures}
    first, last = period.first_on, period.last_on
    total = gathering.folded({SUMS: Span(first, last)}, sums, where)
    return total | gathering.folded({STOCKS: Span(None, last)}, stocks, where)


def _population(period: ReportingPeriod) -> list[LockedAmount]:
    held = Target.objects.standing().filter(
        period=period, unit__isnull=False, indicator__denominator__startswith=populations.MEASURE
    )
    pairs = set(held.values_list("unit", "indicator__denominator"))
    groups = {name.removeprefix(populations.MEASURE) for _unit, name in pairs}
    known = populations.counts({unit for unit, _name in pairs}, groups, on=period.last_on)
    return [
        LockedAmount(period=period, measure=name, place=unit, amount=known[unit, group])
        for unit, name in sorted(pairs, key=str)
        if (unit, group := name.removeprefix(populations.MEASURE)) in known
    ]


@dataclass(frozen=True, slots=True)
class Late:
    """What came after a period was locked: of one indicator, in one commune or agency."""

    indicator: Indicator
    place: Unit | Agency | None
    """None for whoever has not said where she lives."""
    amount: Decimal
    """As the indicator is shown; below nought where something was taken back."""


def off_period(period: ReportingPeriod) -> list[Late]:
    """What came, or went, since the period was locked: of every indicator that adds up.

    Empty for a period that is not locked.
    """
    if not period.is_locked:
        return []
    rows = Indicator.objects.current().filter(
        kind=Indicator.Kind.COMPUTED, aggregation=Indicator.Aggregation.SUM
    )
    indicators = list(rows.order_by("position", "code"))
    where = Holders(coarse=_everybody(period).coarse)
    kept = _locked(period, {one.numerator.partition("/")[0] for one in indicators})
    grown: defaultdict[tuple[str, UUID], int] = defaultdict(int)
    for (_span, measure, part, place), amount in _now(period, where).items():
        grown[f"{measure}/{part}" if part else measure, place] += amount
    for key, amount in kept.items():
        grown[key] -= amount
    places = _named({place for (_measure, place), by in grown.items() if by})
    return [
        Late(one, places.get(place), Decimal(by) / one.scale)
        for one in indicators
        for (measure, place), by in sorted(grown.items(), key=lambda item: str(item[0][1]))
        if by and measure == one.numerator
    ]


def _locked(period: ReportingPeriod, measures: Collection[str]) -> dict[tuple[str, UUID], int]:
    rows = LockedAmount.objects.filter(period=period, measure__in=measures, team=NOBODY)
    return {
        (f"{measure}/{part}" if part else measure, place): amount
        for measure, part, place, amount in rows.values_list("measure", "part", "place", "amount")
    }


def _named(places: Collection[UUID]) -> dict[UUID, Unit | Agency]:
    return {
        **{one.pk: one for one in Unit.objects.filter(pk__in=places)},
        **{one.pk: one for one in Agency.objects.filter(pk__in=places)},
    }


def current(kind: str, *, on: date) -> ReportingPeriod | None:
    """The period of a kind that a day lies in."""
    rows = ReportingPeriod.objects.filter(kind=kind, first_on__lte=on, last_on__gte=on)
    return rows.order_by("first_on").first()
