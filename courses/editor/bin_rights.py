"""What lies in the bin is in no list, no chooser and behind no address but those of the bin."""

from typing import Any

from django.db.models import Q, QuerySet
from wagtail.images.models import Image
from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy
from wagtail.permission_policies.pages import PagePermissionPolicy

from courses import policies
from courses.models import Binned
from courses.models.binned import bin_path
from courses.services import binning
from lms.media.models import CustomDocument, CustomImage, Film, Recording

FILES: dict[Any, CollectionOwnershipPermissionPolicy] = {
    model: CollectionOwnershipPermissionPolicy(
        model, auth_model=auth_model, owner_field_name="uploaded_by_user"
    )
    for model, auth_model in (
        (CustomImage, "wagtailimages.Image"),
        (CustomDocument, "wagtaildocs.Document"),
        (Recording, Image),
        (Film, Image),
    )
}
"""Who may do what with files of a section, those in the bin as well."""
CHANGING = ("change", "delete")
_KEPT_AS = "_keys_in_bin"


class FilePolicy(CollectionOwnershipPermissionPolicy):
    """The rights of a collection, over the files that are not in the bin."""

    def user_has_any_permission_for_instance(self, user: Any, actions: Any, instance: Any) -> bool:
        allowed = super().user_has_any_permission_for_instance(user, actions, instance)
        return bool(allowed) and is_seen(instance, user)

    def instances_user_has_any_permission_for(self, user: Any, actions: Any) -> QuerySet[Any]:
        found: QuerySet[Any] = super().instances_user_has_any_permission_for(user, actions)
        return seen(found, user)


class PagePolicy(PagePermissionPolicy):
    """Wagtail's rights over pages, without the pages in the bin."""

    def instances_user_has_any_permission_for(self, user: Any, actions: Any) -> QuerySet[Any]:
        return outside(super().instances_user_has_any_permission_for(user, actions), user)

    def explorable_instances(self, user: Any) -> QuerySet[Any]:
        return outside(super().explorable_instances(user), user)


def outside(pages: QuerySet[Any], user: Any) -> QuerySet[Any]:
    """Without those in the bin."""
    path = bin_path(user)
    return pages.exclude(path__startswith=path) if path else pages


def _away(model: Any, user: Any) -> set[int]:
    """The keys of those in the bin; asked once a request, however many rows it shows."""
    known: dict[Any, set[int]] = getattr(user, _KEPT_AS, {})
    if model not in known:
        known[model] = set(binning.hidden(model))
        setattr(user, _KEPT_AS, known)
    return known[model]


def seen(rows: QuerySet[Any], user: Any) -> QuerySet[Any]:
    """Without those in the bin."""
    away = _away(rows.model, user)
    return rows.exclude(pk__in=away) if away else rows


def is_seen(row: Any, user: Any) -> bool:
    return row.pk not in _away(type(row), user)


def entries_of(user: Any) -> QuerySet[Binned]:
    """What a person may bring back: of her sections, and files she might have deleted."""
    mine = Q(section__in=policies.sections_written_by(user))
    for model, policy in FILES.items():
        files = policy.instances_user_has_any_permission_for(user, CHANGING)
        mine |= Q(kind=binning.KIND_OF[model], object_id__in=files.values("pk"))
    return Binned.objects.filter(mine)
