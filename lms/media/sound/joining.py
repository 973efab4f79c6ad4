"""Recordings laid one behind the other, equally loud, with a breath between."""

import wave
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from lms.media.sound import converting, kinds
from lms.media.sound.marks import Pause, proposed

RATE = 22_050
GAP_SECONDS = 0.4
_BYTES = 2


@dataclass(frozen=True)
class Row:
    """A WAV file of several recordings, and the second at which each of them begins."""

    content: bytes
    begins: list[float]


def laid(contents: Iterable[bytes]) -> Row:
    """The recordings in their order; raises FileRefused for what nobody can hear."""
    points, begins = bytearray(), list[float]()
    for content in contents:
        if points:
            points += bytes(_BYTES * int(GAP_SECONDS * RATE))
        begins.append(round(len(points) / _BYTES / RATE, 2))
        points += _plain(content)
        kinds.check_seconds(len(points) / _BYTES / RATE)
    return Row(_wav(bytes(points)), begins)


def _plain(content: bytes) -> bytes:
    kind = kinds.check(content)
    making = (
        *converting.TAKING,
        *("-af", converting.EVENED, "-ac", "1", "-ar", str(RATE)),
        *("-c:a", "pcm_s16le", "-f", "s16le"),
    )
    with TemporaryDirectory(prefix="hocso-voice-") as folder:
        source, target = Path(folder, "source"), Path(folder, "points")
        source.write_bytes(content)
        converting.run(kind, source, target, making)
        return target.read_bytes()


def _wav(points: bytes) -> bytes:
    out = BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(_BYTES)
        file.setframerate(RATE)
        file.writeframes(points)
    return out.getvalue()


def sentences(pauses: Sequence[Pause], lengths: Sequence[int], seconds: float) -> Iterator[float]:
    """Where sentences of these lengths begin in one recording: after its pauses.

    With too few pauses, as the sentences share its time by their lengths; the first is exact.
    """
    found = proposed(pauses, len(lengths))
    if found:
        yield from found
        return
    begin, total, before = proposed(pauses, 1)[0], sum(lengths), 0
    for length in lengths:
        yield round(begin + (seconds - begin) * before / total, 2)
        before += length
