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
    height = len(parts) * (HEIGHT + GAP) - GAP
    sheet = Image.new("RGB", (WIDTH, height), _GAP_COLOUR)
    for number, (content, box) in enumerate(parts, start=1):
        with pictures.opened(content) as screen:
            strip = _strip(screen.convert("RGB"), box, number)
        sheet.paste(strip, (0, (number - 1) * (HEIGHT + GAP)))
    made = BytesIO()
    sheet.save(made, "PNG", optimize=True)
    return made.getvalue()


def _strip(screen: Image.Image, box: Box, number: int) -> Image.Image:
    scale = WIDTH / screen.width
    tall = max(1, round(screen.height * scale))
    screen = screen.resize((WIDTH, tall), Image.Resampling.LANCZOS, reducing_gap=2.0)
    left, top = box[0] * WIDTH / 100, box[1] * tall / 100
    right, bottom = left + box[2] * WIDTH / 100, top + box[3] * tall / 100
    # The place lies in the middle of the strip, as far as the screen goes.
    over = min(max(0, (top + bottom) / 2 - HEIGHT / 2), max(0, tall - HEIGHT))
    strip = Image.new("RGB", (WIDTH, HEIGHT), _WHITE)
    strip.paste(screen, (0, -round(over)))
    drawn = ImageDraw.Draw(strip)
    frame = (left, max(top - over, _LINE), right, min(bottom - over, HEIGHT - _LINE))
    drawn.rounded_rectangle(_wider(frame, _LINE), 18, outline=_WHITE, width=_LINE)
    drawn.rounded_rectangle(frame, 12, outline=_GREEN, width=_LINE)
    _badge(drawn, frame, number)
    return strip


def _wider(frame: Box, by: int) -> Box:
    left, top, right, bottom = frame
    return left - by, top - by, right + by, bottom + by


def _badge(drawn: ImageDraw.ImageDraw, frame: Box, number: int) -> None:
    """The number in a disc at the upper left corner of the frame, wholly on the strip."""
    x = min(max(frame[0], _BADGE), WIDTH - _BADGE)
    y = min(max(frame[1], _BADGE), HEIGHT - _BADGE)
    drawn.circle((x, y), _BADGE, fill=_GREEN, outline=_WHITE, width=5)
    font = ImageFont.load_default(size=_BADGE * 1.15)
    drawn.text((x, y), str(number), fill=_WHITE, font=font, anchor="mm")
