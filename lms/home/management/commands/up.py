"""`manage.py up`: the whole embedded product, one command."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from lms.home.starting import accounts, demo, greeting, preparing
from lms.jobs.processes import children, supervisor
from lms.users.models import User


class Command(BaseCommand):
    help = "Chạy trọn Học số trên máy này: web, việc nền và bộ hẹn giờ."
    # They need tables, which may not be there yet; the web server runs them.
    requires_system_checks: Any = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="0.0.0.0")  # noqa: S104 - phones on the same network
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--no-demo", action="store_true", help="không nạp dữ liệu trình diễn")
        parser.add_argument(
            "--demo-communes",
            type=int,
            metavar="SỐ",
            help="chỉ dựng tổ và buổi mẫu ở bấy nhiêu xã, cho máy chậm",
        )
        parser.add_argument("--reset", action="store_true", help="xóa sạch thư mục dữ liệu trước")

    def handle(self, *_args: Any, **options: Any) -> None:
        if not settings.EMBEDDED:
            raise CommandError("Lệnh này chỉ chạy bản gọn. Bản thật chạy như trong README.")
        host, port = options["host"], options["port"]
        sys.exit(
            supervisor.run(
                [children.web(host, port), children.worker(), children.beat()],
                data_dir=settings.DATA_DIR,
                prepare=lambda: self.prepare(**options),
                on_ready=lambda: greeting.greet(
                    supervisor.say, host=host, port=port, sign_ins=accounts.kept()
                ),
            )
        )

    def prepare(
        self,
        *,
        host: str,
        port: int,
        reset: bool,
        no_demo: bool,
        demo_communes: int | None = None,
        **_options: Any,
    ) -> None:
        """Everything that must be there before the first request."""
        say = supervisor.say
        if reset:
            say(f"Xóa dữ liệu cũ ở {settings.DATA_DIR}")
            self.reset()
        preparing.keep_address(greeting.addresses(host, port)[-1])
        say("Chuẩn bị hình, kiểu chữ và mã trang…")
        static_is_there = preparing.collect_static()
        say("Chuẩn bị cơ sở dữ liệu…")
        preparing.migrate()
        static_is_there()
        say("Nạp đơn vị hành chính…")
        preparing.base_data()
        if not no_demo:
            demo.load(say, communes=demo_communes)
        elif not User.objects.exists():
            say(f"Chưa có ai. Tạo người quản trị: {greeting.manage('createsuperuser')}")

    def reset(self) -> None:
        try:
            preparing.reset(settings.DATA_DIR)
        except preparing.NotOurs as stranger:
            raise CommandError(
                f"Trong {settings.DATA_DIR} có “{stranger}”, không phải của Học số, nên không xóa "
                "gì cả. Xem lại DATA=… đã đúng thư mục chưa."
            ) from None
