"""The part of a log about its photos and its place, read.

A photo is named by the SHA-256 of what the phone will bring, so a log can be there before it. Where
it was held is told to a thousandth of a degree, whatever came: that is a commune, not a house.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from lms.common import clock

KEYS = ("photos", "photos_agreed", "gps")
MOST_PHOTOS = 3
MOST_BYTES = 400 * 1024
"""A phone brings 150 KB or less; one whose browser shrinks badly is not turned away for it."""
MOST_METRES = 100_000
PLACES = 3
"""Decimals of a degree: 110 metres."""
OF_A_PHOTO = frozenset({"size", "has_children", "taken_at"})
"""Nothing else: a word beside them could name somebody."""
OF_A_PLACE = frozenset({"lat", "lon", "accuracy"})
A_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)
NOT_AGREED = "Chỉ gửi ảnh khi người trong ảnh đồng ý cho chụp."
Errors = dict[str, str]


@dataclass(frozen=True)
class Photo:
    size: int
    has_children: bool = False
    taken_at: datetime | None = None

    def payload(self) -> dict[str, Any]:
        when = {"taken_at": self.taken_at.isoformat()} if self.taken_at else {}
        return {"size": self.size, "has_children": self.has_children, **when}


@dataclass(frozen=True)
class Place:
    """Where the phone was, and by how much it may be wrong."""

    lat: float
    lon: float
    accuracy: int

    def payload(self) -> dict[str, Any]:
        return {"lat": self.lat, "lon": self.lon, "accuracy": self.accuracy}


@dataclass(frozen=True)
class Pictured:
    photos: Mapping[str, Photo] = field(default_factory=dict)
    """By their hash."""
    place: Place | None = None

    def payload(self) -> dict[str, Any]:
        """What a log says of it; nothing where nothing was given, so an old log reads as it did."""
        photos = {name: photo.payload() for name, photo in sorted(self.photos.items())}
        return {
            "photos": photos or None,
            "photos_agreed": True if photos else None,
            "gps": self.place.payload() if self.place else None,
        }

    def columns(self) -> dict[str, object]:
        place = self.place
        return {
            "latitude": Decimal(str(place.lat)) if place else None,
            "longitude": Decimal(str(place.lon)) if place else None,
            "accuracy_m": place.accuracy if place else None,
        }


def read(document: Mapping[str, Any], errors: Errors) -> Pictured:
    photos = _photos(document.get("photos"), errors)
    if photos and document.get("photos_agreed") is not True:
        errors.setdefault("photos", NOT_AGREED)
    return Pictured(photos, _place(document.get("gps"), errors))


def _photos(given: object, errors: Errors) -> dict[str, Photo]:
    if given is None:
        return {}
    if not isinstance(given, dict) or len(given) > MOST_PHOTOS:
        errors["photos"] = f"Mỗi buổi gửi nhiều nhất {MOST_PHOTOS} ảnh. Bỏ bớt rồi gửi."
        return {}
    found = {name: _photo(name, one) for name, one in given.items()}
    if None in found.values():
        errors["photos"] = "Có ảnh bị hỏng. Bỏ ảnh đó rồi gửi."
    return {name: photo for name, photo in found.items() if photo}


def _photo(name: object, one: object) -> Photo | None:
    if not (isinstance(name, str) and A_HASH.fullmatch(name) and isinstance(one, dict)):
        return None
    if not one.keys() <= OF_A_PHOTO:
        return None
    size, has_children = one.get("size"), one.get("has_children", False)
    is_size = isinstance(size, int) and not isinstance(size, bool) and 0 < size <= MOST_BYTES
    if not (is_size and isinstance(has_children, bool)):
        return None
    return Photo(int(str(size)), has_children, _moment(one.get("taken_at")))


def _moment(value: object) -> datetime | None:
    """A clock that makes no sense counts as none."""
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
        if moment is None:
            return None
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=clock.VIETNAM)
        return moment.astimezone(UTC).replace(microsecond=0)
    except (ValueError, OverflowError):
        return None


def _place(given: object, errors: Errors) -> Place | None:
    if given is None:
        return None
    told = given if isinstance(given, dict) and given.keys() <= OF_A_PLACE else {}
    lat, lon = _degrees(told.get("lat"), 90), _degrees(told.get("lon"), 180)
    accuracy = told.get("accuracy")
    is_number = isinstance(accuracy, int | float) and not isinstance(accuracy, bool)
    if lat is None or lon is None or not is_number or not 0 <= float(str(accuracy)) <= MOST_METRES:
        errors["gps"] = "Vị trí bị hỏng. Bỏ dấu ở ô vị trí rồi gửi."
        return None
    return Place(lat, lon, math.ceil(float(str(accuracy))))


def _degrees(value: object, most: int) -> float | None:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    return round(float(value), PLACES) if abs(value) <= most else None
