from collections import defaultdict
from datetime import date

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F, Q, Sum

MIDDLE = 15
COLUMNS = ("measure", "place", "part", "since")


def _since(day: date) -> date:
    return day.replace(day=1 if day.day < MIDDLE else MIDDLE)


def sum_anew(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:  # noqa: ARG001
    """Villages that went to another commune alone before this release have sums of their own, as
    those have that go from now on; what is left of their old communes is summed anew."""
    unit, succession = apps.get_model("places", "Unit"), apps.get_model("places", "UnitSuccession")
    rows = succession.objects.filter(~Q(new__parent=F("old__parent")), main=True)
    stood = Q(old__parent__valid_to=None) | Q(old__parent__valid_to__gte=F("effective_on"))
    rows = rows.filter(stood, old__level="village", old__parent__isnull=False)
    moved = dict(rows.values_list("old", "old__parent"))
    for commune in set(moved.values()):
        villages = unit.objects.filter(parent=commune, level="village").values_list("pk", flat=True)
        _of_commune(apps, commune, [*villages], moved)


def _of_commune(apps: Apps, commune: object, villages: list[object], moved: object) -> None:
    fact, half = apps.get_model("dashboards", "Fact"), apps.get_model("dashboards", "HalfMonth")
    places, sums = [commune, *villages], defaultdict(int)
    facts = fact.objects.filter(place__in=places).values_list("measure", "place", "part", "day")
    for measure, place, part, day, total in facts.annotate(total=Sum("amount")).order_by():
        sums[measure, place if place in moved else commune, part, _since(day)] += total
    half.objects.filter(place__in=places).delete()
    half.objects.bulk_create(
        (
            half(**dict(zip(COLUMNS, row, strict=True)), amount=amount)
            for row, amount in sums.items()
            if amount
        ),
        batch_size=1000,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("dashboards", "0006_public"),
        ("places", "0001_initial"),
    ]

    operations = [migrations.RunPython(sum_anew, migrations.RunPython.noop)]
