"""A shelf of files in the editors' area, each person seeing those of her sections."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.permissions import policy_registry
from wagtail.snippets.views.chooser import (
    ChooseResultsView,
    ChooseView,
    SnippetChooserViewSet,
    SnippetChosenMultipleView,
    SnippetCreateView,
)
from wagtail.snippets.views.snippets import SnippetViewSet

from lms.common.guarding import View, guarded
from lms.common.listing import SortedSearchView

SEEING = ("choose", "change")


def own_rows(model: type[Model], user: Any) -> QuerySet[Any]:
    """The files of this kind one may use or change, newest first."""
    policy = policy_registry.get_by_type(model)
    found: QuerySet[Any] = policy.instances_user_has_any_permission_for(user, SEEING)
    return found.order_by("-pk")


class OwnObjects:
    """A chooser's list of the files one may use, and a form that knows who asks."""

    request: HttpRequest
    model_class: type[Model]

    def get_object_list(self) -> QuerySet[Any]:
        return own_rows(self.model_class, self.request.user)

    def get_creation_form_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_creation_form_kwargs()  # type: ignore[misc]  # a mixin
        return {**kwargs, "for_user": self.request.user}


class OwnChooseView(OwnObjects, ChooseView):
    pass


class OwnChooseResultsView(OwnObjects, ChooseResultsView):
    pass


class OwnChosenMultipleView(SnippetChosenMultipleView):
    def get_objects(self, pks: list[str]) -> QuerySet[Any]:
        return own_rows(self.model_class, self.request.user).filter(pk__in=pks)


class ShelfCreateView(OwnObjects, SnippetCreateView):
    """Takes a new file; what phones need of it is asked for by `ask`."""

    ask: ClassVar[Callable[..., Any]]

    def save_form(self, form: Any) -> Any:
        row = form.save()
        type(self).ask(row, by=self.request.user)
        return row


class ShelfChooserViewSet(SnippetChooserViewSet):
    choose_view_class = OwnChooseView
    choose_results_view_class = OwnChooseResultsView
    chosen_multiple_view_class = OwnChosenMultipleView
    create_action_label = _("Tải lên")
    create_action_clicked_label = _("Đang tải lên…")

    def construct_view(self, view_class: type, **kwargs: Any) -> View:
        view = super().construct_view(view_class, **kwargs)
        return guarded(self.model, view_class, view, choosing="choose")


class ShelfViewSet(SnippetViewSet):
    """Upload, look at, mend, see where it is used."""

    index_view_class = SortedSearchView
    add_to_admin_menu = True
    copy_view_enabled = False
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return own_rows(self.model, request.user).select_related("collection")

    def construct_view(self, view_class: type, **kwargs: Any) -> View:
        return guarded(self.model, view_class, super().construct_view(view_class, **kwargs))
