"""Write the tile of each commune of today into `data/tiles.csv`."""

import csv
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from lms.dashboards.services.boards import laying
from lms.dashboards.services.boards.laying import Centre

UNITS = Path(__file__).parents[3] / "places" / "data" / "units.csv"


def centres() -> list[Centre]:
    """The communes that are valid to this day, with their centres."""
    with UNITS.open(newline="") as lines:
        return [
            Centre(
                row["code"],
                date.fromisoformat(row["valid_from"]),
                float(row["latitude"]),
                float(row["longitude"]),
            )
            for row in csv.DictReader(lines)
            if row["level"] == "commune" and not row["valid_to"]
        ]


class Command(BaseCommand):
    help = "Lay the tiles of the map by the centres of places/data/units.csv"

    def handle(self, **_options: Any) -> None:
        known = centres()
        found = laying.lay(known)
        with laying.FILE.open("w", newline="") as lines:
            writer = csv.writer(lines, lineterminator="\n")
            writer.writerow(laying.COLUMNS)
            for one in sorted(known, key=lambda centre: centre.code):
                writer.writerow([one.code, one.valid_from, *found[one.code]])
        self.stdout.write(f"{len(found)} tiles")
