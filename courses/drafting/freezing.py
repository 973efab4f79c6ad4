"""How a draft's values become plain, clean JSON that never changes again."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import nh3
from django.utils.html import strip_tags
from wagtail.rich_text import expand_db_html

from courses.drafting import keeping
from courses.models import Question
from lms.common import text
from lms.media.models import Film, Recording

TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "h3"}
SCHEMES = {"https", "http", "tel", "mailto"}
_SAME = {"b": "strong", "i": "em"}
_BLANK = re.compile(r"<p>(?:\s|&nbsp;|<br\s*/?>)*</p>")

Values = dict[str, Any]


@dataclass(frozen=True)
class Picture:
    """A picture as an edition names it."""

    asset: str
    width: int
    height: int

    @property
    def assets(self) -> tuple[str, ...]:
        return (self.asset,)


@dataclass(frozen=True)
class Voice:
    """A recorded voice as an edition names it."""

    asset: str
    recording: Recording

    @property
    def assets(self) -> tuple[str, ...]:
        return (self.asset,)


@dataclass(frozen=True)
class Reel:
    """A film as an edition names it: its copies, the lightest first, and what stands beside."""

    copies: tuple[str, ...]
    poster: str
    captions: str
    film: Film

    @property
    def assets(self) -> tuple[str, ...]:
        return (*self.copies, self.poster, *filter(None, [self.captions]))


# From a draft's recording (perhaps missing) to the frozen voice; None reads nothing aloud.
Voices = Callable[[Recording | None], Voice | None]
# From a draft's film (perhaps missing) to the frozen one; None shows nothing.
Films = Callable[[Film | None], Reel | None]
# From a draft's image (perhaps missing) to the frozen picture; None leaves the place empty.
Pictures = Callable[[Any], Picture | None]


@dataclass(frozen=True)
class Desk:
    """What a step needs to be frozen beside its own value."""

    pictures: Pictures
    voices: Voices
    films: Films
    questions: Mapping[int, Question]


def plain(value: object) -> str:
    """One line of text; composed Unicode, blanks single, no control signs."""
    return text.nfc(_printable(str(value or "")))


def paragraphs(value: object) -> str:
    """Plain text whose line breaks mean something."""
    lines = [text.nfc(_printable(line)) for line in str(value or "").splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def html(value: object) -> str:
    """Rich text as clean HTML of a few tags; empty when nothing is left to read."""
    source = getattr(value, "source", value) or ""
    expanded = expand_db_html(_printable(str(source)))
    for tag, same in _SAME.items():
        expanded = re.sub(rf"<(/?){tag}(?=[\s>])", rf"<\1{same}", expanded)
    cleaned = nh3.clean(
        expanded,
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer",
    )
    cleaned = _BLANK.sub("", cleaned).strip()
    return cleaned if words(cleaned) else ""


def words(cleaned: str) -> str:
    """What is to be read in HTML, as one line."""
    return plain(strip_tags(cleaned.replace("<", " <")).replace("&nbsp;", " "))


def number(value: object) -> float | int:
    """A percentage with two decimals at most; whole ones as whole numbers."""
    rounded = round(float(str(value or 0)), 2)
    return int(rounded) if rounded.is_integer() else rounded


def picture(image: Any, desk: Desk) -> Values | None:
    frozen = desk.pictures(image)
    if frozen is None:
        return None
    return {"asset": frozen.asset, "width": frozen.width, "height": frozen.height}


def clip(recording: Recording | None, desk: Desk) -> Values | None:
    """A clip that is played as a whole."""
    return played(desk.voices(recording))


def played(frozen: Voice | None) -> Values | None:
    """What is kept of a clip that is played as a whole."""
    return _played(frozen) if frozen else None


def voice(recording: Recording | None, sentences: int, desk: Desk) -> Values | None:
    """A clip with the beginning of each sentence; no marks where they do not fit the sentences."""
    frozen = desk.voices(recording)
    if frozen is None:
        return None
    marks = [number(mark) for mark in frozen.recording.marks_for(sentences)]
    return {**_played(frozen), "marks": marks}


def _played(frozen: Voice) -> Values:
    return {
        "asset": frozen.asset,
        "seconds": round(frozen.recording.seconds, 1),
        "placeholder": frozen.recording.is_placeholder,
    }


def reel(film: Film | None, desk: Desk) -> Values | None:
    """A film with what each of its copies weighs; the poster has the size of its picture."""
    frozen = desk.films(film)
    if frozen is None:
        return None
    sizes = (keeping.size_of(frozen.film.light), keeping.size_of(frozen.film.clear))
    return {
        "seconds": round(frozen.film.seconds, 1),
        "width": frozen.film.width,
        "height": frozen.film.height,
        "poster": frozen.poster,
        "captions": frozen.captions,
        "copies": [
            {"asset": asset, "bytes": size}
            for asset, size in zip(frozen.copies, sizes, strict=True)
        ],
    }


def _printable(value: str) -> str:
    return "".join(sign for sign in value if sign.isprintable() or sign.isspace())
