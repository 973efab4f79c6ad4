"""One lesson in several courses."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from wagtail.models import Page

from courses.editor import panels
from courses.editor.page_rights import SharedLessonRights


class SharedLessonPage(Page):
    """A place in a course at which a lesson of another course stands.

    The lesson is written once, where it lies; each course compiles the latest draft of it into
    editions of its own, under the same uids, and what was done in one course stays with that
    course. Taking the place away leaves the lesson as it is.
    """

    lesson = models.ForeignKey(
        "courses.LessonPage",
        models.PROTECT,
        editable=False,
        related_name="places",
        verbose_name="bài học",
    )

    parent_page_types: ClassVar = ["courses.CoursePage"]
    subpage_types: ClassVar[list[str]] = []
    # Made by choosing a lesson, on a page of our own.
    is_creatable = False
    private_page_options: ClassVar[list[str]] = []
    preview_modes: ClassVar[list[tuple[str, str]]] = []
    edit_handler = panels.SHARED_LESSON

    class Meta:
        verbose_name = "bài dùng chung"
        verbose_name_plural = "bài dùng chung"

    def with_content_json(self, content: dict[str, Any]) -> "SharedLessonPage":
        page: SharedLessonPage = super().with_content_json(content)
        page.lesson_id = self.lesson_id
        return page

    def permissions_for_user(self, user: Any) -> SharedLessonRights:
        return SharedLessonRights(user, self)

    def get_url_parts(self, request: HttpRequest | None = None) -> None:  # noqa: ARG002
        """A place has no address of its own."""
        return
