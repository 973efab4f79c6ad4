"""Hard words of a step that residents can tap: found when it is frozen, marked when it is drawn."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from courses.drafting import freezing, wording
from courses.drafting.freezing import Voices
from lms.media.models import Recording

MOST = 6
"""Of one step: more would make a page of explanations."""
Values = dict[str, Any]
_PIECE = re.compile(r"<[^>]+>|&#?\w+;|[^<&]+|&")


@dataclass(frozen=True)
class Explained:
    """What a resident is told of a hard word, and who says it."""

    sentence: str
    recording: Recording | None = None


Glossary = Mapping[str, Explained]


class Marker:
    """Walks through the texts of a step and marks the first of each word of a glossary."""

    def __init__(self, words: Mapping[str, int]) -> None:
        self.words = words
        self.seen: dict[str, None] = {}
        self._known = wording.any_of(words)

    def __call__(self, markup: str) -> SafeString:
        """Markup, or plain words, with the hard ones as links; nothing within a link is touched."""
        return mark_safe("".join(self._pieces(conditional_escape(markup))))  # noqa: S308  escaped, or cleaned when it was frozen

    def html(self, markup: str) -> SafeString:
        return self(mark_safe(markup))  # noqa: S308  cleaned when it was frozen

    def _pieces(self, markup: str) -> Iterator[str]:
        in_link = False
        for piece in _PIECE.findall(markup):
            if piece.startswith("<"):
                in_link = piece.startswith("<a") or (in_link and piece != "</a>")
            is_words = not in_link and piece[0] not in "<&"
            yield self._marked(piece) if is_words else piece

    def _marked(self, text: str) -> str:
        plain = wording.as_compared(text)
        made, end = [], 0
        for found in self._known.finditer(plain):
            word = found[0]
            if word in self.seen:
                continue
            self.seen[word] = None
            at = self.words[word]
            made += [text[end : found.start()], _link(text[found.start() : found.end()], at)]
            end = found.end()
        return "".join([*made, text[end:]])


def _link(text: str, at: int) -> str:
    return f'<a class="word" href="#tu-{at}" data-word="{at}">{text}</a>'


Walk = Callable[[Marker, Values], Values]


def _fields(*, html: tuple[str, ...] = (), plain: tuple[str, ...] = ()) -> Walk:
    def walk(mark: Marker, values: Values) -> Values:
        marked = {name: mark.html(values[name]) for name in html if values.get(name)}
        return {**values, **marked, **{name: mark(values[name]) for name in plain}}

    return walk


def _read(mark: Marker, values: Values) -> Values:
    marked = _fields(html=("text", "after"))(mark, values)
    note = values["note"]
    return {**marked, "note": {**note, "text": mark(note["text"])} if note else note}


def _simulate(mark: Marker, values: Values) -> Values:
    screens = []
    for screen in values["screens"]:
        # Each is a page of its own for whoever taps through them.
        of_screen = Marker(mark.words)
        screens.append({**screen, "ask": of_screen(screen["ask"])})
        mark.seen |= of_screen.seen
    return {**values, "screens": screens}


# Not answers, check marks or signs to find: a tap on those does something else.
_KINDS: dict[str, Walk] = {
    "read": _read,
    "watch": _fields(html=("intro",), plain=("transcript",)),
    "simulate": _simulate,
    "question": _fields(plain=("prompt",)),
    "do": _fields(html=("task", "help")),
    "teach": _fields(html=("intro", "help")),
    "drill": _fields(plain=("intro",)),
}


def freeze(kind: str, values: Values, glossary: Glossary, voice_of: Voices) -> list[Values]:
    """The words of this step that are explained, as an edition keeps them."""
    if not glossary:
        return []
    marker = Marker(dict.fromkeys(glossary, 0))
    _KINDS[kind](marker, values)
    return [_frozen(word, glossary[word], voice_of) for word in list(marker.seen)[:MOST]]


def _frozen(word: str, explained: Explained, voice_of: Voices) -> Values:
    clip = freezing.played(voice_of(explained.recording))
    return {"word": word, "sentence": explained.sentence, "voice": clip}


def marked(kind: str, values: Values) -> Values:
    """Values with their explained words to tap, for the page."""
    rows = values.get("words") or []
    if not rows:
        return values
    return _KINDS[kind](Marker({row["word"]: at for at, row in enumerate(rows, 1)}), values)
