"""Recordings as they come from phones and programs: known by what is in them, never by name."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from lms.media import kinds
from lms.media.refusals import FileRefused

MAX_BYTES = 30_000_000
MAX_SECONDS = 5 * 60
PHONE_BYTES_A_SECOND = 3_000
"""The most a clip for phones may weigh; a second of it must come over the slowest line in one."""

_HEADER_BYTES = 1_000


@dataclass(frozen=True)
class Kind:
    """One way to store sound; `demuxer` is what ffmpeg is told to read it as, and nothing else."""

    extension: str
    demuxer: str
    first: re.Pattern[bytes]


_KINDS = (
    Kind(".m4a", "mov", re.compile(rb"....ftyp", re.DOTALL)),
    Kind(".wav", "wav", re.compile(rb"RIFF....WAVE", re.DOTALL)),
    Kind(".ogg", "ogg", re.compile(rb"OggS")),
    Kind(".webm", "matroska", re.compile(rb"\x1a\x45\xdf\xa3")),
    Kind(".amr", "amr", re.compile(rb"#!AMR")),
    Kind(".flac", "flac", re.compile(rb"fLaC")),
    Kind(".aac", "aac", re.compile(rb"\xff[\xf0\xf1\xf8\xf9]")),
    Kind(".mp3", "mp3", re.compile(rb"ID3|\xff[\xe2\xe3\xf2\xf3\xfa\xfb]")),
)


def check(content: bytes) -> Kind:
    """What kind of recording this is; raises FileRefused for anything else."""
    check_size(len(content))
    for kind in _KINDS:
        if kind.first.match(content):
            # Refused at the form where the file says how long it is; the job measures the others.
            check_seconds(mp4_seconds(content))
            return kind
    raise FileRefused(
        _(
            "Tệp này không phải bản ghi tiếng. Ghi bằng máy ghi âm của điện thoại rồi chọn lại; "
            "nhận M4A, MP3, WAV, OGG, WebM, AMR, 3GP."
        )
    )


def check_size(size: int) -> None:
    """Raise FileRefused for a recording of too many bytes."""
    if size > MAX_BYTES:
        raise FileRefused(
            _(
                "Bản ghi nặng %(size)s MB, quá mức %(limit)s MB. "
                "Mỗi bước một bản ghi ngắn thôi: cắt bớt rồi tải lên."
            )
            % {"size": kinds.megabytes(size), "limit": kinds.megabytes(MAX_BYTES)}
        )


def check_seconds(seconds: float) -> None:
    """Raise FileRefused for a recording that goes on too long."""
    if seconds > MAX_SECONDS:
        raise FileRefused(
            _("Bản ghi dài quá %(limit)s phút. Tách bước thành hai, mỗi bước một bản ghi ngắn.")
            % {"limit": MAX_SECONDS // 60}
        )


def phone_seconds(content: bytes) -> float:
    """How long a clip made for phones lasts; raises FileRefused for any other file."""
    seconds = mp4_seconds(content)
    check_seconds(seconds)
    if not seconds or not is_light(content):
        raise FileRefused(_("Tệp này không phải bản đọc làm cho điện thoại (M4A, nhẹ)."))
    return seconds


def is_light(content: bytes) -> bool:
    """Whether the clip weighs no more than a phone on a slow line can take while it plays."""
    return len(content) <= mp4_seconds(content) * PHONE_BYTES_A_SECOND + _HEADER_BYTES


def mp4_seconds(content: bytes) -> float:
    """What the header of an MP4 file says; 0.0 where there is none."""
    at = content.find(b"mvhd")
    if content[4:8] != b"ftyp" or at < 0 or content[at + 4 : at + 5] != b"\0":
        return 0.0
    scale = int.from_bytes(content[at + 16 : at + 20])
    return int.from_bytes(content[at + 20 : at + 24]) / scale if scale else 0.0
