"""The map or the months of a board as a picture, drawn from the same tiles and numbers."""

from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

from lms.dashboards.services.boards import drawing
from lms.dashboards.services.boards.wording import Legend, Line

SCALE = 2
MARGIN, HEAD, FOOT = 28, 96, 84
LEAST_WIDE = 900
INK, PAPER, LINE = "#1b2520", "#ffffff", "#7c7563"
GROUNDS = ("#ffffff", "#f1eada", "#cfded9", "#a5c0b9", "#3a7a69", "#0f5b47")
WHITE_FROM, LOWEST = 4, 1
BRICK = "#a32a1d"

type Drawing = ImageDraw.ImageDraw


def of_map(
    lines: Sequence[Line], legend: Sequence[Legend], *, title: str, under: str, source: str
) -> bytes | None:
    """The tiles as a PNG with title, source and legend; None where there are no tiles."""
    cells = drawing.cells(lines)
    if not cells:
        return None
    wide = (max(column for column, _row in cells.values()) + 1) * (drawing.WIDE + drawing.GAP)
    high = (max(row for _column, row in cells.values()) + 1) * (drawing.HIGH + drawing.GAP)
    image, pen = _sheet(wide, high, title, under, source)
    for line in lines:
        column, row = cells[line.key]
        x = MARGIN + column * (drawing.WIDE + drawing.GAP)
        _tile(pen, line, x, HEAD + row * (drawing.HIGH + drawing.GAP))
    _legend(pen, legend, HEAD + high + 14)
    return _png(image)


def of_months(
    values: Sequence[tuple[str, Decimal | None, str]], *, title: str, under: str, source: str
) -> bytes:
    """The months as bars, each with its number."""
    step = 72
    image, pen = _sheet(step * max(len(values), 1), 320, title, under, source)
    top = max((value for _name, value, _shown in values if value), default=Decimal(0))
    for n, (name, value, shown) in enumerate(values):
        x = MARGIN + n * step
        tall = int(240 * value / top) if value and top and value > 0 else 1
        base = HEAD + 280
        _box(pen, (x + 8, base - tall, x + step - 8, base), GROUNDS[5], radius=4)
        _text(pen, (x + step // 2, base - tall - 12), shown, 13)
        _text(pen, (x + step // 2, base + 16), name, 12)
    return _png(image)


def _sheet(
    wide: int, high: int, title: str, under: str, source: str
) -> tuple[Image.Image, Drawing]:
    size = (max(wide, LEAST_WIDE) + 2 * MARGIN, HEAD + high + FOOT)
    image = Image.new("RGB", (size[0] * SCALE, size[1] * SCALE), PAPER)
    pen = ImageDraw.Draw(image)
    _text(pen, (MARGIN, 34), title, 24, bold=True, anchor="lm")
    _text(pen, (MARGIN, 66), under, 15, anchor="lm")
    _text(pen, (MARGIN, size[1] - 22), source, 13, anchor="lm")
    return image, pen


def _tile(pen: Drawing, line: Line, x: int, y: int) -> None:
    box = (x, y, x + drawing.WIDE, y + drawing.HIGH)
    edge = BRICK if line.level == LOWEST else LINE
    _box(pen, box, GROUNDS[line.level], edge=edge, wide=2 if line.level == LOWEST else 1)
    ink = PAPER if line.level >= WHITE_FROM else INK
    names, middle = drawing.broken(line.short), x + drawing.WIDE // 2
    for n, name in enumerate(names):
        _text(pen, (middle, y + (15 if len(names) == 1 else 11) + 12 * n), name, 11, ink=ink)
    _text(pen, (middle, y + 40), line.tile, 14, bold=True, ink=ink)


def _legend(pen: Drawing, legend: Sequence[Legend], y: int) -> None:
    x = MARGIN
    for one in legend:
        _box(pen, (x, y, x + 18, y + 18), GROUNDS[one.level], edge=LINE)
        _text(pen, (x + 26, y + 9), one.text, 13, anchor="lm")
        x += 26 + int(_font(13, bold=False).getlength(one.text) / SCALE) + 24


def _box(
    pen: Drawing,
    box: tuple[int, int, int, int],
    ground: str,
    *,
    edge: str | None = None,
    wide: int = 1,
    radius: int = 7,
) -> None:
    scaled = tuple(value * SCALE for value in box)
    pen.rounded_rectangle(scaled, radius * SCALE, fill=ground, outline=edge, width=wide * SCALE)


def _text(
    pen: Drawing,
    at: tuple[int, int],
    words: str,
    size: int,
    *,
    bold: bool = False,
    ink: str = INK,
    anchor: str = "mm",
) -> None:
    where = (at[0] * SCALE, at[1] * SCALE)
    pen.text(where, words, fill=ink, font=_font(size, bold=bold), anchor=anchor)


@cache
def _font(size: int, *, bold: bool) -> ImageFont.FreeTypeFont:
    name = f"be-vietnam-pro-vi-{700 if bold else 400}.woff2"
    return ImageFont.truetype(Path(settings.FRONTEND_SOURCES) / "fonts" / name, size * SCALE)


def _png(image: Image.Image) -> bytes:
    body = BytesIO()
    image.convert("P", palette=Image.Palette.ADAPTIVE, colors=64).save(body, "PNG", optimize=True)
    return body.getvalue()
