"""Answered questions that stand under a step, and the way there: answer, publish, close."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from courses.models import Course, CourseEdition, EditionStep, StepQuestion
from courses.services import signals
from lms.audit import services as audit
from lms.common import text
from lms.notifications import inbox
from lms.users.models import User

MOST_SHOWN = 3
"""Under one step: a page of a lesson has its weight."""
State = StepQuestion.State


@dataclass(frozen=True, slots=True)
class Answer:
    """What others are shown of a question: never who asked it."""

    question: str
    answer: str


class WordsMissing(Exception):
    """Nothing is answered or put under a step without words."""


def under(uids: Iterable[str]) -> dict[str, list[Answer]]:
    """The newest answers by step, of whichever course and edition they were asked in; one query."""
    rows = StepQuestion.objects.published().filter(step__in=set(uids))
    fields = ("step", "public_question", "public_answer")
    found: dict[str, list[Answer]] = defaultdict(list)
    for step, question, answer in rows.order_by("-published_at", "pk").values_list(*fields):
        if len(found[step]) < MOST_SHOWN:
            found[step].append(Answer(question, answer))
    return dict(found)


def answer(question: StepQuestion, *, by: User, words: str, now: datetime) -> bool:
    """Tell the asker; an answer given before is replaced. False where somebody closed it."""
    said = text.nfc(words)[:1000]
    if not said:
        raise WordsMissing
    with transaction.atomic():
        rows = StepQuestion.objects.filter(pk=question.pk).exclude(state=State.CLOSED)
        done = {"state": State.ANSWERED, "answer": said, "answered_by": by, "answered_at": now}
        if not rows.update(**done):
            return False
        audit.record("question.answered", subject=question, actor=by, at=now)
        if question.person_id:
            key = f"asked:{question.pk}:{now.isoformat()}"
            title = _("Câu hỏi về bài học đã có trả lời")
            inbox.tell(
                [question.person_id], key=key, title=title, body=said, url=signals.MINE, now=now
            )
    return True


def close(question: StepQuestion, *, by: User, now: datetime) -> bool:
    """It needs no answer; undone by `reopen`."""
    with transaction.atomic():
        if not StepQuestion.objects.waiting().filter(pk=question.pk).update(state=State.CLOSED):
            return False
        audit.record("question.closed", subject=question, actor=by, at=now)
    return True


def reopen(question: StepQuestion, *, by: User, now: datetime) -> bool:
    """It waits again, unless its asker has another one waiting by now."""
    try:
        return _reopen(question, by=by, now=now)
    except IntegrityError:  # hers came in this moment
        return False


def _reopen(question: StepQuestion, *, by: User, now: datetime) -> bool:
    with transaction.atomic():
        same = {"edition": question.edition_id, "step": question.step, "person": question.person_id}
        others = StepQuestion.objects.waiting().filter(**same).exclude(pk=question.pk)
        if question.person_id and others.exists():
            return False
        rows = StepQuestion.objects.filter(pk=question.pk, state=State.CLOSED)
        if not rows.update(state=State.WAITING):
            return False
        audit.record("question.reopened", subject=question, actor=by, at=now)
    return True


def publish(question: StepQuestion, *, by: User, asked: str, answered: str, now: datetime) -> None:
    """Put it under the step in the words an author approved; again replaces them."""
    asked, answered = text.nfc(asked)[:200], text.nfc(answered)[:400]
    if not asked or not answered:
        raise WordsMissing
    with transaction.atomic():
        StepQuestion.objects.filter(pk=question.pk).update(
            public_question=asked, public_answer=answered, published_at=now, published_by=by
        )
        _changed(question)
        audit.record("question.published", subject=question, actor=by, at=now)


def take_down(question: StepQuestion, *, by: User, now: datetime) -> bool:
    """Take it away from under the step; the asker keeps her answer."""
    with transaction.atomic():
        rows = StepQuestion.objects.published().filter(pk=question.pk)
        if not rows.update(published_at=None, published_by=None):
            return False
        _changed(question)
        audit.record("question.taken_down", subject=question, actor=by, at=now)
    return True


def edition_published(edition: CourseEdition) -> None:
    """Let a course show what was answered under its steps while only other courses had them."""
    steps = StepQuestion.objects.published().filter(step__in=edition.steps.values("uid"))
    if steps.exists():
        Course.objects.filter(pk=edition.course_id, said_count=0).update(said_count=1)


def _changed(question: StepQuestion) -> None:
    """Every page of a step is drawn anew, of each course that shows this one."""
    showing = EditionStep.objects.filter(uid=question.step).values("edition__course")
    Course.objects.filter(pk__in=showing).update(said_count=F("said_count") + 1)
