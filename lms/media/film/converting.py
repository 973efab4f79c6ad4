"""A video as phones on slow lines get it: two qualities and the picture shown before the tap."""

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from django.utils.translation import gettext as _

from lms.media import ffmpeg, phone_sizes, pictures
from lms.media.film import kinds
from lms.media.pictures import Picture
from lms.media.refusals import FileRefused
from lms.media.sound.kinds import mp4_seconds

THREADS = 2


@dataclass(frozen=True)
class Quality:
    """How one copy is made; `lines` are those of the shorter side at most."""

    lines: int
    profile: str
    factor: int
    # Bits a second of what is seen; the next is tried where the copy came out too heavy.
    rates: tuple[int, ...]
    sound: int


# Old phones play nothing but the baseline.
LIGHT = Quality(240, "baseline", 30, (110_000, 80_000), 24_000)
CLEAR = Quality(360, "main", 28, (215_000, 170_000, 120_000), 40_000)


@dataclass(frozen=True)
class Copy:
    """H.264 and AAC in MP4 with its index in front, so that it plays while it comes."""

    content: bytes
    seconds: float


def copy(content: bytes, quality: Quality) -> Copy:
    """The video in this quality; raises FileRefused for one nobody can see, or NoProgram."""
    kind = kinds.check(content[: kinds.FIRST_BYTES])
    with TemporaryDirectory(prefix="hocso-film-") as folder:
        source, target = Path(folder, "source"), Path(folder, "copy.mp4")
        source.write_bytes(content)
        for rate in quality.rates:
            _run(source, target, kind.demuxer, _making(quality, rate))
            made = target.read_bytes()
            seconds = mp4_seconds(made)
            if kinds.is_light(len(made), seconds):
                break
    kinds.check_seconds(seconds)
    if not seconds:
        raise FileRefused(_("Video này trống. Mở xem thử, quay lại rồi tải lên."))
    return Copy(made, round(seconds, 2))


def poster(made: Copy) -> Picture:
    """A picture from the first third of a copy, as small as any picture for phones."""
    with TemporaryDirectory(prefix="hocso-film-") as folder:
        source, target = Path(folder, "copy.mp4"), Path(folder, "poster.png")
        source.write_bytes(made.content)
        at = f"{min(2.0, made.seconds / 3):.2f}"
        _run(source, target, "mov", ("-ss", at, "-frames:v", "1", "-f", "image2"))
        return phone_sizes.for_phone(pictures.clean(target.read_bytes()).content)


def _making(quality: Quality, bits: int) -> tuple[str, ...]:
    shorter = f"trunc(min({quality.lines}\\,min(iw\\,ih))/2)*2"
    scale = f"scale='if(gt(iw\\,ih)\\,-2\\,{shorter})':'if(gt(iw\\,ih)\\,{shorter}\\,-2)'"
    taking = ("-map", "0:v:0", "-map", "0:a:0?", "-map_metadata", "-1")
    length = ("-t", str(kinds.MAX_SECONDS + 1), "-fpsmax", "24")
    seen = ("-vf", f"{scale},setsar=1", "-pix_fmt", "yuv420p", "-c:v", "libx264", "-g", "96")
    rate = ("-crf", str(quality.factor), "-maxrate", str(bits), "-bufsize", str(bits))
    coded = ("-preset", "veryfast", "-profile:v", quality.profile)
    heard = ("-c:a", "aac", "-ac", "1", "-ar", "22050", "-b:a", str(quality.sound))
    writing = ("-bitexact", "-movflags", "+faststart", "-f", "mp4")
    return (*taking, *length, *seen, *rate, *coded, *heard, *writing)


def _run(source: Path, target: Path, demuxer: str, making: tuple[str, ...]) -> None:
    try:
        ffmpeg.run(source, target, demuxer=demuxer, making=making, threads=THREADS)
    except ffmpeg.TooSlow as late:
        raise FileRefused(
            _("Video này máy làm mãi không xong. Quay ở mức 720p, hoặc cắt ngắn lại.")
        ) from late
    except ffmpeg.Unreadable as wrong:
        raise FileRefused(
            _("Không đọc được hình trong video, có thể tệp đã hỏng. Mở xem thử, rồi tải lên lại.")
        ) from wrong
