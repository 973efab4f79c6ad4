"""Files to download: known kinds, honest content, no programs inside."""

import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import PurePosixPath

from django.conf import settings
from django.utils.translation import gettext

from lms.media import kinds
from lms.media.refusals import FileRefused

MAX_PARTS = 5_000
MAX_UNPACKED = 200 * 1024 * 1024
MAX_RATIO = 200

_OFFICE = {
    "docx": "word/document.xml",
    "xlsx": "xl/workbook.xml",
    "pptx": "ppt/presentation.xml",
}
_OPEN_DOCUMENT = {
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
}
_OLD_OFFICE = {"doc": "DOCX", "xls": "XLSX", "ppt": "PPTX"}
_PROGRAM_FOLDERS = ("basic/", "scripts/")
_PROGRAM_ENDINGS = ("vbaproject.bin", ".exe", ".dll", ".js", ".vbs", ".jar")


def check(name: str, content: bytes) -> str:
    """The extension (".pdf") that name and content agree on; raises FileRefused."""
    check_size(len(content))
    extension = PurePosixPath(name).suffix.removeprefix(".").lower()
    if extension in _OLD_OFFICE:
        raise FileRefused(
            gettext("Tệp %(old)s kiểu cũ chưa nhận được. Mở ra, lưu thành %(new)s rồi tải lên.")
            % {"old": extension.upper(), "new": _OLD_OFFICE[extension]}
        )
    if extension not in settings.WAGTAILDOCS_EXTENSIONS:
        raise FileRefused(
            gettext("Chưa nhận kiểu tệp này. Các kiểu nhận được: %(kinds)s.")
            % {"kinds": ", ".join(settings.WAGTAILDOCS_EXTENSIONS).upper()}
        )
    if not _CHECKS[extension](content, extension):
        raise FileRefused(
            gettext(
                "Nội dung tệp không phải %(kind)s như tên gọi, hoặc tệp đã hỏng. "
                "Mở thử tệp trên máy, lưu lại đúng kiểu rồi tải lên."
            )
            % {"kind": extension.upper()}
        )
    return f".{extension}"


def check_size(size: int) -> None:
    """Raise FileRefused for a document of too many bytes."""
    limit = settings.WAGTAILDOCS_MAX_UPLOAD_SIZE
    if size > limit:
        raise FileRefused(
            gettext(
                "Tệp nặng %(size)s MB, quá mức %(limit)s MB. "
                "Chia thành nhiều tệp hoặc giảm cỡ ảnh bên trong rồi tải lên."
            )
            % {"size": kinds.megabytes(size), "limit": kinds.megabytes(limit)}
        )


def _is_pdf(content: bytes, _extension: str) -> bool:
    return content.startswith(b"%PDF-") and b"%%EOF" in content[-2048:]


def _is_audio(content: bytes, extension: str) -> bool:
    return kinds.named(content) == f".{extension}"


def _is_text(content: bytes, _extension: str) -> bool:
    try:
        return "\0" not in content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False


def _is_office(content: bytes, extension: str) -> bool:
    names = _parts(content)
    return "[Content_Types].xml" in names and _OFFICE[extension] in names


def _is_open_document(content: bytes, extension: str) -> bool:
    if "content.xml" not in _parts(content):
        return False
    with zipfile.ZipFile(BytesIO(content)) as archive:
        try:
            with archive.open("mimetype") as part:
                return part.read(100).strip() == _OPEN_DOCUMENT[extension].encode()
        except (KeyError, zipfile.BadZipFile, RuntimeError, NotImplementedError):
            return False


def _parts(content: bytes) -> set[str]:
    """The names in the archive, none for a broken one; raises FileRefused for a harmful one."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return set()
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MAX_PARTS or unpacked > min(MAX_UNPACKED, MAX_RATIO * len(content)):
        raise FileRefused(
            gettext("Tệp này bung ra quá lớn nên không nhận. Giảm cỡ ảnh bên trong rồi lưu lại.")
        )
    if any(_is_program(part.filename.lower()) for part in parts):
        raise FileRefused(
            gettext("Tệp này có macro (chương trình nhỏ) bên trong. Lưu lại không kèm macro nhé.")
        )
    return {part.filename for part in parts}


def _is_program(name: str) -> bool:
    return name.startswith(_PROGRAM_FOLDERS) or name.endswith(_PROGRAM_ENDINGS)


_CHECKS: dict[str, Callable[[bytes, str], bool]] = {
    "pdf": _is_pdf,
    "mp3": _is_audio,
    "txt": _is_text,
    "csv": _is_text,
    **dict.fromkeys(_OFFICE, _is_office),
    **dict.fromkeys(_OPEN_DOCUMENT, _is_open_document),
}
