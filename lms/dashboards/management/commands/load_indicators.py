from django.core.management.base import BaseCommand

from lms.dashboards.services import catalogue


class Command(BaseCommand):
    help = "Nạp bộ chỉ số ban đầu; chỉ số đã có giữ nguyên như tỉnh đã sửa."

    def handle(self, **_options: object) -> None:
        added = catalogue.ensure_usual()
        self.stdout.write(f"Chỉ số: {added} mới.")
