"""What a meeting is about, point by point."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

LONGEST = 2000
"""Letters of a whole agenda."""
MOST_POINTS = 40
"""So many boxes have a button for one more; an agenda that was called with more keeps them all."""
_POINT = re.compile(r"viec-(\d{1,3})", re.ASCII)


class AgendaForm(forms.Form):
    """A box for each point, in their order; an empty one is left out."""

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, points: Sequence[str], *, seen: object, is_sent: bool = False) -> None:
        said = {f"viec-{number}": point for number, point in enumerate(points)}
        said["seen"] = str(seen)
        super().__init__(said if is_sent else None, initial=said)
        for number in range(len(points)):
            self.fields[f"viec-{number}"] = forms.CharField(
                label=_("Việc %(number)s") % {"number": number + 1},
                required=False,
                max_length=300,
                error_messages={
                    "max_length": gettext_lazy("Dài quá. Rút gọn còn %(limit_value)s chữ cái.")
                },
                widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off"}),
            )

    def clean(self) -> dict[str, Any]:
        written = [point for point in self.points() if point]
        if not written and not self.errors:
            self.add_error("viec-0", _("Ghi cuộc họp bàn việc gì."))
        if len("\n".join(written)) > LONGEST:
            raise forms.ValidationError(_("Nội dung dài quá. Rút gọn giúp mình."))
        return self.cleaned_data

    def points(self) -> list[str]:
        names = [name for name in self.fields if name != "seen"]
        return [self.cleaned_data.get(name, "") for name in names]

    def rows(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name != "seen"]


def said(post: QueryDict) -> list[str]:
    """The points as they stand on the page."""
    numbers = sorted(int(found[1]) for name in post if (found := _POINT.fullmatch(name)))
    return [post.get(f"viec-{number}", "") for number in numbers] or [""]


def rearranged(points: Sequence[str], wish: str) -> list[str] | None:
    """The points as a button of the page wants them; None where it asks for no such thing."""
    what, _dash, where = wish.partition("-")
    found = list(points)
    if what == "them":
        return [*found, ""] if len(found) < MOST_POINTS else found
    if not (where.isascii() and where.isdigit() and int(where) < len(found)):
        return None
    number = int(where)
    if what == "bo":
        return [*found[:number], *found[number + 1 :]] or [""]
    other = {"len": number - 1, "xuong": number + 1}.get(what)
    if other is None:
        return None
    if 0 <= other < len(found):
        found[number], found[other] = found[other], found[number]
    return found
