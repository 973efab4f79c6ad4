"""Whether a session seems to have been held outside its commune, as far as centres tell.

There is no file of boundaries: only the centres of communes are known, so this is an estimate by
distance, it says so, and it is silent where a centre is missing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import asin, cos, radians, sin, sqrt

from lms.places.models import Unit
from teams.services.pictured import Place

EARTH_KM = 6371.0
NEAR_KM = 3.0
"""So near its own centre nobody asks, whatever else is near."""
FAR_KM = 15.0
"""No commune of a delta reaches so far from its centre."""
CLEARLY = 1.5
"""A border runs seldom in the middle: another centre must be nearer by far."""
NEIGHBOURS_KM = 20.0
MOST_NEIGHBOURS = 12


@dataclass(frozen=True)
class Centre:
    name: str
    lat: float
    lon: float


def commune_of(unit: Unit) -> Unit:
    is_village = unit.level == Unit.Level.VILLAGE
    return unit.parent if is_village and unit.parent else unit


def centres_of(units: Iterable[Unit], *, on: date) -> dict[object, list[Centre]]:
    """By the unit, the centre of its commune and then those of its neighbours, the nearest first.

    One question for any number of units; empty where the own centre is not known.
    """
    own = {unit.pk: commune_of(unit) for unit in units}
    provinces = {one.parent_id for one in own.values() if one.latitude is not None}
    if not provinces:
        return {key: [] for key in own}
    rows = Unit.objects.valid_on(on).filter(level=Unit.Level.COMMUNE, parent__in=provinces)
    rows = rows.filter(latitude__isnull=False, longitude__isnull=False)
    rows = rows.only("name", "latitude", "longitude")
    known = [(unit.pk, _centre(unit)) for unit in rows]
    return {key: _around(commune, known) for key, commune in own.items()}


def is_outside(place: Place, centres: list[Centre]) -> bool:
    """Far from the own centre, or clearly nearer to another one; unsure counts as inside."""
    if not centres:
        return False
    off = place.accuracy / 1000
    own, *others = (distance_km(place.lat, place.lon, one.lat, one.lon) for one in centres)
    if own - off <= NEAR_KM:
        return False
    return own - off > FAR_KM or any((other + off) * CLEARLY < own - off for other in others)


def distance_km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Along the great circle."""
    across, along = radians(other_lat - lat) / 2, radians(other_lon - lon) / 2
    share = sin(across) ** 2 + cos(radians(lat)) * cos(radians(other_lat)) * sin(along) ** 2
    return 2 * EARTH_KM * asin(sqrt(min(1.0, share)))


def _centre(unit: Unit) -> Centre:
    return Centre(unit.name, float(unit.latitude or 0), float(unit.longitude or 0))


def _around(commune: Unit, known: Sequence[tuple[object, Centre]]) -> list[Centre]:
    if commune.latitude is None or commune.longitude is None:
        return []
    own = _centre(commune)
    others = [
        (distance_km(own.lat, own.lon, one.lat, one.lon), one)
        for key, one in known
        if key != commune.pk
    ]
    near = sorted((far, one.name, one) for far, one in others if far <= NEIGHBOURS_KM)
    return [own, *(one for _far, _name, one in near[:MOST_NEIGHBOURS])]
