"""Targets when units or agencies change: what ran in the old ones is given to the new.

What is closed or locked stands as it is. What runs is decided indicator by indicator and period by
period: added up, divided anew, or withdrawn. The old target stays to be read, withdrawn, with the
paper that ended it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.audit import services as audit
from lms.common import numbers
from lms.dashboards.models import Population, ReportingPeriod, Target
from lms.dashboards.models.targets import TargetQuerySet
from lms.dashboards.services import populations
from lms.dashboards.services.targets import giving, shares
from lms.dashboards.services.targets.giving import Given, Holder, Paper
from lms.users.reorganising.following import Choice, Done, Effect, Follower, Planned

NAME = "targets"
SUM, DIVIDE, WITHDRAW = "sum", "divide", "withdraw"
WAYS = (
    (SUM, gettext_lazy("Giữ: nơi mới nhận tổng của các nơi cũ")),
    (DIVIDE, gettext_lazy("Chia lại cho các nơi mới theo dân số")),
    (WITHDRAW, gettext_lazy("Rút, giao lại sau")),
)
State = Target.State
DEPTH: dict[str, int] = {"province": 0, "former_district": 1, "commune": 2}


@dataclass
class _Part:
    """What one new holder is to be given, from how many old targets."""

    holder: Holder
    values: list[Decimal] = field(default_factory=list)
    denominators: list[int | None] = field(default_factory=list)
    milestones: list[dict[str, Decimal]] = field(default_factory=list)


def choices(planned: Planned) -> Sequence[Choice]:
    """One for each indicator and period with targets that run in what ends."""
    groups: defaultdict[str, list[Target]] = defaultdict(list)
    for one in _running(planned.unit_ids, planned.agency_ids):
        groups[_key(one)].append(one)
    ways = tuple((way, str(words)) for way, words in WAYS)
    found = []
    for key, targets in groups.items():
        first = targets[0]
        said = {
            "name": first.indicator.name,
            "period": first.period.name,
            "count": numbers.show(len(targets)),
            "total": numbers.show(sum((one.value for one in targets), Decimal(0)).normalize()),
        }
        words = (
            _("%(name)s, %(period)s: %(count)s chỉ tiêu")
            if shares.is_mean(first.indicator)
            else _("%(name)s, %(period)s: %(count)s chỉ tiêu, cộng lại %(total)s")
        )
        found.append(Choice(key, words % said, ways))
    return found


def preview(planned: Planned) -> Sequence[Effect]:
    running = _running(planned.unit_ids, planned.agency_ids).count()
    held = _held(planned.unit_ids, planned.agency_ids)
    still = held.exclude(period__in=ReportingPeriod.objects.running()).count()
    found = [Effect(_("Chỉ tiêu đang chạy: quyết định ở bước xác nhận"), running)]
    if still:
        found.append(Effect(_("Chỉ tiêu của kỳ đã đóng, đã khóa: giữ nguyên với nơi cũ"), still))
    return found


def follow(done: Done) -> Sequence[Effect]:
    """Give the new holders their targets and withdraw the old; what another has given there
    already stands."""
    rows = _running(done.units, done.agencies).select_for_update(of=("self",))
    old = list(rows.select_related("indicator", "period", "unit", "agency", "parent"))
    groups: defaultdict[tuple[int, str], list[Target]] = defaultdict(list)
    for one in old:
        groups[_depth(one), _key(one)].append(one)
    said = done.act.answers.get(NAME, {})
    heirs: dict[UUID, Target] = {}
    given = 0
    for (_level, key), targets in sorted(groups.items(), key=lambda pair: pair[0]):
        way = said.get(key, SUM)
        _end(done, targets)
        if way == WITHDRAW:
            _end_below(done, targets)
            continue
        made = _give(done, targets, way, heirs)
        given += len(made)
        by_holder = {one.holder_key: one for one in made}
        for one in targets:
            if (new := _main(done, one)) and (heir := by_holder.get(new.pk)):
                heirs[one.pk] = heir
    _hang(heirs)
    return [
        Effect(_("Chỉ tiêu của nơi cũ đã kết thúc, vẫn xem lại được"), len(old)),
        Effect(_("Chỉ tiêu giao cho nơi mới"), given),
    ]


def _held(units: Iterable[UUID], agencies: Iterable[UUID]) -> TargetQuerySet:
    rows = Target.objects.standing()
    return rows.filter(Q(unit__in=set(units)) | Q(agency__in=set(agencies)))


def _running(units: Iterable[UUID], agencies: Iterable[UUID]) -> TargetQuerySet:
    running = ReportingPeriod.objects.running()
    rows = _held(units, agencies).filter(period__in=running).select_related("indicator", "period")
    return rows.order_by("period__first_on", "indicator__position", "indicator__code", "pk")


def _key(target: Target) -> str:
    return f"{target.indicator.code}:{target.period_id}"


def _heirs(done: Done, target: Target) -> list[tuple[Holder, Decimal, bool]]:
    """Who takes over from its holder, how much of a hundred, and whether as the main one."""
    if target.unit_id:
        units = done.units.get(target.unit_id, ())
        return [(one.new, one.weight, one.is_main) for one in units]
    agencies = done.agencies.get(target.agency_id, ()) if target.agency_id else ()
    return [(one.new, one.weight, one.is_main) for one in agencies]


def _main(done: Done, target: Target) -> Holder | None:
    return next((holder for holder, _weight, main in _heirs(done, target) if main), None)


def _depth(target: Target) -> int:
    """Whole before part: the province's before the communes', these before the villages'."""
    return DEPTH.get(target.unit.level, 3) if target.unit else 3


def _give(
    done: Done, targets: Sequence[Target], way: str, heirs: Mapping[UUID, Target]
) -> list[Target]:
    """The targets of one indicator and period, given to those who took over."""
    indicator, period = targets[0].indicator, targets[0].period
    by_parent: defaultdict[UUID | None, dict[UUID, _Part]] = defaultdict(dict)
    parents: dict[UUID | None, Target | None] = {None: None}
    known = set(
        Target.objects.standing()
        .filter(indicator__code=indicator.code, period=period)
        .values_list("unit_id", flat=True)
    )
    placed: dict[UUID, UUID | None] = {}
    for one in targets:
        parent = heirs.get(one.parent_id, one.parent) if one.parent_id else None
        if parent and not parent.is_standing:
            parent = None
        key = parent.pk if parent else None
        parents[key] = parent
        for holder, value, marks in _split(done, one):
            if holder.pk in known:
                continue
            # Those whose old targets hung in different places hang where the first did.
            above = placed.setdefault(holder.pk, key)
            part = by_parent[above].setdefault(holder.pk, _Part(holder))
            part.values.append(value)
            part.denominators.append(one.denominator)
            part.milestones.append(marks)
    made = []
    for key, parts in by_parent.items():
        wanted = _worded(targets[0], parts, way)
        paper = Paper(done.act.document_no, done.act.document_on, done.act.clause)
        made += giving.assign(
            indicator, period, wanted, paper=paper, by=done.by, now=done.now, parent=parents[key]
        )
    return made


def _split(done: Done, target: Target) -> Iterable[tuple[Holder, Decimal, dict[str, Decimal]]]:
    """What each successor has of one target: of a share the same, of a number its part."""
    parts = _heirs(done, target)
    marks = {day: Decimal(value) for day, value in target.milestones}
    if shares.is_mean(target.indicator) or len(parts) == 1:
        return [(holder, target.value, marks) for holder, _weight, _main in parts]
    weights = {number: int(weight * 100) for number, (_new, weight, _is) in enumerate(parts)}

    def cut(value: Decimal) -> dict[int, Decimal]:
        return shares.split(value, weights, decimals=target.indicator.decimals)

    values = cut(target.value)
    cuts = {day: cut(value) for day, value in marks.items()}
    return [
        (holder, values[number], {day: part[number] for day, part in cuts.items()})
        for number, (holder, _weight, _main) in enumerate(parts)
    ]


def _worded(like: Target, parts: Mapping[UUID, _Part], way: str) -> list[Given]:
    indicator = like.indicator
    if shares.is_mean(indicator):
        values = {pk: _mean(part) for pk, part in parts.items()}
    elif way == DIVIDE:
        whole = sum((sum(part.values, Decimal(0)) for part in parts.values()), Decimal(0))
        counted = populations.counts(list(parts), [Population.Group.ADULTS], on=like.period.last_on)
        weights = {pk: counted.get((pk, Population.Group.ADULTS), 0) for pk in parts}
        values = shares.split(whole, weights, decimals=indicator.decimals)
    else:
        values = {pk: sum(part.values, Decimal(0)) for pk, part in parts.items()}
    return [
        Given(
            part.holder,
            giving.rounded(indicator, values[pk]),
            () if way == DIVIDE else _marks(like, part),
        )
        for pk, part in parts.items()
    ]


def _mean(part: _Part) -> Decimal:
    """Weighed by what each was a share of, evenly where that is not known of all."""
    weights = [Decimal(one or 0) for one in part.denominators]
    if not all(weights):
        weights = [Decimal(1)] * len(part.values)
    pairs = zip(part.values, weights, strict=True)
    return sum((value * weight for value, weight in pairs), Decimal(0)) / sum(weights)


def _marks(like: Target, part: _Part) -> list[tuple[date, Decimal]]:
    """Milestones of the days that all of the old targets had one on."""
    days = set.intersection(*(set(marks) for marks in part.milestones))
    found = []
    for day in sorted(days):
        values = [marks[day] for marks in part.milestones]
        one = _Part(part.holder, values, part.denominators)
        total = _mean(one) if shares.is_mean(like.indicator) else sum(values, Decimal(0))
        found.append((date.fromisoformat(day), giving.rounded(like.indicator, total)))
    return found


def _end(done: Done, targets: Sequence[Target]) -> None:
    Target.objects.standing().filter(pk__in=[one.pk for one in targets]).update(
        state=State.WITHDRAWN, withdrawn_at=done.now, withdrawn_reason=_reason(done)
    )
    audit.record_all("targets.withdrawn", targets, actor=done.by, at=done.now)


def _end_below(done: Done, targets: Sequence[Target]) -> None:
    """What was broken down from a target that is withdrawn is withdrawn with it."""
    level = [one.pk for one in targets]
    while level:
        rows = Target.objects.standing().filter(parent__in=level)
        level = list(rows.values_list("pk", flat=True))
        Target.objects.filter(pk__in=level).update(
            state=State.WITHDRAWN, withdrawn_at=done.now, withdrawn_reason=_reason(done)
        )


def _hang(heirs: Mapping[UUID, Target]) -> None:
    """What teams and agencies were given of the old target is from now on a part of the new."""
    parts = list(Target.objects.standing().filter(parent__in=heirs))
    for one in parts:
        if one.parent_id:
            one.parent = heirs[one.parent_id]
    Target.objects.bulk_update(parts, ["parent"], batch_size=500)


def _reason(done: Done) -> str:
    said = {"paper": done.act.document_no, "day": f"{done.on:%d/%m/%Y}"}
    return _("Sắp xếp đơn vị theo %(paper)s, từ %(day)s.") % said


FOLLOWER = Follower(NAME, "Chỉ tiêu", preview, follow, choices)
