"""Where the tile of each commune lies: equal squares, as near as they come to its centre.

Worked out once for the communes the product is shipped with and kept as `data/tiles.csv`; pages
read that file. `lay` is exact and always gives the same.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

FILE = Path(__file__).parents[2] / "data" / "tiles.csv"
COLUMNS = ("code", "valid_from", "column", "row")
FINE = 1000
"""Into how many steps a cell is divided when distances are taken: whole numbers are the same on
every machine."""
SPARE = 1
"""Cells around the province that may be used, too."""
ROOM = 1.35
"""How many cells there are for a commune: more keep the outline, fewer fill the gaps."""
LATITUDE_STRETCH = 1.066
"""How much longer a degree of latitude is than one of longitude at 20 degrees north."""

type Cell = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Centre:
    """A commune of a time with where its middle lies, in degrees."""

    code: str
    valid_from: date
    latitude: float
    longitude: float


@cache
def kept() -> dict[tuple[str, date], Cell]:
    """The column and row of every commune that has a tile, by its code and first day."""
    with FILE.open(newline="") as lines:
        return {
            (row["code"], date.fromisoformat(row["valid_from"])): (
                int(row["column"]),
                int(row["row"]),
            )
            for row in csv.DictReader(lines)
        }


def lay(centres: Sequence[Centre]) -> dict[str, Cell]:
    """A cell of its own for each, so that all squares of the distances together are least."""
    places = sorted(centres, key=lambda one: one.code)
    points, columns, rows = _scaled(places)
    cells = [
        (column, row)
        for row in range(-SPARE, rows + SPARE)
        for column in range(-SPARE, columns + SPARE)
    ]
    costs = [
        [
            (x - column * FINE - FINE // 2) ** 2 + (y - row * FINE - FINE // 2) ** 2
            for column, row in cells
        ]
        for x, y in points
    ]
    found = [cells[n] for n in _assign(costs)]
    left, top = min(column for column, _row in found), min(row for _column, row in found)
    return {
        one.code: (column - left, row - top)
        for one, (column, row) in zip(places, found, strict=True)
    }


def _scaled(places: Sequence[Centre]) -> tuple[list[Cell], int, int]:
    """The centres in thousandths of a cell from the top left, and how many cells there are."""
    west, east = min(one.longitude for one in places), max(one.longitude for one in places)
    south, north = min(one.latitude for one in places), max(one.latitude for one in places)
    wide, high = east - west, (north - south) * LATITUDE_STRETCH
    side = (wide * high / (len(places) * ROOM)) ** 0.5
    points = [
        (
            round((one.longitude - west) / side * FINE),
            round((north - one.latitude) * LATITUDE_STRETCH / side * FINE),
        )
        for one in places
    ]
    return points, round(wide / side) + 1, round(high / side) + 1


def _assign(costs: Sequence[Sequence[int]]) -> list[int]:
    """The column of each row at the least cost in all (the Hungarian method, with potentials)."""
    width = len(costs[0])
    row_high, column_high = [0] * (len(costs) + 1), [0] * (width + 1)
    taken = [0] * (width + 1)
    for row in range(1, len(costs) + 1):
        taken[0], at = row, 0
        least: list[float] = [float("inf")] * (width + 1)
        came, done = [0] * (width + 1), [False] * (width + 1)
        while taken[at]:
            done[at] = True
            at = _step(costs, at, (row_high, column_high, taken, least, came, done))
        while at:
            taken[at], at = taken[came[at]], came[at]
    found = [0] * len(costs)
    for column in range(1, width + 1):
        if taken[column]:
            found[taken[column] - 1] = column - 1
    return found


def _step(costs: Sequence[Sequence[int]], at: int, state: tuple[list, ...]) -> int:  # type: ignore[type-arg]  # six columns of one table
    """Go on from a column to the nearest that is not done, and move the potentials along."""
    row_high, column_high, taken, least, came, done = state
    row, nearest, by = taken[at], 0, float("inf")
    for column in range(1, len(done)):
        if done[column]:
            continue
        cost = costs[row - 1][column - 1] - row_high[row] - column_high[column]
        if cost < least[column]:
            least[column], came[column] = cost, at
        if least[column] < by:
            by, nearest = least[column], column
    for column in range(len(done)):
        if done[column]:
            row_high[taken[column]] += by
            column_high[column] -= by
        else:
            least[column] -= by
    return nearest
