"""Different things counted in every place at once, a successor with what it took over."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, F, Q, QuerySet, When

from lms.places.models import Unit


def distinct(rows: QuerySet[Any], *, unit: str, thing: str, on: date) -> Mapping[UUID, int]:
    """How many different values of `thing` the rows have in each village, commune and province.

    `unit` is the rows' way to their unit. A unit holds what lies below it and what it took over:
    a commune that was merged has its own number, and its successor one that includes it. Provinces
    are those of the day `on`. At most four queries, whatever the number of rows.
    """
    later = f"{unit}__later_lineage__later"
    own = rows.filter(**{f"{later}__level": Unit.Level.VILLAGE})
    above = Case(
        When(**{f"{later}__level": Unit.Level.VILLAGE}, then=F(f"{later}__parent")),
        When(**{f"{later}__level": Unit.Level.COMMUNE}, then=F(later)),
    )
    counted = {
        **_by(own, F(later), thing),
        **_by(rows, above, thing),
    }
    provinces = list(Unit.objects.filter(level=Unit.Level.PROVINCE).valid_on(on))
    for province in provinces:
        inside = Q(**{f"{later}__path__startswith": province.path})
        # Who has not said where she lives lives in the province, where there is only one.
        inside |= Q(**{unit: None}) if len(provinces) == 1 else Q()
        total = rows.filter(inside).aggregate(total=Count(thing, distinct=True))["total"]
        if total:
            counted[province.pk] = total
    return counted


def _by(rows: QuerySet[Any], place: Any, thing: str) -> dict[UUID, int]:
    found = rows.order_by().annotate(_place=place).values("_place")
    counts = found.annotate(_total=Count(thing, distinct=True)).values_list("_place", "_total")
    return {place: total for place, total in counts if place and total}
