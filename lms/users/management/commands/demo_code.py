"""Print the code a demo person would read from an app or a message."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, ProgrammingError

from lms.common import phone
from lms.users.services import demo

NOTHING_HERE = (
    "Thư mục {folder} chưa có dữ liệu. Nếu đã chạy make run DATA=thư-mục-khác, "
    "hãy thêm LMS_DATA=thư-mục-đó vào trước lệnh này."
)


class Command(BaseCommand):
    help = "In ra mã đăng nhập của một người trình diễn (thư điện tử hoặc số điện thoại)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("login", help="thư điện tử hoặc số điện thoại")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            code = _code(options["login"])
        except (demo.NotDemo, phone.PhoneError):
            raise CommandError("Đây không phải tài khoản trình diễn của bản chạy thử.") from None
        except demo.NothingSent:
            raise CommandError("Chưa có mã nào còn hạn. Bấm “Nhắn mã cho tôi” trước.") from None
        except (OperationalError, ProgrammingError):
            raise CommandError(NOTHING_HERE.format(folder=settings.DATA_DIR)) from None
        self.stdout.write(code.digits)
        self.stderr.write(f"(còn dùng được {code.seconds} giây)")


def _code(login: str) -> demo.DemoCode:
    if "@" in login:
        return demo.staff_code(login)
    return demo.phone_code(phone.to_e164(login))
