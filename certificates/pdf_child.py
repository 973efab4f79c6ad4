"""The renderer: a process of its own that turns pages into PDF/A-3a and reaches nothing else.

It reads requests from standard input (a line of JSON with the length of the HTML that follows)
and answers on standard output (a line of JSON with the length of the PDF that follows). It knows
neither Django nor the database; the only files it opens are the fonts beside it. When its parent
goes, its input ends and so does it.
"""

import json
import resource
import select
import sys
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

FONTS = Path(__file__).resolve().parent / "fonts"
MEMORY_LIMIT = 1024 * 1024 * 1024
IDLE_SECONDS = 120
FONT_FACES = """
@font-face { font-family: "Tinos VN"; src: url(font:tinos-vi-400.woff2); }
@font-face { font-family: "Tinos VN"; font-weight: 700; src: url(font:tinos-vi-700.woff2); }
@font-face { font-family: "Tinos VN"; font-style: italic;
  src: url(font:tinos-vi-400-italic.woff2); }
"""


class OwnFonts(URLFetcher):
    """Reaches the fonts of this package and nothing else, whatever a page asks for."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=set())
        self._fonts = {file.name: file.read_bytes() for file in FONTS.glob("*.woff2")}

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:  # noqa: ARG002 - WeasyPrint's
        parts = urlsplit(url)
        if parts.scheme == "font" and parts.path in self._fonts:
            return URLFetcherResponse(url, self._fonts[parts.path], {"Content-Type": "font/woff2"})
        message = f"a page may not fetch {parts.scheme}:"
        raise ValueError(message)


def main(requests: BinaryIO, answers: BinaryIO) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    fetcher, fonts = OwnFonts(), FontConfiguration()
    faces = CSS(string=FONT_FACES, font_config=fonts, url_fetcher=fetcher)
    while select.select([requests], [], [], IDLE_SECONDS)[0]:
        line = requests.readline()
        if not line:
            return
        request = json.loads(line)
        html = requests.read(request["length"]).decode()
        try:
            pdf, error = _render(html, request["identifier"], fetcher, fonts, faces), ""
        except Exception as failure:  # noqa: BLE001 - told to the parent, which raises it
            pdf, error = b"", f"{type(failure).__name__}: {failure}"[:500]
        answers.write(json.dumps({"length": len(pdf), "error": error}).encode() + b"\n" + pdf)
        answers.flush()


def _render(
    html: str, identifier: str, fetcher: URLFetcher, fonts: FontConfiguration, faces: CSS
) -> bytes:
    page = HTML(string=html, url_fetcher=fetcher, base_url="about:blank")
    return page.write_pdf(
        stylesheets=[faces],
        font_config=fonts,
        pdf_variant="pdf/a-3a",
        pdf_identifier=identifier.encode(),
    )


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer)
