"""A picture as a phone on a slow line gets it."""

from io import BytesIO
from typing import Any

from PIL import Image

from lms.media import colours, svg
from lms.media.pictures import Picture, drawing, opened

WIDTH = 720
MAX_BYTES = 30_000

# A photo of leaves or a crowd fits only when it is smaller, too; the last ones fit anything.
_TRIES = ((WIDTH, 80), (WIDTH, 66), (WIDTH, 52), (560, 58), (560, 44), (420, 50), (320, 40))


def for_phone(content: bytes) -> Picture:
    """A cleaned picture at most 720 points wide, as WebP of 30 KB or less.

    A drawing stays a drawing.
    """
    if content.startswith(b"<"):
        return drawing(svg.minify(content))
    with opened(content) as image:
        return _smallest(colours.plain(image))


def _smallest(image: Image.Image) -> Picture:
    """The best that fits the budget; a screenshot of few colours is smallest without loss."""
    best = _webp(_no_wider(image, WIDTH), lossless=True, quality=60)
    for width, quality in _TRIES:
        tried = _webp(_no_wider(image, width), quality=quality)
        best = min(best, tried, key=lambda picture: len(picture.content))
        if len(best.content) <= MAX_BYTES:
            break
    return best


def _no_wider(image: Image.Image, width: int) -> Image.Image:
    if image.width <= width:
        return image
    height = max(1, round(image.height * width / image.width))
    return image.resize((width, height), Image.Resampling.LANCZOS)


def _webp(image: Image.Image, **options: Any) -> Picture:
    out = BytesIO()
    colours.bare(image).save(out, "WEBP", method=4, **options)
    return Picture(out.getvalue(), ".webp", image.width, image.height)
