"""Something to read."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from courses.drafting import procedure
from courses.drafting.faults import Fault, missing, picture_faults
from courses.drafting.freezing import Desk, Values, html, paragraphs, picture, plain, words

SYLLABLES_A_MINUTE = 90


def freeze(value: Any, desk: Desk) -> Values:
    return {
        "text": html(value["text"]),
        "picture": _picture(value["picture"], desk),
        "after": html(value["after"]),
        "note": _note(value["note"]),
        **procedure.chosen(value),
    }


def _picture(value: Any, desk: Desk) -> Values | None:
    if not has_picture(value):
        return None
    frozen = picture(value["image"], desk)
    if frozen is None:
        return None
    return {**frozen, "alt": plain(value["alt"]), "caption": plain(value["caption"])}


def has_picture(value: Any) -> bool:
    """A picture counts as wanted as soon as anything of it is filled in."""
    return bool(value["image"] or plain(value["alt"]) or plain(value["caption"]))


def _note(value: Any) -> Values | None:
    if value["kind"] not in {"tip", "scam"}:
        return None
    return {
        "kind": value["kind"],
        "title": plain(value["title"]),
        "text": paragraphs(value["text"]),
    }


def faults(value: Any, desk: Desk) -> Iterator[Fault]:  # noqa: ARG001  one shape for all kinds
    yield from missing(html(value["text"]), _("Chưa có nội dung để đọc."))
    if has_picture(value["picture"]):
        yield from picture_faults(value["picture"]["image"], value["picture"]["alt"])
        if value["picture"]["image"] and not plain(value["picture"]["caption"]):
            yield Fault(_("Hình chưa có chú thích: một câu nói bà con nhìn gì."), is_warning=True)
    if value["note"]["kind"] in {"tip", "scam"}:
        yield from missing(value["note"]["text"], _("Mẹo hoặc cảnh báo chưa có nội dung."))
    yield from procedure.faults(value)


def weight(value: Any) -> float:
    """Minutes it takes, roughly."""
    reading = words(html(value["text"])) + " " + words(html(value["after"]))
    return 0.5 + len(reading.split()) / SYLLABLES_A_MINUTE


def said(values: Values) -> list[str]:
    """What search should find the step by."""
    note = values["note"] or {}
    caption = (values["picture"] or {}).get("caption", "")
    shown = [words(values["text"]), caption, words(values["after"]), note.get("text", "")]
    return [*shown, *procedure.said(values)]
