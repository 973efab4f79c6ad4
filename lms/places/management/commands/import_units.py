from django.core.management.base import BaseCommand, CommandParser

from lms.places.services import importing, villages


class Command(BaseCommand):
    help = "Nạp tỉnh, huyện cũ, xã, phường và quan hệ kế thừa; chạy lại không đổi gì."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--demo-villages",
            action="store_true",
            help="nạp thêm các thôn, xóm, tổ dân phố hư cấu để dùng thử",
        )

    def handle(self, *, demo_villages: bool, **_options: object) -> None:
        result = importing.import_units()
        self.stdout.write(
            f"Đơn vị hành chính: {result.units_created} mới, {result.units_kept} đã có. "
            f"Quan hệ kế thừa: {result.links_created} mới, {result.links_kept} đã có."
        )
        if demo_villages:
            created = villages.load_demo_villages()
            self.stdout.write(f"Thôn, xóm, tổ dân phố dùng thử: {created} mới.")
