"""`manage.py up`: the whole embedded product, one command."""

import sys
from argparse import ArgumentParser

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from lms.jobs.processes import children, supervisor


class Command(BaseCommand):
    help = "Chạy trọn Học số trên máy này: web, việc nền và bộ hẹn giờ."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="0.0.0.0")  # noqa: S104  phones on the same network
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *, host: str, port: int, **_: object) -> None:
        sys.exit(
            supervisor.run(
                [children.web(host, port), children.worker(), children.beat()],
                data_dir=settings.DATA_DIR,
                prepare=self.prepare,
                on_ready=lambda: supervisor.say(f"Mở http://localhost:{port}/"),
            )
        )

    def prepare(self) -> None:
        call_command("migrate", verbosity=0)
