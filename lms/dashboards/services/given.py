"""What others told us of an indicator: by file or by approved entries, never added to our own.

Of a period the figures for exactly this one, else those for the newest period within it, and that
period is said; months are not added up to a year, for most of these figures are of people or homes
who are the same the month after.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, ExpressionWrapper, F, Max, Min, Q, QuerySet, Sum

from lms.dashboards.models import GivenFigure, Indicator
from lms.dashboards.services import populations
from lms.dashboards.services.amounts import Span
from lms.places.models import Unit, UnitLineage

HISTORY = 20
ADDS_UP = (Indicator.Aggregation.SUM, Indicator.Aggregation.RATIO)
"""Of these a unit's figure is the sum of those below it; points and stocks are said of a unit."""


@dataclass(slots=True)
class Given:
    """What was told of a place, and by whom, when, of which period and of how many units."""

    span: Span
    above: Decimal = Decimal(0)
    below: Decimal | None = None
    as_of: date | None = None
    sources: set[str] = field(default_factory=set)
    missing_count: int = 0

    def add(self, other: "Given") -> None:
        self.above += other.above
        if other.below is not None:
            self.below = (self.below or Decimal(0)) + other.below
        if other.as_of:
            self.as_of = min(self.as_of or other.as_of, other.as_of)
        self.sources |= other.sources


@dataclass(frozen=True, slots=True)
class Asked:
    """An indicator of a unit over a span."""

    indicator: Indicator
    unit: Unit
    span: Span


@dataclass(slots=True)
class _Question:
    """An indicator of units over a span, all answered of one period."""

    indicator: Indicator
    units: frozenset[UUID]
    span: Span
    as_was: bool = False
    later: dict[UUID, UUID] = field(default_factory=dict)
    """Of each unit whose rows count, the one of `units` that it is now."""
    last_on: date | None = None
    """The end of the newest period of which something was told."""

    @property
    def adds_up(self) -> bool:
        return not self.as_was and self.indicator.aggregation in ADDS_UP


type _Answer = dict[UUID, Given]


def of(indicator: Indicator, unit: Unit, span: Span, *, as_was: bool = False) -> Given | None:
    """What was told of a unit itself, else, where it adds up, the sum of its communes that said
    something, with how many did not; None where nobody did."""
    asked = Asked(indicator, unit, span)
    return of_many([asked], as_was=as_was).get(asked)


def of_many(
    asked: Sequence[Asked], *, as_was: bool = False, at: datetime | None = None
) -> dict[Asked, Given]:
    """The same of many at once, each of its own newest period; with `at` as it stood then. Of
    what nobody told there is none.

    The number of queries depends on the provinces among them: not on indicators, spans or other
    units.
    """
    own = [_Question(one.indicator, frozenset([one.unit.pk]), one.span, as_was) for one in asked]
    communes: dict[UUID, list[Unit]] = {}
    below = {}
    for one in asked:
        if one.unit.level != Unit.Level.PROVINCE or one.indicator.aggregation not in ADDS_UP:
            continue
        if one.unit.pk not in communes:
            communes[one.unit.pk] = _communes(one.unit)
        valid = (unit for unit in communes[one.unit.pk] if unit.is_valid_on(one.span.last))
        within = frozenset(unit.pk for unit in valid)
        below[one] = _Question(one.indicator, within, one.span, as_was)
    answers = _answer([*own, *below.values()], at)
    found = {
        one: told
        for one, answer in zip(asked, answers, strict=False)
        if (told := answer.get(one.unit.pk))
    }
    for one, answer in zip(below, answers[len(own) :], strict=True):
        if one not in found and (sums := together(answer.values(), len(below[one].units))):
            found[one] = sums
    return found


def each(
    indicator: Indicator, units: Collection[UUID], span: Span, *, as_was: bool = False
) -> dict[UUID, Given]:
    """What was told of each of these, all of one period; at most eight queries, however many.

    Where nothing was told of a unit, but of what it took over, that counts where it adds up.
    """
    [found] = _answer([_Question(indicator, frozenset(units), span, as_was)], None)
    return found


def history(indicator: Indicator, unit: Unit, span: Span | None) -> list[GivenFigure]:
    """Everything ever told of a unit for exactly this period as a whole, what stands first; at most
    HISTORY of them, with their files."""
    if span is None or indicator.kind == Indicator.Kind.COMPUTED:
        return []
    rows = GivenFigure.objects.filter(indicator=indicator, unit=unit, part="")
    rows = rows.filter(first_on=span.first, last_on=span.last).select_related("batch")
    return list(rows.order_by(F("withdrawn_at").desc(nulls_first=True), "-pk")[:HISTORY])


def together(found: Iterable[Given], asked_count: int) -> Given | None:
    """Sum over sum of those who said something; None where nobody did."""
    listed = list(found)
    if not listed:
        return None
    total = Given(listed[0].span, missing_count=asked_count - len(listed))
    for one in listed:
        total.add(one)
    return total


def _communes(unit: Unit) -> list[Unit]:
    """Those of today and those there were, all of which lie below the province."""
    return list(Unit.objects.within(unit).filter(level=Unit.Level.COMMUNE))


def _answer(questions: Sequence[_Question], at: datetime | None) -> list[_Answer]:
    """What was told of the units of each question, in their order."""
    if not questions:
        return []
    _look_back(questions)
    rows = GivenFigure.objects.standing() if at is None else GivenFigure.objects.stood(at)
    rows = rows.filter(
        indicator__in={one.indicator.pk for one in questions},
        unit__in={pk for one in questions for pk in one.later},
    )
    _find_newest(questions, rows)
    told = _told(questions, rows)
    answers = [_of_question(one, told) for one in questions]
    _divide(questions, answers, at)
    return answers


def _look_back(questions: Iterable[_Question]) -> None:
    """Find what the units took over, where that counts for them."""
    added = [one for one in questions if one.adds_up]
    before: defaultdict[UUID, list[UUID]] = defaultdict(list)
    if added:
        units = {pk for one in added for pk in one.units}
        lines = UnitLineage.objects.filter(later__in=units)
        for earlier, later in lines.values_list("earlier", "later"):
            before[later].append(earlier)
    for one in questions:
        if one.adds_up:
            one.later = {earlier: pk for pk in one.units for earlier in before[pk]}
        # Of a unit that is asked for itself, and not with what took it over.
        one.later |= {pk: pk for pk in one.units}


def _find_newest(questions: Sequence[_Question], rows: QuerySet[Any]) -> None:
    spans = list({one.span for one in questions})
    newest = {f"n{n}": Max("last_on", filter=_within(span)) for n, span in enumerate(spans)}
    ends = {
        (row["indicator"], row["unit"]): row
        for row in rows.order_by().values("indicator", "unit").annotate(**newest)
    }
    for one in questions:
        name = f"n{spans.index(one.span)}"
        said = [ends.get((one.indicator.pk, pk), {}).get(name) for pk in one.later]
        one.last_on = max((day for day in said if day), default=None)


def _within(span: Span) -> Q:
    return Q(last_on__lte=span.last) & (Q(first_on__gte=span.first) if span.first else Q())


type _Key = tuple[int, UUID, date]
type _Told = defaultdict[_Key, dict[tuple[date, bool], Given]]
"""By indicator, unit and last day: of each period that ends there the whole, and its parts."""


def _told(questions: Iterable[_Question], rows: QuerySet[Any]) -> _Told:
    is_whole = ExpressionWrapper(Q(part=""), output_field=BooleanField())
    said = rows.filter(last_on__in={one.last_on for one in questions if one.last_on})
    said = said.annotate(is_whole=is_whole).order_by()
    said = said.values("indicator", "unit", "first_on", "last_on", "is_whole", "source")
    sums = said.annotate(above=Sum("numerator"), below=Sum("denominator"), at=Min("as_of"))
    told: _Told = defaultdict(dict)
    for row in sums:
        span = Span(row["first_on"], row["last_on"])
        kept = told[row["indicator"], row["unit"], row["last_on"]]
        kept.setdefault((row["first_on"], row["is_whole"]), Given(span)).add(
            Given(span, row["above"], row["below"], row["at"], {row["source"]})
        )
    return told


def _of_question(one: _Question, told: _Told) -> _Answer:
    """All of one period: the longest of those that end last. Of each unit the whole where it was
    told, else the sum of the parts."""
    if one.last_on is None:
        return {}
    said = {pk: told.get((one.indicator.pk, pk, one.last_on), {}) for pk in one.later}
    earliest = one.span.first or date.min
    firsts = {first for kept in said.values() for first, _whole in kept if first >= earliest}
    period = Span(min(firsts), one.last_on)
    found: _Answer = {}
    taken: defaultdict[UUID, Given] = defaultdict(lambda: Given(period))
    for pk, kept in said.items():
        figure = kept.get((min(firsts), True)) or kept.get((min(firsts), False))
        if figure is None:
            continue
        if pk in one.units:
            # A copy: what is told of a unit may answer several questions.
            found[pk] = replace(figure, sources=set(figure.sources))
        else:
            taken[one.later[pk]].add(figure)
    return {**taken, **found}


def _divide(
    questions: Sequence[_Question], answers: Sequence[_Answer], at: datetime | None
) -> None:
    """Where the population is the denominator, that of the period's last day."""
    wanted: defaultdict[tuple[str, date], list[_Answer]] = defaultdict(list)
    for one, answer in zip(questions, answers, strict=True):
        name = one.indicator.denominator
        if answer and one.last_on and name.startswith(populations.MEASURE):
            wanted[name.removeprefix(populations.MEASURE), one.last_on].append(answer)
    units = {pk for listed in wanted.values() for answer in listed for pk in answer}
    groups, days = {group for group, _day in wanted}, {day for _group, day in wanted}
    counted = populations.counts_on(units, groups, days=days, at=at)
    for (group, day), listed in wanted.items():
        for answer in listed:
            for pk, told in answer.items():
                if (count := counted.get((day, pk, group))) is not None:
                    told.below = Decimal(count)
