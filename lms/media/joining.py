"""Several recordings made into one voice, with a mark at every sentence, by a job."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Collection

from lms.jobs import services as jobs
from lms.jobs.models import Job
from lms.jobs.registry import Again, GiveUp
from lms.media import ffmpeg, recordings
from lms.media.models import Recording
from lms.media.refusals import FileRefused
from lms.media.sound import converting
from lms.media.sound import joining as rows
from lms.media.sound.converting import Clip
from lms.media.sound.marks import Pause

KIND = "media.joined_voice"
SOON = timedelta(seconds=3)
"""After which parts that were still being made are looked at again."""
WENT_WRONG = gettext_lazy(
    "Nối các bản ghi thành một giọng chưa được. Từng bản ghi vẫn còn ở mục Giọng đọc. "
    "Ghi một giọng cho cả bước, hoặc báo người quản trị."
)


@dataclass(frozen=True)
class Part:
    """A recording, and how many signs each sentence has that is heard in it."""

    recording: int
    lengths: list[int]


@dataclass(frozen=True)
class Joined:
    """What became of the parts; nothing at all while one of them is still being made."""

    clip: Clip | None = None
    name: str = ""
    marks: list[float] = field(default_factory=list)
    refusal: str = ""


def join(parts: Sequence[Part], *, title: str, collection: Collection | None, by: Any) -> Recording:
    """The voice that these parts will be, in their order; it has no file until then."""
    recording = Recording(
        title=title,
        collection=collection or Collection.get_first_root_node(),
        uploaded_by_user=by,
    )
    recording.save()
    told = [[part.recording, part.lengths] for part in parts]
    ids = {"recording": recording.pk, "parts": told}
    jobs.add(KIND, key=f"{KIND}:{recording.pk}", ids=ids, requested_by=by)
    return recording


def prepare(job: Job) -> Joined:
    """Make and keep the clip of all parts, once each of them is ready."""
    parts = [Part(*told) for told in job.ids["parts"]]
    known = Recording.objects.in_bulk([part.recording for part in parts])
    found = [known.get(part.recording) for part in parts]
    heard = [one for one in found if one is not None and one.state == Recording.State.READY]
    if refusal := _refusal(found):
        return Joined(refusal=refusal)
    if _asked_for(job) is None or len(heard) < len(parts):
        return Joined()
    jobs.progress(job, 0, 1, note=_("Đang nối giọng các màn hình"))
    try:
        row = rows.laid(map(_content, heard))
        clip = converting.for_phone(row.content)
    except FileRefused as refused:
        return Joined(refusal=str(refused))
    except ffmpeg.NoProgram as missing:
        raise GiveUp(str(WENT_WRONG)) from missing
    stored = Recording().phone_file.storage.save(
        f"voices/{sha256(clip.content).hexdigest()}.m4a", ContentFile(clip.content)
    )
    return Joined(clip, stored, [*_marks(parts, heard, row.begins)])


def _refusal(found: Sequence[Recording | None]) -> str:
    """Why these parts will never be one voice."""
    for number, one in enumerate(found, start=1):
        if one is None:
            return _("Bản ghi thứ %(number)s đã bị xóa. Ghi một giọng cho cả bước.") % {
                "number": number
            }
        if one.state == Recording.State.FAILED:
            told = {"number": number, "why": one.error}
            return _("Bản ghi thứ %(number)s chưa dùng được: %(why)s") % told
    return ""


def _content(recording: Recording) -> bytes:
    with recording.file.open("rb") as file:
        return file.read()


def _marks(
    parts: Sequence[Part], heard: Sequence[Recording], begins: Sequence[float]
) -> Iterator[float]:
    for part, one, begin in zip(parts, heard, begins, strict=True):
        # Somebody may have tapped along with this very recording.
        own = one.marks if len(one.marks) == len(part.lengths) else None
        pauses = [Pause(*pair) for pair in one.pauses]
        for mark in own or rows.sentences(pauses, part.lengths, one.seconds):
            yield round(begin + mark, 2)


def take(job: Job, joined: Joined) -> Again | None:
    """Put the clip into its recording, or why there is none; later, while parts are being made."""
    recording = _asked_for(job)
    if recording is None:
        return None
    if joined.refusal:
        recordings.close(recording, joined.refusal)
        return None
    if joined.clip is None:
        return Again(SOON)
    recording.phone_file.name = recording.file.name = joined.name
    recording.seconds, recording.pauses = joined.clip.seconds, joined.clip.pauses
    recording.marks, recording.state = joined.marks, Recording.State.READY
    recording.save(update_fields=["file", "phone_file", "seconds", "pauses", "marks", "state"])
    jobs.progress(job, 1, 1)
    return None


def note_failure(job: Job) -> None:
    """Tell whoever opens the recording what to do instead."""
    recording = _asked_for(job)
    if recording is not None:
        recordings.close(recording, str(WENT_WRONG))


def _asked_for(job: Job) -> Recording | None:
    """The recording while nobody has put a file into it."""
    waiting = Recording.objects.filter(pk=job.ids["recording"], state=Recording.State.WAITING)
    return waiting.filter(file="").first()
