"""The renderer: a process of its own that turns pages into PDF/A-3a and reaches nothing else.

It says a line of JSON when it is ready, then reads requests from standard input (a line of JSON
with the length of the HTML that follows) and answers on standard output (a line of JSON with the
length of the PDF that follows). It knows neither Django nor the database; the only files it opens
are the fonts beside it, and the only pictures it shows are those the page brings inside itself.
When its parent goes, its input ends and so does it; while it draws, it may use so many seconds of
the processor and so much memory, then the system kills it.
"""

import base64
import json
import resource
import select
import sys
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from fontTools.ttLib import TTFont
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

FONTS = Path(__file__).resolve().parent / "fonts"
FACES = ("tinos-vi-400.woff2", "tinos-vi-700.woff2", "tinos-vi-400-italic.woff2")
SPARE_MEMORY = 768
"""Megabytes for drawing, beyond what this process takes when it is ready."""
IDLE_SECONDS = 120
BLANKS = frozenset("\n\t ")
FONT_FACES = """
@font-face { font-family: "Tinos VN"; src: url(font:tinos-vi-400.woff2); }
@font-face { font-family: "Tinos VN"; font-weight: 700; src: url(font:tinos-vi-700.woff2); }
@font-face { font-family: "Tinos VN"; font-style: italic;
  src: url(font:tinos-vi-400-italic.woff2); }
"""


PHOTO = "data:image/jpeg;base64,"


class OwnFonts(URLFetcher):
    """Reaches the fonts of this package and nothing else, whatever a page asks for.

    A photo is an address that holds it whole, so it leads nowhere.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(allowed_protocols=set())
        self._fonts = {name: (folder / name).read_bytes() for name in FACES}

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:  # noqa: ARG002 - WeasyPrint's
        parts = urlsplit(url)
        if parts.scheme == "font" and parts.path in self._fonts:
            return URLFetcherResponse(url, self._fonts[parts.path], {"Content-Type": "font/woff2"})
        if url.startswith(PHOTO):
            photo = base64.b64decode(url.removeprefix(PHOTO))
            return URLFetcherResponse(url, photo, {"Content-Type": "image/jpeg"})
        message = f"a page may not fetch {parts.scheme}:"
        raise ValueError(message)

    def letters(self) -> frozenset[str]:
        """What every face can show."""
        tables = [set(TTFont(BytesIO(font)).getBestCmap()) for font in self._fonts.values()]
        return frozenset(map(chr, set.intersection(*tables))) | BLANKS


class Press:
    """WeasyPrint with our fonts, loaded once."""

    def __init__(self, folder: Path) -> None:
        self._fetcher, self._fonts = OwnFonts(folder), FontConfiguration()
        self._letters = self._fetcher.letters()
        self._faces = CSS(string=FONT_FACES, font_config=self._fonts, url_fetcher=self._fetcher)

    def missing(self, html: str) -> str:
        """The letters of the page, also as capitals, that would come from a font of the machine."""
        return "".join(sorted({*html, *html.upper()} - self._letters))

    def draw(self, html: str, identifier: str) -> bytes:
        page = HTML(string=html, url_fetcher=self._fetcher, base_url="about:blank")
        return page.write_pdf(
            stylesheets=[self._faces],
            font_config=self._fonts,
            pdf_variant="pdf/a-3a",
            pdf_identifier=identifier.encode(),
        )


def main(requests: BinaryIO, answers: BinaryIO, folder: Path, spare: int) -> None:
    try:
        press = Press(folder)
    except Exception as failure:  # noqa: BLE001 - told to the parent, which raises it
        _say(answers, {"ready": False, "error": f"{type(failure).__name__}: {failure}"[:500]})
        return
    _limit_memory(spare)
    _say(answers, {"ready": True, "error": ""})
    while select.select([requests], [], [], IDLE_SECONDS)[0]:
        line = requests.readline()
        if not line:
            return
        request = json.loads(line)
        html = requests.read(request["length"]).decode()
        _allow(request["seconds"])
        _answer(answers, press, html, request["identifier"])


def _answer(answers: BinaryIO, press: Press, html: str, identifier: str) -> None:
    pdf, error, is_spent, missing = b"", "", False, press.missing(html)
    if not missing:
        try:
            pdf = press.draw(html, identifier)
        except Exception as failure:  # noqa: BLE001 - told to the parent, which raises it
            error = f"{type(failure).__name__}: {failure}"[:500]
            # What filled the memory may still lie there.
            is_spent = isinstance(failure, MemoryError)
    head = {"length": len(pdf), "error": error, "spent": is_spent, "missing": missing[:40]}
    _say(answers, head, pdf)


def _limit_memory(spare: int) -> None:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    limit = pages * resource.getpagesize() + spare * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _allow(seconds: int) -> None:
    """Let this process use so many more seconds of the processor; the system kills it after."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(used.ru_utime + used.ru_stime) + seconds + 1
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))


def _say(answers: BinaryIO, head: dict[str, Any], body: bytes = b"") -> None:
    answers.write(json.dumps(head).encode() + b"\n" + body)
    answers.flush()


if __name__ == "__main__":
    words = sys.argv[1:]
    main(
        sys.stdin.buffer,
        sys.stdout.buffer,
        Path(words[0]) if words else FONTS,
        int(words[1]) if len(words) > 1 else SPARE_MEMORY,
    )
