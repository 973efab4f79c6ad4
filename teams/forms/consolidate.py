"""A new decision about a team, and what becomes of each of its members."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from teams.forms.manage import TeamForm, households_field, not_ahead
from teams.models import Team, TeamMembership
from teams.services.consolidating import OUT, Decision

Role = TeamMembership.Role
PREFIX, SHARE = "cho-", "ho-"
CHOICES = [*Role.choices, (OUT, "Thôi ở tổ")]


class ConsolidateForm(forms.Form):
    """Number and day of the decision, households, and one role for each member of today."""

    decision_no = TeamForm.base_fields["decision_no"]
    decision_on = TeamForm.base_fields["decision_on"]
    households_count = TeamForm.base_fields["households_count"]

    def __init__(self, *args: Any, places: Sequence[TeamMembership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = places
        for name, label in (
            ("decision_no", "Số quyết định kiện toàn"),
            ("decision_on", "Ngày quyết định"),
        ):
            self.fields[name].required = True
            self.fields[name].label = label
        self.fields["households_count"].label = "Số hộ cả tổ phụ trách"
        self.fields["decision_no"].error_messages["required"] = "Ghi số quyết định."
        for place in places:
            self.fields[f"{PREFIX}{place.pk}"] = forms.ChoiceField(
                label=str(place.person),
                choices=CHOICES,
                initial=place.role,
                help_text=place.organisation,
                error_messages={
                    "required": "Chọn một vai trò, hoặc “Thôi ở tổ”.",
                    "invalid_choice": "Chọn trong danh sách.",
                },
                widget=forms.Select(attrs={"class": "select"}),
            )
            self.fields[f"{SHARE}{place.pk}"] = households_field(
                f"Số hộ {place.person} phụ trách", required=False, initial=place.households_count
            )

    clean_decision_no = TeamForm.clean_decision_no
    clean_households_count = TeamForm.clean_households_count

    def clean_decision_on(self) -> date | None:
        return not_ahead(self.cleaned_data["decision_on"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        roles = [given.get(f"{PREFIX}{place.pk}") for place in self.places]
        if None not in roles and roles.count(Role.LEADER) != 1:
            message = "Chọn đúng một tổ trưởng. Tổ trưởng là người mới thì thêm vào tổ trước đã."
            raise forms.ValidationError(message)
        return given

    def decision(self) -> Decision:
        given = self.cleaned_data
        return Decision(
            number=given["decision_no"],
            on=given["decision_on"],
            households=given["households_count"],
            roles={place.pk: given[f"{PREFIX}{place.pk}"] for place in self.places},
            shares={place.pk: self._share(place) for place in self.places},
        )

    def _share(self, place: TeamMembership) -> int:
        """What is left empty stays as it is: nobody loses households by an empty line."""
        share = self.cleaned_data.get(f"{SHARE}{place.pk}")
        return place.households_count if share is None else share

    def changes(self) -> list[tuple[TeamMembership, str, bool]]:
        """Whose place changes, into what, and whether she leaves."""
        words = dict(CHOICES)
        told = self.decision().roles
        return [
            (place, words[told[place.pk]], told[place.pk] == OUT)
            for place in self.places
            if told[place.pk] != place.role
        ]

    def moved(self) -> list[tuple[TeamMembership, int]]:
        """Who stays and has another number of households in her charge, and which."""
        told = self.decision()
        return [
            (place, told.shares[place.pk])
            for place in self.places
            if told.roles[place.pk] != OUT and told.shares[place.pk] != place.households_count
        ]

    def orphaned_count(self) -> int:
        """Households somebody who leaves or gives some up had, and nobody takes over.

        Whether a smaller number gives households up or mends one written wrongly, only the team's
        own total can tell: more than it leaves over has nobody been in charge of. Where the total
        is not known, only those who leave give any up.
        """
        told = self.decision()
        pairs = [
            (place.households_count, 0 if told.roles[place.pk] == OUT else told.shares[place.pk])
            for place in self.places
        ]
        if told.households:
            left_over = max(told.households - sum(after for _, after in pairs), 0)
            return min(max(sum(before - after for before, after in pairs), 0), left_over)
        left = sum(one.households_count for one in self.places if told.roles[one.pk] == OUT)
        gained = sum(max(after - before, 0) for before, after in pairs)
        return max(left - gained, 0)


def of_team(team: Team) -> dict[str, Any]:
    return {"households_count": team.households_count}
