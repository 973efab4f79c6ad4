"""The question bank in the editors' area, each person seeing the questions of their sections."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import ObjectList
from wagtail.snippets.views.chooser import (
    ChooseResultsView,
    ChooseView,
    SnippetChooserViewSet,
    SnippetChosenMultipleView,
)
from wagtail.snippets.views.snippets import CreateView, EditView, SnippetViewSet

from courses import policies
from courses.editor import once, turns
from courses.editor.panels import QUESTION
from courses.editor.question_rights import QuestionPolicy
from courses.models import Question
from lms.common.guarding import View, guarded
from lms.common.listing import SortedSearchView

POLICY = QuestionPolicy(Question)


def own_questions(user: Any) -> QuerySet[Question]:
    found: QuerySet[Question] = POLICY.instances_user_has_any_permission_for(user, ["view"])
    return found


class QuestionForm(WagtailAdminModelForm):
    """Offers only the sections in which the person may write."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: forms.ModelChoiceField[Any] = self.fields["section"]
        field.queryset = policies.sections_written_by(self.for_user)
        if field.queryset.count() == 1:
            field.initial = field.queryset.get()


class OwnObjects:
    """A chooser's list of the questions one may use."""

    request: HttpRequest

    def get_object_list(self) -> QuerySet[Question]:
        return own_questions(self.request.user).order_by("-pk")


class OwnChooseView(OwnObjects, ChooseView):
    pass


class OwnChooseResultsView(OwnObjects, ChooseResultsView):
    pass


class OwnChosenMultipleView(SnippetChosenMultipleView):
    def get_objects(self, pks: list[str]) -> QuerySet[Question]:
        return own_questions(self.request.user).filter(pk__in=pks)


class QuestionChooserViewSet(SnippetChooserViewSet):
    choose_view_class = OwnChooseView
    choose_results_view_class = OwnChooseResultsView
    chosen_multiple_view_class = OwnChosenMultipleView

    def construct_view(self, view_class: type, **kwargs: Any) -> View:
        return guarded(Question, view_class, super().construct_view(view_class, **kwargs))


class QuestionViewSet(SnippetViewSet):
    """Questions: list, write, see where they are used."""

    model = Question
    index_view_class = SortedSearchView
    icon = "help"
    menu_label = _("Câu hỏi")
    menu_order = 110
    add_to_admin_menu = True
    list_display = ("prompt", "kind", "section", "version")
    list_filter = ("section", "kind")
    list_per_page = 50
    edit_handler = ObjectList(QUESTION, base_form_class=QuestionForm)
    chooser_viewset_class = QuestionChooserViewSet

    def get_queryset(self, request: HttpRequest) -> QuerySet[Question]:
        return own_questions(request.user).select_related("section")

    def construct_view(self, view_class: type, **kwargs: Any) -> View:
        view = super().construct_view(view_class, **kwargs)
        if issubclass(view_class, CreateView):
            view = once.made_once(view)
        if issubclass(view_class, EditView):
            view = turns.in_turn(view)
        return guarded(Question, view_class, view)
