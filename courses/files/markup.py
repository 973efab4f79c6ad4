"""The few signs of text in course files as the HTML Wagtail's editor keeps."""

import re
from html import escape
from itertools import groupby

_BOLD = re.compile(r"\*\*(.+?)\*\*")
_LINK = re.compile(r"\[([^\]]+)\]\((https?://[^\s)]+)\)")
_POINT = re.compile(r"- +(.+)")
_NUMBERED = re.compile(r"\d+\. +(.+)")


def html(text: str) -> str:
    """Paragraphs, lists, **bold** and [links](https://…); every other sign is itself."""
    return "".join(_block(block) for block in re.split(r"\n\s*\n", text.strip()) if block.strip())


def _block(block: str) -> str:
    lines = [line.strip() for line in block.strip().splitlines()]
    return "".join(_run(tag, list(run)) for tag, run in groupby(lines, _tag))


def _tag(line: str) -> str:
    if _POINT.fullmatch(line):
        return "ul"
    return "ol" if _NUMBERED.fullmatch(line) else "p"


def _run(tag: str, lines: list[str]) -> str:
    if tag == "p":
        return f"<p>{_inline(' '.join(lines))}</p>"
    pattern = _POINT if tag == "ul" else _NUMBERED
    items = "".join(f"<li>{_inline(pattern.sub(r'\1', line))}</li>" for line in lines)
    return f"<{tag}>{items}</{tag}>"


def _inline(text: str) -> str:
    marked = _BOLD.sub(r"<b>\1</b>", escape(text, quote=False))
    return _LINK.sub(lambda link: f'<a href="{link[2].replace('"', "%22")}">{link[1]}</a>', marked)
