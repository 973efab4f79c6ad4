"""R04: what a commune's report says of itself: the table, the villages, and proposals of words.

What is returned is plain JSON, for it is frozen as it is.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from lms.common import clock, numbers
from lms.dashboards.models import Indicator, ReportingPeriod, Target
from lms.dashboards.services import naming
from lms.dashboards.services.amounts import Span
from lms.dashboards.services.targets import gathering
from lms.dashboards.services.targets.gathering import of_holder
from lms.places.models import Unit
from lms.reports.models import ReportForm, ReportRound
from lms.reports.services import reading
from lms.reports.services.reading import NOTHING, Cell
from teams.models import Difficulty, PlannedSession, Session, Team

NOW, YEAR, BEFORE = "now", "year", "before"
VILLAGE_MEASURES = ("teams.sessions", "teams.heads", "teams.turns", "teams.acts")
SHOWN = 5
"""So many difficulties, and targets that are behind, are named in what is proposed."""
Aggregation = Indicator.Aggregation


def indicators_of(form: ReportForm) -> list[Indicator]:
    """Those of the form that are on offer, in its order."""
    rows = Indicator.objects.offered().filter(code__in=form.indicators).select_related("owner")
    by_code = {one.code: one for one in rows}
    return [by_code[code] for code in form.indicators if code in by_code]


def figures(found: ReportRound, unit: Unit, *, now: datetime) -> dict[str, Any]:
    """The table and the annex as they are at this moment; some twenty queries, however many
    indicators and villages there are."""
    period = found.period
    return {
        "taken_at": now.isoformat(),
        "locked": period.is_locked,
        "rows": table(indicators_of(found.form), unit, period),
        "villages": villages(unit, period),
    }


def spans(period: ReportingPeriod) -> dict[str, Span]:
    """The period, the year up to its end, and the same period a year before."""
    years = ReportingPeriod.objects.filter(
        kind=ReportingPeriod.Kind.YEAR, first_on__lte=period.last_on, last_on__gte=period.last_on
    )
    year = years.order_by("first_on").first()
    start = year.first_on if year else date(period.last_on.year, 1, 1)
    return {
        NOW: Span(period.first_on, period.last_on),
        YEAR: Span(start, period.last_on),
        BEFORE: Span(_year_before(period.first_on), _year_before(period.last_on)),
    }


def table(
    indicators: Sequence[Indicator], unit: Unit, period: ReportingPeriod
) -> list[dict[str, Any]]:
    """One row for each indicator; numbers as texts of decimals, None where nobody knows."""
    cells = reading.table([unit], indicators, spans(period), locked={NOW: period})
    targets = _targets(indicators, unit, period)
    return [
        _row(
            one,
            cells.get((NOW, one.pk, unit.pk), NOTHING),
            cells.get((YEAR, one.pk, unit.pk), NOTHING),
            cells.get((BEFORE, one.pk, unit.pk), NOTHING),
            targets.get(one.code),
        )
        for one in indicators
    ]


def _row(
    indicator: Indicator, now: Cell, year: Cell, before: Cell, target: "_Wanted | None"
) -> dict[str, Any]:
    done = now.value if target and not target.is_of_year else year.value
    return {
        "code": indicator.code,
        "name": indicator.name,
        "unit": indicator.unit_word,
        "kind": indicator.kind,
        "how": indicator.how,
        "decimals": indicator.decimals,
        "source": now.source,
        "as_of": _day(now.as_of),
        "target": _said(target.value if target else None),
        "target_is": "" if target is None or target.is_of_year else "period",
        "value": _said(now.value),
        "total": _said(year.value),
        "percent": _said(_percent(done, target.value if target else None)),
        "same": _said(_against(indicator, now.value, before)),
        "same_is": "points" if indicator.is_share else "percent",
    }


@dataclass(frozen=True, slots=True)
class _Wanted:
    value: Decimal
    is_of_year: bool


def _targets(
    indicators: Sequence[Indicator], unit: Unit, period: ReportingPeriod
) -> dict[str, _Wanted]:
    """The unit's target of the year by the indicator's code; where there is none, the period's."""
    rows = Target.objects.standing().filter(
        unit=unit,
        indicator__code__in=[one.code for one in indicators],
        period__first_on__lte=period.last_on,
        period__last_on__gte=period.last_on,
        period__kind__in=(period.kind, ReportingPeriod.Kind.YEAR),
    )
    found: dict[str, _Wanted] = {}
    for code, kind, value in rows.values_list("indicator__code", "period__kind", "value"):
        is_of_year = kind == ReportingPeriod.Kind.YEAR
        if is_of_year or code not in found:
            found[code] = _Wanted(value, is_of_year)
    return found


def villages(unit: Unit, period: ReportingPeriod) -> list[dict[str, Any]]:
    """What teams did in each village, in Vietnamese order; last what no village has."""
    below = Unit.objects.filter(parent=unit, level=Unit.Level.VILLAGE)
    listed = list(below.valid_on(period.last_on).sorted())
    where = gathering.holders([Target(unit=one) for one in (unit, *listed)])
    amounts = gathering.folded(
        {NOW: Span(period.first_on, period.last_on)}, VILLAGE_MEASURES, where
    )
    teams = dict(
        Team.objects.within(unit)
        .working_on(period.last_on)
        .order_by()
        .values_list("unit")
        .annotate(Count("pk"))
    )
    rows = [
        {
            "name": one.name,
            "teams": sum(teams.get(pk, 0) for pk in where.places[one.pk]),
            **_counts(amounts, where.places[one.pk]),
        }
        for one in listed
    ]
    whole = _counts(amounts, [pk for pk in where.places[unit.pk] if pk in where.coarse])
    rest = {name: whole[name] - sum(row[name] for row in rows) for name in whole}
    if any(amount > 0 for amount in rest.values()):
        rows.append({"name": _("Không theo thôn, cấp xã"), "teams": teams.get(unit.pk, 0), **rest})
    return rows


def _counts(amounts: gathering.Amounts, places: Sequence[Any]) -> dict[str, int]:
    return {
        name.partition(".")[2]: of_holder(amounts, NOW, name, places) for name in VILLAGE_MEASURES
    }


def words(found: ReportRound, unit: Unit) -> dict[str, str]:
    """What is proposed where nobody wrote anything yet; three queries."""
    period = found.period
    return {
        "difficulties": _difficulties(unit, period),
        "tasks": _tasks(unit, period),
        "proposals": "",
    }


def _difficulties(unit: Unit, period: ReportingPeriod) -> str:
    held = Session.objects.within(unit).verified()
    held = held.held_between(period.first_on, period.last_on)
    said = Counter(dict(held.order_by().values_list("difficulties").annotate(Count("pk"))))
    said.pop(None, None)
    names = dict(Difficulty.objects.filter(pk__in=said).values_list("pk", "name"))
    listed = [
        _("%(name)s (%(count)s buổi)") % {"name": names[pk].lower(), "count": count}
        for pk, count in said.most_common(SHOWN)
        if pk in names
    ]
    if not listed:
        return ""
    return _("Tại các buổi, các tổ hay gặp: %(listed)s.") % {"listed": "; ".join(listed)}


def _tasks(unit: Unit, period: ReportingPeriod) -> str:
    planned = PlannedSession.objects.standing().filter(
        team__in=Team.objects.within(unit), planned_on__gt=period.last_on
    )
    days = (period.last_on - period.first_on).days + 1
    last = date.fromordinal(period.last_on.toordinal() + days)
    count = planned.filter(planned_on__lte=last).count()
    if not count:
        return ""
    return _("Các tổ tổ chức %(count)s buổi hướng dẫn đã lên lịch.") % {"count": count}


def behind(rows: Sequence[dict[str, Any]], expected: int) -> list[dict[str, Any]]:
    """Rows of the table whose share of the target is below what it should be today."""
    known = [row for row in rows if row["percent"] is not None]
    late = [row for row in known if Decimal(row["percent"]) < expected]
    return sorted(late, key=lambda row: Decimal(row["percent"]))[:SHOWN]


def _percent(done: Decimal | None, target: Decimal | None) -> Decimal | None:
    if done is None or not target:
        return None
    return (100 * done / target).quantize(Decimal("0.1"), ROUND_HALF_UP)


def _against(indicator: Indicator, value: Decimal | None, before: Cell) -> Decimal | None:
    """Against the same period a year before: points of a share, hundredths of anything else."""
    if value is None or before.value is None:
        return None
    if indicator.is_share:
        return value - before.value
    if not before.value:
        # Nothing then is no year to hold this one against.
        return None
    return (100 * (value - before.value) / before.value).quantize(Decimal("0.1"), ROUND_HALF_UP)


def _year_before(day: date) -> date:
    if day == clock.last_of_month(day):
        return clock.last_of_month(day.replace(year=day.year - 1, day=1))
    return day.replace(year=day.year - 1)


def _said(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _day(at: date | datetime | None) -> str | None:
    if at is None:
        return None
    return (clock.local(at).date() if isinstance(at, datetime) else at).isoformat()


def period_words(period: ReportingPeriod) -> str:
    """The period as it stands in a sentence: "tháng 11 năm 2026"."""
    if period.kind in {ReportingPeriod.Kind.MONTH, ReportingPeriod.Kind.QUARTER}:
        word, _space, rest = period.name.partition(" ")
        number, _slash, year = rest.partition("/")
        if year:
            return _("%(word)s %(number)s năm %(year)s") % {
                "word": word.lower(),
                "number": number,
                "year": year,
            }
    return naming.name(period.first_on, period.last_on)


def show(value: str | None, places: int | None = None) -> str:
    """A number of the table as it is read; a dash where nobody knows."""
    if value is None:
        return "–"
    exact = Decimal(value)
    if places is None:
        exact = exact.normalize()
        places = max(-int(exact.as_tuple().exponent), 0)
    return numbers.show(exact, places=places)


def signed(value: str | None, *, is_points: bool) -> str:
    """A change: "+12,5 %" or "+1,2 điểm %"."""
    if value is None:
        return "–"
    exact = Decimal(value)
    sign = "+" if exact > 0 else "−" if exact < 0 else ""
    words = show(str(abs(exact)), 1)
    return (
        _("%(sign)s%(words)s điểm %%") % {"sign": sign, "words": words}
        if is_points
        else f"{sign}{words} %"
    )
