"""One number for each member of a team."""

from collections.abc import Sequence
from typing import Any

from django import forms

from teams.forms.manage import households_field
from teams.models import TeamMembership

PREFIX = "ho-"


class HouseholdsForm(forms.Form):
    """How many households are in the charge of each member of today."""

    def __init__(self, *args: Any, places: Sequence[TeamMembership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = places
        for place in places:
            self.fields[f"{PREFIX}{place.pk}"] = households_field(
                str(place.person),
                help_text=str(place.get_role_display()),
                initial=place.households_count,
            )

    def counts(self) -> dict[int, int]:
        return {place.pk: self.cleaned_data[f"{PREFIX}{place.pk}"] for place in self.places}
