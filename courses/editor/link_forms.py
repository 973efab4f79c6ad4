"""Names for the fields of Wagtail's link windows that have none but their English ones."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import (
    AnchorLinkChooserForm,
    EmailLinkChooserForm,
    ExternalLinkChooserForm,
    PhoneLinkChooserForm,
)

FORMS = (
    AnchorLinkChooserForm,
    EmailLinkChooserForm,
    ExternalLinkChooserForm,
    PhoneLinkChooserForm,
)
NAMES = {
    "url": _("Địa chỉ"),
    "link_text": _("Chữ hiện ra"),
    "email_address": _("Địa chỉ thư điện tử"),
    "subject": _("Tiêu đề thư"),
    "body": _("Lời thư"),
    "phone_number": _("Số điện thoại"),
}


def name_fields() -> None:
    """Called once, when Wagtail gathers its hooks."""
    for form in FORMS:
        fields: dict[str, forms.Field] = form.base_fields
        for name, field in fields.items():
            field.label = NAMES[name]
