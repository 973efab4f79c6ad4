"""A board: every place below a unit, what there is, should be and was, the worst first.

Everything is read at once, as questions in the shape of targets, so that a board costs as many
queries for 129 communes as for five and its figures are those of the pages of targets.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from lms.dashboards.models import Indicator, ReportingPeriod, Target
from lms.dashboards.services import figures
from lms.dashboards.services.boards import spans
from lms.dashboards.services.boards.asking import TEAMS, Asked
from lms.dashboards.services.targets import reading
from lms.dashboards.services.targets.pace import Step
from lms.dashboards.services.targets.questions import Asker, Question
from lms.dashboards.services.targets.reading import UNKNOWN, Reading, Standing
from lms.places.models import Unit, UnitLineage
from lms.users.models import Agency
from teams.models import Team

type Place = Unit | Team | Agency
TREND_MONTHS = 12
NOUGHT = Decimal(0)


@dataclass(frozen=True)
class Row:
    """One place: what there is, how that keeps up with its target, and what there was."""

    place: Place
    reading: Reading
    standing: Standing | None
    """None where it has no target."""
    before: Decimal | None
    """The period before, whole."""
    year_before: Decimal | None
    is_estimated: bool = False
    """Whether it took over a part of a unit that was divided, which counts whole with its main
    successor."""

    @property
    def value(self) -> Decimal | None:
        return self.reading.value

    @property
    def is_behind(self) -> bool:
        return self.standing is not None and self.standing.pace.is_behind


@dataclass(frozen=True)
class Board:
    """What a board shows; `rows` worst first."""

    asked: Asked
    rows: list[Row]
    total: Row
    before: ReportingPeriod
    year_before: ReportingPeriod
    trend: list[tuple[ReportingPeriod, Decimal | None]]
    """The unit's own figure month by month, the newest last; empty for a part of it."""
    beside: list[tuple[Indicator, Reading]]
    villages: list[Row] = field(default_factory=list)
    """Of a commune, its villages with a target, worst first."""

    @cached_property
    def behind(self) -> list[Row]:
        return [row for row in self.rows if row.is_behind]

    @cached_property
    def aimed_count(self) -> int:
        """How many places have a target."""
        return sum(row.standing is not None for row in self.rows)

    @cached_property
    def known_count(self) -> int:
        return sum(row.value is not None for row in self.rows)


def board(asked: Asked, *, today: date) -> Board:
    """The board that is asked for; ≤ 20 queries, however many places it has."""
    children = _children(asked)
    before, year_before = spans.before(asked.period, known=asked.periods)
    held, villages = _held(asked, children)
    part = not asked.is_whole
    months = [] if part else spans.months_to(min(asked.period.last_on, today), TREND_MONTHS)
    beside = [] if part else asked.beside
    own: list[Place] = [] if part else [asked.place]
    plain = _Questions(asked, None if part else asked.place)
    below = _Questions(asked)
    for place in own:
        plain.ask(place, asked.period, held)
        for period in (before, year_before, *months):
            plain.ask(place, period)
        for indicator in beside:
            plain.ask(place, asked.period, indicator=indicator)
    to_places = below if asked.as_was else plain
    for place in children:
        to_places.ask(place, asked.period, held)
        to_places.ask(place, before)
        to_places.ask(place, year_before)
    for village in villages:
        plain.ask(village, asked.period, held)
        plain.ask(village, before)
        plain.ask(village, year_before)
    plain.read(today)
    below.read(today, as_was=True)

    def row(place: Place, questions: _Questions) -> Row:
        now = questions.said(place, asked.period)
        target = held.get(place.pk)
        return Row(
            place,
            now,
            reading.stands(target, now, today) if target else None,
            questions.said(place, before).value,
            questions.said(place, year_before).value,
            is_estimated=getattr(place, "is_estimated", False),
        )

    rows = sorted((row(place, to_places) for place in children), key=_worst_first)
    total = row(asked.place, plain) if own else _together(asked, rows)
    return Board(
        asked,
        rows,
        total,
        before,
        year_before,
        [(month, plain.said(asked.place, month).value) for month in months],
        [(one, plain.said(asked.place, asked.period, one)) for one in beside],
        sorted((row(village, plain) for village in villages), key=_worst_first),
    )


def of_team(team: Team, asked: Asked, *, today: date) -> Board:
    """The same head for one team: its figure, target and months; no rows. `asked` is of its
    commune."""
    before, year_before = spans.before(asked.period, known=asked.periods)
    months = spans.months_to(min(asked.period.last_on, today), TREND_MONTHS)
    held, _villages = _held(asked, [team])
    questions = _Questions(asked)
    questions.ask(team, asked.period, held)
    for period in (before, year_before, *months):
        questions.ask(team, period)
    questions.read(today)
    now, target = questions.said(team, asked.period), held.get(team.pk)
    total = Row(
        team,
        now,
        reading.stands(target, now, today) if target else None,
        questions.said(team, before).value,
        questions.said(team, year_before).value,
    )
    trend = [(month, questions.said(team, month).value) for month in months]
    return Board(asked, [], total, before, year_before, trend, [])


type _Key = tuple[UUID, date, date, str]


class _Questions:
    """What is asked of places, periods and indicators, all read at once."""

    def __init__(self, asked: Asked, most: Place | None = None) -> None:
        self.most = most.pk if most else None
        self.indicator = asked.indicator
        self.asked: dict[_Key, Target | Question] = {}
        self.found: dict[Asker, Reading] = {}

    def ask(
        self,
        place: Place,
        period: ReportingPeriod,
        held: Mapping[UUID, Target] | None = None,
        indicator: Indicator | None = None,
    ) -> None:
        """Ask for what there is of a place; by its target where it has one. Different people are
        counted of units, not of teams."""
        wanted = indicator or self.indicator
        if isinstance(place, Team) and wanted.aggregation == Indicator.Aggregation.ONCE:
            return
        key = self._key(place, period, wanted)
        if held is not None or key not in self.asked:
            target = held.get(place.pk) if held else None
            self.asked[key] = target or Question(len(self.asked), wanted, period, place)

    def read(self, today: date, *, as_was: bool = False) -> None:
        if self.asked:
            self.found = reading.read(
                list(self.asked.values()),
                today=today,
                as_was=as_was,
                told_alone=True,
                with_forecast=False,
                most=self.most,
            )

    def said(
        self, place: Place, period: ReportingPeriod, indicator: Indicator | None = None
    ) -> Reading:
        asked = self.asked.get(self._key(place, period, indicator or self.indicator))
        return self.found.get(asked.pk, UNKNOWN) if asked else UNKNOWN

    def _key(self, place: Place, period: ReportingPeriod, indicator: Indicator) -> _Key:
        return place.pk, period.first_on, period.last_on, indicator.code


def _children(asked: Asked) -> list[Place]:
    """The communes of a province, those of then where it is asked for as it was; the teams of a
    commune or the agencies below one, those that have come to an end since with them."""
    unit, period = asked.unit, asked.period
    if asked.is_of_agencies:
        agencies = Agency.objects.filter(
            Q(valid_from=None) | Q(valid_from__lte=period.last_on),
            Q(valid_to=None) | Q(valid_to__gte=period.first_on),
            parent=asked.agency,
        )
        return list(agencies.order_by("sort_key", "pk"))
    if unit.level != Unit.Level.PROVINCE:
        teams = Team.objects.within(unit).filter(valid_from__lte=period.last_on)
        teams = teams.filter(Q(valid_to=None) | Q(valid_to__gte=period.first_on))
        return list(teams.order_by("sort_key", "pk"))
    communes = Unit.objects.filter(level=Unit.Level.COMMUNE)
    if asked.as_was:
        lines = UnitLineage.objects.filter(later__path__startswith=unit.path)
        communes = communes.filter(pk__in=lines.values("earlier"))
        communes = communes.filter(
            Q(valid_from=None) | Q(valid_from__lte=period.last_on),
            Q(valid_to=None) | Q(valid_to__gte=period.first_on),
        )
    else:
        communes = communes.filter(path__startswith=unit.path, valid_to=None)
        since = spans.before_year(period)
        divided = UnitLineage.objects.filter(
            estimated=True, later=OuterRef("pk"), earlier__valid_to__gte=since
        )
        communes = communes.annotate(is_estimated=Exists(divided))
    if asked.former:
        communes = communes.formerly_in(asked.former)
    return list(communes.sorted())


def _held(asked: Asked, children: Sequence[Place]) -> tuple[dict[UUID, Target], list[Unit]]:
    """The standing target of the unit and of each of these, by its holder; and the villages of a
    commune that have one. One query."""
    rows = Target.objects.standing().filter(
        period=asked.period.pk, indicator__code=asked.indicator.code
    )
    if asked.is_of_agencies:
        rows = rows.filter(agency__isnull=False)
    elif asked.unit.level == Unit.Level.PROVINCE:
        rows = rows.filter(unit__level__in=(Unit.Level.PROVINCE, Unit.Level.COMMUNE))
    else:
        of_village = Q(unit__parent=asked.unit, unit__level=Unit.Level.VILLAGE)
        of_team = Q(team__in=[one.pk for one in children])
        rows = rows.filter(Q(unit=asked.unit) | of_village | of_team).select_related("unit")
    known: dict[UUID, Place] = {one.pk: one for one in (asked.place, *children)}
    found, villages = {}, []
    others: dict[object, Indicator] = {}
    for target in rows:
        place = known.get(target.holder_key)
        if place is None and asked.below == TEAMS and target.unit is not None:
            place = target.unit
            villages.append(place)
        if place is None:
            continue
        if target.indicator_id != asked.indicator.pk and not others:
            # Given before its indicator was worded anew.
            others |= Indicator.objects.filter(code=asked.indicator.code).in_bulk()
        target.indicator = others.get(target.indicator_id, asked.indicator)
        _give_to(target, place)
        target.period = asked.period
        found[place.pk] = target
    return found, villages


def _give_to(target: Target, place: Place) -> None:
    if isinstance(place, Unit):
        target.unit = place
    elif isinstance(place, Agency):
        target.agency = place
    else:
        target.team = place


def _worst_first(row: Row) -> tuple[int, Decimal, Decimal, str]:
    """By the part of what is due that is missing; without a target by value; unknown last."""
    is_down = row.standing is not None and (
        row.standing.target.indicator.direction == Indicator.Direction.DOWN
    )
    if row.value is None:
        return 3, NOUGHT, NOUGHT, row.place.sort_key
    if row.standing is None:
        return 2, row.value, NOUGHT, row.place.sort_key
    pace = row.standing.pace
    if pace.step == Step.NOT_BEGUN or pace.behind is None:
        return 1, row.value, NOUGHT, row.place.sort_key
    base = row.value if is_down else pace.expected
    part = pace.behind / base if base else (Decimal(1) if pace.behind > 0 else NOUGHT)
    return 0, -part, -pace.behind, row.place.sort_key


def _together(asked: Asked, rows: Sequence[Row]) -> Row:
    """What places come to together where that can be added: sum over sum, their targets summed;
    nothing of different people, points or what not all of them can say."""
    known = [row for row in rows if row.reading.numerator is not None]
    indicator = asked.indicator
    adds_up = indicator.aggregation in {Indicator.Aggregation.SUM, Indicator.Aggregation.RATIO}
    adds_up |= indicator.kind == Indicator.Kind.COMPUTED and (
        indicator.aggregation == Indicator.Aggregation.LAST
    )
    if not known or not adds_up:
        return Row(asked.place, UNKNOWN, None, None, None)
    above = sum((Decimal(row.reading.numerator or 0) for row in known), NOUGHT)
    belows = [row.reading.denominator for row in known]
    below = sum(one for one in belows if one is not None) if any(belows) else None
    value = figures.valued(indicator, above, below)
    return Row(asked.place, Reading(above, below, value), None, None, None)
