"""Which villages of a commune should be next: where the fewest were reached for those who live
there, or where nobody was for the longest time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import Max, Q, Sum
from django.utils.translation import gettext as _

from lms.common import numbers
from lms.dashboards.models import Fact, Population
from lms.dashboards.services import populations
from lms.places.models import Unit, UnitLineage
from teams.models import PlannedSession, Team

SHOWN = 3
LOOKED_BACK = timedelta(days=365)
SESSIONS, HEADS = "teams.sessions", "teams.heads"


@dataclass(frozen=True, slots=True)
class Village:
    """How a village was reached in the year up to a day; of `adults` None where nobody knows."""

    unit: Unit
    heads: int
    adults: int | None
    last_on: date | None
    team_code: str
    """The team that works there; blank where there is none."""

    def why(self, today: date) -> str:
        """One sentence that says why it should be next."""
        if self.last_on is None:
            return _("Một năm qua chưa có buổi nào được xác nhận.")
        said = {
            "heads": numbers.show(self.heads),
            "adults": numbers.show(self.adults or 0),
            "day": f"{self.last_on:%d/%m/%Y}",
            "days": numbers.show((today - self.last_on).days),
        }
        if self.adults:
            return (
                _(
                    "%(heads)s người đến trong một năm, ở đây %(adults)s người trưởng thành;"
                    " buổi gần nhất %(day)s."
                )
                % said
            )
        return _("Buổi gần nhất %(day)s, cách đây %(days)s ngày.") % said


def next_of(commune: Unit, *, today: date) -> list[Village]:
    """The few villages that should be next, those with a session ahead left out; none for a commune
    with a single village. At most ten queries, however many villages."""
    units = list(
        Unit.objects.filter(parent=commune, level=Unit.Level.VILLAGE).valid_on(today).sorted()
    )
    if len(units) < 2:
        return []
    found = sorted(_reached(units, today), key=lambda one: _order(one, today))
    return found[:SHOWN]


def _reached(units: Sequence[Unit], today: date) -> Iterable[Village]:
    keys = [one.pk for one in units]
    lines = list(UnitLineage.objects.filter(later__in=keys).values_list("earlier", "later"))
    later = {earlier: now for earlier, now in lines}  # noqa: C416  typed rows of two
    teams = dict(Team.objects.working_on(today).filter(unit__in=later).values_list("unit", "code"))
    planned = PlannedSession.objects.standing().filter(planned_on__gte=today, team__unit__in=later)
    ahead = {later[unit] for unit in planned.values_list("team__unit", flat=True)}
    heads, last = _held(later, today)
    adults = Population.Group.ADULTS.value
    people = populations.counts(keys, [adults], on=today)
    codes = {later[unit]: code for unit, code in teams.items()}
    return [
        Village(
            one,
            heads.get(one.pk, 0),
            people.get((one.pk, adults)),
            last.get(one.pk),
            codes.get(one.pk, ""),
        )
        for one in units
        if one.pk not in ahead
    ]


def _held(later: dict[UUID, UUID], today: date) -> tuple[dict[UUID, int], dict[UUID, date]]:
    """How many came in each village, and when there was a session last; one query."""
    rows = Fact.objects.filter(
        place__in=later, measure__in=(SESSIONS, HEADS), day__gt=today - LOOKED_BACK
    )
    sums = (
        rows.order_by()
        .values("place")
        .annotate(
            heads=Sum("amount", filter=Q(measure=HEADS)),
            last=Max("day", filter=Q(measure=SESSIONS)),
        )
    )
    heads: dict[UUID, int] = {}
    last: dict[UUID, date] = {}
    for row in sums:
        unit = later[row["place"]]
        heads[unit] = heads.get(unit, 0) + (row["heads"] or 0)
        if row["last"]:
            last[unit] = max(row["last"], last.get(unit, date.min))
    return heads, last


def _order(one: Village, today: date) -> tuple[bool, Decimal, int, str]:
    """Never reached first, then the smallest part of who lives there, then the longest ago."""
    part = Decimal(one.heads) / one.adults if one.adults else Decimal(1)
    ago = (today - one.last_on).days if one.last_on else 0
    return one.last_on is not None, part, -ago, one.unit.sort_key
