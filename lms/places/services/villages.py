"""Made-up villages of a dozen communes, to try the product with."""

import csv
from collections.abc import Iterator

from django.db import transaction

from lms.common import clock, text
from lms.places.models import Unit
from lms.places.services import opening
from lms.places.services.importing import DATA


def load_demo_villages() -> int:
    """Open the demo villages that are missing below the communes of today; how many."""
    with transaction.atomic():
        return len(opening.open_units(_missing()))


def _missing() -> Iterator[Unit]:
    today = Unit.objects.valid_on(clock.today())
    communes = {unit.code: unit for unit in today.filter(level=Unit.Level.COMMUNE)}
    known = set(today.filter(level=Unit.Level.VILLAGE).values_list("parent_id", "name_fold"))
    with (DATA / "demo_villages.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            commune = communes.get(row["commune_code"])
            if commune and (commune.pk, text.fold(row["name"])) not in known:
                yield Unit(
                    level=Unit.Level.VILLAGE,
                    kind=Unit.Kind(row["kind"]),
                    name=row["name"],
                    parent=commune,
                    valid_from=commune.valid_from,
                )
