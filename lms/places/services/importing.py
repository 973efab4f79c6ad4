"""Bringing in the administrative units and their successions from the files beside us."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import connection, transaction

from lms.places.models import Unit, UnitLineage, UnitSuccession
from lms.places.services import opening, succession

DATA = Path(__file__).resolve().parent.parent / "data"

type Key = tuple[str, str, date | None]
"""Level, code and first day: a code alone names several units."""

LEVELS = {
    "province": Unit.Level.PROVINCE,
    "district": Unit.Level.FORMER_DISTRICT,
    "commune": Unit.Level.COMMUNE,
}
KINDS = {
    ("province", "tinh"): Unit.Kind.PROVINCE,
    ("province", "thanh_pho"): Unit.Kind.MUNICIPALITY,
    ("district", "huyen"): Unit.Kind.RURAL_DISTRICT,
    ("district", "thi_xa"): Unit.Kind.TOWN,
    ("district", "thanh_pho"): Unit.Kind.CITY,
    ("commune", "xa"): Unit.Kind.COMMUNE,
    ("commune", "phuong"): Unit.Kind.WARD,
    ("commune", "thi_tran"): Unit.Kind.TOWNSHIP,
    ("commune", "dac_khu"): Unit.Kind.SPECIAL_ZONE,
}


@dataclass(frozen=True)
class Imported:
    """How many rows an import wrote, and how many it found written already."""

    units_created: int
    units_kept: int
    links_created: int
    links_kept: int


def import_units(folder: Path = DATA) -> Imported:
    """Write what is in `units.csv` and `successions.csv` and not yet here; all or nothing.

    Rows already here stay as they are: units never change, they are closed and succeeded.
    """
    with transaction.atomic():
        known = {(u.level, u.code, u.valid_from): u for u in Unit.objects.exclude(code="")}
        kept = len(known)
        created = opening.open_units(_new_units(folder / "units.csv", known))
        links = list(_links(folder / "successions.csv", known))
        here = set(UnitSuccession.objects.values_list("old_id", "new_id"))
        new_links = [link for link in links if (link.old_id, link.new_id) not in here]
        succession.record_links(new_links)
        if created or new_links:
            _count_for_the_planner()
    return Imported(len(created), kept, len(new_links), len(links) - len(new_links))


def _count_for_the_planner() -> None:
    """PostgreSQL counts rows some time after they came; till then a lookup takes seconds."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for model in (Unit, UnitLineage, UnitSuccession):
            cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")


def _new_units(file: Path, known: dict[Key, Unit]) -> Iterator[Unit]:
    """Units of the file that are not known, each added to `known` for its children to find."""
    for row in _rows(file):
        level = LEVELS[row["level"]]
        key = (level, row["code"], _day(row["valid_from"]))
        if key in known:
            continue
        known[key] = Unit(
            level=level,
            kind=KINDS[row["level"], row["kind"]],
            code=row["code"],
            name=row["name"],
            parent=_parent(row, known),
            valid_from=_day(row["valid_from"]),
            valid_to=_day(row["valid_to"]),
            latitude=row["latitude"] or None,
            longitude=row["longitude"] or None,
        )
        yield known[key]


def _parent(row: dict[str, str], known: dict[Key, Unit]) -> Unit | None:
    if not row["parent_code"]:
        return None
    above = [Unit.Level.FORMER_DISTRICT, Unit.Level.PROVINCE]
    keys = ((level, row["parent_code"], _day(row["valid_from"])) for level in above)
    return next(known[key] for key in keys if key in known)


def _links(file: Path, known: dict[Key, Unit]) -> Iterator[UnitSuccession]:
    commune = Unit.Level.COMMUNE
    for row in _rows(file):
        effective_on = date.fromisoformat(row["effective_on"])
        yield UnitSuccession(
            old=known[commune, row["old_code"], None],
            new=known[commune, row["new_code"], effective_on],
            kind=UnitSuccession.Kind(row["kind"]),
            main=row["main"] == "1",
            effective_on=effective_on,
        )


def _rows(file: Path) -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def _day(value: str) -> date | None:
    return date.fromisoformat(value) if value else None
