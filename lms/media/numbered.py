"""One picture of several screens: what to touch on each, in order, under a number."""

from collections.abc import Sequence
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from lms.media import pictures

Box = tuple[float, float, float, float]
"""Left, top, width and height in per cent of the picture."""

WIDTH = 720
"""Points across: a phone of 360 at two points each."""
HEIGHT = 336
GAP = 20
_LINE = 7
_BADGE = 40
_GREEN, _WHITE, _GAP_COLOUR = "#0e6b4d", "#ffffff", "#d9d2c1"


def strips(parts: Sequence[tuple[bytes, Box]]) -> bytes:
    """A PNG with one strip of each screen, the place to touch framed and numbered from 1.

    A strip is as wide as its screen and shows what lies around the place. Raises FileRefused for
    what is no picture.
    """
    made = []
    for number, (content, box) in enumerate(parts, start=1):
        with pictures.opened(content) as screen:
            made.append(_strip(screen.convert("RGB"), box, number))
    sheet = Image.new("RGB", (WIDTH, sum(one.height + GAP for one in made) - GAP), _GAP_COLOUR)
    top = 0
    for strip in made:
        sheet.paste(strip, (0, top))
        top += strip.height + GAP
    out = BytesIO()
    sheet.save(out, "PNG", optimize=True)
    return out.getvalue()


def _strip(screen: Image.Image, box: Box, number: int) -> Image.Image:
    scale = WIDTH / screen.width
    tall = max(1, round(screen.height * scale))
    screen = screen.resize((WIDTH, tall), Image.Resampling.LANCZOS, reducing_gap=2.0)
    left, top = box[0] * WIDTH / 100, box[1] * tall / 100
    right, bottom = left + box[2] * WIDTH / 100, top + box[3] * tall / 100
    # A phone held sideways fills less; a number must still fit.
    height = min(HEIGHT, max(tall, 3 * _BADGE))
    # The place lies in the middle of the strip, as far as the screen goes.
    over = min(max(0, (top + bottom) / 2 - height / 2), max(0, tall - height))
    strip = Image.new("RGB", (WIDTH, height), _WHITE)
    strip.paste(screen, (0, -round(over)))
    drawn = ImageDraw.Draw(strip)
    across, down = _side(left, right, WIDTH), _side(top - over, bottom - over, height)
    frame = (across[0], down[0], across[1], down[1])
    drawn.rounded_rectangle(_wider(frame, _LINE), 18, outline=_WHITE, width=_LINE)
    drawn.rounded_rectangle(frame, 12, outline=_GREEN, width=_LINE)
    # White on both sides: green on a blue or green button would hardly be seen.
    if min(frame[2] - frame[0], frame[3] - frame[1]) > 6 * _LINE:
        drawn.rounded_rectangle(_wider(frame, -_LINE), 8, outline=_WHITE, width=_LINE // 2)
    _badge(drawn, frame, number, height)
    return strip


def _side(start: float, end: float, most: int) -> tuple[float, float]:
    """Where a frame's line begins and ends: wholly on the strip, with something inside of it."""
    start = min(max(start, _LINE), most - 5 * _LINE)
    return start, max(min(end, most - _LINE), start + 4 * _LINE)


def _wider(frame: Box, by: int) -> Box:
    left, top, right, bottom = frame
    return left - by, top - by, right + by, bottom + by


def _badge(drawn: ImageDraw.ImageDraw, frame: Box, number: int, height: int) -> None:
    """The number in a disc, wholly on the strip; beside a small place, so that it hides nothing."""
    x, y = _beside(frame, height)
    x = min(max(x, _BADGE), WIDTH - _BADGE)
    y = min(max(y, _BADGE), height - _BADGE)
    drawn.circle((x, y), _BADGE, fill=_GREEN, outline=_WHITE, width=5)
    font = ImageFont.load_default(size=_BADGE * 1.15)
    drawn.text((x, y), str(number), fill=_WHITE, font=font, anchor="mm")


def _beside(frame: Box, height: int) -> tuple[float, float]:
    """The middle of the disc: at the corner of a large frame, else at the first side with room."""
    left, top, right, bottom = frame
    if right - left >= 4 * _BADGE and bottom - top >= 2 * _BADGE:
        return left, top
    far = _BADGE + 2 * _LINE
    if left >= far + _BADGE:
        return left - far, (top + bottom) / 2
    if right <= WIDTH - far - _BADGE:
        return right + far, (top + bottom) / 2
    if top >= far + _BADGE:
        return left + _BADGE, top - far
    if bottom <= height - far - _BADGE:
        return left + _BADGE, bottom + far
    return left, top
