"""Forget codes, and the numbers in them, that no limit looks at any more."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from lms.common import clock
from lms.users.services import codes


class Command(BaseCommand):
    help = "Xóa các mã gửi tới điện thoại đã quá hai ngày."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="chỉ đếm, không xóa")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["dry_run"]:
            self.stdout.write(f"Sẽ xóa {codes.count_old(now=clock.now())} mã.")
            return
        self.stdout.write(f"Đã xóa {codes.purge(now=clock.now())} mã.")
