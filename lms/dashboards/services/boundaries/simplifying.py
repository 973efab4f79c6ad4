"""Borders made light: with fewer points, on a grid of whole numbers, as paths of an SVG.

Rings are cut where three borders meet, and each piece is simplified once (Douglas and Peucker),
whichever commune it is read from. So neighbours keep one line between them, without gaps, wherever
their points are the same to a metre or two; where a file itself has gaps they stay.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from uuid import UUID

from django.utils.translation import gettext as _

from lms.dashboards.services.boundaries.reading import Polygon
from lms.media.refusals import FileRefused

WIDE = 1000
"""The grid: the province from west to east."""
FINE = 64
"""Into how many each step of it is divided until a border is thinned: on the coarse grid a winding
one would meet itself everywhere."""
LATITUDE_STRETCH = 1.066
"""How much longer a degree of latitude is than one of longitude at 20 degrees north."""
TOLERANCES = (0.5, 0.8, 1.2, 1.8, 2.6, 3.6, 5.0, 7.0, 10.0, 15.0, 25.0)
"""How far a line may stray, in steps of the grid: the first that is light enough is taken."""
MOST_SIGNS = 20_000
"""What all paths together may weigh, so that the board stays below 90 KB."""
FEWEST_POINTS = 3
LINES = 12
"""So many lines are drawn through a commune to find where there is room for its name."""

type Cell = tuple[int, int]
type Ring = list[Cell]


@dataclass(frozen=True, slots=True)
class Shape:
    """A commune as it is drawn, and the widest place in it."""

    path: str
    x: int
    y: int
    room: int


@dataclass(frozen=True)
class Drawn:
    wide: int
    high: int
    shapes: dict[UUID, Shape]


def draw(found: Sequence[tuple[UUID, list[Polygon]]]) -> Drawn:
    """The shape of each of these; one that is smaller than a step of the grid is left out.

    Raises FileRefused where nothing makes them light enough.
    """
    points = [point for _pk, all_of in found for polygon in all_of for point in polygon[0]]
    west, east = min(one[0] for one in points), max(one[0] for one in points)
    south, north = min(one[1] for one in points), max(one[1] for one in points)
    step = max((east - west) / WIDE, (north - south) * LATITUDE_STRETCH / (2 * WIDE), 1e-9)
    high = round((north - south) * LATITUDE_STRETCH / step)
    fine = step / FINE

    def on_grid(ring: Iterable[tuple[float, float]]) -> Ring:
        made: Ring = []
        for one in ring:
            cell = (
                round((one[0] - west) / fine),
                round((north - one[1]) * LATITUDE_STRETCH / fine),
            )
            if not made or made[-1] != cell:
                made.append(cell)
        return made[:-1] if len(made) > 1 and made[0] == made[-1] else made

    rings = {pk: [on_grid(r) for polygon in all_of for r in polygon] for pk, all_of in found}
    meet = _meetings(ring for listed in rings.values() for ring in listed)
    for tolerance in TOLERANCES:
        thin = _Thinner(meet, tolerance)
        kept = {pk: thin.rings(listed) for pk, listed in rings.items()}
        paths = {pk: "".join(map(_path, listed)) for pk, listed in kept.items() if listed}
        if sum(map(len, paths.values())) <= MOST_SIGNS:
            break
    else:
        raise FileRefused(
            _("Ranh giới trong tệp rối quá, rút gọn không được. Gửi bản đơn giản hơn.")
        )
    shapes = {pk: Shape(path, *_widest(kept[pk])) for pk, path in paths.items()}
    return Drawn(round((east - west) / step), high, shapes)


def _meetings(rings: Iterable[Ring]) -> set[Cell]:
    """Where borders part: points with more than two neighbours."""
    beside: dict[Cell, set[Cell]] = {}
    for ring in rings:
        for n, cell in enumerate(ring):
            beside.setdefault(cell, set()).update((ring[n - 1], ring[(n + 1) % len(ring)]))
    return {cell for cell, others in beside.items() if len(others) > 2}


class _Thinner:
    """Leaves points out of rings; the same piece of border always in the same way."""

    def __init__(self, meet: set[Cell], tolerance: float) -> None:
        self.meet, self.limit = meet, (tolerance * FINE) ** 2
        self.done: dict[tuple[Cell, ...], list[Cell]] = {}

    def rings(self, listed: Iterable[Ring]) -> list[Ring]:
        whole = [ring for ring in listed if len(ring) >= FEWEST_POINTS]
        kept = _seen(_coarse(self._ring(ring)) for ring in whole)
        # What became too thin to be seen is drawn as it was.
        return kept or _seen(map(_coarse, whole))[:1]

    def _ring(self, ring: Ring) -> Ring:
        cuts = [n for n, cell in enumerate(ring) if cell in self.meet]
        if not cuts:
            first = ring.index(min(ring))
            turned = ring[first:] + ring[:first]
            return self._piece((*turned, turned[0]))[:-1]
        made: Ring = []
        for n, begin in enumerate(cuts):
            end = cuts[(n + 1) % len(cuts)]
            piece = ring[begin : end + 1] if end > begin else ring[begin:] + ring[: end + 1]
            made += self._piece(tuple(piece))[:-1]
        return made

    def _piece(self, piece: tuple[Cell, ...]) -> list[Cell]:
        back = piece[::-1]
        key = min(piece, back)
        if key not in self.done:
            self.done[key] = _thinned(key, self.limit)
        found = self.done[key]
        return found if key == piece else found[::-1]


def _coarse(ring: Ring) -> Ring:
    """On the grid of the map; points that fall together are one."""
    cells = [(round(x / FINE), round(y / FINE)) for x, y in ring]
    return [cell for n, cell in enumerate(cells) if cell != cells[n - 1]]


def _seen(rings: Iterable[Ring]) -> list[Ring]:
    """Those that have an inside."""
    return [ring for ring in rings if len(set(ring)) >= FEWEST_POINTS]


def _thinned(line: Sequence[Cell], limit: float) -> list[Cell]:
    """The points without which the line would stray by more than the limit (its square)."""
    keep = {0, len(line) - 1}
    waiting = [(0, len(line) - 1)]
    while waiting:
        first, last = waiting.pop()
        farthest, at = limit, 0
        for n in range(first + 1, last):
            far = _apart(line[n], line[first], line[last])
            if far > farthest:
                farthest, at = far, n
        if at:
            keep.add(at)
            waiting += [(first, at), (at, last)]
    return [line[n] for n in sorted(keep)]


def _apart(point: Cell, one: Cell, other: Cell) -> float:
    """The square of the distance from a point to a stretch."""
    x, y = point[0] - one[0], point[1] - one[1]
    dx, dy = other[0] - one[0], other[1] - one[1]
    long = dx * dx + dy * dy
    if long:
        along = min(1.0, max(0.0, (x * dx + y * dy) / long))
        x, y = x - along * dx, y - along * dy  # type: ignore[assignment]  # parts of a step
    return x * x + y * y


def _path(ring: Ring) -> str:
    """ "M12 34l3-4 5 6z": whole steps from point to point."""
    said = [f"M{ring[0][0]} {ring[0][1]}l"]
    for n, (before, cell) in enumerate(pairwise(ring)):
        for m, part in enumerate((cell[0] - before[0], cell[1] - before[1])):
            said.append(f" {part}" if part >= 0 and (n or m) else str(part))
    return "".join(said) + "z"


def _widest(rings: Sequence[Ring]) -> tuple[int, int, int]:
    """The middle of the longest stretch inside, and how long it is; nearer to the middle of the
    commune where two are about as long."""
    top = min(cell[1] for ring in rings for cell in ring)
    bottom = max(cell[1] for ring in rings for cell in ring)
    best: tuple[float, float, float, float] = (-1, 0, 0, 0)
    for n in range(1, LINES):
        y = top + (bottom - top) * n / LINES + 0.01
        crossed = sorted(_crossings(rings, y))
        from_middle = abs(n - LINES / 2) / LINES
        for left, right in zip(crossed[::2], crossed[1::2], strict=False):
            best = max(
                best, ((right - left) * (1 - from_middle), (left + right) / 2, y, right - left)
            )
    if best[0] < 0:
        first = rings[0][0]
        return max(first[0], 0), max(first[1], 0), 0
    return round(best[1]), round(best[2]), round(best[3])


def _crossings(rings: Sequence[Ring], y: float) -> Iterable[float]:
    for ring in rings:
        for n, cell in enumerate(ring):
            before = ring[n - 1]
            if (before[1] > y) != (cell[1] > y):
                yield before[0] + (cell[0] - before[0]) * (y - before[1]) / (cell[1] - before[1])
