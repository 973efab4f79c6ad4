"""Publish the courses whose set time has come."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from courses.services import scheduling


class Command(BaseCommand):
    help = "Phát hành các khóa học đã đến giờ hẹn; khóa nào chưa được thì ghi lại, làm tiếp."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="chỉ đếm, không phát hành")

    def handle(self, *_args: Any, **options: Any) -> None:
        went, refused = scheduling.publish_due(dry_run=options["dry_run"])
        self.stdout.write(f"Phát hành {went} khóa học, {refused} khóa chưa được.")
