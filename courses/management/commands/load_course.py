"""Load a course written as files; docs/course-files.md says how it is written."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from courses.files.tables import CourseFileWrong
from courses.services import importing
from courses.services.publishing import PublishRefused
from lms.users.models import User


class Command(BaseCommand):
    help = "Nạp một thư mục khóa học và phát hành; thư mục không đổi thì không đổi gì."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folders", nargs="+", type=Path, metavar="THƯ_MỤC")
        parser.add_argument("--by", metavar="THƯ_ĐIỆN_TỬ", help="biên tập viên đứng tên phát hành")
        parser.add_argument(
            "--check", action="store_true", help="chỉ nói chỗ nào chưa đúng, không ghi gì"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        by = User.objects.filter(email=options["by"]).first() if options["by"] else None
        if options["by"] and by is None:
            raise CommandError(f"Không có ai với thư điện tử {options['by']}.")
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
            kind = "nên xem lại" if problem.is_warning else "cần sửa"
            self.stdout.write(f"{folder}: {kind}: {problem.where}: {problem.message}")
        if any(not problem.is_warning for problem in problems):
            raise CommandError(f"{folder}: chưa phát hành được.")
        self.stdout.write(f"{folder}: đủ điều kiện phát hành.")
