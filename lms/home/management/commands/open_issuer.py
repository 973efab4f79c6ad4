"""Let an agency issue certificates: without one, finished courses have no paper."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from certificates.services import issuers
from lms.home.management import places


class Command(BaseCommand):
    help = "Cho một cơ quan cấp giấy chứng nhận; cơ quan đầu tiên cấp tự động khi học xong."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("agency", help="mã cơ quan, như SKHCN")
        parser.add_argument("--series", required=True, help="ký hiệu sổ, như GCN-KNS")
        parser.add_argument("--place", required=True, help="địa danh, như “Ninh Bình”")
        parser.add_argument("--signatory-title", required=True, help="chức vụ người ký")
        parser.add_argument("--signatory-name", required=True, help="họ và tên người ký")
        parser.add_argument("--superior-name", default="", help="cơ quan chủ quản, in dòng trên")
        parser.add_argument("--phone", default="", help="điện thoại hỏi đáp")

    def handle(self, *_args: Any, **options: Any) -> None:
        agency = places.agency(options["agency"])
        words = ("series", "place", "signatory_title", "signatory_name", "superior_name", "phone")
        issuer = issuers.open_issuer(
            agency, name=agency.name, **{word: options[word] for word in words}
        )
        how = "cấp tự động khi học xong" if issuer.is_default else "cấp khi có yêu cầu"
        self.stdout.write(f"{issuer.name}, sổ {issuer.series}: {how}.")
