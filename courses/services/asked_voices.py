"""The sound of a question asked by voice: brought after it, made fit to hear, private.

Nobody is given the file as it came: what a child with limits makes of it is what one hears.
"""

import hashlib
from dataclasses import dataclass
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from courses.evidence.sayings import MAX_VOICE_BYTES, MAX_VOICE_SECONDS
from courses.models import StepQuestion
from lms.jobs import services as jobs
from lms.jobs.models import Job
from lms.jobs.registry import GiveUp
from lms.media import ffmpeg
from lms.media.refusals import FileRefused
from lms.media.sound import converting, kinds
from lms.users.models import User

KIND = "courses.asked_voice"
Voice = StepQuestion.Voice


class VoiceRefused(Exception):
    """It is not what the question announced, or no sound; the message is for the person."""


@dataclass(frozen=True)
class Clip:
    """What was made of it; empty where nothing could be."""

    content: bytes = b""


def take(person: User, event_id: UUID, content: bytes) -> StepQuestion | None:
    """Keep the sound of her question; None where there is none, again is taken once.

    What is refused does not come again: whoever answers is told that it cannot be heard.
    """
    if len(content) > MAX_VOICE_BYTES:
        raise VoiceRefused(_("Bản ghi tiếng dài quá. Mỗi câu hỏi nói nhiều nhất một phút."))
    with transaction.atomic():
        rows = StepQuestion.objects.select_for_update()
        question = rows.filter(pk=event_id, person=person).exclude(voice=Voice.NONE).first()
        if question is None or question.voice != Voice.AWAITED:
            return question
        wrong = _wrong(question, content)
        question.voice = Voice.FAILED if wrong else Voice.MAKING
        if wrong:
            question.save(update_fields=["voice"])
        else:
            _keep(question, content)
    if wrong:
        raise VoiceRefused(wrong)
    return question


def _wrong(question: StepQuestion, content: bytes) -> str:
    """Why this is not the sound that was announced; empty where it is."""
    if hashlib.sha256(content).hexdigest() != question.voice_hash:
        return _("Bản ghi tới nơi không giống bản đã ghi.")
    try:
        kinds.check(content)
    except FileRefused as refused:
        return str(refused)
    return ""


def _keep(question: StepQuestion, content: bytes) -> None:
    question.voice_file.save(f"{question.pk}.raw", ContentFile(content), save=False)
    question.save(update_fields=["voice", "voice_file"])
    jobs.add(KIND, key=f"{KIND}:{question.pk}", ids={"question": str(question.pk)})


def prepare(job: Job) -> Clip:
    """Make what one hears."""
    question = _asked_for(job)
    if question is None:
        return Clip()
    with question.voice_file.open("rb") as file:
        content = file.read()
    try:
        clip = converting.for_phone(content)
    except FileRefused:
        return Clip()
    except ffmpeg.NoProgram as missing:
        raise GiveUp(_("Máy chủ chưa có ffmpeg.")) from missing
    return Clip(clip.content if clip.seconds <= MAX_VOICE_SECONDS + 5 else b"")


def put(job: Job, clip: Clip) -> None:
    """Keep it in place of what came."""
    question = _asked_for(job)
    if question is None:
        return
    came, storage = question.voice_file.name or "", question.voice_file.storage
    if clip.content:
        question.voice = Voice.READY
        question.voice_file.save(f"{question.pk}.m4a", ContentFile(clip.content), save=False)
    else:
        question.voice, question.voice_file = Voice.FAILED, ""
    question.save(update_fields=["voice", "voice_file"])
    transaction.on_commit(lambda: storage.delete(came))


def note_failure(job: Job) -> None:
    """Whoever answers is told that there was a voice."""
    if question := _asked_for(job):
        question.voice = Voice.FAILED
        question.save(update_fields=["voice"])


def _asked_for(job: Job) -> StepQuestion | None:
    return StepQuestion.objects.filter(pk=job.ids["question"], voice=Voice.MAKING).first()
