"""A month in one picture for Zalo: three big numbers with their words, and nobody's name.

Counts of fewer than five are hidden, and no part of a count stands beside it, so that nothing
hidden can be reckoned out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from io import BytesIO

from django.conf import settings
from django.db.models import Count, Sum
from django.utils.translation import gettext as _
from PIL import Image, ImageDraw, ImageFont

from lms.common import numbers
from lms.places.models import Unit
from teams.models import Session, SessionAct, SessionTurn, Team
from teams.models.sessions import SessionQuerySet
from teams.services import months

WIDTH, HEIGHT = 1080, 1350
LEAST = 5
"""A count of fewer people than this says too much about each of them."""
EDGE = 80
MIN_SIZE = 24
PAPER, INK, BRAND, SOFT, MUTED, LINE = (
    *("#fbf7ec", "#1d2b25", "#0f5b47", "#e3efe6", "#55655d", "#d9d2c1"),
)


@dataclass(frozen=True)
class Shared:
    """What the picture says."""

    title: str
    place: str
    month: str
    rows: Sequence[tuple[str, str, str]]
    """Number, label, and what the label means."""
    foot: str


def of_commune(commune: Unit, first: date) -> Shared:
    """The commune's confirmed month."""
    held = months.confirmed(commune, first)
    return _shared(commune.name, commune.parent.name if commune.parent else "", held, first)


def of_team(team: Team, first: date) -> Shared:
    """The team's confirmed month."""
    last = months.last_of(first)
    held = Session.objects.filter(team=team).verified().held_between(first, last)
    place = team.unit.parent if team.unit.level == Unit.Level.VILLAGE else team.unit
    return _shared(team.name, place.name if place else "", held, first)


def _shared(title: str, place: str, held: SessionQuerySet, first: date) -> Shared:
    sums = held.order_by().aggregate(sessions=Count("pk"), heads=Sum("heads_count"))
    turns = SessionTurn.objects.filter(session__in=held).aggregate(total=Sum("count"))["total"]
    acts = SessionAct.objects.filter(session__in=held).aggregate(total=Sum("count"))["total"]
    rows = (
        (shown(sums["heads"]), _("người đến"), _("đến hai buổi tính hai")),
        (shown(turns), _("lượt hướng dẫn"), _("mỗi nội dung một lượt")),
        (shown(acts), _("kết quả"), _("việc bà con làm được tại buổi")),
    )
    said = {"count": numbers.show(sums["sessions"])}
    foot = _("%(count)s buổi đã được xã xác nhận. Số dưới 5 không ghi rõ.") % said
    return Shared(title, place, f"{first:%m/%Y}".lstrip("0"), rows, foot)


def shown(count: int | None) -> str:
    """A count as it may be told to everybody."""
    if count is None:
        return _("chưa có")
    return numbers.show(count) if count >= LEAST else _("dưới 5")


def draw(said: Shared) -> bytes:
    """The picture, a PNG of 1080 by 1350."""
    sheet = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(sheet)
    pen.rectangle((0, 0, WIDTH, 400), fill=BRAND)
    pen.text((EDGE, 72), "Học số", font=_font(40, bold=True), fill="#cfe6d8")
    top = _lines(pen, said.title, 140, 62, "#ffffff", bold=True, most=2)
    if said.place:
        _lines(pen, said.place, top + 8, 36, "#cfe6d8", bold=False, most=1)
    month = _("Tháng %(month)s") % {"month": said.month}
    font = _font(44, bold=True)
    wide = pen.textlength(month, font=font)
    pen.rounded_rectangle((EDGE, 356, EDGE + wide + 64, 444), 44, fill="#f2b430")
    pen.text((EDGE + 32, 400), month, font=font, fill=INK, anchor="lm")
    for nth, (number, label, meaning) in enumerate(said.rows):
        _row(pen, 486 + nth * 246, number, label, meaning)
    pen.line((EDGE, 1238, WIDTH - EDGE, 1238), fill=LINE, width=3)
    _lines(pen, said.foot, 1256, 30, MUTED, bold=False, most=2)
    out = BytesIO()
    sheet.save(out, "PNG", optimize=True)
    return out.getvalue()


def _row(pen: ImageDraw.ImageDraw, top: int, number: str, label: str, meaning: str) -> None:
    pen.rounded_rectangle((EDGE, top, WIDTH - EDGE, top + 222), 36, fill=SOFT)
    font = _fitting(pen, number, 400, 118)
    pen.text((EDGE + 44, top + 111), number, font=font, fill=BRAND, anchor="lm")
    left = EDGE + 480
    pen.text((left, top + 84), label, font=_font(46, bold=True), fill=INK, anchor="lm")
    small = _font(28, bold=False)
    for nth, line in enumerate(_broken(pen, meaning, small, WIDTH - EDGE - 30 - left)):
        pen.text((left, top + 140 + nth * 36), line, font=small, fill=MUTED, anchor="lm")


def _lines(  # where, what and how it is written
    pen: ImageDraw.ImageDraw, words: str, top: int, size: int, fill: str, *, bold: bool, most: int
) -> int:
    """Write words as large as they fit into so many lines; where the next would begin."""
    while True:
        font = _font(size, bold=bold)
        lines = _broken(pen, words, font, WIDTH - 2 * EDGE)
        if len(lines) <= most or size <= MIN_SIZE:
            break
        size -= 2
    for line in lines[:most]:
        pen.text((EDGE, top), line, font=font, fill=fill)
        top += round(size * 1.3)
    return top


def _broken(
    pen: ImageDraw.ImageDraw, words: str, font: ImageFont.FreeTypeFont, wide: float
) -> list[str]:
    lines: list[str] = []
    for word in words.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and pen.textlength(longer, font=font) <= wide:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _fitting(
    pen: ImageDraw.ImageDraw, words: str, wide: float, size: int
) -> ImageFont.FreeTypeFont:
    while size > MIN_SIZE and pen.textlength(words, font=_font(size, bold=True)) > wide:
        size -= 4
    return _font(size, bold=True)


@cache
def _font(size: int, *, bold: bool) -> ImageFont.FreeTypeFont:
    name = f"be-vietnam-pro-vi-{700 if bold else 400}.woff2"
    return ImageFont.truetype(settings.BASE_DIR / "static" / "fonts" / name, size)
