"""Targets are given: to one holder or many at once, all or none, by a paper."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from lms.audit import services as audit
from lms.common import clock, text
from lms.common.measures import is_of_agencies, periodic_named
from lms.dashboards.models import Indicator, ReportingPeriod, Target, TargetVersion
from lms.dashboards.services import populations
from lms.dashboards.services.populations import MEASURE as POPULATION
from lms.dashboards.services.targets import calendar, reading, telling
from lms.dashboards.services.targets.reading import Reading
from lms.places.models import Unit
from lms.users.models import Agency, User
from teams.models import Team

type Holder = Unit | Agency | Team
FIELDS: tuple[tuple[type, str], ...] = ((Unit, "unit"), (Agency, "agency"), (Team, "team"))
LARGEST = Decimal(10) ** 11


class TargetRefused(Exception):
    """Nothing was written; its message says why, in words for whoever gave it."""


class PeriodShut(TargetRefused):
    """The period is closed or locked."""


class AlreadyGiven(TargetRefused):
    """Some of the holders have another target of this indicator in this period already."""


@dataclass(frozen=True, slots=True)
class Paper:
    """The document that sets a target, and where in it."""

    number: str
    on: date
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Wording:
    """What a target is to say from now on, by which paper and why."""

    value: Decimal
    paper: Paper
    reason: str
    milestones: Sequence[tuple[date, Decimal]] = ()


_SHARED = f"SELECT 1 FROM {ReportingPeriod._meta.db_table} WHERE id = %s FOR SHARE"  # noqa: S608
"""SQLite has one writer at a time; there nobody closes a period in the middle of this."""


@dataclass(frozen=True, slots=True)
class Given:
    """What one holder is to reach."""

    holder: Holder
    value: Decimal
    milestones: Sequence[tuple[date, Decimal]] = ()


def assign(  # what, when, to whom, by which paper
    indicator: Indicator,
    period: ReportingPeriod,
    given: Sequence[Given],
    *,
    paper: Paper,
    by: User,
    now: datetime,
    parent: Target | None = None,
) -> list[Target]:
    """Give each holder its target, all or none; the same again gives nothing twice.

    Raises PeriodShut, AlreadyGiven where one has another already, and TargetRefused for what
    cannot be counted there.
    """
    for one in given:
        check(indicator, period, one)
    try:
        with transaction.atomic():
            return _assign(indicator, period, given, paper=paper, by=by, now=now, parent=parent)
    except IntegrityError:
        # Somebody gave one of them at this very moment: now it is there to be seen.
        with transaction.atomic():
            return _assign(indicator, period, given, paper=paper, by=by, now=now, parent=parent)


def _assign(  # as `assign`
    indicator: Indicator,
    period: ReportingPeriod,
    given: Sequence[Given],
    *,
    paper: Paper,
    by: User,
    now: datetime,
    parent: Target | None,
) -> list[Target]:
    check_running(period)
    known = _standing(indicator, period, [one.holder for one in given])
    others = [
        one.holder.name
        for one in given
        if (before := known.get(one.holder.pk)) and not _is_same(before, one, parent)
    ]
    if others:
        raise AlreadyGiven(
            _("%(names)s đã có chỉ tiêu này trong %(period)s. Muốn đổi số thì bấm Điều chỉnh.")
            % {"names": _listed(others), "period": period.name}
        )
    fresh = [one for one in given if one.holder.pk not in known]
    before_ = bases(indicator, period, [one.holder for one in fresh])
    made = [
        Target(
            indicator=indicator,
            period=period,
            **{field_of(one.holder): one.holder},
            parent=parent,
            value=rounded(indicator, one.value),
            milestones=written(indicator, one.milestones),
            baseline=before_[one.holder.pk].value,
            denominator=before_[one.holder.pk].denominator,
            assigned_by=by,
            assigned_at=now,
            # What the province sets itself waits for nobody.
            state=Target.State.ACCEPTED if _is_province(one.holder) else Target.State.ASSIGNED,
        )
        for one in fresh
    ]
    Target.objects.bulk_create(made)
    TargetVersion.objects.bulk_create(
        version(one, paper=paper, reason="", by=by, now=now) for one in made
    )
    if made:
        audit.record_all("targets.assigned", made, actor=by, at=now, indicator=indicator.code)
        telling.holders(
            made,
            key=f"target:{made[0].pk}",
            title=_("Có chỉ tiêu mới: %(name)s") % {"name": indicator.name},
            body=_("%(period)s, theo %(paper)s. Mời anh/chị xem rồi nhận hoặc đề nghị xem lại.")
            % {"period": period.name, "paper": paper.number},
            now=now,
        )
    return [*made, *known.values()]


def check(indicator: Indicator, period: ReportingPeriod, one: Given) -> None:
    """Raises TargetRefused for a number, milestones or a holder that cannot be."""
    values = [one.value, *(value for _day, value in one.milestones)]
    if not all(0 <= value <= LARGEST for value in values):
        raise TargetRefused(_("Chỉ tiêu là số không âm và không quá lớn."))
    if indicator.is_share and max(values) > 100:
        raise TargetRefused(_("Chỉ tiêu tính bằng phần trăm thì không quá 100."))
    if any(value != rounded(indicator, value) for value in values):
        # What is kept is what was written, not what it is rounded to.
        if not indicator.decimals:
            raise TargetRefused(_("Chỉ tiêu của chỉ số này là số nguyên, không có số lẻ."))
        raise TargetRefused(
            _("Chỉ tiêu của chỉ số này có nhiều nhất %(count)s số lẻ.")
            % {"count": indicator.decimals}
        )
    days = [day for day, _value in one.milestones]
    if len(set(days)) < len(days) or any(
        not period.first_on <= day < period.last_on for day in days
    ):
        raise TargetRefused(
            _("Mỗi mốc một ngày, trong kỳ và trước ngày cuối kỳ (%(last)s).")
            % {"last": f"{period.last_on:%d/%m/%Y}"}
        )
    # What others tell of a village is told of it alone.
    is_ours = bool(indicator.numerator)
    if is_ours and _is_village(one.holder) and not is_counted_by_village(indicator):
        raise TargetRefused(
            _("Chỉ số này không đếm riêng cho từng thôn được, nên không giao cho thôn.")
        )
    if isinstance(one.holder, Team) and not is_counted_by_team(indicator):
        raise TargetRefused(
            _("Chỉ số này không đếm riêng cho từng tổ được, nên không giao cho tổ.")
        )


def is_counted_by_team(indicator: Indicator) -> bool:
    """Whether what it is made of is counted team by team: not different people, nor population."""
    names = [name for name in (indicator.numerator, indicator.denominator) if name]
    return bool(names) and not any(
        periodic_named(name.partition("/")[0]) or not name.startswith("teams.") for name in names
    )


def is_counted_by_village(indicator: Indicator) -> bool:
    """Whether it is counted village by village: all that is counted here but what agencies have."""
    name = indicator.numerator.partition("/")[0]
    return bool(name) and not is_of_agencies(name)


def bases(
    indicator: Indicator, period: ReportingPeriod, to: Sequence[Holder]
) -> dict[UUID, Reading]:
    """Where each stood in the period of the same length before; nothing of what is not counted."""
    first, last = calendar.before(period.kind, period.first_on, period.last_on)
    earlier = ReportingPeriod(kind=period.kind, name="", first_on=first, last_on=last)
    asked = {
        one.pk: Target(
            indicator=indicator, period=earlier, value=Decimal(0), **{field_of(one): one}
        )
        for one in to
    }
    found = reading.read(list(asked.values()), today=last)
    bases_ = {pk: found[target.pk] for pk, target in asked.items()}
    if not indicator.denominator.startswith(POPULATION):
        return bases_
    # Of people, the newest number there is, not that of the period before.
    group = indicator.denominator.removeprefix(POPULATION)
    known = populations.counts([one.pk for one in to], [group], on=clock.today())
    return {pk: replace(one, denominator=known.get((pk, group))) for pk, one in bases_.items()}


def version(
    target: Target, *, paper: Paper, reason: str, by: User | None, now: datetime
) -> TargetVersion:
    """The wording a target has now, to be kept; does not save."""
    return TargetVersion(
        target=target,
        number=target.version,
        value=target.value,
        milestones=target.milestones,
        document_no=text.nfc(paper.number)[:60],
        document_on=paper.on,
        clause=text.nfc(paper.clause)[:120],
        reason=text.nfc(reason)[:400],
        made_by=by,
        made_at=now,
    )


def check_running(period: ReportingPeriod) -> None:
    """Raises PeriodShut unless targets may be given and changed in it, as it is now.

    In a transaction; whoever closes the period waits for its end. Others who give do not.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(_SHARED, [period.pk])
    if not ReportingPeriod.objects.running().filter(pk=period.pk).exists():
        raise PeriodShut(
            _("%(period)s đã đóng. Muốn giao hoặc đổi chỉ tiêu thì mở lại kỳ trước.")
            % {"period": period.name}
        )


def rounded(indicator: Indicator, value: Decimal) -> Decimal:
    """A number with as many decimals as the indicator is shown with."""
    return value.quantize(Decimal(1).scaleb(-indicator.decimals), ROUND_HALF_UP)


def written(indicator: Indicator, marks: Iterable[tuple[date, Decimal]]) -> list[list[str]]:
    """Milestones as they are kept, in the order of days."""
    return [[day.isoformat(), str(rounded(indicator, value))] for day, value in sorted(marks)]


def field_of(holder: Holder) -> str:
    """The field of a target that names this holder."""
    return next(name for model, name in FIELDS if isinstance(holder, model))


def _standing(
    indicator: Indicator, period: ReportingPeriod, to: Sequence[Holder]
) -> dict[UUID, Target]:
    rows = Target.objects.standing().filter(indicator__code=indicator.code, period=period)
    wanted = {one.pk for one in to}
    return {one.holder_key: one for one in rows if one.holder_key in wanted}


def _is_same(before: Target, one: Given, parent: Target | None) -> bool:
    indicator = before.indicator
    return (
        before.value == rounded(indicator, one.value)
        and before.milestones == written(indicator, one.milestones)
        and before.parent_id == (parent.pk if parent else None)
    )


def _is_village(holder: Holder) -> bool:
    return isinstance(holder, Unit) and holder.level == Unit.Level.VILLAGE


def _is_province(holder: Holder) -> bool:
    return isinstance(holder, Unit) and holder.level == Unit.Level.PROVINCE


def _listed(names: Sequence[str], *, most: int = 3) -> str:
    shown = ", ".join(names[:most])
    if len(names) <= most:
        return shown
    return _("%(names)s và %(count)s nơi khác") % {"names": shown, "count": len(names) - most}
