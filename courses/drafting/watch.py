"""A video to watch, or its words to read."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from courses.drafting.faults import Fault
from courses.drafting.freezing import Desk, Values, html, paragraphs, reel, words


def freeze(value: Any, desk: Desk) -> Values:
    film = value["film"]
    return {
        "intro": html(value["intro"]),
        "film": reel(film, desk),
        "transcript": paragraphs(film.told()) if film else "",
    }


def faults(value: Any, desk: Desk) -> Iterator[Fault]:  # noqa: ARG001  one shape for all kinds
    if value["film"] is None:
        yield Fault(_("Chưa chọn video."))


def weight(value: Any) -> float:
    return 0.5 + (value["film"].seconds / 60 if value["film"] else 1.0)


def said(values: Values) -> list[str]:
    return [words(values["intro"]), values["transcript"]]
