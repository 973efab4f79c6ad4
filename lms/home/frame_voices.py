"""Sentences of the frame read by people: handed in, made fit for phones, put back, forgotten."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.core.cache import caches
from django.core.files.base import File
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.drafting import keeping, voices
from courses.services.kinds import asset_url
from lms.audit import services as audit
from lms.common import spoken
from lms.home.models import FOLDER, FrameVoice
from lms.jobs import services as jobs
from lms.jobs.models import Job
from lms.jobs.registry import GiveUp
from lms.media import ffmpeg, orphans, recordings
from lms.media.refusals import FileRefused
from lms.media.sound import converting
from lms.users.models import User

JOB = "home.frame_voice"
# A page that names a clip may be shown for a week without being asked for again.
KEPT = timedelta(days=8)
WENT_WRONG = gettext_lazy("Làm bản đọc chưa được. Chọn bản ghi rồi gửi lại giúp mình.")
_CACHED = "frame-voices"
_A_MINUTE = 60


@dataclass(frozen=True)
class Standing:
    """A sentence and who reads it: the voice that is heard, and the newest where it is another."""

    key: str
    sentence: str
    heard: FrameVoice | None
    coming: FrameVoice | None

    @property
    def address(self) -> str:
        """Of the clip that is heard."""
        return asset_url(self.heard.asset) if self.heard else static(spoken.clip(self.sentence))


def in_use(may_ask: bool) -> Mapping[str, str]:  # noqa: FBT001  as `spoken.Recorded` has it
    """Key of a sentence to the address of what a person has read, at most a minute old."""
    cache = caches["bodies"]
    found: dict[str, str] | None = cache.get(_CACHED)
    if found is None and may_ask:
        rows = _standing().exclude(asset="").order_by("pk").values_list("key", "asset")
        found = {key: asset_url(asset) for key, asset in rows}
        cache.set(_CACHED, found, _A_MINUTE)
    return found or {}


def standing() -> list[Standing]:
    """Every sentence, in the order of the code, in one query."""
    by_key: dict[str, list[FrameVoice]] = {}
    for row in _standing().select_related("created_by").order_by("-pk"):
        by_key.setdefault(row.key, []).append(row)
    return [_stands(key, by_key.get(key, [])) for key in spoken.BY_KEY]


def of(key: str) -> Standing:
    """One sentence; raises KeyError for none of ours."""
    spoken.BY_KEY[key]
    return _stands(key, list(_standing().filter(key=key).order_by("-pk")))


def _stands(key: str, rows: list[FrameVoice]) -> Standing:
    heard = next((row for row in rows if row.asset), None)
    newest = rows[0] if rows else None
    coming = None if newest == heard else newest
    return Standing(key, spoken.BY_KEY[key], heard, coming)


def _standing() -> QuerySet[FrameVoice]:
    return FrameVoice.objects.filter(retired_at=None)


def hand_in(key: str, *, file: "File[Any]", by: User, now: datetime) -> FrameVoice:
    """Take a recording of a sentence; it is heard once a job has made a clip of it."""
    with transaction.atomic():
        voice = FrameVoice.objects.create(key=key, file=file, created_by=by, created_at=now)
        audit.record("frame_voice.handed_in", subject=voice, actor=by, at=now)
        jobs.add(JOB, key=f"{JOB}:{voice.pk}", ids={"voice": voice.pk}, requested_by=by)
    return voice


def put_back(key: str, *, by: User, now: datetime) -> bool:
    """Let the machine read the sentence again; true only for the call that did it."""
    with transaction.atomic():
        newest = _standing().filter(key=key).order_by("-pk").first()
        if newest is None or not _standing().filter(key=key).update(retired_at=now):
            return False
        audit.record("frame_voice.put_back", subject=newest, actor=by, at=now)
    caches["bodies"].delete(_CACHED)
    return True


def prepare(job: Job) -> dict[str, str]:
    """Make the clip and keep it; the fields of the voice that says how it went."""
    voice = FrameVoice.objects.filter(pk=job.ids["voice"]).first()
    if voice is None:
        return {}
    jobs.progress(job, 0, 1, note=_("Đang làm bản đọc cho điện thoại"))
    with voice.file.open("rb") as file:
        content = file.read()
    try:
        clip = converting.for_phone(content).content
    except FileRefused as refusal:
        return {"error": str(refusal)[:300]}
    except ffmpeg.NoProgram as missing:
        raise GiveUp(str(recordings.NO_PROGRAM)) from missing
    name = f"{sha256(clip).hexdigest()}.m4a"
    keeping.keep(name, clip, content_type=voices.CONTENT_TYPE)
    return {"asset": name, "error": ""}


def take(job: Job, outcome: dict[str, str]) -> None:
    """Let the sentence be heard as the job has made it."""
    if outcome:
        FrameVoice.objects.filter(pk=job.ids["voice"]).update(**outcome)
        caches["bodies"].delete(_CACHED)


def note_failure(job: Job) -> None:
    """Tell whoever looks that there is no clip, and what to do."""
    why = WENT_WRONG if ffmpeg.is_possible() else recordings.NO_PROGRAM
    FrameVoice.objects.filter(pk=job.ids["voice"], asset="").update(error=str(why)[:300])


def forget_old(*, now: datetime) -> int:
    """Throw away what no page can name any more, then the files of nobody; how many."""
    before = now - KEPT
    newer = FrameVoice.objects.filter(key=OuterRef("key"), pk__gt=OuterRef("pk"))
    replaced = Exists(newer.exclude(asset="").filter(created_at__lte=before))
    old = FrameVoice.objects.filter(Q(retired_at__lte=before) | replaced)
    for voice in old:
        voice.delete()
        if not FrameVoice.objects.filter(asset=voice.asset).exists():
            keeping.forget(voice.asset)
    orphans.forget([FOLDER], FrameVoice.objects.values_list("file", flat=True), now=now)
    return len(old)
