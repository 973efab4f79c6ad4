"""What learners say of a step, folded from events: of each thing said the latest counts.

Nobody says a thing twice: one face and one fault for each person, step and edition, and one
question that waits for its answer. Saying it anew changes it; the order in which phones send
does not matter.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from courses import seams
from courses.evidence.intake import Event
from courses.models import LearningEvent, StepQuestion, StepSignal
from courses.services import changes
from lms.common import text
from lms.notifications import inbox
from lms.users.models import User

MINE = "/toi/cau-hoi/"
"""Where one's own questions are."""

type SignalKey = tuple[int, str, str]
type QuestionKey = tuple[int, str]


def take(person: User, events: Sequence[Event], *, now: datetime) -> None:
    """Fold fresh events into signals and questions, in the caller's transaction."""
    if not events:
        return
    # Two phones of one person wait for each other here, so that "the latest" is one.
    # Without the key: who answers her writes her a notice, and would wait for this in turn.
    held = User.objects.select_for_update(no_key=True).filter(pk=person.pk)
    held.values_list("pk", flat=True).first()
    ordered = sorted(events, key=lambda event: event.order_key)
    asked = [event for event in ordered if event.kind == LearningEvent.Kind.ASKED]
    told = [event for event in ordered if event.kind != LearningEvent.Kind.ASKED]
    if told:
        _take_signals(person, told, now=now)
    if asked:
        _take_questions(person, asked, now=now)


def _take_signals(person: User, events: Sequence[Event], *, now: datetime) -> None:
    latest = {_key(event): event for event in events}
    rows = StepSignal.objects.filter(person=person, edition__in={key[0] for key in latest})
    known = {(row.edition_id, row.step, row.kind): row for row in rows}
    fresh, changed = [], []
    for key, event in latest.items():
        row = known.get(key)
        if row is None:
            fresh.append(_filled(StepSignal(person=person), event))
        elif row.order_key < event.order_key:
            changed.append(_filled(row, event))
    StepSignal.objects.bulk_create(fresh)
    fields = ["value", "reason", "text", "at", "order_key", "settled_at", "settled_by"]
    StepSignal.objects.bulk_update(changed, fields)
    changes.look(
        {key[:2] for key, event in latest.items() if event.payload.get("reason") == changes.SCREEN},
        now=now,
    )


def _filled(row: StepSignal, event: Event) -> StepSignal:
    edition, step, kind = _key(event)
    row.edition_id, row.step, row.kind = edition, step, kind
    is_felt = kind == StepSignal.Kind.FELT
    row.value = event.payload["face" if is_felt else "reason"]
    row.reason = event.payload.get("reason", "") if is_felt and row.value else ""
    row.text = text.nfc(event.payload.get("text", ""))
    row.at, row.order_key = event.ordered_at, event.order_key
    row.settled_at = row.settled_by = None
    return row


def _take_questions(person: User, events: Iterable[Event], *, now: datetime) -> None:
    events = list(events)
    # Held: nobody answers one while another takes its place.
    rows = StepQuestion.objects.select_for_update().filter(
        person=person, edition__in={event.edition.pk for event in events}
    )
    known: dict[QuestionKey, StepQuestion] = {}
    waiting: dict[QuestionKey, StepQuestion] = {}
    for row in rows.order_by("order_key"):
        known[row.edition_id, row.step] = row
        if row.state == StepQuestion.State.WAITING:
            waiting[row.edition_id, row.step] = row
    fresh: dict[QuestionKey, StepQuestion] = {}
    has_team = bool(
        person.home_unit_id and any(map(_asks_team, events)) and seams.has_team(person.home_unit_id)
    )
    for event in events:
        key = (event.edition.pk, _key(event)[1])
        older = known.get(key)
        if older is not None and older.order_key >= event.order_key:
            continue
        fresh[key] = _asked(person, event, now, has_team=has_team)
    for key in fresh.keys() & waiting.keys():
        overtake(waiting[key])
    StepQuestion.objects.bulk_create(fresh.values())
    passed_on = {event.id for event in events if _asks_team(event)} & {
        row.pk for row in fresh.values() if row.to == StepQuestion.To.AUTHOR
    }
    if passed_on:
        _tell_passed_on(person, key=f"asked:passed-on:{min(passed_on)}", now=now)


def _asks_team(event: Event) -> bool:
    return bool(event.payload["to"] == StepQuestion.To.TEAM)


def _tell_passed_on(person: User, *, key: str, now: datetime) -> None:
    """Who asked a team that is not there is told who answers instead."""
    body = _(
        "Nơi ở ghi trong hồ sơ chưa có tổ công nghệ số, nên người soạn bài sẽ trả lời và không "
        "thấy tên người hỏi. Có trả lời thì tin về đây."
    )
    if not person.home_unit_id:
        body = _(
            "Hồ sơ chưa ghi nơi ở nên chưa biết hỏi tổ nào. Người soạn bài sẽ trả lời và không "
            "thấy tên người hỏi. Có trả lời thì tin về đây."
        )
    title = _("Câu hỏi đã chuyển tới người soạn bài")
    inbox.tell([person.pk], key=key, title=title, body=body, url=MINE, now=now)


def _asked(person: User, event: Event, now: datetime, *, has_team: bool) -> StepQuestion:
    """A team is asked only where there is one; else it would wait where nobody looks."""
    voice = event.payload.get("voice")
    to = event.payload["to"] if has_team else StepQuestion.To.AUTHOR
    return StepQuestion(
        pk=event.id,
        person=person,
        edition_id=event.edition.pk,
        step=_key(event)[1],
        to=to,
        unit_id=person.home_unit_id if to == StepQuestion.To.TEAM else None,
        text=text.nfc(event.payload.get("text", "")),
        voice=StepQuestion.Voice.AWAITED if voice else StepQuestion.Voice.NONE,
        voice_hash=voice["sha256"] if voice else "",
        asked_at=event.ordered_at,
        order_key=event.order_key,
        received_at=now,
    )


def overtake(question: StepQuestion) -> None:
    """A later question of hers waits instead; what an author put under the step stays there."""
    if question.published_at is None:
        drop(question)
    else:
        closed = {"state": StepQuestion.State.CLOSED}
        StepQuestion.objects.filter(pk=question.pk).update(**closed)


def drop(question: StepQuestion) -> None:
    """Take a question away, and what was said in it."""
    forget_voice(question)
    question.delete()


def forget_voice(question: StepQuestion) -> None:
    """The file goes when the transaction is through."""
    if name := question.voice_file.name:
        storage = question.voice_file.storage
        transaction.on_commit(partial(storage.delete, name))
    question.voice_file = ""
    question.voice, question.voice_hash = StepQuestion.Voice.NONE, ""


def _key(event: Event) -> SignalKey:
    # What is said is always said of a step.
    return event.edition.pk, event.step.uid if event.step else "", event.kind
