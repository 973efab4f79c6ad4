"""What the player must know of each kind of step: its template and what the template is given.

A new kind is one entry here, one template in `templates/courses/steps/` and one behaviour in
`static/js/steps/`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Values = dict[str, Any]

LETTERS = "ABCDEFGH"


@dataclass(frozen=True)
class StepKind:
    template: str
    icon: str
    # How the course page tells this step from others; empty for plain reading.
    words: str | Promise
    prepare: Callable[[Values], Values]
    needs_script: bool = True


def asset_url(name: str) -> str:
    """The address of an edition's file, named by its SHA-256 and type."""
    return f"/tep/{name}"


def picture(values: Mapping[str, Any] | None) -> Values | None:
    """A picture as templates want it; sizes as strings, so that no locale touches them."""
    if not values:
        return None
    return {
        **values,
        "url": asset_url(values["asset"]),
        "width": str(values["width"]),
        "height": str(values["height"]),
    }


def options(rows: list[Values]) -> list[Values]:
    return [{**row, "letter": letter} for row, letter in zip(rows, LETTERS, strict=False)]


def _read(values: Values) -> Values:
    return {**values, "picture": picture(values.get("picture"))}


def _simulate(values: Values) -> Values:
    screens = [
        {**screen, **(picture(screen) or {}), "spots": [_spot(s) for s in screen["spots"]]}
        for screen in values["screens"]
    ]
    return {**values, "screens": screens, "screen_count": str(len(screens))}


def _spot(spot: Values) -> Values:
    return {
        **spot,
        "box": " ".join(f"{float(spot[side]):g}" for side in ("x", "y", "w", "h")),
        "is_typed": spot["role"] == "target" and spot["gesture"] == "type",
    }


def _question(values: Values) -> Values:
    return {**values, "options": options(values["options"])}


def _as_it_is(values: Values) -> Values:
    return values


KINDS: dict[str, StepKind] = {
    "read": StepKind("courses/steps/read.html", "book", "", _read, needs_script=False),
    "simulate": StepKind(
        "courses/steps/simulate.html", "hand", _("tập trên màn hình giả"), _simulate
    ),
    "question": StepKind("courses/steps/question.html", "info", _("câu hỏi"), _question),
    "do": StepKind("courses/steps/do.html", "phone", _("làm thật"), _as_it_is),
}
