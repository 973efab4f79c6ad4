"""The shape of what learners say of a step: a face, a fault, a question."""

import re
from typing import Any

from django.utils.translation import gettext as _

from courses.evidence.frozen import Step
from courses.models import StepQuestion, StepSignal
from lms.common import text

MAX_FAULT = 300
MAX_QUESTION = 500
MAX_VOICE_BYTES = 600 * 1024
"""A minute of speech as phones record it is half of that."""
MAX_VOICE_SECONDS = 60

_HASH = re.compile(r"[0-9a-f]{64}")


def fault(kind: str, payload: dict[str, Any], step: Step) -> str:
    """What is wrong with it, in words for the person; empty where nothing is."""
    return _FAULTS[kind](payload, step)


def _felt(payload: dict[str, Any], _step: Step) -> str:
    face, reason = payload.get("face"), payload.get("reason", "")
    if payload.keys() - {"face", "reason"}:
        return _("Có mục lạ trong nội dung.")
    if not _is_one(face, StepSignal.Face.values) or not _is_one(reason, StepSignal.Reason.values):
        return _("Lựa chọn này không có trong câu hỏi.")
    return ""


def _faulty(payload: dict[str, Any], step: Step) -> str:
    reason, words = payload.get("reason"), payload.get("text", "")
    if payload.keys() - {"reason", "text"}:
        return _("Có mục lạ trong nội dung.")
    if not _is_one(reason, StepSignal.Fault.values):
        return _("Chọn giúp một lỗi trong danh sách.")
    if reason == StepSignal.Fault.SCREEN and step.kind != "simulate":
        return _("Bước này không có màn hình tập.")
    if not isinstance(words, str) or len(words) > MAX_FAULT:
        return _("Lời kể dài quá %d chữ cái. Viết ngắn lại nhé.") % MAX_FAULT
    if reason == StepSignal.Fault.OTHER and not text.nfc(words):
        return _("Lỗi khác thì kể giúp một câu là lỗi gì.")
    return ""


def _asked(payload: dict[str, Any], _step: Step) -> str:
    words, voice = payload.get("text", ""), payload.get("voice")
    if payload.keys() - {"to", "text", "voice"}:
        return _("Có mục lạ trong nội dung.")
    if payload.get("to") not in StepQuestion.To.values:
        return _("Chọn giúp hỏi ai.")
    if not isinstance(words, str) or len(words) > MAX_QUESTION:
        return _("Câu hỏi dài quá %d chữ cái. Viết ngắn lại nhé.") % MAX_QUESTION
    if voice is not None and not _is_voice(voice):
        return _("Bản ghi tiếng không đúng. Mỗi câu hỏi nói nhiều nhất một phút.")
    if voice is None and not text.nfc(words):
        return _("Câu hỏi còn trống. Viết một câu, hoặc bấm nút để nói.")
    return ""


def _is_voice(voice: object) -> bool:
    """What will come after: its hash and its size."""
    if not isinstance(voice, dict) or voice.keys() != {"sha256", "size"}:
        return False
    size, digest = voice["size"], voice["sha256"]
    return (
        isinstance(digest, str)
        and bool(_HASH.fullmatch(digest))
        and type(size) is int
        and 0 < size <= MAX_VOICE_BYTES
    )


def _is_one(value: object, known: list[str]) -> bool:
    """One of ours, or "" for taken back."""
    return isinstance(value, str) and (value == "" or value in known)


_FAULTS = {"felt": _felt, "faulty": _faulty, "asked": _asked}
