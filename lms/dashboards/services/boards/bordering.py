"""The map of a board drawn with borders somebody sent: the same links, names and numbers as the
tiles; a commune the file has no border of stays a tile, in rows below."""

from collections.abc import Mapping, Sequence
from html import escape

from django.utils.safestring import SafeString

from lms.dashboards.models import Boundary, BoundaryFile
from lms.dashboards.services.boards import drawing
from lms.dashboards.services.boards.wording import Line

SIGN_WIDE, LINE_HIGH = 5.7, 10
"""How much room a sign of a name needs on the map, and a line of it."""
EDGE = 4

type Borders = Mapping[object, Boundary]


def borders(
    lines: Sequence[Line],
    file: BoundaryFile,
    known: Borders,
    *,
    title: str,
    about: str,
    query: str,
) -> SafeString:
    """The map; empty where no line has a border."""
    drawn = [(known[line.row.place.pk], line) for line in lines if line.row.place.pk in known]
    if not drawn:
        return SafeString("")
    drawn.sort(key=lambda one: (one[0].y, one[0].x))
    rest = [line for line in lines if line.row.place.pk not in known]
    columns = max(file.wide // (drawing.WIDE + drawing.GAP), 1)
    marks = [_commune(line, border, query) for border, line in drawn]
    for n, line in enumerate(rest):
        x = (n % columns) * (drawing.WIDE + drawing.GAP)
        y = file.high + 12 + (n // columns) * (drawing.HIGH + drawing.GAP)
        marks.append(drawing.tile(line, (x, y), query))
    rows = -(-len(rest) // columns)
    high = file.high + (12 + rows * (drawing.HIGH + drawing.GAP) if rest else 0)
    return drawing.svg(
        "map borders",
        (file.wide + EDGE, high + EDGE),
        title,
        about,
        drawing.DEFINED + "".join(marks),
        role="group",
    )


def named(short: str, room: int) -> list[str]:
    """The lines of a name that fit where there is so much room; none where it does not."""
    if len(short) * SIGN_WIDE <= room:
        return [short]
    found = drawing.broken(short)
    return found if max(map(len, found)) * SIGN_WIDE <= room else []


def _commune(line: Line, border: Boundary, query: str) -> str:
    names = named(line.short, border.room)
    top = border.y - LINE_HIGH * len(names) // 2 + 3
    said = "".join(
        f'<tspan x="{border.x}" y="{top + LINE_HIGH * n}">{escape(one)}</tspan>'
        for n, one in enumerate(names)
    )
    at = (border.x, top + LINE_HIGH * len(names) + 1)
    # The whole name is there for whoever points at it, where it does not fit on the map.
    hint = "" if names else f"<title>{escape(line.name)}</title>"
    return (
        f"{drawing.opened(line, query)}{hint}"
        f'<path d="{border.path}"/>{f"<text>{said}</text>" if said else ""}'
        f"{drawing.number(line.tile, at, room=border.room * 4 // 5)}</a>"
    )
