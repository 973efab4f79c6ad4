"""What a meeting is about, changed until the meeting is over; each change stays to be read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from lms.audit import services as audit
from lms.common import text
from lms.meetings.models import AgendaChange, Meeting
from lms.meetings.services import holding
from lms.users.models import User


class ChangedMeanwhile(Exception):
    """Somebody else changed the agenda since it was looked at."""


@dataclass(frozen=True)
class Difference:
    """What one change did, in points."""

    change: AgendaChange
    added: list[str]
    removed: list[str]
    is_reordered: bool


def change(meeting: Meeting, points: Sequence[str], *, seen: int, by: User, now: datetime) -> bool:
    """Have the meeting about these points, in this order; true only where that is a change.

    `seen` says how many changes there were when it was looked at. Raises MeetingOver and
    ChangedMeanwhile, which the same points sent twice do not.
    """
    with transaction.atomic():
        holding.hold(meeting)
        held = Meeting.objects.only("agenda").get(pk=meeting.pk)
        after = "\n".join(filter(None, (text.nfc(" ".join(one.split())) for one in points)))
        if held.agenda == after:
            return False
        if AgendaChange.objects.filter(meeting=meeting).count() != seen:
            raise ChangedMeanwhile
        AgendaChange.objects.create(meeting=meeting, before=held.agenda, after=after, by=by, at=now)
        Meeting.objects.filter(pk=meeting.pk).update(agenda=after)
        audit.record("meeting.agenda_changed", subject=meeting, actor=by, at=now)
    return True


def differences(meeting: Meeting) -> list[Difference]:
    """Every change there was, the newest first."""
    rows = AgendaChange.objects.filter(meeting=meeting).select_related("by")
    return [_difference(one) for one in rows.order_by("-at", "-pk")]


def _difference(one: AgendaChange) -> Difference:
    before, after = one.before.splitlines(), one.after.splitlines()
    stayed = [point for point in before if point in after]
    return Difference(
        one,
        added=[point for point in after if point not in before],
        removed=[point for point in before if point not in after],
        is_reordered=stayed != [point for point in after if point in before],
    )
