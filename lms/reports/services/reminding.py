"""The province reminds the communes that still owe a report, at most once a day."""

from datetime import datetime

from django.db import transaction

from lms.audit import services as audit
from lms.common import clock
from lms.reports.models import Reminder, ReportRound
from lms.reports.services import rounds, telling
from lms.users.models import User


def remind(found: ReportRound, *, by: User, now: datetime) -> Reminder | None:
    """Tell the managers of communes that did not submit; None where that was done today, or where
    all have."""
    today = clock.local(now).date()
    with transaction.atomic():
        # Two taps at once remind once.
        ReportRound.objects.select_for_update().only("pk").get(pk=found.pk)
        if found.reminders.filter(at__gte=clock.midnight(today)).exists():
            return None
        owed = [one.unit for one in rounds.standings(found) if not one.was_submitted]
        if not owed:
            return None
        people = telling.owed(found, owed, now=now)
        made = Reminder.objects.create(
            round=found, units_count=len(owed), people_count=people, by=by, at=now
        )
        audit.record("report.reminded", subject=found, actor=by, at=now, units=len(owed))
    return made
