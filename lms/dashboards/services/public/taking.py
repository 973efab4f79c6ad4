"""Taking the figures of months that are over, once, so that everybody may read them.

A month is taken ten days after its end, when its sessions have been confirmed (seven days, and a
few more). What Học số counts is never taken again: a session that is confirmed later is in the
boards, not here. What others told follows what they say last.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from lms.common import clock
from lms.dashboards.models import Indicator, OpenFigure, ReportingPeriod, Target
from lms.dashboards.services import figures
from lms.dashboards.services.boards import asking, spans
from lms.dashboards.services.public import hiding
from lms.dashboards.services.public.hiding import Amounts
from lms.dashboards.services.targets import reading
from lms.dashboards.services.targets.reading import Reading
from lms.places.models import Unit

SETTLES = timedelta(days=10)
MONTHS = 12
"""So many months back are taken, and shown."""
NOUGHT = Decimal(0)
BATCH = 500

type Found = dict[UUID, Reading]


def settled(*, today: date) -> list[ReportingPeriod]:
    """The months that are over for long enough, newest first: those that are reported on, or the
    calendar's where there are none."""
    until = today - SETTLES
    since = until - timedelta(days=31 * (MONTHS + 1))
    rows = ReportingPeriod.objects.filter(kind=ReportingPeriod.Kind.MONTH)
    found = list(rows.filter(last_on__lte=until, last_on__gt=since).order_by("-first_on"))
    months = found or spans.months_to(until, MONTHS + 1)[::-1]
    return [one for one in months if one.last_on <= until][:MONTHS]


def take(month: ReportingPeriod, *, now: datetime) -> int:
    """Take what is open and not taken yet of a month; how many figures. Twice the same changes
    nothing."""
    today = clock.local(now).date()
    province, _formers = asking.provinces()
    indicators = list(Indicator.objects.open().order_by("position", "pk"))
    if province is None or not indicators:
        return 0
    communes = Unit.objects.within(province).filter(level=Unit.Level.COMMUNE).valid_on(today)
    places = [*communes.sorted(), province]
    with transaction.atomic():
        # Of two that take the same month, one waits.
        list(Indicator.objects.select_for_update().filter(pk__in=[one.pk for one in indicators]))
        wanted = [one for one in indicators if _may_take(one, month, places)]
        asked = {(one.pk, place.pk): _ask(one, place, month) for one in wanted for place in places}
        said = reading.read(list(asked.values()), today=today, told_alone=True)
        made: list[OpenFigure] = []
        for one in wanted:
            found = {place.pk: said[asked[one.pk, place.pk].pk] for place in places}
            made += _figures(one, month, places, found, now)
        OpenFigure.objects.bulk_create(made, batch_size=BATCH)
    return len(made)


def _ask(indicator: Indicator, place: Unit, month: ReportingPeriod) -> Target:
    """A question in the shape of a target, as boards ask."""
    return Target(indicator=indicator, unit=place, period=month, value=NOUGHT)


def _may_take(indicator: Indicator, month: ReportingPeriod, places: Sequence[Unit]) -> bool:
    """Not what was taken, nor a month that overlaps one that was, nor beside units of then: from
    two of these a third one can be reckoned out."""
    rows = OpenFigure.objects.filter(
        indicator__code=indicator.code,
        first_on__lte=month.last_on,
        last_on__gte=month.first_on,
    )
    found = set(rows.values_list("first_on", "last_on", "unit"))
    if not found:
        return True
    if indicator.kind == Indicator.Kind.COMPUTED:
        return False
    known = {place.pk for place in places}
    return all(
        (first, last) == (month.first_on, month.last_on) and unit in known
        for first, last, unit in found
    )


def _figures(
    indicator: Indicator,
    month: ReportingPeriod,
    places: Sequence[Unit],
    found: Found,
    now: datetime,
) -> list[OpenFigure]:
    """The rows that are missing or say something else; those they take the place of are gone."""
    *communes, province = places
    kept = {
        row.unit_id: row
        for row in OpenFigure.objects.filter(
            indicator__code=indicator.code, first_on=month.first_on
        )
    }
    wanted = [place for place in communes if _is_known(indicator, found[place.pk])]
    if province.pk in kept or (not wanted and not kept):
        # Of the province alone, or of its communes: never of both.
        is_told = indicator.kind != Indicator.Kind.COMPUTED
        wanted = [province] if is_told and _is_known(indicator, found[province.pk]) else []
    made = [_figure(indicator, month, place, found[place.pk], now) for place in wanted]
    if not any(one.value for one in made):
        # Nothing to be told: whether it is nought or a few is told by nobody.
        return []
    changed = [one for one in made if _is_other(one, kept.get(one.unit_id))]
    OpenFigure.objects.filter(
        pk__in=[kept[one.unit_id].pk for one in changed if one.unit_id in kept]
    ).delete()
    return changed


def _is_known(indicator: Indicator, one: Reading) -> bool:
    if one.numerator is None:
        return False
    # A share of nothing is as good as hidden; others may have told nothing at all.
    is_computed = indicator.kind == Indicator.Kind.COMPUTED
    return one.value is not None or (is_computed and hiding.counts_people(indicator))


def _figure(
    indicator: Indicator, month: ReportingPeriod, place: Unit, one: Reading, now: datetime
) -> OpenFigure:
    above = Decimal(one.numerator or 0)
    below = None if one.denominator is None else Decimal(one.denominator)
    is_shown = one.value is not None and hiding.is_shown(indicator, Amounts(above, below))
    source, as_of = figures.OWN_SOURCE, clock.local(now).date()
    if one.told is not None:
        source, day = one.told.source, one.told.as_of
        as_of = day.date() if isinstance(day, datetime) else (day or as_of)
    return OpenFigure(
        indicator=indicator,
        unit=place,
        first_on=month.first_on,
        last_on=month.last_on,
        is_hidden=not is_shown,
        numerator=above if is_shown else None,
        denominator=below if is_shown else None,
        value=one.value if is_shown else None,
        source=source,
        as_of=as_of,
        taken_at=now,
    )


def _is_other(one: OpenFigure, kept: OpenFigure | None) -> bool:
    names = ("is_hidden", "numerator", "denominator", "value", "source", "as_of")
    return kept is None or any(getattr(one, name) != getattr(kept, name) for name in names)
