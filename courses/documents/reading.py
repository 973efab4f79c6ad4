"""Reading an uploaded document in a child process; what is wrong is told in words."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from courses.documents.child import ANSWER, READERS
from courses.documents.parts import Kind, Part, Why, part
from lms.media import papers
from lms.media.refusals import FileRefused

SECONDS = 40
KINDS = tuple(READERS)
_MACROS = (".docm", ".dotm")


class DocumentRefused(FileRefused):
    """No lesson can be made of the file; the text says why, and the way out."""


@contextmanager
def opened(name: str, content: bytes) -> Iterator[tuple[list[Part], Path]]:
    """The parts of a document, and the folder its pictures lie in for so long.

    Raises FileRefused.
    """
    extension = _checked(name, content)
    with TemporaryDirectory() as folder:
        file = Path(folder, f"tep{extension}")
        file.write_bytes(content)
        told = _read(file, Path(folder))
        if "why" in told:
            raise DocumentRefused(_in_words(Why(told["why"]), told["count"]))
        parts = [part(one) for one in told["parts"]]
        if not any(one.html for one in parts if one.kind != Kind.PICTURE) and not any(
            one.rows for one in parts
        ):
            has_pictures = any(one.kind == Kind.PICTURE for one in parts)
            raise DocumentRefused(_in_words(Why.SCANNED if has_pictures else Why.EMPTY, 0))
        yield parts, Path(folder)


def _checked(name: str, content: bytes) -> str:
    extension = PurePosixPath(name).suffix.lower()
    if extension in _MACROS:
        raise DocumentRefused(
            _("Tệp này có macro (chương trình nhỏ) bên trong. Lưu lại kiểu .docx rồi tải lên.")
        )
    if not content:
        raise DocumentRefused(_in_words(Why.EMPTY, 0))
    # A Word file with a password is no archive any more.
    if extension == ".docx" and content.startswith(b"\xd0\xcf\x11\xe0"):
        raise DocumentRefused(_in_words(Why.LOCKED, 0))
    if extension not in {*KINDS, ".doc"}:
        raise DocumentRefused(_("Chỉ nhận tệp Word (.docx) và PDF. Lưu lại kiểu ấy rồi tải lên."))
    return papers.check(name, content)


def _read(file: Path, folder: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "courses.documents.child", str(file), str(folder)]
    try:
        subprocess.run(  # noqa: S603  our own words, and paths we made
            command,
            cwd=settings.BASE_DIR,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=True,
        )
        told: dict[str, Any] = json.loads((folder / ANSWER).read_text(encoding="utf-8"))
    except (subprocess.SubprocessError, OSError, ValueError):
        return {"why": Why.BROKEN, "count": 0}
    return told


def _in_words(why: Why, count: int) -> str:
    if why == Why.LONG and count:
        return _(
            "Tệp dài %(count)s trang, quá dài cho một bài học. Tách lấy phần cần dạy, chừng 10 "
            "trang, rồi tải lên."
        ) % {"count": count}
    return {
        Why.LOCKED: _("Tệp có khóa mật khẩu. Mở tệp, bỏ mật khẩu, lưu lại rồi tải lên."),
        Why.BROKEN: _("Không mở được tệp này, có lẽ tệp đã hỏng. Mở thử trên máy rồi lưu lại."),
        Why.SCANNED: _(
            "Tệp này là ảnh quét, không có chữ để lấy ra. Tìm tệp Word gốc; không có thì làm bài "
            "từ ảnh, hoặc gõ lại vào một bước đọc."
        ),
        Why.LONG: _(
            "Tệp quá dài cho một bài học. Tách lấy phần cần dạy, chừng 10 trang, rồi tải lên."
        ),
        Why.EMPTY: _("Tệp này không có chữ nào. Chọn tệp khác."),
        Why.OLD_LETTERS: _(
            "Tệp gõ bằng kiểu chữ cũ (.VnTime, VNI) nên chữ sẽ thành ký hiệu lạ. Dùng UniKey "
            "chuyển sang Unicode, lưu lại rồi tải lên."
        ),
        Why.UNREADABLE: _(
            "Chữ trong tệp PDF này không lấy ra được. Tải lên tệp Word gốc, hoặc xuất lại PDF."
        ),
    }[why]
