"""Make the clips of the frame's sentences; see `lms.common.spoken`."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from courses.files import speaking
from lms.common import spoken
from lms.media import ffmpeg


class Command(BaseCommand):
    help = (
        "Đọc tạm bằng giọng máy những câu của khung trang chưa có tiếng; cần espeak-ng và ffmpeg."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        static = Path(settings.BASE_DIR) / "static"
        wanted = {static / spoken.clip(sentence): sentence for sentence in spoken.SENTENCES}
        (static / spoken.FOLDER).mkdir(exist_ok=True)
        for stray in {*(static / spoken.FOLDER).glob("*.m4a")} - wanted.keys():
            stray.unlink()
        missing = [file for file in wanted if not file.exists()]
        try:
            for file in missing:
                file.write_bytes(speaking.speak([wanted[file]])[0])
        except (speaking.CannotSpeak, ffmpeg.NoProgram) as program:
            raise CommandError("Cần cài espeak-ng và ffmpeg.") from program
        self.stdout.write(f"Đọc thêm {len(missing)} câu.")
