"""Give the steps of a course file the voice of a machine; docs/course-files.md says when."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

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
        compiled = importing.compile_folder(folder)
        steps = [
            speech.read_aloud(step.kind, step.title, step.values)[-1] for step in compiled.steps
        ]
        slots = [
            speech.slot_aloud(slot)[-1] for slot in (compiled.edition.test or {}).get("slots", [])
        ]
        outline = compiled.edition.outline
        card = [outline["title"], str(_("Học xong, bà con tự làm được:")), *outline["can_do"]]
        [card_voice] = self._speak(folder, [speaking.needs_card_voice(folder)], [card])
        step_voices = self._speak(folder, speaking.needs_voice(folder), steps)
        slot_voices = self._speak(folder, speaking.needs_test_voice(folder), slots)
        file = folder / "course.toml"
        text = speaking.written_card(file.read_text(encoding="utf-8"), card_voice)
        text = speaking.written(text, step_voices)
        file.write_text(speaking.written_test(text, slot_voices), "utf-8")
        return len([voice for voice in (card_voice, *step_voices, *slot_voices) if voice])

    def _speak(
        self, folder: Path, names: list[str | None], aloud: list[list[str]]
    ) -> list[tuple[str, list[float]] | None]:
        """A clip in the folder for each name, and where its sentences begin."""
        voices: list[tuple[str, list[float]] | None] = []
        for name, sentences in zip(names, aloud, strict=True):
            if name is None:
                voices.append(None)
                continue
            clip, marks = speaking.speak(sentences)
            (folder / name).write_bytes(clip)
            voices.append((name, marks))
        return voices
