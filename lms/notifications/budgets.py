"""What text messages and calls may cost a day: for a number, for a block of numbers, for the site.

Counted in the database in the transaction of the message, always in the order site, block,
number, so that no race spends more and none waits for another in a circle. Operators are told
once a day when four fifths of a block's or the site's budget are used, and when all of it is.
"""

import logging
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from lms.common import clock
from lms.notifications.models import Message, Spending

logger = logging.getLogger(__name__)

SALT = "lms.notifications.budgets"
LEVELS = (100, 80)
OF_A_BLOCK = 4
"""Digits a block lacks: ten thousand numbers in a row, as whoever pumps messages uses them."""
KEPT = timedelta(days=7)

Channel = Message.Channel
Scope = Spending.Scope


class BudgetSpent(Exception):
    """Nothing more goes out today by this channel for this number, its block, or the site."""

    def __init__(self, scope: Scope) -> None:
        super().__init__(f"the budget of the {scope.value} is spent")
        self.scope = scope


def spend(channel: str, number: str, *, now: datetime) -> list[tuple[Scope, int]]:
    """Count one message or call; raises BudgetSpent, then nothing was counted.

    Returns what operators are to be told: (scope, per cent reached), mostly nothing.
    """
    day = clock.local(now).date()
    limits = settings.MESSAGE_BUDGETS[channel]
    keys = dict(_keys(number))
    with transaction.atomic():
        for scope, key in keys.items():
            _count(Spending(day=day, channel=channel, scope=scope, key=key), limits[scope.value])
        shared = Q(scope=Scope.SITE) | Q(scope=Scope.PREFIX, key=keys[Scope.PREFIX])
        used = Spending.objects.filter(shared, day=day, channel=channel).order_by("-scope")
        reached = [(Scope(one.scope), _reached(one, limits[one.scope])) for one in used]
    alarms = [(scope, level) for scope, level in reached if level]
    for scope, level in alarms:
        logger.warning("budget of %s a day, %s: %s %% used", channel, scope.value, level)
    return alarms


def alarms_of(day: date) -> list[tuple[str, str, int]]:
    """(channel, scope, per cent) of the budgets operators were told of that day."""
    told: dict[tuple[str, str], int] = {}
    found = Spending.objects.filter(day=day, alarm__gt=0).values_list("channel", "scope", "alarm")
    for channel, scope, level in found:
        told[channel, scope] = max(level, told.get((channel, scope), 0))
    return sorted((*place, level) for place, level in told.items())


def words(channel: str, scope: Scope, level: int) -> tuple[str, str]:
    """Subject and text of the mail to operators; no number in it."""
    what = str(Channel(channel).label).lower()
    whose = _("một dải số") if scope == Scope.PREFIX else _("cả tỉnh")
    subject = _("Học số: đã dùng %(level)s%% ngân sách %(what)s hôm nay (%(whose)s)") % {
        "level": level,
        "what": what,
        "whose": whose,
    }
    advice = _(
        "Xem Hộp thư gửi đi trong trang quản trị: nhiều tin tới các số liền nhau là có người phá. "
        "Ngân sách đặt ở LMS_SMS_BUDGET và LMS_VOICE_BUDGET."
    )
    closing = _("Hết ngân sách thì không gửi thêm tới nửa đêm; bà con vẫn vào được bằng thẻ học.")
    return subject, f"{subject}.\n\n{closing}\n{advice}"


def forget_old(*, now: datetime) -> int:
    """Drop the counts of days gone by."""
    return Spending.objects.filter(day__lt=clock.local(now).date() - KEPT).delete()[0]


def _keys(number: str) -> Iterator[tuple[Scope, str]]:
    yield Scope.SITE, ""
    yield Scope.PREFIX, number[:-OF_A_BLOCK]
    yield Scope.NUMBER, salted_hmac(SALT, number, algorithm="sha256").hexdigest()


def _count(slot: Spending, limit: int) -> None:
    """One more of the day; the row is made by the first. Raises BudgetSpent."""
    place = {name: getattr(slot, name) for name in ("day", "channel", "scope", "key")}
    left = Spending.objects.filter(**place, count__lt=limit)
    if left.update(count=F("count") + 1):
        return
    Spending.objects.bulk_create([slot], ignore_conflicts=True)
    if not left.update(count=F("count") + 1):
        raise BudgetSpent(Scope(slot.scope))


def _reached(used: Spending, limit: int) -> int:
    """The share that operators are to be told of now, once a day for all blocks together."""
    level = next((one for one in LEVELS if used.count * 100 >= one * limit), 0)
    if level <= used.alarm:
        return 0
    others = Spending.objects.filter(day=used.day, channel=used.channel, scope=used.scope)
    was_told = others.filter(alarm__gte=level).exists()
    told = Spending.objects.filter(pk=used.pk, alarm__lt=level).update(alarm=level)
    return level if told and not was_told else 0
