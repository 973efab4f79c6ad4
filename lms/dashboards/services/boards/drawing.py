"""Maps and charts of boards as SVG: every mark is a number or a word, too, and every tile a link.

Colours are classes of the stylesheet; nothing here depends on script.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from lms.dashboards.services.boards import laying
from lms.dashboards.services.boards.laying import Cell
from lms.dashboards.services.boards.wording import Line
from lms.places.models import Unit

WIDE, HIGH, GAP = 66, 52, 3
LONGEST_LINE = 9
FEW_COLUMNS = 11
"""So many columns have room for names in half the width of a page."""
NUMBER_AT = 41
SIGN_WIDE, SMALL_SIGN_WIDE = 13, 10
"""How much room a sign of a number needs where it stands alone, and where it is written smaller."""
BAR_WIDE, BAR_GAP, BARS_HIGH, LABELS_HIGH = 44, 8, 90, 40
DEFINED = (
    '<defs><pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><path d="M0 0h7v7H0z" class="ground"/>'
    '<path d="M0 0v7" class="hatch"/></pattern>'
    f'<rect id="o" width="{WIDE}" height="{HIGH}" rx="7" '
    'vector-effect="non-scaling-stroke"/></defs>'
)
"""The hatching of the lowest level, and a tile."""


def tiles(lines: Sequence[Line], *, title: str, about: str, query: str) -> SafeString:
    """The communes as equal tiles, each a link to its board; empty where none of them has one.

    What was opened after the tiles were laid stands in rows below them.
    """
    placed = cells(lines)
    if not placed:
        return SafeString("")
    # Of a former province only what is its own.
    left = min(column for column, _row in placed.values())
    top = min(row for _column, row in placed.values())
    placed = {key: (column - left, row - top) for key, (column, row) in placed.items()}
    columns = max(column for column, _row in placed.values()) + 1
    rows = max(row for _column, row in placed.values()) + 1
    drawn = [tile(line, at(placed[line.key]), query) for line in _in_order(lines, placed)]
    size = (columns * (WIDE + GAP), rows * (HIGH + GAP))
    kind = "map few" if columns <= FEW_COLUMNS else "map"
    return svg(kind, size, title, about, DEFINED + "".join(drawn), role="group")


def at(cell: Cell) -> tuple[int, int]:
    """The corner of a tile."""
    return cell[0] * (WIDE + GAP), cell[1] * (HIGH + GAP)


def bars(
    values: Sequence[tuple[str, Decimal | None, str]], *, title: str, about: str
) -> SafeString:
    """Bars side by side, each with its number above and its name below."""
    top = max((value for _name, value, _shown in values if value is not None), default=None)
    drawn = []
    for n, (name, value, shown) in enumerate(values):
        x = n * (BAR_WIDE + BAR_GAP)
        tall = int(BARS_HIGH * value / top) if top and value and value > 0 else 0
        y = 18 + BARS_HIGH - tall
        middle = x + BAR_WIDE // 2
        drawn.append(
            f'<rect x="{x}" y="{y}" width="{BAR_WIDE}" height="{max(tall, 1)}" rx="3"/>'
            f'<text x="{middle}" y="{y - 5}">{escape(shown)}</text>'
            f'<text class="of" x="{middle}" y="{18 + BARS_HIGH + 18}">{escape(name)}</text>'
        )
    size = (len(values) * (BAR_WIDE + BAR_GAP), BARS_HIGH + LABELS_HIGH)
    return svg("bars", size, title, about, "".join(drawn), role="img")


def svg(
    kind: str, size: tuple[int, int], title: str, about: str, inside: str, *, role: str
) -> SafeString:
    """A drawing of these classes with its title and what it is about; `inside` is escaped."""
    name = kind.partition(" ")[0]
    words = (
        f'<title id="{name}-t">{escape(title)}</title><desc id="{name}-d">{escape(about)}</desc>'
    )
    # Names are escaped above; everything else is ours.
    return mark_safe(  # noqa: S308
        f'<svg class="{kind}" viewBox="0 0 {size[0]} {size[1]}" role="{role}" '
        f'aria-labelledby="{name}-t" aria-describedby="{name}-d">{words}{inside}</svg>'
    )


def opened(line: Line, query: str) -> str:
    """The link of a place, up to what is drawn inside it."""
    name = _("%(name)s: %(figure)s, %(word)s") % {
        "name": line.name,
        "figure": line.tile,
        "word": line.word,
    }
    return (
        f'<a href="xa/{line.key}/?{escape(query)}" class="q{line.level}" '
        f'aria-label="{escape(name)}">'
    )


def tile(line: Line, corner: tuple[int, int], query: str) -> str:
    """A place as a tile."""
    x, y = corner
    middle = x + WIDE // 2
    words = broken(line.short)
    text = escape(words[0])
    if len(words) > 1:
        text += f'<tspan x="{middle}" dy="12">{escape(words[1])}</tspan>'
    return (
        f'{opened(line, query)}<use href="#o" x="{x}" y="{y}"/>'
        f'<text x="{middle}" y="{y + (18 if len(words) == 1 else 13)}">{text}</text>'
        # The legend says what the numbers are.
        f"{number(line.tile.removesuffix('%'), (middle, y + NUMBER_AT))}</a>"
    )


def number(said: str, at: tuple[int, int], *, room: int = WIDE) -> str:
    """A number by itself, to be written larger where names have no room: smaller than the others
    where it needs more than `room`, and not at all where that does not do either."""
    looks = "v"
    if len(said) * SIGN_WIDE > room:
        looks = "v s" if len(said) * SMALL_SIGN_WIDE <= room else "v h"
    return f'<text class="{looks}" x="{at[0]}" y="{at[1]}">{escape(said)}</text>'


def broken(name: str) -> list[str]:
    """A name in one line or two."""
    found = name.split()
    if len(name) <= LONGEST_LINE or len(found) == 1:
        return [name]
    lengths = [
        (max(len(" ".join(found[:n])), len(" ".join(found[n:]))), n) for n in range(1, len(found))
    ]
    _longest, at = min(lengths)
    return [" ".join(found[:at]), " ".join(found[at:])]


def cells(lines: Sequence[Line]) -> dict[str, Cell]:
    """The cell of each line by its key; those without one of their own in rows below."""
    places = [(line.key, line.row.place) for line in lines]
    units = [(key, place) for key, place in places if isinstance(place, Unit)]
    is_of_today = len(units) == len(places) and not any(unit.valid_to for _key, unit in units)
    return placed(units) if is_of_today else {}


def placed(units: Sequence[tuple[str, Unit]]) -> dict[str, Cell]:
    """The same of communes by the keys that are given with them."""
    known = laying.kept()
    found: dict[str, Cell] = {}
    rest = []
    for key, unit in units:
        cell = known.get((unit.code, unit.valid_from)) if unit.valid_from else None
        if cell:
            found[key] = cell
        else:
            rest.append((key, unit))
    columns = max((column for column, _row in known.values()), default=0) + 1
    below = max((row for _column, row in found.values()), default=-1) + 1
    for n, (key, _unit) in enumerate(sorted(rest, key=lambda one: one[1].sort_key)):
        found[key] = (n % columns, below + n // columns)
    return found


def _in_order(lines: Sequence[Line], cells: Mapping[str, Cell]) -> list[Line]:
    """From left to right and from the top down, the way the tab key goes."""
    return sorted(lines, key=lambda line: (cells[line.key][1], cells[line.key][0]))
