"""A target is broken down to those below: proposed, weighed against the whole, given."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lms.audit import services as audit
from lms.common import clock, numbers, text
from lms.dashboards.models import Target
from lms.dashboards.services import populations
from lms.dashboards.services.targets import answering, giving, shares
from lms.dashboards.services.targets.answering import ChangedMeanwhile
from lms.dashboards.services.targets.giving import (
    AlreadyGiven,
    Given,
    Holder,
    Paper,
    TargetRefused,
    Wording,
)
from lms.dashboards.services.targets.reading import Reading
from lms.dashboards.services.targets.shares import Balance
from lms.places.models import Unit
from lms.users.models import Agency, User
from teams.models import Team

BY_BASELINE, EVENLY = "baseline", "even"
TEAMS, VILLAGES = "teams", "villages"
"""What a commune divides a target into: one of them at a time, for both count the same sessions."""


class Uneven(TargetRefused):
    """The parts do not make the whole and nobody said why; `balance` says by how much."""

    def __init__(self, message: str, balance: Balance) -> None:
        super().__init__(message)
        self.balance = balance


class OtherWay(TargetRefused):
    """It is divided into the other kind already, and nobody agreed to take that back."""


@dataclass(frozen=True, slots=True)
class Way:
    """Into TEAMS or VILLAGES a commune divides, and whether parts of the other way go for it."""

    into: str
    is_turned: bool = False


@dataclass(frozen=True)
class Below:
    """Whoever a target can be broken down to, and what is known of each."""

    holders: list[Holder]
    parts: dict[UUID, Target]
    """What each has been given of it already, in whichever way."""
    bases: dict[UUID, Reading]
    """Where each stood in the period before."""
    into: str = ""
    """TEAMS or VILLAGES of a commune's target; blank of others."""

    @property
    def token(self) -> str:
        """Differs as soon as any part is given, changed or withdrawn."""
        return ".".join(f"{str(pk)[-6:]}{one.version}" for pk, one in sorted(self.parts.items()))

    @property
    def given(self) -> dict[UUID, Target]:
        """The parts that were given in this way."""
        return {key: one for key, one in self.parts.items() if _is_in(one, self.into)}

    @property
    def others_count(self) -> int:
        """How many parts were given in the other way: they are withdrawn by this one."""
        return len(self.parts) - len(self.given)


def below(target: Target, into: str = "") -> Below:
    """Whoever a target can be broken down to: the communes of a province, the teams or the villages
    of a commune, the agencies right below one. The number of queries does not depend on how many.

    A commune's is shown as it is divided today unless `into` says TEAMS or VILLAGES.
    """
    rows = Target.objects.standing().filter(parent=target).with_all()
    parts = {one.holder_key: one for one in rows}
    way = _way(target, parts, into)
    holders = _holders(target, way)
    known = {one.pk for one in holders}
    # Whoever was given a part is shown though she is not there today.
    for one in parts.values():
        if one.holder_key in known or not _is_in(one, way):
            continue
        if holder := one.unit or one.agency or one.team:
            holders.append(holder)
    return Below(holders, parts, giving.bases(target.indicator, target.period, holders), way)


def _way(target: Target, parts: Mapping[UUID, Target], into: str) -> str:
    if target.unit is None or target.unit.level != Unit.Level.COMMUNE:
        return ""
    if into in {TEAMS, VILLAGES}:
        return into
    is_of_villages = any(one.unit_id for one in parts.values())
    return VILLAGES if is_of_villages else TEAMS


def _is_in(part: Target, way: str) -> bool:
    return not way or bool(part.team_id) == (way == TEAMS)


def _holders(target: Target, way: str) -> list[Holder]:
    if target.agency:
        return list(Agency.objects.filter(parent=target.agency, valid_to=None).order_by("sort_key"))
    unit = target.unit
    if unit is None:
        return []
    if unit.level == Unit.Level.PROVINCE:
        communes = Unit.objects.filter(parent=unit, level=Unit.Level.COMMUNE)
        return list(communes.valid_on(clock.today()).sorted())
    if way == VILLAGES and giving.is_counted_by_village(target.indicator):
        villages = Unit.objects.filter(parent=unit, level=Unit.Level.VILLAGE)
        return list(villages.valid_on(clock.today()).sorted())
    if way != TEAMS or not giving.is_counted_by_team(target.indicator):
        return []
    return list(Team.objects.within(unit).open().select_related("unit").order_by("sort_key"))


def propose(target: Target, found: Below, how: str) -> dict[UUID, Decimal]:
    """Shares by a group of the population, by the period before, or even; exactly the whole.

    Of a share everybody gets the same: the mean of equal parts is the whole. Whoever has no figure
    to go by gets nothing, unless nobody has one.
    """
    indicator = target.indicator
    if shares.is_mean(indicator):
        return {one.pk: target.value for one in found.holders}
    weights = _weights(found, how)
    return shares.split(target.value, weights, decimals=indicator.decimals)


def without_basis(target: Target, found: Below, how: str) -> list[str]:
    """The names of those with no figure to go by in this way; the mean of a share needs none."""
    if shares.is_mean(target.indicator):
        return []
    weights = _weights(found, how)
    return [one.name for one in found.holders if not weights[one.pk]]


def _weights(found: Below, how: str) -> dict[UUID, int]:
    keys = [one.pk for one in found.holders]
    if how == EVENLY:
        return dict.fromkeys(keys, 1)
    if how == BY_BASELINE:
        return {key: max(int(found.bases[key].numerator or 0), 0) for key in keys}
    units = {one.pk: one.unit_id if isinstance(one, Team) else one.pk for one in found.holders}
    counted = populations.counts(set(units.values()), [how], on=clock.today())
    return {key: counted.get((unit, how), 0) for key, unit in units.items()}


def weigh(target: Target, found: Below, values: Mapping[UUID, Decimal]) -> Balance:
    """What the parts come to beside the whole."""
    denominators = {key: base.denominator for key, base in found.bases.items()}
    return shares.balance(target.indicator, target.value, values, denominators)


def break_down(  # noqa: PLR0913  # into what, by which paper, and what was on the screen
    target: Target,
    values: Mapping[UUID, Decimal],
    *,
    paper: Paper,
    reason: str = "",
    seen: str,
    by: User,
    now: datetime,
    way: Way | None = None,
) -> int:
    """Give each of those below its part; how many parts are new or other than before.

    Whoever is left out loses the part she had. What was divided the other way is withdrawn by this
    one if its `way` says so, else OtherWay is raised. Raises Uneven where the parts do not make the
    whole and no reason is given, ChangedMeanwhile unless `seen` is what is there, PeriodShut,
    AlreadyGiven and TargetRefused; nothing is written then. The same again changes nothing.
    """
    with transaction.atomic():
        giving.check_running(target.period)
        # One breaks down at a time; the next sees what this one gave.
        target = answering.locked(target)
        if not target.is_standing:
            raise ChangedMeanwhile(_("Chỉ tiêu này vừa được rút, nên chưa phân bổ gì."))
        found = below(target, way.into if way else "")
        given = {one.pk: Given(one, values[one.pk]) for one in found.holders if one.pk in values}
        if _is_done(target, found, given):
            return 0
        if found.token != seen:
            raise ChangedMeanwhile(
                _("Vừa có người khác phân bổ chỉ tiêu này. Xem bảng mới rồi sửa lại nếu cần.")
            )
        if found.others_count:
            _check_turned(found, given, is_turned=bool(way and way.is_turned))
        held = weigh(target, found, {key: one.value for key, one in given.items()})
        if given and not held.is_even and not reason:
            raise Uneven(words(target, held), held)
        said = "" if held.is_even else text.nfc(reason)[:400]
        Target.objects.filter(pk=target.pk).update(uneven_reason=said)
        count = _give(target, found, given, paper=paper, by=by, now=now)
        audit.record("targets.broken_down", subject=target, actor=by, at=now, parts=count)
    return count


def _check_turned(found: Below, given: Mapping[UUID, Given], *, is_turned: bool) -> None:
    if not given:
        raise TargetRefused(_("Chưa ghi số cho nơi nào, nên cách chia cũ vẫn giữ."))
    if not is_turned:
        kind = _("thôn, tổ dân phố") if found.into == TEAMS else _("tổ công nghệ số")
        raise OtherWay(
            _("Chỉ tiêu này đang chia cho %(count)s %(kind)s. Đánh dấu đồng ý rút rồi chia lại.")
            % {"count": found.others_count, "kind": kind}
        )


def words(target: Target, held: Balance) -> str:
    """What does not fit, plainly: by how much the parts are over or short."""
    unit, places = target.indicator.unit_word, target.indicator.decimals
    if held.over is None:
        return _("Chưa biết mẫu số của một số nơi nên chưa so được với chỉ tiêu chung.")
    by = numbers.show(abs(held.over), places=places)
    said = {"by": by, "unit": unit, "whole": numbers.show(held.whole, places=places)}
    if held.over > 0:
        return _("Phân bổ đang thừa %(by)s %(unit)s so với %(whole)s.") % said
    return _("Phân bổ đang thiếu %(by)s %(unit)s so với %(whole)s.") % said


def _is_done(target: Target, found: Below, given: Mapping[UUID, Given]) -> bool:
    now = {key: one.value for key, one in found.parts.items()}
    then = {key: giving.rounded(target.indicator, one.value) for key, one in given.items()}
    return bool(now) and now == then


def _give(
    target: Target,
    found: Below,
    given: Mapping[UUID, Given],
    *,
    paper: Paper,
    by: User,
    now: datetime,
) -> int:
    count = 0
    why = _("Phân bổ lại theo %(paper)s") % {"paper": paper.number}
    for key, part in found.parts.items():
        if key not in given:
            count += answering.withdraw(part, why, by=by, now=now)
            continue
        wording = Wording(given[key].value, paper, why, part.marks)
        count += answering.change(part, wording, seen=part.version, by=by, now=now)
    fresh = [one for key, one in given.items() if key not in found.parts]
    if fresh:
        giving.assign(
            target.indicator, target.period, fresh, paper=paper, by=by, now=now, parent=target
        )
    return count + len(fresh)


__all__ = [
    "AlreadyGiven",
    "Below",
    "OtherWay",
    "Uneven",
    "below",
    "break_down",
    "propose",
    "weigh",
    "words",
]
