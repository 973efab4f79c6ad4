"""A GeoJSON file of communes: which feature is which commune of today, which is refused and why.

Nothing is written here. What the whole file lacks is one refusal (`FileRefused`); what one feature
lacks is told of that feature, and the others go on.
"""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from lms.common import text
from lms.media import kinds
from lms.media.refusals import FileRefused
from lms.places.models import Unit

MAX_BYTES = 16_000_000
"""All 129 communes at full detail have 9.1 MB."""
MAX_FEATURES = 5_000
MAX_POINTS = 400_000
SHORTEST_RING = 4
FARTHEST_DEGREES = 0.6
"""From the middle of a commune to its border it is less than that, about sixty kilometres."""
DEGREES_EAST, DEGREES_NORTH = 180, 90
KINDS = ("xa ", "phuong ", "thi tran ", "dac khu ")
CODE_KEYS = {"id", "gid", "ma"}
LONGEST_LABEL = 80

type Point = tuple[float, float]
type Polygon = list[list[Point]]


@dataclass
class Read:
    """What a file comes to: communes with their polygons, and what was not taken."""

    found: list[tuple[Unit, list[Polygon]]] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    points_count: int = 0


class FeatureRefused(ValueError):
    """Why one feature is not taken, in words for the person who sent the file."""


def read(content: bytes, communes: Sequence[Unit]) -> Read:
    """Match the features of a file with these communes; raises FileRefused where none is left."""
    result = Read()
    taken: dict[UUID, int] = {}
    for number, feature in enumerate(_features(content), start=1):
        label = _("Mục %(number)s") % {"number": number}
        try:
            label += _named(feature)
            unit, polygons = _feature(feature, communes, taken)
        except FeatureRefused as refusal:
            result.refused.append((label, str(refusal)))
            continue
        taken[unit.pk] = number
        result.found.append((unit, polygons))
        result.points_count += sum(len(ring) for polygon in polygons for ring in polygon)
        if result.points_count > MAX_POINTS:
            raise FileRefused(_("Tệp có quá nhiều điểm. Rút gọn ranh giới rồi gửi lại."))
    return result


def _feature(
    feature: Any, communes: Sequence[Unit], taken: Mapping[UUID, int]
) -> tuple[Unit, list[Polygon]]:
    """The commune a feature is of, and its polygons."""
    if not isinstance(feature, dict):
        raise FeatureRefused(_("không phải một mục GeoJSON (Feature)."))
    unit = _commune(feature, communes)
    if unit.pk in taken:
        said = {"name": unit.name, "number": taken[unit.pk]}
        raise FeatureRefused(_("%(name)s đã có ở mục %(number)s.") % said)
    polygons = _polygons(feature.get("geometry"))
    _check_near(unit, polygons)
    return unit, polygons


def _features(content: bytes) -> list[Any]:
    if not content.strip():
        raise FileRefused(_("Tệp trống, không có gì bên trong. Chọn lại tệp GeoJSON."))
    if len(content) > MAX_BYTES:
        said = {"limit": kinds.megabytes(MAX_BYTES)}
        raise FileRefused(_("Tệp nặng quá %(limit)s MB. Rút gọn rồi gửi lại.") % said)
    try:
        said_all = json.loads(content.decode("utf-8-sig"), parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise FileRefused(
            _("Không đọc được: đây không phải tệp GeoJSON, hoặc tệp bị cắt mất một đoạn.")
        ) from None
    if not isinstance(said_all, dict) or said_all.get("type") != "FeatureCollection":
        raise FileRefused(_("Tệp phải là một danh sách ranh giới (FeatureCollection)."))
    _check_system(said_all.get("crs"))
    found = said_all.get("features")
    if not isinstance(found, list) or not found:
        raise FileRefused(_("Trong tệp không có ranh giới nào."))
    if len(found) > MAX_FEATURES:
        most = {"limit": MAX_FEATURES}
        raise FileRefused(_("Tệp có hơn %(limit)s mục. Chỉ gửi các xã của tỉnh.") % most)
    return found


def _no_number(_written: str) -> float:
    raise ValueError


def _check_system(crs: Any) -> None:
    if crs is None:
        return
    named = json.dumps(crs)
    if "CRS84" not in named and "4326" not in named:
        raise FileRefused(_("Tọa độ trong tệp không phải WGS84. Chuyển về WGS84 rồi gửi lại."))


def _polygons(geometry: Any) -> list[Polygon]:
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in {"Polygon", "MultiPolygon"}:
        raise FeatureRefused(_("không phải một vùng (Polygon, MultiPolygon)."))
    said = geometry.get("coordinates")
    listed = [said] if kind == "Polygon" else said
    if not isinstance(listed, list) or not listed:
        raise FeatureRefused(_("không có tọa độ."))
    return [_polygon(one) for one in listed]


def _polygon(said: Any) -> Polygon:
    if not isinstance(said, list) or not said:
        raise FeatureRefused(_("không có tọa độ."))
    rings = []
    for ring in said:
        if not isinstance(ring, list) or len(ring) < SHORTEST_RING:
            raise FeatureRefused(_("có đường biên ít hơn bốn điểm."))
        points = [_point(one) for one in ring]
        if points[0] != points[-1]:
            raise FeatureRefused(_("có đường biên chưa khép kín."))
        rings.append(points)
    return rings


def _point(said: Any) -> Point:
    is_pair = isinstance(said, list) and len(said) >= 2
    numbers = said[:2] if is_pair else []
    if not is_pair or any(type(one) not in {int, float} for one in numbers):
        raise FeatureRefused(_("có điểm không phải hai con số."))
    try:
        east, north = float(numbers[0]), float(numbers[1])
    except OverflowError:
        # A whole number of hundreds of digits is one in JSON.
        east = north = math.inf
    is_known = math.isfinite(east) and math.isfinite(north)
    if not is_known or abs(east) > DEGREES_EAST or abs(north) > DEGREES_NORTH:
        raise FeatureRefused(
            _("có tọa độ ngoài WGS84: phải là độ, kinh độ trước, vĩ độ sau (như 106.1, 20.3).")
        )
    return east, north


def _check_near(unit: Unit, polygons: Sequence[Polygon]) -> None:
    if unit.latitude is None or unit.longitude is None:
        return
    points = [point for polygon in polygons for point in polygon[0]]
    east = sum(point[0] for point in points) / len(points)
    north = sum(point[1] for point in points) / len(points)
    farther = max(abs(east - float(unit.longitude)), abs(north - float(unit.latitude)))
    if farther > FARTHEST_DEGREES:
        raise FeatureRefused(_("vùng này nằm cách xa %(name)s.") % {"name": unit.name})


def _texts(feature: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What a feature says of itself, each under its folded name."""
    said = feature.get("properties")
    rows = list(said.items()) if isinstance(said, dict) else []
    for key, value in [*rows, ("id", feature.get("id"))]:
        if isinstance(value, str | int) and not isinstance(value, bool):
            # It is told again and kept: signs no page or database can hold are left out.
            written = "".join(sign if sign.isprintable() else " " for sign in str(value))
            yield text.fold(str(key)), written.strip()


def _named(feature: Any) -> str:
    if not isinstance(feature, dict):
        return ""
    names = [value for key, value in _texts(feature) if key.startswith("ten") or "name" in key]
    names += [value for _key, value in _texts(feature)]
    return f" ({names[0][:LONGEST_LABEL]})" if names and names[0] else ""


def _commune(feature: dict[str, Any], communes: Sequence[Unit]) -> Unit:
    """By code and name together where both are there: codes and names were both used again."""
    said = list(_texts(feature))
    codes = {value for key, value in said if key in CODE_KEYS or "code" in key or key[:2] == "ma"}
    names = [value for key, value in said if key.startswith("ten") or "name" in key]
    folded = {text.fold(value) for value in names}
    by_code = [one for one in communes if one.code in codes]
    by_name = [one for one in communes if text.fold(one.name) in folded]
    if not by_name:
        by_name = [one for one in communes if _bare(one.name) in folded]
    if len(by_code) == 1:
        of_then = [one for one in names if text.fold(one).startswith(KINDS)]
        if (by_name and by_code[0] not in by_name) or (of_then and not by_name):
            raise FeatureRefused(
                _("mã %(code)s nay là %(now)s, tệp ghi %(said)s: có lẽ là ranh giới cũ.")
                % {
                    "code": by_code[0].code,
                    "now": by_code[0].name,
                    "said": (of_then or names)[0][:LONGEST_LABEL],
                }
            )
        return by_code[0]
    if len(by_name) == 1:
        return by_name[0]
    raise FeatureRefused(_("không khớp mã hay tên xã, phường nào của tỉnh hôm nay."))


def _bare(name: str) -> str:
    folded = text.fold(name)
    return next((folded.removeprefix(one) for one in KINDS if folded.startswith(one)), folded)
