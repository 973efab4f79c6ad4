"""Videos as they come from phones and programs: known by what is in them, never by name."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from lms.media import kinds
from lms.media.refusals import FileRefused

MAX_BYTES = 60_000_000
MAX_SECONDS = 3 * 60
PHONE_BYTES_A_MINUTE = 2_000_000
"""The most a copy for phones may weigh: data are paid for by the megabyte."""

FIRST_BYTES = 64
"""As many bytes from the beginning tell what a file is."""

_HEAD_BYTES = 4_000


@dataclass(frozen=True)
class Kind:
    """One way to store moving pictures; `demuxer` is what ffmpeg is told to read it as."""

    extension: str
    demuxer: str
    first: re.Pattern[bytes]


_KINDS = (
    Kind(".mp4", "mov", re.compile(rb"....ftyp(?!hei|mif|avi|M4A)", re.DOTALL)),
    Kind(".webm", "matroska", re.compile(rb"\x1a\x45\xdf\xa3")),
)


def check(first: bytes) -> Kind:
    """What kind of video begins with these bytes; raises FileRefused for anything else."""
    for kind in _KINDS:
        if kind.first.match(first):
            return kind
    raise FileRefused(
        _(
            "Tệp này không phải video. Quay bằng điện thoại, hoặc quay màn hình, rồi chọn lại; "
            "nhận MP4, MOV, 3GP, WebM."
        )
    )


def check_size(size: int) -> None:
    """Raise FileRefused for a video of too many bytes."""
    if size > MAX_BYTES:
        raise FileRefused(
            _(
                "Video nặng %(size)s MB, quá mức %(limit)s MB. Quay ở mức 720p, hoặc cắt ngắn lại, "
                "rồi tải lên."
            )
            % {"size": kinds.megabytes(size), "limit": kinds.megabytes(MAX_BYTES)}
        )


def is_light(byte_count: int, seconds: float) -> bool:
    """Whether a copy weighs no more than a minute of it may cost; a short one has a head, too."""
    return byte_count <= PHONE_BYTES_A_MINUTE * seconds / 60 + _HEAD_BYTES


def check_seconds(seconds: float) -> None:
    """Raise FileRefused for a video that goes on too long."""
    if seconds > MAX_SECONDS:
        raise FileRefused(
            _("Video dài quá %(limit)s phút. Tách thành hai bước, mỗi bước một video ngắn.")
            % {"limit": MAX_SECONDS // 60}
        )
