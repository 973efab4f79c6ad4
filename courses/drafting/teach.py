"""Something to show somebody at home, with a card of three points to go by."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from courses.drafting.faults import Fault, missing
from courses.drafting.freezing import Desk, Values, html, plain, words

POINTS_ON_A_CARD = 3


def freeze(value: Any, desk: Desk) -> Values:  # noqa: ARG001  one shape for all kinds
    return {
        "intro": html(value["intro"]),
        "points": [plain(point) for point in value.points],
        "help": html(value["help"]),
    }


def faults(value: Any, desk: Desk) -> Iterator[Fault]:  # noqa: ARG001  one shape for all kinds
    yield from missing(html(value["intro"]), _("Chưa ghi lời mời chỉ lại."))
    if len(value.points) != POINTS_ON_A_CARD:
        yield Fault(_("Thẻ cần đúng ba ý, mỗi dòng một ý. Bây giờ có %d.") % len(value.points))


def weight(value: Any) -> float:  # noqa: ARG001  one shape for all kinds
    return 4.0


def said(values: Values) -> list[str]:
    return [words(values["intro"]), *values["points"]]
