"""Something to do for real, reported by oneself."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from courses.drafting import procedure
from courses.drafting.faults import Fault, missing
from courses.drafting.freezing import Desk, Values, html, plain, words


def freeze(value: Any, desk: Desk) -> Values:  # noqa: ARG001  one shape for all kinds
    return {
        "task": html(value["task"]),
        "checklist": [plain(point) for point in value.points],
        "help": html(value["help"]),
        "evidence": "self",
        **procedure.chosen(value),
    }


def faults(value: Any, desk: Desk) -> Iterator[Fault]:  # noqa: ARG001  one shape for all kinds
    yield from missing(html(value["task"]), _("Chưa ghi việc cần làm."))
    if not value.points:
        yield Fault(_("Phần tự kiểm tra chưa có ý nào."))
    yield from procedure.faults(value)


def weight(value: Any) -> float:  # noqa: ARG001  one shape for all kinds
    return 4.0


def said(values: Values) -> list[str]:
    return [words(values["task"]), *values["checklist"], *procedure.said(values)]
