"""What of a step is read aloud, sentence by sentence, in the order it stands on the page.

The same walk counts the sentences when a clip is checked and marks them when the page is drawn,
so the n-th mark of a clip is the n-th sentence a reader sees.
"""

import re
from collections.abc import Callable
from html import unescape
from itertools import groupby
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

Values = dict[str, Any]

_TOKEN = re.compile(r"<[^>]+>|\s+|[^<\s]+")
_BLOCK = re.compile(r"</?(?:p|li|ol|ul|h3)\b|<br\b")
_END = re.compile(r"[.!?…][”\"’')»]*$")
_OPENING = "“\"‘'(«"


class Reader:
    """Walks through texts in the order they are read and keeps their sentences in words."""

    def __init__(self) -> None:
        self.sentences: list[str] = []

    def plain(self, text: str) -> SafeString:
        """Plain text with its sentences marked; a line break ends one."""
        return self.html(str(escape(text)))

    def html(self, text: str) -> SafeString:
        """Clean HTML with its sentences marked as `<span data-s="4">`; one that runs through
        other tags is marked in pieces."""
        pieces = groupby(self._numbered(text), key=lambda piece: piece[0])
        marked = (_marked(number, "".join(token for _, token in run)) for number, run in pieces)
        return mark_safe("".join(marked))  # noqa: S308  escaped, or cleaned when it was frozen

    def _numbered(self, text: str) -> list[tuple[int | None, str]]:
        """Each tag, blank and word with the number of its sentence."""
        pieces: list[tuple[int | None, str]] = []
        begins, spaced, before = True, False, ""
        for token in _TOKEN.findall(text):
            if token.startswith("<") or token.isspace():
                breaks = "\n" in token or bool(_BLOCK.match(token))
                begins, spaced = begins or breaks, spaced or breaks or token.isspace()
                pieces.append((None, token))
                continue
            word = unescape(token)
            if begins or (spaced and _is_new_sentence(before, word)):
                self.sentences.append(word)
            else:
                self.sentences[-1] += f" {word}" if spaced else word
            number = len(self.sentences) - 1
            if len(pieces) > 1 and pieces[-1][1].isspace() and pieces[-2][0] == number:
                pieces[-1] = (number, pieces[-1][1])
            pieces.append((number, token))
            begins, spaced, before = False, False, word
        return pieces


def _is_new_sentence(before: str, word: str) -> bool:
    return bool(_END.search(before)) and not word.lstrip(_OPENING)[:1].islower()


def _marked(number: int | None, text: str) -> str:
    return text if number is None else f'<span data-s="{number}">{text}</span>'


def read_aloud(kind: str, title: str, values: Values) -> tuple[str, Values, list[str]]:
    """Title and values with their sentences marked for the page, and the sentences."""
    reader = Reader()
    title, values = _KINDS[kind](reader, title, values)
    return title, values, reader.sentences


def slot_aloud(slot: Values) -> tuple[Values, list[str]]:
    """A question of the final test as `read_aloud` reads one; a key it does not have."""
    reader = Reader()
    _title, marked = _question(reader, "", slot)
    return marked, reader.sentences


def _read(reader: Reader, title: str, values: Values) -> tuple[str, Values]:
    title, text = reader.plain(title), reader.html(values["text"])
    picture = values["picture"]
    if picture:
        picture = {**picture, "caption": reader.plain(picture["caption"])}
    after, note = reader.html(values["after"]), values["note"]
    if note:
        said = {"title": reader.plain(note["title"]), "text": reader.plain(note["text"])}
        note = {**note, **said}
    return title, {**values, "text": text, "picture": picture, "after": after, "note": note}


def _watch(reader: Reader, title: str, values: Values) -> tuple[str, Values]:
    """What is seen and said, so that it can be heard without fetching the film."""
    title, intro = reader.plain(title), reader.html(values["intro"])
    return title, {**values, "intro": intro, "transcript": reader.plain(values["transcript"])}


def _simulate(reader: Reader, title: str, values: Values) -> tuple[str, Values]:
    """What each screen asks; a step's name is not on this page."""
    screens = [{**screen, "ask": reader.plain(screen["ask"])} for screen in values["screens"]]
    return title, {**values, "screens": screens}


def _question(reader: Reader, title: str, values: Values) -> tuple[str, Values]:
    """The question, what it is about and the answers to choose from; never which is right."""
    prompt, stimulus = reader.plain(values["prompt"]), values["stimulus"]
    if stimulus["kind"] != "none":
        stimulus = {**stimulus, "text": reader.plain(stimulus["text"])}
    options = [{**option, "text": reader.plain(option["text"])} for option in values["options"]]
    return title, {**values, "prompt": prompt, "stimulus": stimulus, "options": options}


def _do(reader: Reader, title: str, values: Values) -> tuple[str, Values]:
    title, task = reader.plain(title), reader.html(values["task"])
    return title, {
        **values,
        "task": task,
        "checklist": list(map(reader.plain, values["checklist"])),
    }


def _teach(reader: Reader, title: str, values: Values) -> tuple[str, Values]:
    title, intro = reader.plain(title), reader.html(values["intro"])
    return title, {**values, "intro": intro, "points": list(map(reader.plain, values["points"]))}


def _drill(reader: Reader, title: str, values: Values) -> tuple[str, Values]:
    """The message, then each turn of the story; never which answer is the safe one."""
    title, intro = reader.plain(title), reader.plain(values["intro"])
    parts = [{**part, "text": reader.plain(part["text"])} for part in values["parts"]]
    turns = []
    for turn in values["turns"]:
        says = reader.plain(turn["says"])
        choices = [{**choice, "text": reader.plain(choice["text"])} for choice in turn["choices"]]
        turns.append({**turn, "says": says, "choices": choices})
    return title, {**values, "intro": intro, "parts": parts, "turns": turns}


_KINDS: dict[str, Callable[[Reader, str, Values], tuple[str, Values]]] = {
    "read": _read,
    "watch": _watch,
    "simulate": _simulate,
    "question": _question,
    "do": _do,
    "teach": _teach,
    "drill": _drill,
}
