"""Forget codes past their time and messages of more than 30 days."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from lms.common import clock
from lms.notifications import services


class Command(BaseCommand):
    help = "Xóa nội dung các mã đã hết hạn và các tin gửi đi đã quá 30 ngày."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="chỉ đếm, không xóa")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["dry_run"]:
            self.stdout.write(f"Sẽ xóa {services.count_old(now=clock.now())} tin.")
            return
        self.stdout.write(f"Đã xóa {services.forget_old(now=clock.now())} tin.")
