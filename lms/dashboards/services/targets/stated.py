"""What is there of targets whose indicator others count: what they told of it, and what stood of
that when a period was locked."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import QuerySet

from lms.dashboards.models import GivenFigure, Indicator, ReportingPeriod
from lms.dashboards.services import figures, given
from lms.dashboards.services.amounts import Span
from lms.dashboards.services.figures import Figure
from lms.dashboards.services.given import Asked, Given
from lms.dashboards.services.targets.questions import Asked as Aimed
from lms.dashboards.services.targets.questions import Asker
from lms.places.models import Unit

type Told = tuple[Figure, Figure | None]
"""What counts of a target; and what stands now, where that came after its period was locked."""


def read(targets: Iterable[Aimed], *, as_was: bool = False) -> dict[Asker, Told]:
    """What was told of each of these targets that a unit holds and others count; of those of
    which nobody told anything there is none.

    Of a locked period what stood when it was locked. The number of queries grows with the moments
    at which periods were locked, not with targets, units or indicators.
    """
    asked: dict[Asker, Asked] = {
        one.pk: Asked(one.indicator, one.unit, Span(one.period.first_on, one.period.last_on))
        for one in targets
        if one.unit and one.indicator.kind != Indicator.Kind.COMPUTED
    }
    shut: dict[Asker, datetime] = {
        one.pk: at for one in targets if one.pk in asked and (at := one.period.locked_at)
    }
    now = _many(list(asked.values()), None, as_was=as_was)
    then = {at: _many(_of(at, asked, shut), at, as_was=as_was) for at in set(shut.values())}
    found: dict[Asker, Told] = {}
    for pk, one in asked.items():
        told = now.get(one)
        before = then[shut[pk]].get(one) if pk in shut else told
        if before is None and told is None:
            continue
        late = None if _is_same(before, told) else figures.told(one.indicator, told)
        found[pk] = (figures.told(one.indicator, before), late)
    return found


def off_period(period: ReportingPeriod) -> QuerySet[GivenFigure]:
    """What others told of days of a period after it was locked, and stands; newest first."""
    if period.locked_at is None:
        return GivenFigure.objects.none()
    rows = GivenFigure.objects.standing().filter(
        created_at__gt=period.locked_at,
        first_on__gte=period.first_on,
        last_on__lte=period.last_on,
    )
    return rows.select_related("indicator", "unit").order_by("-created_at", "-pk")


def _many(asked: Sequence[Asked], at: datetime | None, *, as_was: bool) -> dict[Asked, Given]:
    """What was told; a province is the sum of its communes of today, however they are asked for."""
    if not as_was:
        return given.of_many(asked, at=at)
    provinces = [one for one in asked if one.unit.level == Unit.Level.PROVINCE]
    units = [one for one in asked if one.unit.level != Unit.Level.PROVINCE]
    return given.of_many(provinces, at=at) | given.of_many(units, at=at, as_was=True)


def _of(at: datetime, asked: dict[Asker, Asked], shut: dict[Asker, datetime]) -> Sequence[Asked]:
    return [one for pk, one in asked.items() if shut.get(pk) == at]


def _is_same(one: Given | None, other: Given | None) -> bool:
    if one is None or other is None:
        return one is other
    return (one.span, one.above, one.below) == (other.span, other.above, other.below)
