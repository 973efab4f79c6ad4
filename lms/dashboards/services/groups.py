"""Indicators looked at together: how many reach what is wanted, or the points of an index."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from lms.dashboards.models import GroupMember, Indicator, IndicatorGroup, Target
from lms.dashboards.services import figures, naming
from lms.dashboards.services.amounts import Place, Span
from lms.dashboards.services.figures import Figure
from lms.dashboards.services.targets import reading
from lms.dashboards.services.targets.reading import Standing

type Values = Mapping[str, Decimal | None]
"""The value of each indicator by its code; None, or left out, where nobody knows."""


@dataclass(frozen=True, slots=True)
class Row:
    """One indicator of a group with its figure, and what is wanted of it."""

    member: GroupMember
    indicator: Indicator
    figure: Figure
    wanted: Decimal | None
    is_met: bool
    period_name: str
    """Of which period the figure is, where it is not the one that was asked for."""
    target: Target | None = None
    """The one that says what is wanted; None where the group itself does, or nothing is."""


@dataclass(frozen=True, slots=True)
class Met:
    """How many of a unit's targets are reached, and how many it has."""

    reached: int
    count: int
    period: UUID
    """The reporting period they are of."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A commune with its points (none where a part is not known) and its rank."""

    place: UUID
    cells: list[tuple[str, Decimal | None]]
    """The value of each part under its name."""
    score: Decimal | None
    rank: int | None


def in_order(group: IndicatorGroup) -> list[GroupMember]:
    return sorted(group.members.all(), key=lambda member: (member.position, member.pk))


def wanted(group: IndicatorGroup) -> dict[str, Decimal]:
    """What is wanted of each indicator of a group, by its code: what the group itself says."""
    return {one.code: one.wanted for one in group.members.all() if one.wanted is not None}


def met(group: IndicatorGroup, values: Values) -> tuple[int, int]:
    """How many of a group reach what is wanted of them, and of how many something is wanted.

    What nobody knows is not reached.
    """
    asked = wanted(group)
    down = _going_down(asked)
    reached = sum(_reaches(values.get(code), level, code in down) for code, level in asked.items())
    return reached, len(asked)


def targets(group: IndicatorGroup, units: Collection[UUID], span: Span) -> list[Standing]:
    """Where the targets stand that these units hold of the group's indicators in the reporting
    period of exactly these days. The number of queries does not grow with the units."""
    if span.first is None:
        return []
    rows = Target.objects.standing().filter(
        indicator__code__in=[member.code for member in group.members.all()],
        unit__in=units,
        period__first_on=span.first,
        period__last_on=span.last,
    )
    return reading.standings(list(rows.with_all().order_by("pk")))


def met_each(group: IndicatorGroup, units: Collection[UUID], span: Span) -> dict[UUID, Met]:
    """How many of their targets these units reach; of a unit without one there is none.

    In as many queries as `targets`.
    """
    found: dict[UUID, Met] = {}
    for one in targets(group, units, span):
        key, period = one.target.holder_key, one.target.period.pk
        before = found.get(key, Met(0, 0, period))
        found[key] = Met(before.reached + _is_met(one), before.count + 1, period)
    return found


def rows(group: IndicatorGroup, place: Place, span: Span) -> list[Row]:
    """Every indicator of a group with its figure of a place and period, in order; what is retired
    is left out. Wanted is what the place's own target of the period says, else what the group does.
    The number of queries grows with the indicators alone."""
    known = _indicators(group)
    asked = wanted(group)
    held = {one.target.indicator.code: one for one in targets(group, [place.pk], span)}
    found = []
    for member in in_order(group):
        if (indicator := known.get(member.code)) is None:
            continue
        figure = figures.figure(indicator, place, span)
        other = naming.other(figure.span, span)
        if own := held.get(member.code):
            value = own.target.value
            row = Row(member, indicator, figure, value, _is_met(own), other, own.target)
        else:
            level = asked.get(member.code)
            is_down = indicator.direction == Indicator.Direction.DOWN
            is_met = level is not None and _reaches(figure.value, level, is_down)
            row = Row(member, indicator, figure, level, is_met, other)
        found.append(row)
    return found


def score(group: IndicatorGroup, values: Values) -> Decimal | None:
    """The points of an index: each component its weight for a full value, less in proportion.

    None where a component is not known, half an index is no index, and where nothing is weighed.
    """
    weighed = [one for one in group.members.all() if one.weight is not None and one.full]
    down = _going_down([member.code for member in weighed])
    return _score(weighed, values, down)


def ranking(group: IndicatorGroup, communes: Collection[UUID], span: Span) -> list[Ranked]:
    """The communes by their points, those without any last; the number of queries grows with the
    indicators of the group and not with the communes."""
    known = _indicators(group)
    weighed = [one for one in in_order(group) if one.weight is not None and one.code in known]
    told = {one.code: figures.figure_each(known[one.code], communes, span) for one in weighed}
    down = {code for code, one in known.items() if one.direction == Indicator.Direction.DOWN}
    values = {
        pk: {code: (figure.value if (figure := of.get(pk)) else None) for code, of in told.items()}
        for pk in communes
    }
    scores = {pk: _score(weighed, values[pk], down) for pk in communes}
    places = ranks(scores)
    found = [
        Ranked(
            pk,
            [(known[one.code].name, values[pk][one.code]) for one in weighed],
            scores[pk],
            places.get(pk),
        )
        for pk in communes
    ]
    return sorted(found, key=lambda one: (one.rank is None, one.rank or 0))


def ranks(scores: Mapping[UUID, Decimal | None]) -> dict[UUID, int]:
    """The rank of each place that has a score; equal scores share the better rank."""
    known = sorted((one for one in scores.values() if one is not None), reverse=True)
    first: dict[Decimal, int] = {}
    for rank, one in enumerate(known, start=1):
        first.setdefault(one, rank)
    return {place: first[one] for place, one in scores.items() if one is not None}


def _score(weighed: Sequence[GroupMember], values: Values, down: set[str]) -> Decimal | None:
    total = Decimal(0)
    for member in weighed:
        value = values.get(member.code)
        if value is None or member.weight is None or not member.full:
            return None
        total += member.weight * _reached_part(value, member.full, is_down=member.code in down)
    return total if weighed else None


def _reached_part(value: Decimal, full: Decimal, *, is_down: bool) -> Decimal:
    """How much of the points a value earns, from nought to one."""
    if is_down:
        return Decimal(1) if value <= full else full / value
    return max(min(value / full, Decimal(1)), Decimal(0))


def _reaches(value: Decimal | None, level: Decimal, is_down: bool) -> bool:  # noqa: FBT001
    if value is None:
        return False
    return value <= level if is_down else value >= level


def _is_met(found: Standing) -> bool:
    is_down = found.target.indicator.direction == Indicator.Direction.DOWN
    return _reaches(found.reading.value, found.target.value, is_down)


def _going_down(codes: Collection[str]) -> set[str]:
    rows = Indicator.objects.current().filter(code__in=codes, direction=Indicator.Direction.DOWN)
    return set(rows.values_list("code", flat=True))


def _indicators(group: IndicatorGroup) -> dict[str, Indicator]:
    codes = [member.code for member in group.members.all()]
    return {one.code: one for one in Indicator.objects.offered().filter(code__in=codes)}
