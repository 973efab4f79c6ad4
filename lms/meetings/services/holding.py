"""A committee meets: called, decided, written down, ended."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from lms.audit import services as audit
from lms.common import text
from lms.meetings.models import Decision, Meeting, Paper
from lms.meetings.services import acting, minutes, papers
from lms.meetings.services.acting import Task
from lms.places.models import Unit
from lms.users.models import User


class MeetingOver(Exception):
    """The meeting has ended; what it decided stands as it was written."""


@dataclass(frozen=True)
class Called:
    """When and where a committee meets, about what, and who comes."""

    held_on: date
    venue: str
    agenda: str
    attendance: str = ""


def call(unit: Unit, called: Called, *, meeting_id: UUID, by: User, now: datetime) -> Meeting:
    """The meeting; the same one sent twice is one."""
    with transaction.atomic():
        meeting, is_new = Meeting.objects.get_or_create(
            pk=meeting_id,
            defaults={
                "unit": unit,
                "held_on": called.held_on,
                "venue": text.nfc(called.venue),
                "agenda": _lines(called.agenda),
                "attendance": text.nfc(called.attendance),
                "made_by": by,
                "made_at": now,
            },
        )
        if is_new:
            audit.record("meeting.called", subject=meeting, actor=by, at=now)
    return meeting


def decide(
    meeting: Meeting,
    words: str,
    *,
    decision_id: UUID,
    task: Task | None = None,
    by: User,
    now: datetime,
) -> Decision:
    """Write down what was decided, and have done what is to be done; sent twice it is one.

    Raises MeetingOver.
    """
    with transaction.atomic():
        hold(meeting)
        if said := meeting.decisions.filter(pk=decision_id).first():
            return said
        last = meeting.decisions.aggregate(last=Max("number"))["last"] or 0
        decision = Decision.objects.create(
            pk=decision_id,
            meeting=meeting,
            number=last + 1,
            words=text.nfc(words),
            made_by=by,
            made_at=now,
        )
        audit.record("meeting.decided", subject=decision, actor=by, at=now)
        if task:
            acting.give(decision, task, by=by, now=now)
    return decision


def strike(decision: Decision, *, by: User, now: datetime) -> bool:
    """Take out what was written wrongly, and what it gave somebody to do; it stays, struck out.

    Raises MeetingOver.
    """
    with transaction.atomic():
        hold(decision.meeting)
        rows = Decision.objects.filter(pk=decision.pk, struck_at=None)
        if not rows.update(struck_at=now, struck_by=by):
            return False
        audit.record("meeting.struck", subject=decision, actor=by, at=now)
        for action in decision.actions.followed().with_all():
            acting.drop(action, _("Kết luận được ghi lại trong cuộc họp."), by=by, now=now)
    return True


def close(meeting: Meeting, *, attendance: str, by: User, now: datetime) -> Paper | None:
    """End it and have its minutes printed; None where it had ended already."""
    with transaction.atomic():
        rows = Meeting.objects.filter(pk=meeting.pk, state=Meeting.State.OPEN)
        said = text.nfc(attendance)
        ended = {"state": Meeting.State.CLOSED, "closed_at": now, "closed_by": by}
        if not rows.update(attendance=said, **ended):
            return None
        meeting.refresh_from_db()
        audit.record("meeting.closed", subject=meeting, actor=by, at=now)
        content = minutes.content(meeting)
        return papers.make(
            Paper.Kind.MINUTES, meeting.unit, content, meeting=meeting, by=by, now=now
        )


def _lines(written: str) -> str:
    """As it was written, line by line."""
    lines = [text.nfc(line) for line in written.splitlines()]
    return "\n".join(filter(None, lines))


def hold(meeting: Meeting) -> None:
    """Nobody ends it until this transaction is over. Raises MeetingOver."""
    held = Meeting.objects.select_for_update().filter(pk=meeting.pk, state=Meeting.State.OPEN)
    if not held.exists():
        raise MeetingOver
