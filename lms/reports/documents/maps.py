"""The map of R06 on paper: the tiles or borders of the boards, each with its name and number.

On paper no stylesheet reaches into a drawing, so every mark carries its own colours. The lowest
level is hatched, so that it is known in black and white, too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape

from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from lms.common import numbers
from lms.dashboards.models import Boundary, Indicator
from lms.dashboards.services.boards import bordering, drawing, picturing, wording
from lms.dashboards.services.boundaries import keeping
from lms.places.models import Unit
from lms.reports.documents.sheets import Map

FONT = "Tinos VN"
HATCH = (
    '<defs><pattern id="h" width="7" height="7" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><path d="M0 0h7v7H0z" fill="#fff"/>'
    '<path d="M0 0v7" stroke="#000" stroke-opacity=".35" stroke-width="1.5"/></pattern></defs>'
)
LOWEST = 1
BESIDE_BORDERS = 12


@dataclass(frozen=True, slots=True)
class Mark:
    """A commune on the map: its number as it is written, and its level."""

    unit: Unit
    figure: str
    level: int


def of(
    indicator: Indicator, values: Sequence[tuple[Unit, Decimal | None]], period: str
) -> Map | None:
    """The map of these communes; None where none of them has a place on it."""
    bounds = wording.fifths([one for _unit, one in values if one is not None], indicator.decimals)
    marks = [
        Mark(unit, _figure(indicator, value), wording.level_of(value, bounds))
        for unit, value in values
    ]
    file = keeping.standing()
    drawn = _borders(marks, keeping.of(file), file.wide, file.high) if file else None
    credit = ""
    if file and drawn:
        credit = _("Ranh giới: %(credit)s, %(day)s; đã rút gọn để xem.") % {
            "credit": file.credit,
            "day": f"{file.as_of:%d/%m/%Y}",
        }
    drawn = drawn or _tiles(marks)
    if drawn is None:
        return None
    about = _("Bản đồ %(name)s, %(period)s: số của từng xã có trong bảng.") % {
        "name": indicator.name,
        "period": period,
    }
    texts = wording.ranges(indicator, bounds)
    legend = [
        (picturing.GROUNDS[n] if n > LOWEST else "", words)
        for n, words in enumerate(texts, start=1)
    ]
    svg, ratio = drawn
    # Names and figures are escaped below; everything else is ours.
    picture = mark_safe(svg.replace("<svg ", f'<svg role="img" aria-label="{escape(about)}" ', 1))  # noqa: S308
    return Map(
        picture,
        about,
        legend,
        credit or _("Mỗi ô một xã, phường, xếp theo vị trí; không phải ranh giới."),
        ratio=ratio,
    )


def _figure(indicator: Indicator, value: Decimal | None) -> str:
    if value is None:
        return wording.NOTHING
    number = numbers.show(value, places=indicator.decimals)
    return f"{number}%" if indicator.is_share else number


def _tiles(marks: Sequence[Mark]) -> tuple[str, float] | None:
    cells = drawing.placed([(one.unit.code, one.unit) for one in marks])
    if not cells:
        return None
    wide = (max(column for column, _row in cells.values()) + 1) * (drawing.WIDE + drawing.GAP)
    high = (max(row for _column, row in cells.values()) + 1) * (drawing.HIGH + drawing.GAP)
    inside = "".join(_tile(one, drawing.at(cells[one.unit.code])) for one in marks)
    return _svg(wide, high, inside)


def _borders(
    marks: Sequence[Mark], known: Mapping[object, Boundary], wide: int, high: int
) -> tuple[str, float] | None:
    if not any(one.unit.pk in known for one in marks):
        return None
    inside, rest = [], []
    for one in marks:
        border = known.get(one.unit.pk)
        if border is None:
            rest.append(one)
            continue
        names = bordering.named(wording.short(one.unit.name), border.room)
        top = border.y - bordering.LINE_HIGH * len(names) // 2 + 3
        lines = [(text, top + bordering.LINE_HIGH * n) for n, text in enumerate(names)]
        path = f'<path d="{border.path}" fill-rule="evenodd" {_looks(one)}/>'
        number = (one.figure, top + bordering.LINE_HIGH * len(names) + 1)
        inside.append(path + _words(one, border.x, lines, number, 9))
    columns = max(wide // (drawing.WIDE + drawing.GAP), 1)
    for n, one in enumerate(rest):
        column, row = n % columns, n // columns
        x, y = drawing.at((column, row))
        inside.append(_tile(one, (x, y + high + BESIDE_BORDERS)))
    rows = -(-len(rest) // columns)
    below = BESIDE_BORDERS + rows * (drawing.HIGH + drawing.GAP) if rest else 0
    return _svg(wide, high + below, "".join(inside))


def _tile(one: Mark, corner: tuple[int, int]) -> str:
    x, y = corner
    names = drawing.broken(wording.short(one.unit.name))
    base = y + (18 if len(names) == 1 else 14)
    lines = [(text, base + 12 * n) for n, text in enumerate(names)]
    box = (
        f'<rect x="{x}" y="{y}" width="{drawing.WIDE}" height="{drawing.HIGH}" rx="4" '
        f"{_looks(one)}/>"
    )
    return box + _words(one, x + drawing.WIDE // 2, lines, (one.figure, y + 43), 11)


def _looks(one: Mark) -> str:
    ground = "url(#h)" if one.level == LOWEST else picturing.GROUNDS[one.level]
    dashed = ' stroke-dasharray="4 3"' if one.level == wording.UNKNOWN_LEVEL else ""
    return f'fill="{ground}" stroke="#444"{dashed}'


def _words(
    one: Mark, x: int, lines: Sequence[tuple[str, int]], number: tuple[str, int], size: int
) -> str:
    ink = "#fff" if one.level >= picturing.WHITE_FROM else "#000"
    about = f'font-family="{FONT}" text-anchor="middle" fill="{ink}" x="{x}"'
    said = [f'<text {about} y="{y}" font-size="{size}">{escape(text)}</text>' for text, y in lines]
    said.append(
        f'<text {about} y="{number[1]}" font-size="{size + 2}" font-weight="700">'
        f"{escape(number[0])}</text>"
    )
    return "".join(said)


def _svg(wide: int, high: int, inside: str) -> tuple[str, float]:
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-2 -2 {wide + 4} {high + 4}" '
        f'width="{wide + 4}" height="{high + 4}" stroke-width="1">{HATCH}{inside}</svg>'
    )
    return svg, (high + 4) / (wide + 4)
