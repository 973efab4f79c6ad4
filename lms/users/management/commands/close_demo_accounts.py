"""Put the demo people out of use before a database goes to the public."""

from typing import Any

from django.core.management.base import BaseCommand

from lms.users.services import demo


class Command(BaseCommand):
    help = "Ngừng mọi tài khoản trình diễn."

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write(f"Đã ngừng {demo.close_accounts()} tài khoản trình diễn.")
