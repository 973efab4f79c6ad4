"""What somebody said of steps: shown to her, handed over, erased, and kept when two are one."""

from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.models import StepQuestion, StepSignal
from courses.services import signals
from lms.users.models import User
from lms.users.services import personal
from lms.users.services.merging import register_merge

SIGNAL_FIELDS = ("step", "kind", "value", "reason", "text", "at")
QUESTION_FIELDS = ("step", "to", "text", "voice", "asked_at", "answer", "answered_at")


def register() -> None:
    """Announce the part; called once, from `AppConfig.ready`."""
    personal.register_part(
        "sayings",
        label=gettext_lazy("Góp ý và câu hỏi về bài học"),
        export=_export,
        erase=_forget,
        describe=_say,
        stays=gettext_lazy(
            "Lời góp ý đếm chung, không kèm tên; câu hỏi đã đăng dưới bài, không kèm tên."
        ),
    )
    register_merge("sayings", _take_over)


def _export(user: User) -> dict[str, list[dict[str, Any]]]:
    course = {"course": F("edition__title")}
    told = StepSignal.objects.filter(person=user).order_by("at")
    asked = StepQuestion.objects.filter(person=user).order_by("asked_at")
    answered = StepQuestion.objects.filter(answered_by=user).order_by("answered_at")
    return {
        "told": [*map(dict, told.values(*SIGNAL_FIELDS, **course))],
        "asked": [*map(dict, asked.values(*QUESTION_FIELDS, **course))],
        "answered": [*map(dict, answered.values("step", "answer", "answered_at", **course))],
    }


def _say(user: User) -> list[str]:
    told = StepSignal.objects.standing().filter(person=user).count()
    asked = StepQuestion.objects.filter(person=user).count()
    answered = StepQuestion.objects.filter(answered_by=user).count()
    said = [_("%(count)s lời góp ý, báo lỗi") % {"count": told}] if told else []
    if asked:
        said.append(_("%(count)s câu hỏi về bài học") % {"count": asked})
    if answered:
        said.append(_("%(count)s câu trả lời cho bà con") % {"count": answered})
    return said


def _forget(user: User) -> None:
    """Her words, voice and answers go; that it was said stays, and what an author published."""
    bare = {"person": None, "text": "", "order_key": ""}
    StepSignal.objects.filter(person=user).update(**bare)
    for question in StepQuestion.objects.filter(person=user).order_by("pk"):
        if question.published_at is None:
            signals.drop(question)
            continue
        signals.forget_voice(question)
        question.person, question.text, question.order_key, question.unit = None, "", "", None
        if question.answer:
            question.answer = question.public_answer
        question.save()


def _take_over(person: User, into: User) -> None:
    """Of what both said of one thing the later stays."""
    mine = {_of(row): row for row in StepSignal.objects.filter(person=into)}
    for row in StepSignal.objects.filter(person=person).order_by("pk"):
        held = mine.get(_of(row))
        if held is not None and held.order_key >= row.order_key:
            row.delete()
            continue
        if held is not None:
            held.delete()
        StepSignal.objects.filter(pk=row.pk).update(person=into)
    waiting = StepQuestion.objects.waiting()
    asked = {(row.edition_id, row.step): row for row in waiting.filter(person=into)}
    for question in waiting.filter(person=person).order_by("pk"):
        other = asked.get((question.edition_id, question.step))
        if other is not None:
            later = max(question, other, key=lambda one: one.order_key)
            signals.overtake(other if later is question else question)
            if later is other:
                continue
        StepQuestion.objects.filter(pk=question.pk).update(person=into)
    StepQuestion.objects.filter(person=person).update(person=into)


def _of(row: StepSignal) -> signals.SignalKey:
    return row.edition_id, row.step, row.kind
