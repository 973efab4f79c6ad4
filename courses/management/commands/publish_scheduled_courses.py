"""Publish the courses whose set time has come."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from courses.services import scheduling


class Command(BaseCommand):
    help = "Publish the courses whose set time has come; a refusal is noted and the rest go on."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only count them")

    def handle(self, *_args: Any, **options: Any) -> None:
        went, refused = scheduling.publish_due(dry_run=options["dry_run"])
        self.stdout.write(f"{went} asked for, {refused} refused")
