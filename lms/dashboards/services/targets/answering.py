"""What becomes of a target that was given: accepted, disputed, answered, changed, withdrawn."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lms.audit import services as audit
from lms.common import text
from lms.dashboards.models import Target
from lms.dashboards.services.targets import giving, telling
from lms.dashboards.services.targets.giving import AlreadyGiven, Given, TargetRefused, Wording
from lms.users.models import User

State = Target.State
LONGEST = 400


class ChangedMeanwhile(TargetRefused):
    """Somebody else was quicker: what was shown is not what is there."""


def accept(target: Target, *, by: User, now: datetime) -> bool:
    """Its holder takes it on; true only for the call that did."""
    waiting = (State.ASSIGNED, State.DISPUTED, State.SETTLED)
    with transaction.atomic():
        rows = Target.objects.filter(pk=target.pk, state__in=waiting)
        if not rows.update(state=State.ACCEPTED, answered_by=by, answered_at=now):
            return False
        audit.record("targets.accepted", subject=target, actor=by, at=now)
    return True


def dispute(target: Target, reason: str, *, by: User, now: datetime) -> bool:
    """Its holder asks to have it looked at again; it stands meanwhile. True for the call that did.

    Raises PeriodShut.
    """
    said = text.nfc(reason)[:LONGEST]
    with transaction.atomic():
        giving.check_running(target.period)
        rows = Target.objects.standing().filter(pk=target.pk).exclude(state=State.DISPUTED)
        if not rows.update(
            state=State.DISPUTED, dispute=said, answer="", answered_by=by, answered_at=now
        ):
            return False
        audit.record("targets.disputed", subject=target, actor=by, at=now)
        telling.givers(
            target,
            key=f"target:{target.pk}:dispute:{now.timestamp():.0f}",
            title=_("%(who)s đề nghị xem lại chỉ tiêu") % {"who": target.holder_name},
            body=f"{target.indicator.name}. {said}",
            now=now,
        )
    return True


def settle(
    target: Target, answer: str, *, by: User, now: datetime, wording: Wording | None = None
) -> bool:
    """Answer a dispute, with another number by a paper or with the same; true for the call that
    did."""
    said = text.nfc(answer)[:LONGEST]
    with transaction.atomic():
        giving.check_running(target.period)
        rows = Target.objects.filter(pk=target.pk, state=State.DISPUTED)
        if not rows.update(state=State.SETTLED, answer=said):
            return False
        if wording:
            _reword(locked(target), wording, by=by, now=now)
        audit.record("targets.settled", subject=target, actor=by, at=now)
        telling.holders(
            [target],
            key=f"target:{target.pk}:settled:{now.timestamp():.0f}",
            title=_("Đã trả lời đề nghị xem lại chỉ tiêu"),
            body=f"{target.indicator.name}. {said}",
            now=now,
        )
    return True


def change(target: Target, wording: Wording, *, seen: int, by: User, now: datetime) -> bool:
    """Make a new version; the ones before are kept. False where it says the same already.

    Raises ChangedMeanwhile unless `seen` is its newest version, PeriodShut, and TargetRefused.
    """
    with transaction.atomic():
        giving.check_running(target.period)
        held = locked(target)
        value = giving.rounded(held.indicator, wording.value)
        marks = giving.written(held.indicator, wording.milestones)
        if (held.value, held.milestones) == (value, marks):
            return False
        if held.version != seen or not held.is_standing:
            raise ChangedMeanwhile(
                _("Chỉ tiêu này vừa có người khác đổi. Xem số mới rồi đổi lại nếu vẫn cần.")
            )
        _reword(held, wording, by=by, now=now)
        if held.state != State.DISPUTED and not _is_own(held):
            # Another number is another target to take on.
            Target.objects.filter(pk=held.pk).update(state=State.ASSIGNED)
        telling.holders(
            [held],
            key=f"target:{held.pk}:version:{held.version}",
            title=_("Chỉ tiêu được điều chỉnh: %(name)s") % {"name": held.indicator.name},
            body=_("%(period)s, theo %(paper)s.")
            % {"period": held.period.name, "paper": wording.paper.number},
            now=now,
        )
    return True


def withdraw(target: Target, reason: str, *, by: User, now: datetime) -> int:
    """Take it back with everything that was broken down from it; how many. Kept, not deleted."""
    with transaction.atomic():
        giving.check_running(target.period)
        held = below(locked(target), is_locked=True)
        gone = Target.objects.standing().filter(pk__in=[one.pk for one in held])
        count = gone.update(
            state=State.WITHDRAWN, withdrawn_at=now, withdrawn_reason=text.nfc(reason)[:LONGEST]
        )
        if count:
            audit.record_all("targets.withdrawn", held, actor=by, at=now)
            telling.holders(
                held,
                key=f"target:{target.pk}:withdrawn:{now.timestamp():.0f}",
                title=_("Chỉ tiêu được rút lại: %(name)s") % {"name": target.indicator.name},
                body=text.nfc(reason),
                now=now,
            )
    return count


def restore(target: Target, *, by: User, now: datetime) -> bool:
    """Let what was withdrawn stand again, itself alone; true only for the call that did.

    Raises AlreadyGiven where its holder was given another meanwhile, and TargetRefused while what
    it was broken down from is withdrawn or divided the other way, into teams or into villages.
    """
    if target.parent and not target.parent.is_standing:
        raise TargetRefused(_("Chỉ tiêu của cấp trên đã rút. Lấy lại chỉ tiêu đó trước."))
    state = State.ACCEPTED if _is_own(target) else State.ASSIGNED
    try:
        with transaction.atomic():
            giving.check_running(target.period)
            _check_same_way(target)
            rows = Target.objects.filter(pk=target.pk, state=State.WITHDRAWN)
            if not rows.update(state=state, withdrawn_at=None, withdrawn_reason=""):
                return False
            audit.record("targets.restored", subject=target, actor=by, at=now)
            telling.holders(
                [target],
                key=f"target:{target.pk}:restored:{now.timestamp():.0f}",
                title=_("Chỉ tiêu lại có hiệu lực: %(name)s") % {"name": target.indicator.name},
                body=_("%(period)s. Mời anh/chị xem rồi nhận hoặc đề nghị xem lại.")
                % {"period": target.period.name},
                now=now,
            )
    except IntegrityError as error:
        raise AlreadyGiven(
            _("%(who)s đã được giao chỉ tiêu khác thay vào. Rút chỉ tiêu đó trước.")
            % {"who": target.holder_name}
        ) from error
    return True


def _check_same_way(target: Target) -> None:
    if target.parent_id is None:
        return
    # Whoever breaks the whole down waits, or has been waited for.
    Target.objects.select_for_update().get(pk=target.parent_id)
    others = Target.objects.standing().filter(parent=target.parent_id)
    if others.filter(team__isnull=bool(target.team_id)).exists():
        raise TargetRefused(
            _("Chỉ tiêu của cấp trên đã chia cách khác, lấy lại thì đếm hai lần. Chia lại ở đó.")
        )


def locked(target: Target) -> Target:
    """The target as it is now; nobody else touches it until the end of the transaction."""
    Target.objects.select_for_update().get(pk=target.pk)
    return Target.objects.with_all().get(pk=target.pk)


def below(target: Target, *, is_locked: bool = False) -> list[Target]:
    """The target and all that stands and was broken down from it, level by level; locked, nobody
    else touches these until the end of the transaction."""
    rows = Target.objects.standing()
    if is_locked:
        rows = rows.select_for_update(of=("self",))
    found, level = [target], [target]
    while level:
        parts = rows.filter(parent__in=level)
        level = list(parts.select_related("unit", "agency", "team"))
        found += level
    return found


def _reword(target: Target, wording: Wording, *, by: User, now: datetime) -> None:
    holder = target.unit or target.agency or target.team
    if holder:
        given = Given(holder, wording.value, wording.milestones)
        giving.check(target.indicator, target.period, given)
    target.version += 1
    target.value = giving.rounded(target.indicator, wording.value)
    target.milestones = giving.written(target.indicator, wording.milestones)
    Target.objects.filter(pk=target.pk).update(
        version=target.version, value=target.value, milestones=target.milestones
    )
    kept = giving.version(target, paper=wording.paper, reason=wording.reason, by=by, now=now)
    kept.save(force_insert=True)
    audit.record("targets.changed", subject=target, actor=by, at=now, version=target.version)


def _is_own(target: Target) -> bool:
    """Of the province itself, which nobody else takes on."""
    return bool(target.unit and target.unit.level == target.unit.Level.PROVINCE)
