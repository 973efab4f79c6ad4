"""Which of the words a page says, on it or to a screen reader, are not Vietnamese.

A word without a mark is taken for Vietnamese only when it could be one of its syllables ("trang",
not "page"); what could be ("to", "on", "can") is looked up whole among all that the libraries say
in English. So nothing has to be known of the English that is left.
"""

import gettext
import importlib.util
import json
import re
from functools import cache
from pathlib import Path

from bs4 import BeautifulSoup
from bs4.element import PreformattedString

LIBRARIES = ("django", "wagtail", "allauth", "taggit")
ATTRIBUTES = ("title", "aria-label", "placeholder", "alt", "data-w-tooltip-content-value")
SILENT = ["script", "style", "noscript"]
# Hidden until a script has something to count.
COUNTERS = "[data-side-panel-toggle-counter]"
BUTTONS = {"submit", "button", "reset"}
_ONSET = "ngh|ng|nh|gh|gi|kh|ph|th|tr|ch|qu|[bcdghklmnprstvx]"
_VOWELS = (
    "uyeu?|uya|uyu|ieu|yeu|oai|oay|oao|oeo|uay|uoi|uou|ai|ao|au|ay|eo|eu|ia|ie|iu|oa|oe|oi|oo"
    "|ua|ue|ui|uo|uu|uy|ye|[aeiouy]"
)
SYLLABLE = re.compile(rf"(?:{_ONSET})?(?:{_VOWELS})(?:ng|nh|ch|[cmnpt])?")
# Addresses, names of files, codes of procedures ("VD-DKKS"), what stands in angle brackets or is a
# mark to be filled in.
_NO_WORDS = re.compile(
    r"\S+@\S+|https?://\S*|\b[\w-]+(?:\.[\w-]+)*\.(?:gov\.vn|vn|test|example|com|svg|png|pdf)\b|/\S+"
    r"|\b[A-Z]{2,4}-[A-Z0-9]+\b|%\(\w+\)\w|\{\w+\}|__\w+__|\b\w*\d\w*\b|-->"
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
KNOWN = {
    # Names, and what is called the same everywhere.
    *("Wagtail", "Zalo", "VNeID", "Wi", "Fi", "Internet", "video", "Android", "iPhone", "Google"),
    *("Word", "Excel", "PowerPoint", "LibreOffice", "Chrome", "web", "https", "AA", "WEBVTT"),
    # Kinds of files, and what they are measured in.
    *("PDF", "DOCX", "XLSX", "PPTX", "ODT", "ODS", "ODP", "TXT", "CSV", "WAV"),
    *("JPG", "JPEG", "PNG", "GIF", "WEBP", "WebP", "SVG", "HEIC", "VTT", "SRT", "ZIP", "AVIF"),
    *(
        "MB",
        "KB",
        "GB",
        "px",
        "kbit",
        "OGG",
        "WEBM",
        "MOV",
        "MKV",
        "AVI",
        "AAC",
        "FLAC",
        "AMR",
        "byte",
    ),
    # Keys, as they are written on them.
    *("Ctrl", "Shift", "Enter", "Delete", "Tab", "Esc", "Alt", "Cmd"),
    *("SMS", "QR", "OTP", "ID", "URL", "CCCD"),
}
_KNOWN = {word.lower() for word in KNOWN}


@cache
def english():
    """Every sentence the libraries can say, taken from their own English catalogues."""
    found = set()
    for library in LIBRARIES:
        folder = Path(importlib.util.find_spec(library).origin).parent
        for file in folder.glob("**/locale/en/LC_MESSAGES/*.mo"):
            with file.open("rb") as stream:
                catalogue = gettext.GNUTranslations(stream)._catalog
            found |= {key[0] if isinstance(key, tuple) else key for key in catalogue}
        for file in folder.glob("**/locale/en/LC_MESSAGES/*.po"):
            found |= set(_quoted(file.read_text(encoding="utf-8")))
    return frozenset(found - {""})


def _quoted(text):
    for block in text.split("\n\n"):
        _, _, after = block.partition("\nmsgid ")
        lines = after.partition("\nmsgstr")[0].partition("\nmsgid_plural")[0].splitlines()
        yield "".join(line[1:-1] for line in lines).replace('\\"', '"').replace("\\n", "\n")


def is_foreign(said):
    """Whether a sentence, a label or a single word is not Vietnamese."""
    line = " ".join(said.split())
    if line.lower() not in _KNOWN and line.isascii() and line in english():
        return any(map(str.isalpha, line))
    return any(map(_is_foreign, _WORD.findall(_NO_WORDS.sub(" ", line))))


def _is_foreign(word):
    plain = word.lower()
    if not word.isascii() or len(word) < 2 or plain in _KNOWN:
        return False
    return not SYLLABLE.fullmatch(plain)


def foreign_in(content, kind="text/html"):
    """The foreign sentences of a page, or of the pages inside an answer in JSON."""
    if kind.startswith("application/json"):
        return {one for part in _markup(json.loads(content)) for one in foreign_in(part)}
    return set(filter(is_foreign, said_in(content)))


def _markup(told):
    if isinstance(told, str):
        if "<" in told:
            yield told
    elif isinstance(told, dict):
        for one in told.values():
            yield from _markup(one)
    elif isinstance(told, list):
        for one in told:
            yield from _markup(one)


def said_in(markup):
    """Every text of a page and every name its parts are read out by, hidden ones included."""
    soup = BeautifulSoup(markup, "html.parser")
    for silent in [*soup(SILENT), *soup.select(COUNTERS)]:
        silent.decompose()
    said = {
        str(text) for text in soup.find_all(string=True) if not isinstance(text, PreformattedString)
    }
    for tag in soup.find_all(True):
        said |= {tag[name] for name in ATTRIBUTES if name in tag.attrs}
        if tag.name == "input" and tag.get("type") in BUTTONS:
            said.add(tag.get("value", ""))
    return {" ".join(text.split()) for text in said if text.strip()}
