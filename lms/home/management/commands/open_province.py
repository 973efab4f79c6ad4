"""What a production database needs before the first agency; `make run` does it by itself."""

from typing import Any

from django.core.management.base import BaseCommand

from lms.home.starting import preparing


class Command(BaseCommand):
    help = "Nạp đơn vị hành chính và chủ đề buổi hướng dẫn thường dùng; chạy lại không đổi gì."

    def handle(self, *_args: Any, **_options: Any) -> None:
        preparing.base_data()
        self.stdout.write("Đã có đơn vị hành chính và các chủ đề thường dùng.")
