"""What the codes of a font in a PDF mean, and how wide each is drawn."""

import re
from collections.abc import Iterator
from typing import Any

from fontTools import agl

UNKNOWN = "\ufffd"
_LARGEST_MAP = 2_000_000
_MOST_LETTERS = 70_000
_SECTION = re.compile(rb"begin(bfchar|bfrange)(.*?)end\1", re.DOTALL)
_PART = re.compile(rb"<([0-9A-Fa-f\s]*)>|(\[)|(\])")
_ENCODINGS = {"/WinAnsiEncoding": "cp1252", "/MacRomanEncoding": "mac_roman"}
_OLD_LETTERS = re.compile(r"^/?(?:[A-Z]{6}\+)?(?:\.Vn|VNI-)", re.IGNORECASE)
_WIDTH = 500.0

Letter = tuple[str, float]
"""A text and its breadth in thousandths of the size."""


class Letters:
    """One font as a reader of text needs it."""

    def __init__(self, font: Any) -> None:
        name = str(font.get("/BaseFont", ""))
        self.is_bold = "bold" in name.lower() or "black" in name.lower()
        self.is_italic = "italic" in name.lower() or "oblique" in name.lower()
        self.is_old = bool(_OLD_LETTERS.match(name))
        self._is_wide = str(font.get("/Subtype")) == "/Type0"
        self._told = _to_unicode(font)
        if self._is_wide:
            below = font.get("/DescendantFonts")
            self._widths, self._usual = _wide_widths(below[0] if below else {})
            self._names: dict[int, str] = {}
        else:
            self._widths, self._usual = _plain_widths(font), _WIDTH
            self._names = _names(font.get("/Encoding"))

    def read(self, codes: bytes) -> Iterator[Letter]:
        """The letters a string of codes shows."""
        step = 2 if self._is_wide else 1
        for at in range(0, len(codes) - step + 1, step):
            code = int.from_bytes(codes[at : at + step], "big")
            text = self._told.get(code) or self._names.get(code)
            yield text or UNKNOWN, self._widths.get(code, self._usual)


def _to_unicode(font: Any) -> dict[int, str]:
    stream = font.get("/ToUnicode")
    try:
        content = stream.read_bytes()[:_LARGEST_MAP]
    except (AttributeError, RuntimeError, ValueError):
        return {}
    found: dict[int, str] = {}
    for kind, body in _SECTION.findall(content):
        pairs = _chars(body) if kind == b"bfchar" else _ranges(body)
        for code, text in pairs:
            if len(found) > _MOST_LETTERS:
                return found
            found[code] = text
    return found


def _chars(body: bytes) -> Iterator[tuple[int, str]]:
    values = [value for value, _open, _close in _PART.findall(body)]
    for code, text in zip(values[::2], values[1::2], strict=False):
        yield _number(code), _text(text)


def _ranges(body: bytes) -> Iterator[tuple[int, str]]:
    parts = iter(_PART.findall(body))
    for first, _open, _close in parts:
        last, target = next(parts, None), next(parts, None)
        if last is None or target is None:
            return
        start, end = _number(first), min(_number(last[0]), _number(first) + _MOST_LETTERS)
        if target[1]:
            for code, (value, _opened, closed) in enumerate(parts, start):
                if closed:
                    break
                yield code, _text(value)
            continue
        text = _text(target[0])
        for code in range(start, end + 1):
            if text:
                yield code, text[:-1] + chr(min(ord(text[-1]) + code - start, 0x10FFFF))


def _number(digits: bytes) -> int:
    return int(b"".join(digits.split()) or b"0", 16)


def _text(digits: bytes) -> str:
    plain = b"".join(digits.split())
    return bytes.fromhex(plain.decode() + "0" * (len(plain) % 2)).decode("utf-16-be", "replace")


def _names(encoding: Any) -> dict[int, str]:
    """What the codes of a font of at most 256 letters mean."""
    base, differences = str(encoding or ""), []
    if encoding is not None and hasattr(encoding, "get"):
        base = str(encoding.get("/BaseEncoding", ""))
        differences = [*encoding.get("/Differences", [])]
    codec = _ENCODINGS.get(base, "cp1252")
    found = {code: bytes([code]).decode(codec, "replace") for code in range(32, 256)}
    at = 0
    for one in differences:
        if str(one).startswith("/"):
            found[at] = agl.toUnicode(str(one)[1:]) or UNKNOWN
            at += 1
        else:
            at = int(one)
    return found


def _plain_widths(font: Any) -> dict[int, float]:
    first = int(font.get("/FirstChar", 0))
    return {first + at: float(width) for at, width in enumerate(font.get("/Widths", []))}


def _wide_widths(below: Any) -> tuple[dict[int, float], float]:
    found: dict[int, float] = {}
    rest = [*below.get("/W", [])]
    while len(rest) >= 2 and len(found) < _MOST_LETTERS:
        first, second = int(rest[0]), rest[1]
        if hasattr(second, "__len__") and not isinstance(second, str):
            found |= {first + at: float(width) for at, width in enumerate(second)}
            rest = rest[2:]
        elif len(rest) >= 3:
            last = min(int(second), first + _MOST_LETTERS)
            found |= dict.fromkeys(range(first, last + 1), float(rest[2]))
            rest = rest[3:]
        else:
            break
    return found, float(below.get("/DW", 1000))
