"""Saying once that a target is reached, in the transaction that finds it so."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from lms.common import clock
from lms.dashboards.models import FoldMark, ReportingPeriod, Target
from lms.dashboards.services import folding
from lms.dashboards.services.targets import pace, reading, telling
from lms.dashboards.signals import target_reached

MARK = "reached"
REST = timedelta(minutes=10)
"""So long after a look there is no other, whatever is folded."""
AT_ONCE = 500
AFTERWARDS = timedelta(days=40)
"""How long after its end a period is still looked at, unless it is locked before."""


def look(*, now: datetime) -> int:
    """Say of every target that is reached now and was not before that it is; how many.

    Looks when something was folded since the last time, and once a day. What may fall again
    (shares, stocks, what is to stay low) is reached when its period is over.
    """
    folded = folding.mark().taken_count
    FoldMark.objects.bulk_create([FoldMark(name=MARK)], ignore_conflicts=True)
    seen = FoldMark.objects.get(name=MARK)
    if seen.folded_at and now - seen.folded_at < REST:
        return 0
    is_new_day = not seen.folded_at or clock.local(seen.folded_at).date() < clock.local(now).date()
    if folded == seen.taken_count and not is_new_day:
        return 0
    count = sum(_say(part, now) for part in _open(now))
    FoldMark.objects.filter(pk=seen.pk).update(folded_at=now, taken_count=folded)
    return count


def _open(now: datetime) -> Iterator[list[Target]]:
    today = clock.local(now).date()
    periods = ReportingPeriod.objects.unlocked().filter(
        first_on__lte=today, last_on__gte=today - AFTERWARDS
    )
    rows = Target.objects.standing().filter(period__in=periods, reached_at=None).order_by("pk")
    last = None
    while True:
        after = rows.filter(pk__gt=last) if last else rows
        part = list(after.with_all()[:AT_ONCE])
        if not part:
            return
        yield part
        last = part[-1].pk


def _say(targets: list[Target], now: datetime) -> int:
    today = clock.local(now).date()
    reached = [
        one.target
        for one in reading.standings(targets, today=today)
        if one.pace.step == pace.Step.REACHED and one.target.value
    ]
    return sum(_once(one, now) for one in reached)


def _once(target: Target, now: datetime) -> bool:
    with transaction.atomic():
        fresh = Target.objects.standing().filter(Q(reached_at=None), pk=target.pk)
        if not fresh.update(reached_at=now):
            return False
        target_reached.send(Target, target_id=target.pk)
        telling.holders(
            [target],
            key=f"target:{target.pk}:reached",
            title=_("Đã đạt chỉ tiêu: %(name)s") % {"name": target.indicator.name},
            body=_("%(period)s. Cảm ơn anh/chị và bà con.") % {"period": target.period.name},
            now=now,
        )
    return True
