"""For somebody who lost the phone with the app and the recovery codes."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from lms.users.models import User
from lms.users.services import factors


class Command(BaseCommand):
    help = "Gỡ mã hai lớp của một người; lần đăng nhập sau người đó bật lại từ đầu."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="thư điện tử của người đó")

    def handle(self, *_args: Any, **options: Any) -> None:
        person = User.objects.filter(email=options["email"].lower()).first()
        if person is None or not factors.reset(person, by=None):
            raise CommandError("Không có ai với thư điện tử này đang bật mã hai lớp.")
        self.stdout.write(
            "Đã gỡ mã hai lớp. Nhớ gọi điện kiểm tra đúng người trước khi làm việc này."
        )
