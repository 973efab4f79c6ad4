"""A recording as a phone on a slow line gets it, made by ffmpeg in a child with limits."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from django.utils.translation import gettext as _

from lms.media import ffmpeg
from lms.media.refusals import FileRefused
from lms.media.sound import kinds
from lms.media.sound.marks import Pause

# The encoder may go above what it is told; the lighter ones are tried where it did.
BITRATES = ("21k", "18k", "14k")
SAMPLES = "22050"
SILENT_BELOW_DB = -50.0
PAUSE_SECONDS = 0.3
# The sound of the first stream, without what the file says of itself.
TAKING = ("-map", "0:a:0", "-map_metadata", "-1", "-t", str(kinds.MAX_SECONDS + 1))
# Rumble gone, loudness evened to that of speech on the radio.
EVENED = "highpass=f=80,loudnorm=I=-18:TP=-2:LRA=7"
# The same, then where nobody speaks.
_FILTERS = ",".join(
    (
        "volumedetect",
        EVENED,
        f"silencedetect=noise=-36dB:duration={PAUSE_SECONDS}",
    )
)
_LOUDEST = re.compile(r"max_volume: (-?[\d.]+|-inf) dB")
_SILENCE = re.compile(r"silence_end: ([\d.]+) \| silence_duration: ([\d.]+)")


@dataclass(frozen=True)
class Clip:
    """A clip for phones: AAC in M4A, one channel, at most 3 KB a second."""

    content: bytes
    seconds: float
    pauses: list[Pause]


def for_phone(content: bytes, bitrates: Sequence[str] = BITRATES) -> Clip:
    """The recording for phones, of the first of `bitrates` that is light enough.

    Raises FileRefused for one nobody can hear, or ffmpeg.NoProgram.
    """
    kind = kinds.check(content)
    with TemporaryDirectory(prefix="hocso-voice-") as folder:
        source, target = Path(folder, "source"), Path(folder, "clip.m4a")
        source.write_bytes(content)
        for bitrate in bitrates:
            told = run(kind, source, target, _for_phone(bitrate))
            _check_heard(told)
            made = target.read_bytes()
            if kinds.is_light(made):
                break
    seconds = kinds.phone_seconds(made)
    return Clip(made, round(seconds, 2), _pauses(told, seconds))


def _for_phone(bitrate: str) -> tuple[str, ...]:
    making = ("-af", _FILTERS, "-ac", "1", "-ar", SAMPLES, "-c:a", "aac", "-b:a", bitrate)
    return (*TAKING, *making, "-bitexact", "-movflags", "+faststart", "-f", "ipod")


def run(kind: kinds.Kind, source: Path, target: Path, making: Sequence[str]) -> str:
    """What ffmpeg says while it makes one sound of another; raises FileRefused or NoProgram."""
    try:
        return ffmpeg.run(source, target, demuxer=kind.demuxer, making=making)
    except ffmpeg.TooSlow as late:
        raise FileRefused(_("Bản ghi này máy làm mãi không xong. Ghi lại bản ngắn hơn.")) from late
    except ffmpeg.Unreadable as wrong:
        raise FileRefused(
            _("Không đọc được bản ghi, có thể tệp đã hỏng. Mở nghe thử, ghi lại rồi tải lên.")
        ) from wrong


def _check_heard(told: str) -> None:
    loudest = _LOUDEST.search(told)
    if loudest is None or loudest[1] == "-inf" or float(loudest[1]) < SILENT_BELOW_DB:
        raise FileRefused(_("Bản ghi không có tiếng. Kiểm tra micrô, đọc gần máy hơn rồi ghi lại."))


def _pauses(told: str, seconds: float) -> list[Pause]:
    """The silences with speech behind them."""
    found = (map(float, pair) for pair in _SILENCE.findall(told))
    pauses = [Pause(round(end, 2), round(length, 2)) for end, length in found]
    return [pause for pause in pauses if pause.end < seconds - PAUSE_SECONDS]
