"""The shelf of recorded voices in the editors' area, each person seeing those of their sections."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, ObjectList
from wagtail.admin.ui.tables import Column
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
from lms.media import recordings
from lms.media.desk.recording_forms import RecordingForm, RecordingUploadForm
from lms.media.models import Recording

SEEING = ("choose", "change")


def own_recordings(user: Any) -> QuerySet[Recording]:
    policy = policy_registry.get_by_type(Recording)
    found: QuerySet[Recording] = policy.instances_user_has_any_permission_for(user, SEEING)
    return found.order_by("-pk")


class OwnObjects:
    """A chooser's list of the recordings one may use, and a form that knows who asks."""

    request: HttpRequest

    def get_object_list(self) -> QuerySet[Recording]:
        return own_recordings(self.request.user)

    def get_creation_form_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_creation_form_kwargs()  # type: ignore[misc]  # a mixin
        return {**kwargs, "for_user": self.request.user}


class OwnChooseView(OwnObjects, ChooseView):
    pass


class OwnChooseResultsView(OwnObjects, ChooseResultsView):
    pass


class OwnChosenMultipleView(SnippetChosenMultipleView):
    def get_objects(self, pks: list[str]) -> QuerySet[Recording]:
        return own_recordings(self.request.user).filter(pk__in=pks)


class OwnCreateView(OwnObjects, SnippetCreateView):
    def save_form(self, form: RecordingUploadForm) -> Recording:
        recording = form.save()
        recordings.ask_for_clip(recording, by=self.request.user)
        return recording


class RecordingChooserViewSet(SnippetChooserViewSet):
    choose_view_class = OwnChooseView
    choose_results_view_class = OwnChooseResultsView
    chosen_multiple_view_class = OwnChosenMultipleView
    create_view_class = OwnCreateView
    creation_form_class = RecordingUploadForm
    create_action_label = _("Tải lên")
    create_action_clicked_label = _("Đang tải lên…")
    creation_tab_label = _("Tải bản ghi mới lên")

    def construct_view(self, view_class: type, **kwargs: Any) -> View:
        view = super().construct_view(view_class, **kwargs)
        return guarded(Recording, view_class, view, choosing="choose")


class RecordingViewSet(SnippetViewSet):
    """Recorded voices: upload, listen, say where sentences begin, see where they are used."""

    model = Recording
    icon = "media"
    menu_label = _("Giọng đọc")
    menu_order = 120
    add_to_admin_menu = True
    copy_view_enabled = False
    list_display = (
        "title",
        Column("telling", label=_("Tình trạng")),
        "collection",
        "created_at",
    )
    list_per_page = 50
    edit_handler = ObjectList(
        [
            HelpPanel(template="media/recording_state.html"),
            FieldPanel("title"),
            FieldPanel("file"),
            FieldPanel("collection"),
            FieldPanel("times"),
        ],
        base_form_class=RecordingForm,
    )
    chooser_viewset_class = RecordingChooserViewSet

    def get_queryset(self, request: HttpRequest) -> QuerySet[Recording]:
        return own_recordings(request.user).select_related("collection")

    def construct_view(self, view_class: type, **kwargs: Any) -> View:
        return guarded(Recording, view_class, super().construct_view(view_class, **kwargs))
