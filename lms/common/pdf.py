"""From HTML to PDF for every app; the app that has the renderer lends it here.

A page reaches nothing but the renderer's own fonts ("Tinos VN"); photos it brings inside itself.
"""

from typing import Protocol


class CannotRender(Exception):
    """The page could not be turned into a PDF: it is hostile, or the renderer is missing."""


class MissingLetters(CannotRender):
    """The fonts cannot show some letters of the page; no later try can."""

    def __init__(self, letters: str) -> None:
        super().__init__(f"no letters in our fonts for: {letters}")
        self.letters = letters


class Renderer(Protocol):
    def __call__(self, html: str, *, identifier: str) -> bytes: ...


_lent: list[Renderer] = []


def lend(renderer: Renderer) -> None:
    """Called once, from `AppConfig.ready`."""
    _lent[:] = [renderer]


def render(html: str, *, identifier: str) -> bytes:
    """The PDF of a whole page of HTML; raises CannotRender."""
    if not _lent:
        message = "no app lent its renderer"
        raise CannotRender(message)
    return _lent[0](html, identifier=identifier)
