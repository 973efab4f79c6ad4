"""What a decision gave somebody to do: given, reported done, confirmed or handed back.

Each step is one conditional update and one event, so the same tap twice is one step, and of two at
once the second is told that it was late.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from lms.audit import services as audit
from lms.common import text
from lms.meetings.models import Action, ActionEvent, Decision
from lms.meetings.services import telling
from lms.notifications import inbox
from lms.places.models import Unit
from lms.users.models import Agency, User

State, Kind = Action.State, ActionEvent.Kind


@dataclass(frozen=True)
class Task:
    """What somebody is given."""

    what: str
    awaited: str
    holder: Unit | Agency
    due_on: date
    answerer: User | None = None


@dataclass(frozen=True)
class Proof:
    """What shows that something was done: words, a document, or both."""

    words: str = ""
    file: "File[Any] | None" = None


def give(decision: Decision, task: Task, *, by: User, now: datetime) -> Action:
    """Have it done; those in charge are told."""
    unit = task.holder if isinstance(task.holder, Unit) else None
    agency = task.holder if isinstance(task.holder, Agency) else None
    with transaction.atomic():
        action = Action.objects.create(
            decision=decision,
            what=text.nfc(task.what),
            awaited=text.nfc(task.awaited),
            unit=unit,
            agency=agency,
            answerer=task.answerer,
            due_on=task.due_on,
        )
        _note(action, Kind.GIVEN, by=by, now=now, due_on=task.due_on)
        telling.those_in_charge(
            action,
            key=f"action:{action.pk}:given",
            title=_("Việc mới: %(what)s") % {"what": action.what},
            body=_("Hạn %(day)s. Cần có: %(awaited)s")
            % {"day": f"{action.due_on:%d/%m/%Y}", "awaited": action.awaited},
            now=now,
        )
    return action


def name(action: Action, answerer: User, *, by: User, now: datetime) -> bool:
    """Say who answers for it; false where that was said already, or it is closed."""
    with transaction.atomic():
        rows = Action.objects.followed().filter(pk=action.pk).exclude(answerer=answerer)
        if not rows.update(answerer=answerer):
            return False
        action.answerer = answerer
        _note(action, Kind.NAMED, by=by, now=now)
        inbox.tell(
            [answerer.pk],
            key=f"action:{action.pk}:named:{now.timestamp():.0f}",
            title=_("Anh/chị chịu trách nhiệm: %(what)s") % {"what": action.what},
            body=_("Hạn %(day)s.") % {"day": f"{action.due_on:%d/%m/%Y}"},
            url=action.get_absolute_url(),
            now=now,
        )
    return True


def report(action: Action, result: str, proof: Proof, *, by: User, now: datetime) -> bool:
    """Say that it is done and what came of it; true only for the call that said so."""
    with transaction.atomic():
        rows = Action.objects.filter(pk=action.pk, state=State.OPEN)
        if not rows.update(state=State.DONE, done_by=by):
            return False
        event = _note(action, Kind.DONE, by=by, now=now, words=result, proof=proof)
        telling.the_committee(
            action,
            key=f"action:{event.pk}",
            title=_("Báo xong: %(what)s") % {"what": action.what},
            body=_("%(who)s: %(result)s") % {"who": action.in_charge, "result": text.nfc(result)},
            now=now,
        )
    return True


def confirm(action: Action, *, by: User, now: datetime) -> bool:
    """Agree that it is done; nothing more is followed. Never what one reported oneself."""
    with transaction.atomic():
        rows = Action.objects.filter(pk=action.pk, state=State.DONE).exclude(done_by=by)
        if not rows.update(state=State.CONFIRMED, confirmed_by=by, closed_at=now):
            return False
        event = _note(action, Kind.CONFIRMED, by=by, now=now)
        telling.those_in_charge(
            action,
            key=f"action:{event.pk}",
            title=_("Đã xác nhận xong: %(what)s") % {"what": action.what},
            body=_("Ban Chỉ đạo đã xác nhận kết quả."),
            now=now,
        )
    return True


def hand_back(action: Action, reason: str, *, by: User, now: datetime) -> bool:
    """Have it gone on with, and say why."""
    with transaction.atomic():
        rows = Action.objects.filter(pk=action.pk, state=State.DONE).exclude(done_by=by)
        if not rows.update(state=State.OPEN, done_by=None):
            return False
        event = _note(action, Kind.HANDED_BACK, by=by, now=now, words=reason)
        telling.those_in_charge(
            action,
            key=f"action:{event.pk}",
            title=_("Cần làm tiếp: %(what)s") % {"what": action.what},
            body=text.nfc(reason),
            now=now,
        )
    return True


def extend(action: Action, due_on: date, reason: str, *, by: User, now: datetime) -> bool:
    """Another day, and why; the day before stays in the history."""
    with transaction.atomic():
        rows = Action.objects.filter(pk=action.pk, state=State.OPEN, due_on=action.due_on)
        if due_on == action.due_on or not rows.update(due_on=due_on):
            return False
        was, action.due_on = action.due_on, due_on
        event = _note(
            action, Kind.EXTENDED, by=by, now=now, words=reason, was_due_on=was, due_on=due_on
        )
        telling.those_in_charge(
            action,
            key=f"action:{event.pk}",
            title=_("Hạn mới %(day)s: %(what)s")
            % {"day": f"{due_on:%d/%m/%Y}", "what": action.what},
            body=text.nfc(reason),
            now=now,
        )
    return True


def drop(action: Action, reason: str, *, by: User, now: datetime) -> bool:
    """Have it left undone, and say why."""
    with transaction.atomic():
        rows = Action.objects.followed().filter(pk=action.pk)
        if not rows.update(state=State.DROPPED, done_by=None, closed_at=now):
            return False
        event = _note(action, Kind.DROPPED, by=by, now=now, words=reason)
        telling.those_in_charge(
            action,
            key=f"action:{event.pk}",
            title=_("Thôi làm: %(what)s") % {"what": action.what},
            body=text.nfc(reason),
            now=now,
        )
    return True


def _note(
    action: Action,
    kind: ActionEvent.Kind,
    *,
    by: User,
    now: datetime,
    words: str = "",
    proof: Proof | None = None,
    **days: date,
) -> ActionEvent:
    event = ActionEvent.objects.create(
        action=action,
        kind=kind,
        by=by,
        at=now,
        words=text.nfc(words),
        evidence_words=text.nfc(proof.words) if proof else "",
        evidence_file=(proof.file or "") if proof else "",
        **days,
    )
    audit.record(f"action.{kind}", subject=action, actor=by, at=now)
    action.refresh_from_db(fields=["state", "done_by", "confirmed_by", "closed_at", "due_on"])
    return event
