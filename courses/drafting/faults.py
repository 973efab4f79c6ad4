"""What is wrong with a draft, in words that lead to the place."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

type Text = str | Promise


@dataclass(frozen=True)
class Fault:
    """One thing to mend; `place` is the id of the block or field it lies in ("" for the step)."""

    message: Text
    place: str = ""
    # A warning may be published.
    is_warning: bool = False


def missing(value: object, message: Text, place: str = "") -> Iterator[Fault]:
    """A fault when nothing but blanks is there."""
    if not str(value or "").strip():
        yield Fault(message, place)


def picture_faults(image: Any, alt: object, place: str = "") -> Iterator[Fault]:
    """A picture without a file or without words for those who cannot see it."""
    if image is None:
        yield Fault(_("Chưa có hình."), place)
    yield from missing(alt, _("Hình chưa có lời mô tả cho người không nhìn thấy."), place)
