"""Reminders of what was given: before the day, on it, and every week it is late."""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from lms.common import clock
from lms.meetings.models import Action
from lms.meetings.services import telling
from lms.notifications import inbox

SOON = timedelta(days=3)
A_WEEK = 7


def remind(*, now: datetime) -> int:
    """Tell who is in charge, and of what is late the committee too; how many actions.

    Twice on one day tells once; a machine that was off tells when it is next on.
    """
    today = clock.local(now).date()
    rows = Action.objects.filter(state=Action.State.OPEN, due_on__lte=today + SOON)
    actions = list(rows.with_all().order_by("due_on", "pk"))
    people = telling.in_charge(actions)
    committees = telling.committee({one.decision.meeting.unit for one in actions})
    for one in actions:
        stage, title = _stage(one, today)
        told = people[one.pk]
        if one.due_on < today:
            told = told | committees[one.decision.meeting.unit.pk]
        inbox.tell(
            sorted(told),
            key=f"action:{one.pk}:{one.due_on:%Y%m%d}:{stage}",
            title=title % {"what": one.what, "days": (today - one.due_on).days},
            body=_("%(who)s, hạn %(day)s. Cần có: %(awaited)s")
            % {"who": one.in_charge, "day": f"{one.due_on:%d/%m/%Y}", "awaited": one.awaited},
            url=one.get_absolute_url(),
            now=now,
        )
    return len(actions)


def _stage(action: Action, today: date) -> tuple[str, str]:
    if action.due_on > today:
        return "soon", _("Sắp đến hạn: %(what)s")
    if action.due_on == today:
        return "today", _("Hôm nay là hạn: %(what)s")
    weeks = ((today - action.due_on).days - 1) // A_WEEK
    return f"late-{weeks}", _("Quá hạn %(days)s ngày: %(what)s")
