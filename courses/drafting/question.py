"""A question to practise with, and the same question in a test."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from courses.drafting.faults import Fault, missing
from courses.drafting.freezing import Desk, Values, paragraphs, plain
from courses.models import Question

KEY_LENGTH = 8
FEWEST_OPTIONS = 2


def freeze(value: Any, desk: Desk) -> Values:
    question = chosen(value, desk)
    return freeze_question(question) if question else freeze_question(Question(options=[]))


def chosen(value: Any, desk: Desk) -> Question | None:
    """The latest draft of the question a block names."""
    return desk.questions.get(value["question"].pk) if value["question"] else None


def freeze_question(question: Question) -> Values:
    return {
        "question": question.pk,
        "version": question.version,
        "kind": question.kind,
        "prompt": plain(question.prompt),
        "stimulus": _stimulus(question),
        "options": [_option(block) for block in question.options],
        "explanation": paragraphs(question.explanation),
    }


def _stimulus(question: Question) -> Values:
    if question.stimulus_kind == Question.Stimulus.NONE:
        return {"kind": "none", "from": "", "text": ""}
    return {
        "kind": question.stimulus_kind,
        "from": plain(question.stimulus_from),
        "text": paragraphs(question.stimulus_text),
    }


def _option(block: Any) -> Values:
    return {
        "key": str(block.id).replace("-", "")[:KEY_LENGTH],
        "text": plain(block.value["text"]),
        "right": bool(block.value["right"]),
        "said": plain(block.value["said"]),
    }


def faults(value: Any, desk: Desk) -> Iterator[Fault]:
    question = chosen(value, desk)
    if question is None:
        yield Fault(_("Chưa chọn câu hỏi, hoặc câu hỏi đã bị xóa."))


def question_faults(question: Question) -> Iterator[Fault]:
    """What keeps a question from being answered."""
    frozen = freeze_question(question)
    yield from missing(frozen["prompt"], _("Câu hỏi chưa có lời hỏi."), "prompt")
    if frozen["stimulus"]["kind"] != "none":
        yield from missing(
            frozen["stimulus"]["text"], _("Chưa có nội dung kèm theo."), "stimulus_text"
        )
    yield from missing(frozen["explanation"], _("Câu hỏi chưa có giải thích."), "explanation")
    for block in question.options:
        yield from missing(plain(block.value["text"]), _("Có câu trả lời để trống."), block.id)
    yield from _answer_faults(question.kind, frozen["options"])


def _answer_faults(kind: str, options: list[Values]) -> Iterator[Fault]:
    right = sum(option["right"] for option in options)
    if len(options) < FEWEST_OPTIONS:
        yield Fault(_("Câu hỏi cần ít nhất 2 câu trả lời."), "options")
    elif kind == Question.Kind.TRUE_FALSE and len(options) != 2:
        yield Fault(_("Câu hỏi đúng hay sai chỉ có 2 câu trả lời."), "options")
    if not right:
        yield Fault(_("Câu hỏi chưa đánh dấu câu đúng."), "options")
    elif kind == Question.Kind.MULTIPLE and right == len(options):
        yield Fault(_("Mọi câu trả lời đều đúng, nên không có gì để chọn."), "options")
    elif kind != Question.Kind.MULTIPLE and right > 1:
        yield Fault(_("Kiểu câu hỏi này chỉ có một câu đúng."), "options")


def weight(value: Any) -> float:  # noqa: ARG001  one shape for all kinds
    return 0.7


def said(values: Values) -> list[str]:
    return [values["prompt"], values["explanation"]]
