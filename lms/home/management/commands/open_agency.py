"""Open the first agencies of a province, before anybody can sign in to do so."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from lms.home.management import places
from lms.users.models import Agency
from lms.users.services import agencies


class Command(BaseCommand):
    help = "Mở một cơ quan, đơn vị; chạy lại không đổi gì."

    def add_arguments(self, parser: ArgumentParser) -> None:
        kinds = "; ".join(f"{kind.value}: {kind.label}" for kind in Agency.Kind)
        parser.add_argument("code", help="mã, như SKHCN")
        parser.add_argument("name", help="tên đầy đủ")
        parser.add_argument("--kind", required=True, choices=Agency.Kind.values, help=kinds)
        parser.add_argument("--unit", required=True, metavar="MÃ", help="tỉnh, xã nơi đặt cơ quan")
        parser.add_argument("--parent", metavar="MÃ", help="cơ quan cấp trên")

    def handle(self, *_args: Any, **options: Any) -> None:
        agency = agencies.open_agency(
            options["name"],
            code=options["code"],
            kind=options["kind"],
            unit=places.unit(options["unit"]),
            parent=places.agency(options["parent"]) if options["parent"] else None,
        )
        self.stdout.write(f"{agency.code}: {agency.name}")
