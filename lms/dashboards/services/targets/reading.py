"""What is there of each target today, and what it is on the way to: a whole list at once.

The number of queries depends on which kinds of measures the list asks for, and on nothing else.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import Q

from lms.common import clock
from lms.common.measures import periodic_named, source_of
from lms.dashboards.models import Indicator, PeriodCount, PeriodMark, ReportingPeriod, Target
from lms.dashboards.services import figures, halves, populations
from lms.dashboards.services.amounts import Span
from lms.dashboards.services.figures import Figure
from lms.dashboards.services.targets import gathering, pace, stated
from lms.dashboards.services.targets.gathering import Amounts, Holders
from lms.dashboards.services.targets.questions import Asked, Asker

LATELY = timedelta(weeks=4)
"""What a forecast goes by, at least: it begins with the half month that lies four weeks back, for
sums of half months are what is kept."""
SUM, STOCK = "sum:", "stock:"
LATELY_NAME = "lately"


@dataclass(frozen=True, slots=True)
class Reading:
    """What is there of one target; None where nobody knows."""

    numerator: Decimal | int | None
    denominator: int | None
    value: Decimal | None
    forecast: Decimal | None = None
    lately_since: date | None = None
    """Since when the rate was taken that the forecast goes by."""
    late: int = 0
    """How much came after its period was locked, and is not in `numerator`."""
    told: Figure | None = None
    """Of what others count, what they told: by whom, as of which day, of which period."""
    told_late: Figure | None = None
    """What they say now, where that came after its period was locked; it does not count."""

    @property
    def day(self) -> date | None:
        """Of what others told, the day it is for; None of what is counted here, up to today."""
        if self.told is None or self.told.span is None:
            return None
        last, at = self.told.span.last, self.told.as_of
        return min(last, at) if at and not isinstance(at, datetime) else last


UNKNOWN = Reading(None, None, None)


@dataclass(frozen=True)
class Standing:
    """A target, what is there of it, and how it keeps up."""

    target: Target
    reading: Reading
    pace: pace.Pace

    @property
    def percent(self) -> int:
        """How far it has come of a hundred, for the bar."""
        return _hundredth(self.reading.value, self.target.value)

    @property
    def percent_due(self) -> int:
        """How far it should have come today."""
        return _hundredth(self.pace.expected, self.target.value)


def standings(
    targets: Sequence[Target], *, today: date | None = None, as_was: bool = False
) -> list[Standing]:
    """Where each of these targets stands, in their order; as `read` says."""
    day = today or clock.today()
    found = read(targets, today=day, as_was=as_was)
    return [stands(one, found[one.pk], day) for one in targets]


def stands(target: Target, found: Reading, day: date) -> Standing:
    """Where a target stands that was read."""
    return Standing(target, found, _pace(target, found, day))


def course(target: Target) -> pace.Course:
    """What a target asks for, day by day."""
    grows = target.indicator.aggregation in {Indicator.Aggregation.SUM, Indicator.Aggregation.ONCE}
    return pace.Course(
        first=target.period.first_on,
        last=target.period.last_on,
        value=target.value,
        start=Decimal(0) if grows else target.baseline,
        marks=target.marks,
        is_down=target.indicator.direction == Indicator.Direction.DOWN,
        is_grown=grows,
    )


def read(
    targets: Sequence[Asked],
    *,
    today: date,
    as_was: bool = False,
    told_alone: bool = False,
    with_forecast: bool = True,
    most: UUID | None = None,
) -> dict[Asker, Reading]:
    """What is there of each target as of a day; of what others count, what they told.

    What a unit took over counts with it, unless it is asked for as it was; the province has all of
    its figures either way. With `told_alone` the population is not looked up where others told
    nothing of a share of it. Without forecast nobody is asked what was done lately. `most` is the
    holder, if any, that is asked about many more periods than the others.
    """
    ours = [
        one
        for one in targets
        if one.indicator.numerator or (one.indicator.denominator and not told_alone)
    ]
    found: dict[Asker, Reading] = {one.pk: UNKNOWN for one in targets}
    if ours:
        counted = _Counted(ours, today, as_was=as_was, with_forecast=with_forecast, most=most)
        found |= {one.pk: counted.reading(one) for one in ours}
    for pk, (figure, late) in stated.read(targets, as_was=as_was).items():
        below = found[pk].denominator if figure.denominator is None else int(figure.denominator)
        found[pk] = Reading(figure.numerator, below, figure.value, told=figure, told_late=late)
    return found


def _pace(target: Target, reading: Reading, day: date) -> pace.Pace:
    # Of a period that is over, what counts is its last day; of what was told, the day it is for.
    last = target.period.last_on
    until = min(day, last, reading.day or last)
    found = pace.stands(
        course(target),
        reading.value,
        on=until,
        forecast=reading.forecast,
        is_over=day > until,
    )
    if reading.day is None:
        return found
    # The days that are left are counted from today, and nobody knows what a day brings.
    return replace(found, days_left=max((last - day).days, 0), per_day=None)


def _hundredth(part: Decimal | None, whole: Decimal) -> int:
    if part is None:
        return 0
    return min(max(int(100 * part / whole), 0), 100) if whole else 100


class _Counted:
    """Everything a list of targets asks of what was folded, read once."""

    def __init__(
        self,
        targets: Sequence[Asked],
        today: date,
        *,
        as_was: bool,
        with_forecast: bool,
        most: UUID | None,
    ) -> None:
        self.today, self.with_forecast = today, with_forecast
        self.periods = {one.period.pk: one.period for one in targets}
        self.where: Holders = gathering.holders(targets, as_was=as_was)
        named = {
            name.partition("/")[0]
            for one in targets
            for name in (one.indicator.numerator, one.indicator.denominator)
            if name
        }
        self.once = {name for name in named if periodic_named(name)}
        self.groups = {
            name.removeprefix(populations.MEASURE)
            for name in named
            if name.startswith(populations.MEASURE)
        }
        sources = {name: source for name in named - self.once if (source := source_of(name))}
        self.stocks = {name for name, source in sources.items() if source.is_stock}
        self.sums = sources.keys() - self.stocks
        self.lately_since = halves.since(today - LATELY + timedelta(days=1))
        spans = self._sum_spans() | self._stock_spans()
        asked = set(self._questions(targets, spans))
        self.amounts, self.places = gathering.asked(asked, spans, self.where, most=most)
        shut = [one for one in self.periods.values() if one.is_locked]
        self.locked: Amounts = (
            gathering.locked(shut, named, self.where) if shut else defaultdict(int)
        )
        self.counts, self.counted = _once(self.once, self.periods.values(), self.where)
        self.people = self._people()

    def _sum_spans(self) -> dict[str, Span]:
        # Nothing that is summed happens after today, so whole half months will do.
        whole = halves.last_of(halves.since(self.today))
        spans = {SUM + LATELY_NAME: Span(self.lately_since, whole)}
        for pk, period in self.periods.items():
            if period.first_on <= self.today:
                last = period.last_on if period.last_on < self.today else whole
                spans[f"{SUM}{pk}"] = Span(period.first_on, last)
        return spans

    def _stock_spans(self) -> dict[str, Span]:
        spans = {STOCK + LATELY_NAME: Span(self.lately_since, self.today)}
        for pk, period in self.periods.items():
            spans[f"{STOCK}{pk}"] = Span(None, min(period.last_on, self.today))
        return spans

    def _questions(
        self, targets: Iterable[Asked], spans: Mapping[str, Span]
    ) -> Iterator[gathering.Question]:
        """What is asked of whom in which span; lately only where there is something to forecast."""
        for one in targets:
            holder, period = one.holder_key, one.period
            runs = self.with_forecast and period.first_on <= self.today < period.last_on
            for measure in (one.indicator.numerator, one.indicator.denominator):
                name = measure.partition("/")[0]
                if name not in self.sums and name not in self.stocks:
                    continue
                kind = STOCK if name in self.stocks else SUM
                if (span := f"{kind}{period.pk}") in spans:
                    yield holder, measure, span
                if runs:
                    yield holder, measure, kind + LATELY_NAME

    def _people(self) -> dict[tuple[date, UUID, str], int]:
        units = self.where.places.keys() if self.groups else ()
        days = {min(one.last_on, self.today) for one in self.periods.values()}
        return populations.counts_on(units, self.groups, days=days)

    def reading(self, target: Asked) -> Reading:
        """What is there of one of the targets."""
        indicator = target.indicator
        now_above, now_below = self._pair(target, is_locked=False)
        late = 0
        above, below = now_above, now_below
        if target.period.is_locked:
            above, below = self._pair(target, is_locked=True)
            late = (now_above or 0) - (above or 0)
        if above is None or (indicator.denominator and below is None):
            return Reading(None, below, None, late=late)
        value = figures.valued(indicator, above, below)
        forecast = None
        runs = target.period.first_on <= self.today < target.period.last_on
        if self.with_forecast and runs and value is not None:
            forecast = self._forecast(target, above, below)
        is_once = bool(periodic_named(indicator.numerator))
        since = target.period.first_on if is_once else self.lately_since
        return Reading(above, below, value, forecast, since if forecast is not None else None, late)

    def _pair(self, target: Asked, *, is_locked: bool) -> tuple[int | None, int | None]:
        above = None
        if target.indicator.numerator:
            above = self._amount(target, target.indicator.numerator, is_locked=is_locked)
        if not target.indicator.denominator:
            return above, None
        return above, self._amount(target, target.indicator.denominator, is_locked=is_locked)

    def _amount(self, target: Asked, measure: str, *, is_locked: bool) -> int | None:
        name = measure.partition("/")[0]
        holder, period = target.holder_key, target.period
        if is_locked:
            is_own = name in self.once or name.startswith(populations.MEASURE)
            named = [holder] if is_own else self.where.places[holder]
            return gathering.of_holder(self.locked, str(period.pk), measure, named)
        if name in self.once:
            counted = (name, period.first_on, period.last_on)
            amount = self.counts.get((*counted, holder))
            return 0 if amount is None and counted in self.counted else amount
        if name.startswith(populations.MEASURE):
            day = min(period.last_on, self.today)
            return self.people.get((day, holder, name.removeprefix(populations.MEASURE)))
        if name not in self.sums | self.stocks:
            return None
        kind = STOCK if name in self.stocks else SUM
        places = self.places[holder]
        return gathering.of_holder(self.amounts, f"{kind}{period.pk}", measure, places)

    def _forecast(self, target: Asked, above: int, below: int | None) -> Decimal | None:
        """What it comes to at the end at the rate of late; numerator and denominator apart."""
        left = (target.period.last_on - self.today).days
        ends = [
            int(self._run_on(target, measure, amount, left))
            for measure, amount in (
                (target.indicator.numerator, above),
                (target.indicator.denominator, below),
            )
            if measure and amount is not None
        ]
        return figures.valued(target.indicator, ends[0], ends[1] if len(ends) > 1 else None)

    def _run_on(self, target: Asked, measure: str, amount: int, left: int) -> Decimal:
        name = measure.partition("/")[0]
        if name.startswith(populations.MEASURE):
            return Decimal(amount)
        if name in self.once:
            # Different people of part of a period are not counted: the period itself is the rate.
            passed = (self.today - target.period.first_on).days + 1
            return pace.run_on(amount, amount, passed, left)
        kind = STOCK if name in self.stocks else SUM
        places = self.places[target.holder_key]
        lately = gathering.of_holder(self.amounts, kind + LATELY_NAME, measure, places)
        days = (self.today - self.lately_since).days + 1
        return pace.run_on(amount, lately, days, left)


type _Counts = dict[tuple[str, date, date, UUID], int]


def _once(
    measures: Collection[str], periods: Iterable[ReportingPeriod], where: Holders
) -> tuple[_Counts, set[tuple[str, date, date]]]:
    """What is kept of these periods, and which of them were counted at all; two queries."""
    if not measures:
        return {}, set()
    same = Q(pk__in=[])
    for period in periods:
        same |= Q(first_on=period.first_on, last_on=period.last_on)
    rows = PeriodCount.objects.filter(same, measure__in=measures, place__in=where.places)
    kept = {
        (name, first, last, place): amount
        for name, first, last, place, amount in rows.values_list(
            "measure", "first_on", "last_on", "place", "amount"
        )
    }
    marks = PeriodMark.objects.filter(same, measure__in=measures, counted_at__isnull=False)
    return kept, set(marks.values_list("measure", "first_on", "last_on"))
