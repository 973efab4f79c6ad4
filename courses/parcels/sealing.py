"""The file a course travels in: a zip of a list, a signature over that list, and the files.

Nothing in it is believed before the signature over the list is checked against a key this site
trusts; the files are believed because the list says what is in them. Nothing is ever unpacked to
a path: what is in the file is read by the names this site expects, each up to the size the signed
list gives it.
"""

import json
import zipfile
from dataclasses import dataclass
from hashlib import sha256
from typing import IO, Any

from django.utils.translation import gettext as _

from courses.models import TrustedSite
from lms.common import clock, keys

PURPOSE = "course-parcel"
"""What the key is for that signs these files; see `lms.common.keys`."""
FORMAT = 1
LIST, SEAL, FOLDER = "goi.json", "chu-ky.json", "tep/"
MAX_BYTES = 60_000_000
"""What an upload may have; all of it together may unpack to no more than twice that."""
MAX_LIST = 8 * 1024 * 1024
MAX_SEAL = 4096
MAX_FILES = 2000
MAX_DIRECTORY = MAX_FILES * 256


class ParcelWrong(Exception):
    """The file is not taken; the text says why and what to do."""


@dataclass(frozen=True)
class Opened:
    """A parcel whose signature is good: its list, who signed it, and its files."""

    doc: dict[str, Any]
    sender: str
    zip: zipfile.ZipFile

    def read(self, digest: str) -> bytes:
        """One file, by what is in it; raises ParcelWrong when something else is."""
        size = self.doc["files"].get(digest)
        if not isinstance(size, int):
            raise _spoilt()
        content = _read(self.zip, FOLDER + digest, size)
        if len(content) != size or sha256(content).hexdigest() != digest:
            raise _spoilt()
        return content


def own_key() -> dict[str, str]:
    """The public key other sites know this one by."""
    return keys.jwk(keys.pair(PURPOSE))


def seal(doc: dict[str, Any], files: dict[str, Any], out: IO[bytes]) -> None:
    """Write the signed file; `files` are what to open, by what is in them."""
    listed: dict[str, int] = {}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as made:
        for digest in sorted(files):
            stored = files[digest]
            with stored.storage.open(stored.name, "rb") as file:
                content = file.read()
            listed[digest] = len(content)
            made.writestr(FOLDER + digest, content)
        head = {"format": FORMAT, "made_at": clock.now().isoformat(), "files": listed}
        text = json.dumps({**head, **doc}, ensure_ascii=False, sort_keys=True).encode()
        made.writestr(LIST, text, zipfile.ZIP_DEFLATED)
        told = {"key": own_key(), "signature": keys.sign(PURPOSE, text)}
        made.writestr(SEAL, json.dumps(told))


def unseal(file: IO[bytes]) -> Opened:
    """The parcel in a file; raises ParcelWrong for anything this site should not take."""
    try:
        _refuse_a_long_directory(file)
        opened = zipfile.ZipFile(file)
        names = _names(opened)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise ParcelWrong(_("Tệp này không phải gói khóa học, hoặc tải về chưa đủ.")) from error
    if not {LIST, SEAL} <= names:
        raise ParcelWrong(_("Tệp này không phải gói khóa học."))
    text = _read(opened, LIST, MAX_LIST)
    doc, told = _json(text), _json(_read(opened, SEAL, MAX_SEAL))
    # Asked first: a later format may be signed in another way.
    if not isinstance(doc.get("format"), int) or doc["format"] < 1:
        raise ParcelWrong(_("Tệp này không phải gói khóa học."))
    if doc["format"] > FORMAT:
        raise ParcelWrong(
            _("Gói này làm bằng bản Học số mới hơn. Cập nhật Học số ở đây rồi nhận lại.")
        )
    sender = _sender(told, text)
    files = doc.get("files")
    if not isinstance(files, dict) or {FOLDER + name for name in files} != names - {LIST, SEAL}:
        raise _spoilt()
    return Opened(doc, sender, opened)


def _refuse_a_long_directory(file: IO[bytes]) -> None:
    """Before it is read: a million empty entries fit into an upload and fill the memory."""
    end = zipfile._EndRecData(file)  # type: ignore[attr-defined]  # noqa: SLF001  as zipfile reads
    if end is not None and end[zipfile._ECD_SIZE] > MAX_DIRECTORY:  # type: ignore[attr-defined]  # noqa: SLF001
        raise ParcelWrong(_("Gói mở ra lớn quá mức cho phép nên không nhận."))
    file.seek(0)


def _names(opened: zipfile.ZipFile) -> set[str]:
    """What is in the file, when it can be a parcel at all; nothing is read yet."""
    parts = opened.infolist()
    names = {part.filename for part in parts}
    if len(parts) > MAX_FILES or sum(part.file_size for part in parts) > 2 * MAX_BYTES:
        raise ParcelWrong(_("Gói mở ra lớn quá mức cho phép nên không nhận."))
    if len(names) < len(parts) or any(part.flag_bits & 0x1 for part in parts):
        raise _spoilt()
    if any(not _is_expected(name) for name in names):
        raise ParcelWrong(_("Trong gói có tệp lạ nên không nhận. Nhờ nơi gửi làm lại gói."))
    return names


def _is_expected(name: str) -> bool:
    digest = name.removeprefix(FOLDER)
    is_digest = len(digest) == 64 and not digest.strip("0123456789abcdef")
    return name in (LIST, SEAL) or (name.startswith(FOLDER) and is_digest)


def _read(opened: zipfile.ZipFile, name: str, most: int) -> bytes:
    """What is in one part, however much it says it unpacks to."""
    try:
        with opened.open(name) as part:
            content = part.read(most + 1)
    except (KeyError, zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as e:
        raise _spoilt() from e
    except Exception as error:  # zlib's own, and others' for methods Python knows
        raise _spoilt() from error
    if len(content) > most:
        raise ParcelWrong(_("Gói mở ra lớn quá mức cho phép nên không nhận."))
    return content


def _json(text: bytes) -> dict[str, Any]:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _spoilt() from error
    if not isinstance(told, dict):
        raise _spoilt()
    return told


def _sender(told: dict[str, Any], text: bytes) -> str:
    """Who signed the list: this site, or one it trusts."""
    try:
        key = keys.read_jwk(told.get("key"))
    except ValueError as error:
        raise _spoilt() from error
    known = [keys.jwk(pair) for pair in keys.pairs(PURPOSE)]
    site = TrustedSite.objects.filter(x=key["x"], y=key["y"]).first()
    if key not in known and site is None:
        raise ParcelWrong(
            _(
                "Chưa biết nơi gửi gói này. Dấu vân tay: %(mark)s. Nhờ quản trị gọi hỏi nơi gửi, "
                "đúng thì thêm vào “Nơi gửi tin cậy”."
            )
            % {"mark": spaced(keys.fingerprint(key))}
        )
    if not keys.is_signed_by(key, text, str(told.get("signature", ""))):
        raise _spoilt()
    return site.name if site else _("Nơi này")


def spaced(mark: str) -> str:
    """A fingerprint as it is read out: the first half, four signs at a time."""
    return " ".join(mark[at : at + 4] for at in range(0, 32, 4))


def _spoilt() -> ParcelWrong:
    return ParcelWrong(_("Gói đã bị sửa hoặc hỏng dọc đường nên không nhận. Nhờ nơi gửi gửi lại."))
