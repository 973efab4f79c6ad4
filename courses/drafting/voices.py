"""Recorded voices of drafts as files of editions: named by their content, kept for ever."""

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from courses.drafting import keeping
from courses.drafting.drafts import Draft
from courses.drafting.freezing import Voice
from courses.drafting.pictures import PREVIEW
from courses.models import Asset
from lms.media.models import Recording

CONTENT_TYPE = "audio/mp4"


def of(draft: Draft) -> Iterator[Recording]:
    """Every recording of a draft, each once."""
    blocks = [*(block for _lesson, block in draft.blocks()), *draft.page.final_test]
    found = [draft.page.voice, *map(chosen, blocks)]
    yield from {recording.pk: recording for recording in found if recording}.values()


def chosen(block: Any) -> Recording | None:
    recording: Recording | None = block.value.get("voice")
    return recording


def named(recording: Recording | None) -> Voice | None:
    """What the clip will be called, without keeping it; None for one that is not ready."""
    if recording is None or recording.state != Recording.State.READY:
        return None
    return Voice(f"{_sha256(recording)}.m4a", recording)


def kept(recording: Recording) -> Voice | None:
    """The clip as an asset that exists; None for one that is not ready."""
    voice = named(recording)
    if voice and not Asset.objects.filter(pk=_sha256(recording)).exists():
        with recording.phone_file.open("rb") as file:
            keeping.keep(voice.asset, file.read(), content_type=CONTENT_TYPE)
    return voice


def shown(recording: Recording | None) -> Voice | None:
    """The clip as the preview plays it: straight from the editor's shelf."""
    ready = named(recording)
    return ready and Voice(f"{PREVIEW}giong/{ready.recording.pk}", ready.recording)


def _sha256(recording: Recording) -> str:
    """Clips are stored under what is in them; a store may add to a name, never take away."""
    return PurePosixPath(str(recording.phone_file.name)).name[:64]
