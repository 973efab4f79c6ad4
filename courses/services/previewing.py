"""The resident's real page of a draft: compiled in memory, rendered by the same functions."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from courses.drafting import drafts, pictures
from courses.drafting.drafts import Draft
from courses.models import Course, CoursePage, LessonPage
from courses.services import compiling, rendering
from courses.services.compiling import CompiledCourse

COURSE, TEST, FINISH = "khoa-hoc", "kiem-tra", "xong"
STEP = "buoc-"


def modes(page: CoursePage | LessonPage) -> list[tuple[str, str]]:
    """What can be looked at: pages of a course, or each step of a lesson."""
    if isinstance(page, CoursePage):
        test = [(TEST, _("Bài kiểm tra"))] if page.pass_mark is not None else []
        return [(COURSE, _("Trang khóa học")), *test, (FINISH, _("Trang học xong"))]
    steps = enumerate(page.steps, start=1)
    named = [
        (f"{STEP}{number}", _step_name(number, block.value["title"])) for number, block in steps
    ]
    return named or [(f"{STEP}1", _("Bước 1"))]


def _step_name(number: int, title: str) -> str:
    return _("Bước %(number)s: %(title)s") % {"number": number, "title": title}


def preview(page: CoursePage | LessonPage, request: HttpRequest, mode: str) -> HttpResponse:  # noqa: ARG001
    """The page as it is being written, shown as its reader will see it; writes nothing."""
    draft = _draft(page)
    compiled = compiling.compile_course(draft.page, draft=draft, picture_of=pictures.shown)
    course = draft.page.course
    compiled.edition.course = course or Course(code="ban-nhap")
    current = course.current_edition if course else None
    compiled.edition.number = current.number + 1 if current else 1
    if isinstance(page, LessonPage):
        return HttpResponse(_step_html(page, draft, compiled, mode))
    return HttpResponse(_course_html(compiled, mode))


def _draft(page: CoursePage | LessonPage) -> Draft:
    if isinstance(page, CoursePage):
        return drafts.of(page, page)
    course_page = page.get_parent().specific
    return drafts.latest(course_page).with_lesson(page)


def _course_html(compiled: CompiledCourse, mode: str) -> str:
    edition, release = compiled.edition, settings.RELEASE
    if mode == TEST and edition.test:
        return rendering.test_html(edition, release=release)
    if mode == FINISH:
        return rendering.finish_html(edition, release=release)
    return rendering.course_html(edition.course, edition, release=release)


def _step_html(page: LessonPage, draft: Draft, compiled: CompiledCourse, mode: str) -> str:
    number = draft.lessons.index(page) + 1
    steps = [step for step in compiled.steps if step.lesson_no == number]
    if not steps:
        return render_to_string("courses/editor/no_steps.html", {"release": settings.RELEASE})
    wished = mode.removeprefix(STEP)
    position = int(wished) if wished.isdecimal() else 1
    step = steps[max(1, min(position, len(steps))) - 1]
    return rendering.step_html(compiled.edition, step, release=settings.RELEASE, is_preview=True)
