"""Forms of course and lesson pages."""

from typing import Any

from django import forms
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.forms.pages import CopyForm

from courses.editor.own_choices import OwnChoicesForm
from lms.common import ids, text


class LessonForm(OwnChoicesForm, WagtailAdminPageForm):
    """Steps show what is one's own."""


class CourseForm(OwnChoicesForm, WagtailAdminPageForm):
    """The address is open until the first edition has it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        course = self.instance.course
        if course is not None and course.current_edition_id:
            self.fields["address"].disabled = True
            self.initial["address"] = course.code


class DraftCopyForm(CopyForm):
    """A copy is a draft of its own: no alias, nothing live, an address made of its name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("alias", "publish_copies"):
            self.fields.pop(name, None)
        # Not popped: Wagtail's page prints "None" for a field that is not there.
        self.fields["new_slug"] = forms.CharField(
            label="", required=False, widget=forms.HiddenInput
        )

    def clean(self) -> dict[str, Any]:
        slug = text.slug(self.cleaned_data.get("new_title", "")) or "ban-sao"
        self.cleaned_data["new_slug"] = f"{slug[:100]}-{ids.public_id()[:5]}"
        cleaned: dict[str, Any] = super().clean()
        return cleaned
