"""Give the steps of a course file the voice of a machine; docs/course-files.md says when."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from courses.files import speaking
from courses.files.tables import CourseFileWrong
from courses.services import importing, speech
from lms.media import ffmpeg


class Command(BaseCommand):
    help = "Đọc tạm bằng giọng máy những bước chưa có người đọc; cần espeak-ng và ffmpeg."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folders", nargs="+", type=Path, metavar="THƯ_MỤC")

    def handle(self, *_args: Any, **options: Any) -> None:
        for folder in options["folders"]:
            try:
                count = self._read(folder)
            except CourseFileWrong as wrong:
                raise CommandError("\n".join([f"{folder}:", *wrong.faults])) from wrong
            except (speaking.CannotSpeak, ffmpeg.NoProgram) as missing:
                raise CommandError("Cần cài espeak-ng và ffmpeg.") from missing
            self.stdout.write(f"{folder}: đọc {count} bước.")

    def _read(self, folder: Path) -> int:
        steps = importing.compile_folder(folder).steps
        voices: list[tuple[str, list[float]] | None] = []
        for step, name in zip(steps, speaking.needs_voice(folder), strict=True):
            if name is None:
                voices.append(None)
                continue
            *_marked, sentences = speech.read_aloud(step.kind, step.title, step.values)
            clip, marks = speaking.speak(sentences)
            (folder / name).write_bytes(clip)
            voices.append((name, marks))
        file = folder / "course.toml"
        file.write_text(speaking.written(file.read_text(encoding="utf-8"), voices), "utf-8")
        return len(voices) - voices.count(None)
