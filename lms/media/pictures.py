"""Photos and screenshots made anew: only the visible points of the picture are kept."""

import re
import struct
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.conf import settings
from django.utils.translation import gettext
from PIL import Image, JpegImagePlugin, UnidentifiedImageError

from lms.media import colours, kinds, svg
from lms.media.refusals import FileRefused

EXTENSIONS = {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp", "GIF": ".gif"}
CONTENT_TYPES = {
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
    ".gif": "image/gif",
    ".svg": "image/svg+xml",
}
MAX_SIDE = 2560
"""No screen of ours shows more; a phone's 12-megapixel photo shrinks to a tenth of its bytes."""

MAX_WHOLE_PIXELS = 16_000_000
"""Twice the screen of a large office computer."""

_QUALITY = 88
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, struct.error, zlib.error)
_SMOOTH = {"L", "RGB", "RGBA", "CMYK"}
_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_OWN_PICTURES = {".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".gif", ".webp"}
_FOREIGN_PICTURES = re.compile(rb"....ftyp(?:hei|hev|mif|msf|avi)", re.DOTALL)
"""HEIC and AVIF say so in their first box, whichever of their many names a phone gave them."""
# A large picture takes 100 MB and more while it is worked on: one at a time.
_one_at_a_time = threading.Lock()


@dataclass(frozen=True)
class Picture:
    """The bytes of a picture that is safe to keep, and what they are."""

    content: bytes
    extension: str
    width: int
    height: int

    @property
    def content_type(self) -> str:
        return CONTENT_TYPES[self.extension]


def clean(content: bytes) -> Picture:
    """The same picture, upright, at most 2,560 points long, without EXIF, position or notes.

    The type is told from the content alone. Raises FileRefused.
    """
    check_size(len(content))
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return drawing(svg.clean(content))
    with opened(content) as image:
        return _encoded(_upright(image), image)


def carries_notes(content: bytes) -> bool:
    """True for a photo with EXIF, XMP, a colour profile or a comment inside."""
    if content.lstrip().startswith(b"<"):
        return False
    with opened(content) as image:
        return bool({"exif", "xmp", "icc_profile", "comment"} & image.info.keys())


def check_size(size: int) -> None:
    """Raise FileRefused for a picture of too many bytes."""
    limit = settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE
    if size > limit:
        raise FileRefused(
            gettext(
                "Ảnh nặng %(size)s MB, quá mức %(limit)s MB. "
                "Thu nhỏ ảnh hoặc chụp lại ở cỡ nhỏ hơn rồi tải lên."
            )
            % {"size": kinds.megabytes(size), "limit": kinds.megabytes(limit)}
        )


@contextmanager
def opened(content: bytes) -> Iterator[Image.Image]:
    """The picture, checked and not yet read; whatever is wrong with it becomes FileRefused."""
    with _one_at_a_time:
        try:
            with Image.open(BytesIO(content), formats=list(EXTENSIONS)) as image:
                _check(image)
                yield image
        except UnidentifiedImageError as error:
            raise _not_a_picture(content) from error
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise _too_many_points(settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS) from error
        except FileRefused:
            raise
        except _BROKEN as error:
            raise _broken() from error


def _check(image: Image.Image) -> None:
    if getattr(image, "is_animated", False):
        raise FileRefused(
            gettext(
                "Đây là ảnh động: nặng, và người xem không dừng được. "
                "Lưu một hình đứng yên (PNG hoặc JPG) rồi tải lên."
            )
        )
    # A JPEG can be read smaller than it is; the others are held whole in memory.
    limit = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS if image.format == "JPEG" else MAX_WHOLE_PIXELS
    if image.width * image.height > limit:
        raise _too_many_points(limit)


def _upright(image: Image.Image) -> Image.Image:
    """The points of the picture, turned as the camera meant it and no longer than needed."""
    turn = _TURNS.get(_orientation(image))
    if isinstance(image, JpegImagePlugin.JpegImageFile):
        # Reads a large photo at a half, a quarter or an eighth: less memory, same result.
        image.draft(None, _within(MAX_SIDE, image.size))
    small: Image.Image = image
    if max(image.size) > MAX_SIDE:
        small = image if image.mode in _SMOOTH else colours.plain(image)
        small = small.resize(
            _within(MAX_SIDE, image.size), Image.Resampling.LANCZOS, reducing_gap=2.0
        )
        small.info = image.info
    return small.transpose(turn) if turn is not None else small


def _within(side: int, size: tuple[int, int]) -> tuple[int, int]:
    scale = min(1, side / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except (*_BROKEN, KeyError, TypeError):
        # Notes nobody can read do not make the picture itself unreadable.
        return 1


def _encoded(upright: Image.Image, source: Image.Image) -> Picture:
    kind = source.format or ""
    plain = colours.plain(upright) if kind != "GIF" else upright
    if kind == "JPEG" and plain.mode not in {"L", "RGB"}:
        plain = plain.convert("RGB")
    out = BytesIO()
    colours.bare(plain).save(out, kind, **_options(plain, source))
    return Picture(out.getvalue(), EXTENSIONS[kind], plain.width, plain.height)


def _options(plain: Image.Image, source: Image.Image) -> dict[str, Any]:
    if source.format == "WEBP":
        return {"quality": _QUALITY, "method": 4}
    if not isinstance(source, JpegImagePlugin.JpegImageFile):
        return {"optimize": True}
    options: dict[str, Any] = {"optimize": True, "progressive": True}
    if plain.mode != source.mode or sorted(plain.size) != sorted(source.size):
        return options | {"quality": _QUALITY}
    # The same grid again: a picture that passes here twice loses nothing.
    sampling = JpegImagePlugin.get_sampling(source)
    return options | {"qtables": source.quantization, "subsampling": sampling}


def drawing(content: bytes) -> Picture:
    """A drawing that `svg.clean` wrote, with its size."""
    width, height = svg.size(content)
    return Picture(content, ".svg", max(1, round(width)), max(1, round(height)))


def _too_many_points(limit: int) -> FileRefused:
    return FileRefused(
        gettext(
            "Ảnh có quá nhiều điểm ảnh (trên %(limit)s triệu). "
            "Chụp lại ở cỡ nhỏ hơn, hoặc chụp màn hình ảnh đó rồi tải lên."
        )
        % {"limit": limit // 1_000_000}
    )


def _not_a_picture(content: bytes) -> FileRefused:
    found = kinds.named(content)
    if _FOREIGN_PICTURES.match(content):
        return FileRefused(
            gettext(
                "Ảnh kiểu HEIC hoặc AVIF chưa dùng được. "
                "Mở ảnh trên điện thoại, chụp màn hình rồi tải ảnh chụp lên."
            )
        )
    if found in _OWN_PICTURES:
        return _broken()
    return FileRefused(
        gettext("Tệp này không phải ảnh. Chọn ảnh JPG, PNG, WebP, GIF hoặc hình vẽ SVG.")
    )


def _broken() -> FileRefused:
    return FileRefused(
        gettext("Ảnh bị hỏng hoặc chưa tải đủ. Mở thử ảnh trên máy, lưu lại rồi tải lên lần nữa.")
    )
