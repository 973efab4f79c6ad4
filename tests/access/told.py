"""What others know of the small province: files of theirs, and an entry of a commune."""

from decimal import Decimal

from django.core.files.base import ContentFile

from lms.common import clock
from lms.dashboards.models import Indicator
from lms.dashboards.services import catalogue, entering, imports, naming
from lms.places.models import Unit


def bring(world):
    """A file of the population, one of figures, and what a commune sent in with its proof."""
    by, now, today = world.people["province"], clock.now(), clock.today()
    catalogue.ensure_usual()
    month = naming.month_of(today).span
    table = "Xã phường,Số hộ\nXã Nào Đó,12\n".encode()
    people = imports.upload("dan-so.csv", table, source="Công an tỉnh", as_of=today, by=by, now=now)
    table = "Xã phường,Chỉ số,Tử số\nXã Nào Đó,EX03,12\n".encode()
    told = imports.upload(
        "nganh.csv", table, kind="figures", source="Công an tỉnh", as_of=today, period=month,
        by=by, now=now,
    )  # fmt: skip
    paper = ContentFile(b"%PDF-1.4\n%%EOF\n", "bao-cao.pdf")
    measured = Indicator.objects.get(code="LR06")
    said = entering.Said(measured, Decimal(4), Decimal(10), file=paper)
    commune = Unit.objects.get(code=world.parts["commune"])
    sent, _held = entering.submit(commune, month, [said], by=world.people["reviewer"], now=now)
    world.parts |= {"figures": people.pk, "told": told.pk, "entry": sent[0].pk}
