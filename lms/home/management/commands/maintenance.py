"""Close the product for a while, and open it again."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from lms.home import closing

LONGEST = 24 * 60


class Command(BaseCommand):
    help = "Tạm đóng Học số để bảo trì (on), hoặc mở lại (off). Không cần khởi động lại."
    # The database may be what is being mended.
    requires_system_checks: Any = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("turn", choices=["on", "off"])
        parser.add_argument(
            "--minutes",
            type=int,
            default=settings.MAINTENANCE_MINUTES,
            help="dự kiến mấy phút, ghi trên trang",
        )

    def handle(self, *_args: Any, turn: str, minutes: int, **_options: Any) -> None:
        if turn == "off":
            opened = closing.open_again()
            self.stdout.write("Đã mở lại." if opened else "Vốn đang mở.")
            return
        if not 0 < minutes <= LONGEST:
            message = f"Số phút từ 1 đến {LONGEST}."
            raise CommandError(message)
        closing.close(minutes=minutes)
        self.stdout.write(f"Đã đóng. Trang báo nghỉ khoảng {minutes} phút.")
