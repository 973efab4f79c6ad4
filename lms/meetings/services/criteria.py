"""By which figures somebody is proposed as an example: each value with what shows it.

A criterion is a row the province sets the bar of; how it is counted stands here, by its code. What
is not known, such as the population of a place, proposes nobody.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Sum
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext as _

from lms.audit import services as audit
from lms.common import clock, numbers
from lms.dashboards.models import Population, Target
from lms.dashboards.services import populations
from lms.dashboards.services.targets import reading
from lms.dashboards.services.targets.pace import Step
from lms.meetings.models import Criterion
from lms.places.models import Unit, UnitLineage
from lms.users.models import User
from teams.models import Session, SessionTurn, Team
from teams.services import contributing

IN_TIME_DAYS = 7
"""A session is written down in time within this many days."""
HUNDRED = Decimal(100)
TOO_EARLY = {Step.UNKNOWN, Step.NOT_BEGUN, Step.BEGUN}
"""Of these nobody can say whether they keep up."""


@dataclass(frozen=True)
class Found:
    """Somebody a criterion is about: the value, and what shows it."""

    subject: User | Team | Unit
    value: Decimal
    evidence: str

    @property
    def key(self) -> str:
        return f"{type(self.subject).__name__.lower()}:{self.subject.pk}"


type Count_ = Callable[[Unit, date, date], Sequence[Found]]


@dataclass(frozen=True)
class Usual:
    """A criterion as every province begins with it."""

    code: str
    name: str
    how: str
    subject: str
    least: Decimal
    unit_word: str
    count: Count_


def ensure_usual() -> int:
    """Add the usual criteria that are missing; what a province changed stays as it is."""
    known = set(Criterion.objects.values_list("code", flat=True))
    rows = [
        Criterion(
            code=one.code,
            name=one.name,
            how=one.how,
            subject=one.subject,
            least=one.least,
            position=position,
        )
        for position, one in enumerate(USUAL, start=1)
        if one.code not in known
    ]
    Criterion.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def set_bar(
    criterion: Criterion,
    *,
    is_offered: bool,
    least: Decimal,
    most_count: int,
    by: User,
    now: datetime,
) -> bool:
    """Use it or not, from which value, for how many; true where something changed."""
    said: dict[str, bool | Decimal | int] = {
        "is_offered": is_offered,
        "least": least,
        "most_count": most_count,
    }
    if all(getattr(criterion, name) == value for name, value in said.items()):
        return False
    with transaction.atomic():
        Criterion.objects.filter(pk=criterion.pk).update(**said)
        audit.record("criterion.set", subject=criterion, actor=by, at=now, **said)
    return True


def word_of(criterion: Criterion) -> str:
    """What its values are in: "giờ", "%"."""
    return _BY_CODE[criterion.code].unit_word if criterion.code in _BY_CODE else ""


def meet(criterion: Criterion, unit: Unit, first: date, last: date) -> list[Found]:
    """Whoever reaches the bar, the best first, no more than the criterion lists."""
    usual = _BY_CODE.get(criterion.code)
    found = usual.count(unit, first, last) if usual else []
    reached = [one for one in found if one.value >= criterion.least]
    return sorted(reached, key=lambda one: (-one.value, one.key))[: criterion.most_count]


def _turns(unit: Unit, first: date, last: date) -> list[Found]:
    """Turns of a commune by a hundred adults."""
    communes = _communes(unit)
    of_unit = _commune_of(communes)
    held = Session.objects.verified().held_between(first, last).filter(unit__in=of_unit)
    rows = SessionTurn.objects.filter(session__in=held).order_by()
    turns: defaultdict[UUID, int] = defaultdict(int)
    for place, count in rows.values_list("session__unit").annotate(Sum("count")):
        turns[of_unit[place]] += count
    adults = populations.of_each(set(communes), Population.Group.ADULTS, on=last)
    return [
        Found(
            communes[pk],
            _round(HUNDRED * count / adults[pk].count),
            _("%(turns)s lượt; %(adults)s người từ 18 tuổi (%(source)s, %(day)s)")
            % {
                "turns": numbers.show(count),
                "adults": numbers.show(adults[pk].count),
                "source": adults[pk].source,
                "day": f"{adults[pk].as_of:%d/%m/%Y}",
            },
        )
        for pk, count in turns.items()
        if pk in adults and adults[pk].count
    ]


def _months(unit: Unit, first: date, last: date) -> list[Found]:
    """Of a team, the months in which it held sessions and wrote each down in time."""
    of_unit = _commune_of(_communes(unit))
    held = Session.objects.verified().held_between(first, last).filter(unit__in=of_unit)
    held = held.order_by("held_on")
    months: defaultdict[UUID, set[date]] = defaultdict(set)
    sessions: defaultdict[UUID, int] = defaultdict(int)
    late: set[UUID] = set()
    rows = held.annotate(month=TruncMonth("held_on"))
    for team, day, month, came in rows.values_list(
        "team", "held_on", "month", "submission__received_at"
    ):
        months[team].add(month)
        sessions[team] += 1
        if (clock.local(came).date() - day).days > IN_TIME_DAYS:
            late.add(team)
    total = (last.year - first.year) * 12 + last.month - first.month + 1
    good = [pk for pk in months if pk not in late]
    teams = Team.objects.select_related("unit__parent").in_bulk(good)
    return [
        Found(
            teams[pk],
            _round(HUNDRED * len(months[pk]) / total),
            _(
                "%(months)s trong %(total)s tháng có buổi; %(sessions)s buổi đã xác nhận, "
                "buổi nào cũng ghi trong %(days)s ngày"
            )
            % {
                "months": len(months[pk]),
                "total": total,
                "sessions": numbers.show(sessions[pk]),
                "days": IN_TIME_DAYS,
            },
        )
        for pk in good
    ]


def _pace(unit: Unit, first: date, last: date) -> list[Found]:
    """Of a commune, how many of its targets are reached or in step."""
    communes = _communes(unit)
    rows = Target.objects.standing().filter(
        unit__in=communes, period__first_on__lte=last, period__last_on__gte=first
    )
    good: defaultdict[UUID, int] = defaultdict(int)
    total: defaultdict[UUID, int] = defaultdict(int)
    for one in reading.standings(list(rows.with_all()), today=min(last, clock.today())):
        if one.pace.step in TOO_EARLY or one.target.unit_id is None:
            continue
        total[one.target.unit_id] += 1
        good[one.target.unit_id] += not one.pace.is_behind
    return [
        Found(
            communes[pk],
            _round(HUNDRED * good[pk] / count),
            _("%(good)s trong %(total)s chỉ tiêu đạt hoặc đúng nhịp")
            % {"good": good[pk], "total": count},
        )
        for pk, count in total.items()
    ]


def _hours(unit: Unit, first: date, last: date) -> list[Found]:
    """Of a member of a team, hours of sessions that were confirmed."""
    of_unit = _commune_of(_communes(unit))
    held = Session.objects.verified().held_between(first, last).filter(unit__in=of_unit)
    rows = held.exclude(helpers=None).order_by().values_list("helpers")
    sums = {
        person: (minutes or 0, sessions, heads or 0)
        for person, minutes, sessions, heads in rows.annotate(
            Sum("duration_minutes"), Count("pk"), Sum("heads_count")
        )
    }
    people = User.objects.filter(is_active=True).in_bulk(sums)
    return [
        Found(
            people[pk],
            _round(Decimal(minutes) / 60),
            _("%(hours)s giờ, %(sessions)s buổi đã xác nhận, %(heads)s người đến")
            % {
                "hours": contributing.hours_of(minutes),
                "sessions": numbers.show(sessions),
                "heads": numbers.show(heads),
            },
        )
        for pk, (minutes, sessions, heads) in sums.items()
        if pk in people
    ]


USUAL = (
    Usual(
        "turns_per_adult",
        "Nhiều lượt hướng dẫn nhất so với dân số",
        "Số lượt trong kỳ trên 100 người từ 18 tuổi; dân số lấy từ tệp tỉnh đã nhập.",
        Criterion.Subject.UNIT,
        Decimal(1),
        "lượt/100 người",
        _turns,
    ),
    Usual(
        "targets_in_step",
        "Giữ nhịp chỉ tiêu tốt nhất",
        "Phần trăm chỉ tiêu của xã đã đạt hoặc đang đúng nhịp.",
        Criterion.Subject.UNIT,
        Decimal(80),
        "%",
        _pace,
    ),
    Usual(
        "months_in_time",
        "Tháng nào cũng có buổi, ghi đúng hạn",
        "Phần trăm số tháng trong kỳ có buổi đã xác nhận; mọi buổi được ghi trong 7 ngày.",
        Criterion.Subject.TEAM,
        Decimal(100),
        "% số tháng",
        _months,
    ),
    Usual(
        "hours_confirmed",
        "Nhiều giờ công nhất",
        "Giờ công trong các buổi xã đã xác nhận.",
        Criterion.Subject.PERSON,
        Decimal(10),
        "giờ",
        _hours,
    ),
)
_BY_CODE = {one.code: one for one in USUAL}


def _communes(unit: Unit) -> dict[UUID, Unit]:
    rows = Unit.objects.within(unit).filter(level=Unit.Level.COMMUNE).valid_on(clock.today())
    return {one.pk: one for one in rows.select_related("parent")}


def _commune_of(communes: dict[UUID, Unit]) -> dict[UUID, UUID]:
    """The commune of today of each unit below these, and of each they took over."""
    paths = {one.path: pk for pk, one in communes.items()}
    found: dict[UUID, UUID] = {}
    for earlier, path in _lines(communes):
        parts = path.split("/")
        for depth in range(1, len(parts)):
            if pk := paths.get("/".join(parts[:depth]) + "/"):
                found[earlier] = pk
                break
    return found


def _lines(communes: dict[UUID, Unit]) -> Any:
    parents = {one.parent.path for one in communes.values() if one.parent}
    if len(communes) == 1:
        parents = {one.path for one in communes.values()}
    rows = UnitLineage.objects.none()
    for path in parents:
        rows = rows | UnitLineage.objects.filter(later__path__startswith=path)
    return rows.values_list("earlier", "later__path")


def _round(value: Decimal | float) -> Decimal:
    return Decimal(value).quantize(Decimal("0.01"), ROUND_HALF_UP)
