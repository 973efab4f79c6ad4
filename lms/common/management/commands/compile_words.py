"""Pack the translations after somebody changed a word."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from lms.common import catalogues


class Command(BaseCommand):
    help = "Đóng gói locale/*/LC_MESSAGES/*.po thành tệp .mo bên cạnh, để đưa vào kho mã."
    requires_system_checks: Any = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        for file in catalogues.files(settings.LOCALE_PATHS):
            entries = catalogues.read(file.read_text(encoding="utf-8"))
            file.with_suffix(".mo").write_bytes(catalogues.pack(entries))
            self.stdout.write(f"{file.name}: {len(entries) - 1}")
