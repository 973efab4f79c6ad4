"""Borders that were made up: a cell around the centre of each commune, with bends between two
corners that both neighbours have. Nobody's real borders."""

import json
from random import Random

from lms.dashboards.management.commands import lay_tiles

MARGIN, BENDS, BEND = 0.05, 8, 0.004


def clipped(polygon, x, y, a, b):
    """The part of a polygon that lies nearer to (x, y) than to (a, b)."""
    middle_x, middle_y = (x + a) / 2, (y + b) / 2

    def side(point):
        return (point[0] - middle_x) * (a - x) + (point[1] - middle_y) * (b - y)

    kept = []
    for n, point in enumerate(polygon):
        before = polygon[n - 1]
        here, there = side(point), side(before)
        if (here <= 0) != (there <= 0):
            part = there / (there - here)
            kept.append(tuple(before[m] + (point[m] - before[m]) * part for m in (0, 1)))
        if here <= 0:
            kept.append(point)
    return kept


def bent(one, other):
    """The points between two corners, the same from both sides."""
    first, last = sorted((one, other))
    random = Random(f"{first}{last}")
    points = []
    for n in range(1, BENDS):
        part = n / BENDS
        points.append(
            tuple(
                round(first[m] + (last[m] - first[m]) * part + random.uniform(-BEND, BEND), 6)
                for m in (0, 1)
            )
        )
    return points if one == first else points[::-1]


def cells(centres=None):
    """For each commune the ring of its cell, closed."""
    known = centres or [(one.code, one.longitude, one.latitude) for one in lay_tiles.centres()]
    west, east = min(x for _c, x, _y in known) - MARGIN, max(x for _c, x, _y in known) + MARGIN
    south, north = min(y for *_c, y in known) - MARGIN, max(y for *_c, y in known) + MARGIN
    found = {}
    for code, x, y in known:
        polygon = [(west, south), (east, south), (east, north), (west, north)]
        for other, a, b in known:
            if other != code:
                polygon = clipped(polygon, x, y, a, b)
        corners = [tuple(round(m, 5) for m in one) for one in polygon]
        corners = [one for n, one in enumerate(corners) if one != corners[n - 1]]
        ring = []
        for n, corner in enumerate(corners):
            ring += [corner, *bent(corner, corners[(n + 1) % len(corners)])]
        found[code] = [*ring, ring[0]]
    return found


def feature(ring, **said):
    """A feature as files have them."""
    return {
        "type": "Feature",
        "properties": said,
        "geometry": {"type": "Polygon", "coordinates": [[list(one) for one in ring]]},
    }


def file(*features):
    return json.dumps({"type": "FeatureCollection", "features": list(features)}).encode()


def made_up():
    """The whole file, as somebody would send it."""
    return file(*(feature(ring, ma_xa=code) for code, ring in cells().items()))
