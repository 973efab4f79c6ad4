"""Write the tables anew that an empty data folder begins with; see `lms.home.starting.tables`."""

from typing import Any

from django.core.management.base import BaseCommand

from lms.home.starting import tables


class Command(BaseCommand):
    help = (
        "Ghi lại các bảng mà một thư mục dữ liệu trống bắt đầu bằng; chạy sau khi thêm migration."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        tables.write_out()
        self.stdout.write(f"Đã ghi {tables.FILE.name}.")
