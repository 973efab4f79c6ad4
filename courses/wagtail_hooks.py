"""What courses add to Wagtail's admin."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, include, path
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page
from wagtail.permissions import policy_registry
from wagtail.snippets.models import register_snippet

from courses.drafting.problems import question_url
from courses.editor import (
    bin_rights,
    dashboard,
    deleting,
    link_forms,
    menus,
    once,
    overtaken,
)
from courses.editor import palette as palette  # noqa: PLC0414  a form to register
from courses.editor import screens as screens  # noqa: PLC0414  a form to register
from courses.editor import urls as editor_urls
from courses.editor import voices as voices  # noqa: PLC0414  a form to register
from courses.editor.hard_words import HardWordViewSet
from courses.editor.procedures import ProcedureViewSet
from courses.editor.questions import QuestionViewSet
from courses.models import CoursePage, LessonPage, Question, SectionPage
from courses.models.binned import BIN_SLUG
from courses.services import authoring, sections, sharing

link_forms.name_fields()
register_snippet(QuestionViewSet)
register_snippet(HardWordViewSet)
register_snippet(ProcedureViewSet)
hooks.register("register_page_header_buttons", menus.header_buttons)
hooks.register("construct_homepage_panels", dashboard.only_courses)
hooks.register("before_delete_page", deleting.delete_page)
hooks.register("before_bulk_action", deleting.delete_many)
hooks.register("after_delete_snippet", deleting.say_deleted)
hooks.register("before_edit_page", overtaken.before_edit)
hooks.register("after_edit_page", overtaken.after_edit)


@hooks.register("insert_editor_js")
def editing_scripts() -> str:
    scripts = [(static(f"desk/{name}.js"),) for name in ("previewing", "own_saves")]
    return format_html_join("", '<script src="{}"></script>', scripts)


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern | URLResolver]:
    return [path("khoa-hoc/", include(editor_urls))]


@hooks.register("register_page_action_menu_item")
def publish_item() -> menus.PublishItem:
    return menus.PublishItem()


@hooks.register("insert_editor_js")
def checks_script() -> str:
    """Fills the panel of checks while one types."""
    scripts = [(static(f"desk/{name}.js"),) for name in ("swapping", "checks")]
    return format_html_join("", '<script src="{}" defer></script>', scripts)


@hooks.register("register_admin_menu_item")
def courses_item() -> menus.CoursesItem:
    return menus.CoursesItem()


@hooks.register("register_admin_menu_item")
def bin_item() -> menus.BinItem:
    return menus.BinItem()


@hooks.register("construct_explorer_page_queryset")
def leave_out_the_bin(parent: Page, pages: QuerySet[Page], request: HttpRequest) -> QuerySet[Page]:  # noqa: ARG001
    """It has a page of its own."""
    return pages.exclude(depth=2, slug=BIN_SLUG)


@hooks.register("register_admin_menu_item")
def sayings_item() -> menus.SayingsItem:
    return menus.SayingsItem()


@hooks.register("register_admin_menu_item")
def redoing_item() -> menus.RedoingItem:
    return menus.RedoingItem()


@hooks.register("after_create_page")
def give_row(request: HttpRequest, page: Page) -> None:
    """A new page gets the lasting row that records point at."""
    _give_row(page, request.user)
    once.remember(request, once.page_address(page.pk))
    overtaken.remember(request, page)


@hooks.register("after_create_snippet")
def remember_question(request: HttpRequest, instance: Any) -> None:
    """Saving by itself and by hand at once makes one question."""
    if isinstance(instance, Question):
        once.remember(request, question_url(instance.pk))


@hooks.register("after_edit_page")
def follow_title(request: HttpRequest, page: Page) -> None:
    """A section is named by its page."""
    if isinstance(page, SectionPage):
        _give_row(page, request.user)
    if isinstance(page, LessonPage):
        sharing.follow_title(page)


def _give_row(page: Page, by: Any) -> None:
    if isinstance(page, CoursePage):
        authoring.ensure_course(page, by=by)
    if isinstance(page, SectionPage):
        sections.ensure_section(page, by=by)


@hooks.register("before_move_page")
def refuse_to_show_a_move(request: HttpRequest, page: Page, destination: Page) -> None:
    """Wagtail asks who may move only once it is confirmed, and shows the page before."""
    if not page.permissions_for_user(request.user).can_move_to(destination):
        raise PermissionDenied


@hooks.register("construct_page_chooser_queryset")
def offer_what_may_be_seen(pages: QuerySet[Page], request: HttpRequest) -> QuerySet[Page]:
    """Links lead to what everybody may open; drafts are offered to who works on them only."""
    own = policy_registry.get_by_type(Page).explorable_instances(request.user)
    shown = pages.filter(Q(live=True) | Q(pk__in=own.values("pk")))
    return bin_rights.outside(shown, request.user)


@hooks.register("before_edit_page")
def show_refusal(request: HttpRequest, page: Page) -> None:
    """An editor opening a course is told when a scheduled publishing was refused."""
    if request.method == "GET" and isinstance(page, CoursePage) and page.refusal:
        messages.error(
            request,
            _("Lần phát hành gần đây bị từ chối. Xem ở nút “Kiểm tra và phát hành”."),
        )
