"""Recorded voices: taken as they come, made fit for phones by a job, their sentences marked."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Collection

from lms.jobs import services as jobs
from lms.jobs.models import Job
from lms.jobs.registry import GiveUp
from lms.media import ffmpeg
from lms.media.models import Recording
from lms.media.refusals import FileRefused
from lms.media.sound import converting, kinds
from lms.media.sound.converting import Clip

KIND = "media.voice"


NO_PROGRAM = gettext_lazy(
    "Máy chủ chưa có chương trình ffmpeg nên chưa làm được bản đọc. Bản ghi vẫn còn. "
    "Nhờ người quản trị cài ffmpeg, rồi bấm “Lưu” lần nữa."
)
WENT_WRONG = gettext_lazy(
    "Làm bản đọc chưa được. Bản ghi vẫn còn. Bấm “Lưu” để thử lại; vẫn vậy thì báo người quản trị."
)


@dataclass(frozen=True)
class Outcome:
    """A clip and where it is stored, or why the recording cannot be one."""

    clip: Clip | None = None
    name: str = ""
    refusal: str = ""


def make_ready(
    *,
    title: str,
    content: bytes,
    marks: list[float],
    is_placeholder: bool,
    collection: Collection | None = None,
    by: AbstractBaseUser | None = None,
) -> Recording:
    """A recording of a file that is fit for phones already; raises FileRefused for another."""
    seconds = kinds.phone_seconds(content)
    recording = Recording(
        title=title,
        state=Recording.State.READY,
        seconds=round(seconds, 2),
        marks=marks,
        is_placeholder=is_placeholder,
        collection=collection or Collection.get_first_root_node(),
        uploaded_by_user_id=by.pk if by else None,
    )
    clip = ContentFile(content)
    recording.phone_file.save(f"{sha256(content).hexdigest()}.m4a", clip, save=False)
    recording.file = recording.phone_file.name
    recording.save()
    return recording


def ask_for_clip(recording: Recording, *, by: Any) -> Job | None:
    """Ask that the file of a waiting recording be made fit for phones; one job at a time."""
    if recording.state != Recording.State.WAITING:
        return None
    stem = f"{KIND}:{recording.pk}:{recording.file.name}"[:180]
    over = Job.objects.filter(key__startswith=stem, finished_at__isnull=False).count()
    ids = {"recording": recording.pk, "file": recording.file.name}
    return jobs.add(KIND, key=f"{stem}:{over}", ids=ids, requested_by=by)


def prepare(job: Job) -> Outcome:
    """Make and keep the clip."""
    recording = _asked_for(job)
    if recording is None:
        return Outcome()
    with recording.file.open("rb") as file:
        content = file.read()
    jobs.progress(job, 0, 1, note=_("Đang làm bản đọc cho điện thoại"))
    try:
        clip = converting.for_phone(content)
    except FileRefused as refusal:
        return Outcome(refusal=str(refusal))
    except ffmpeg.NoProgram as missing:
        raise GiveUp(str(NO_PROGRAM)) from missing
    name = f"voices/{sha256(clip.content).hexdigest()}.m4a"
    stored = recording.phone_file.storage.save(name, ContentFile(clip.content))
    return Outcome(clip, stored)


def take(job: Job, outcome: Outcome) -> None:
    """Put the clip of the job, or why there is none, into its recording."""
    recording = _asked_for(job)
    if recording is None:
        return
    if outcome.clip is None:
        close(recording, outcome.refusal)
        return
    recording.phone_file.name = outcome.name
    recording.seconds = outcome.clip.seconds
    recording.pauses = outcome.clip.pauses
    recording.state = Recording.State.READY
    recording.save(update_fields=["phone_file", "seconds", "pauses", "state"])
    jobs.progress(job, 1, 1)


def note_failure(job: Job) -> None:
    """Tell whoever opens the recording that it cannot be used yet, and what to do."""
    recording = _asked_for(job)
    if recording is not None:
        close(recording, str(WENT_WRONG if ffmpeg.is_possible() else NO_PROGRAM))


def close(recording: Recording, why: str) -> None:
    """Say why it cannot be used."""
    recording.state = Recording.State.FAILED
    recording.error = why[:300]
    recording.save(update_fields=["state", "error"])


def _asked_for(job: Job) -> Recording | None:
    """The recording while it still has the file the job was asked for."""
    return Recording.objects.filter(pk=job.ids["recording"], file=job.ids["file"]).first()
