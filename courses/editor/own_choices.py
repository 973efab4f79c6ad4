"""What a form may name: things of one's own sections, and what its draft holds already."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db.models import ForeignKey, Model
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.fields import StreamField
from wagtail.permissions import policy_registry

KINDS = {
    "art_image": "media.CustomImage",
    "film": "media.Film",
    "image": "media.CustomImage",
    "question": "courses.Question",
    "voice": "media.Recording",
}
"""What the last part of a field's name chooses."""
USING = ("choose", "change")
LONGEST = 18
"""Digits of a number that is one to any database."""


class OwnChoicesForm(WagtailAdminModelForm):
    """Whatever its person could not have chosen counts as nothing chosen.

    The choosers offer only one's own; an id written past them would show in the preview what
    belongs to another section. What the draft holds already stays, whoever saves it.
    """

    data: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound and self.for_user is not None:
            self.data = _own(self.data, self.instance, self.for_user)


def _own(given: Any, row: Model, user: Any) -> Any:
    """The data without the choices that are nobody's to make; a query for each kind named."""
    named: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for key in given:
        label = KINDS.get(key.rsplit("-", 1)[-1])
        if label and given[key]:
            named[label][str(given[key])].append(key)
    foreign = [
        key
        for label, keys in named.items()
        for value in _foreign(apps.get_model(label), keys, row, user)
        for key in keys[value]
    ]
    if not foreign:
        return given
    kept = given.copy()
    for key in foreign:
        kept[key] = ""
    return kept


def _foreign(model: type[Model], values: Iterable[str], row: Model, user: Any) -> set[str]:
    ids = {value for value in values if value.isascii() and value.isdecimal()}
    policy = policy_registry.get_by_type(model)
    rows = policy.instances_user_has_any_permission_for(user, USING)
    own = rows.filter(pk__in=[value for value in ids if len(value) <= LONGEST])
    left = set(values) - {str(pk) for pk in own.values_list("pk", flat=True)}
    return left - _held(model, row) if left else left


def _held(model: type[Model], row: Model) -> set[str]:
    """The ids of this kind that a draft names."""
    found = set()
    for field in row._meta.get_fields():
        if isinstance(field, StreamField):
            references = field.extract_references(field.value_from_object(row))
            found |= {str(pk) for kind, pk, *_path in references if kind is model}
        elif isinstance(field, ForeignKey) and field.related_model is model:
            found.add(str(field.value_from_object(row)))
    return found
