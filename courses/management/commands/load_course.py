"""Load a course written as files; docs/course-files.md says how it is written."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from courses.files.tables import CourseFileWrong
from courses.services import importing
from courses.services.publishing import PublishRefused
from lms.users.models import User


class Command(BaseCommand):
    help = "Load a course folder and publish it; an unchanged folder changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
        parser.add_argument("--by", metavar="E-MAIL", help="the editor it is published by")
        parser.add_argument("--check", action="store_true", help="say what is wrong, write nothing")

    def handle(self, *_args: Any, **options: Any) -> None:
        by = User.objects.filter(email=options["by"]).first() if options["by"] else None
        if options["by"] and by is None:
            raise CommandError(f"nobody has the e-mail address {options['by']}")
        for folder in options["folders"]:
            self._load(folder, by=by, check_only=options["check"])

    def _load(self, folder: Path, *, by: User | None, check_only: bool) -> None:
        try:
            if check_only:
                self._check(folder)
                return
            page = importing.load_course(folder, by=by)
        except (CourseFileWrong, PublishRefused) as wrong:
            faults = wrong.faults if isinstance(wrong, CourseFileWrong) else wrong.messages
            raise CommandError("\n".join([f"{folder}:", *faults])) from wrong
        self.stdout.write(f"{folder}: {page.title}, /khoa-hoc/{page.address}/")

    def _check(self, folder: Path) -> None:
        problems = importing.check_course(folder)
        for problem in problems:
            kind = "warning" if problem.is_warning else "error"
            self.stdout.write(f"{folder}: {kind}: {problem.where}: {problem.message}")
        if any(not problem.is_warning for problem in problems):
            raise CommandError(f"{folder} is not fit to publish")
        self.stdout.write(f"{folder}: fit to publish")
