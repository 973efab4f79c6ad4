"""What the forms of all shelves share."""

from typing import Any

from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.models import Collection
from wagtail.permissions import policy_registry


class ShelfForm(WagtailAdminModelForm):
    """A file with a title, in one of the collections the person may put files into."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer_collections()

    def _offer_collections(self) -> None:
        """Where the person may put files; not asked where there is one place only."""
        field: Any = self.fields["collection"]
        policy = policy_registry.get_by_type(type(self.instance))
        allowed = policy.collections_user_has_permission_for(self.for_user, "add")
        if self.instance.pk:
            allowed |= Collection.objects.filter(pk=self.instance.collection_id)
        field.queryset = allowed
        if allowed.count() == 1:
            self.instance.collection = allowed.get()
            del self.fields["collection"]
