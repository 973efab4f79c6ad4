"""The resident's real page of a draft: compiled in memory, rendered by the same functions."""

from collections.abc import Iterator

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from courses.drafting import drafts, films, pictures, voices
from courses.drafting.drafts import Draft
from courses.models import Course, CoursePage, LessonPage
from courses.services import compiling, rendering, speech, spots
from courses.services.compiling import CompiledCourse

COURSE, TEST, FINISH = "khoa-hoc", "kiem-tra", "xong"
STEP = "buoc-"
SPOTS = "cho-cham-"


def modes(page: CoursePage | LessonPage) -> list[tuple[str, str]]:
    """What can be looked at: pages of a course, or each step of a lesson."""
    if isinstance(page, CoursePage):
        test = [(TEST, _("Bài kiểm tra"))] if page.pass_mark is not None else []
        return [(COURSE, _("Trang khóa học")), *test, (FINISH, _("Trang học xong"))]
    return [*_step_modes(page)] or [(f"{STEP}1", _("Bước 1"))]


def _step_modes(page: LessonPage) -> Iterator[tuple[str, str]]:
    for number, block in enumerate(page.steps, start=1):
        yield f"{STEP}{number}", _step_name(number, block.value["title"])
        if block.block_type == "simulate":
            yield f"{SPOTS}{number}", _("Bước %(number)s: chỗ chạm") % {"number": number}


def _step_name(number: int, title: str) -> str:
    return _("Bước %(number)s: %(title)s") % {"number": number, "title": title}


def preview(page: CoursePage | LessonPage, request: HttpRequest, mode: str) -> HttpResponse:  # noqa: ARG001
    """The page as it is being written, shown as its reader will see it; writes nothing."""
    draft = draft_of(page)
    compiled = _compiled(draft)
    course = draft.page.course
    compiled.edition.course = course or Course(code="ban-nhap")
    current = course.current_edition if course else None
    compiled.edition.number = current.number + 1 if current else 1
    if isinstance(page, LessonPage):
        return HttpResponse(_step_html(page, draft, compiled, mode))
    return HttpResponse(_course_html(compiled, mode))


def sentences(page: LessonPage, number: int) -> list[str] | None:
    """What is read aloud of the step with this number; None where there is no such step."""
    draft = draft_of(page)
    lesson_no = draft.lessons.index(page) + 1
    steps = [step for step in _compiled(draft).steps if step.lesson_no == lesson_no]
    if not 1 <= number <= len(steps):
        return None
    step = steps[number - 1]
    return speech.read_aloud(step.kind, step.title, step.values)[2]


def _compiled(draft: Draft) -> CompiledCourse:
    return compiling.compile_course(
        draft.page,
        draft=draft,
        picture_of=pictures.shown,
        voice_of=voices.shown,
        film_of=films.shown,
    )


def draft_of(page: CoursePage | LessonPage) -> Draft:
    """The course with this page as it is being written."""
    if isinstance(page, CoursePage):
        return drafts.of(page, page)
    course_page = page.get_parent().specific
    return drafts.latest(course_page).with_lesson(page)


def _course_html(compiled: CompiledCourse, mode: str) -> str:
    edition, release = compiled.edition, settings.RELEASE
    if mode == TEST and edition.test:
        return rendering.test_html(edition, release=release, is_preview=True)
    if mode == FINISH:
        return rendering.finish_html(edition, release=release, is_preview=True)
    return rendering.course_html(edition.course, edition, release=release, is_preview=True)


def _step_html(page: LessonPage, draft: Draft, compiled: CompiledCourse, mode: str) -> str:
    number = draft.lessons.index(page) + 1
    steps = [step for step in compiled.steps if step.lesson_no == number]
    if not steps:
        return render_to_string("courses/editor/no_steps.html", {"release": settings.RELEASE})
    wished = mode.removeprefix(STEP).removeprefix(SPOTS)
    position = int(wished) if wished.isdecimal() and len(wished) < 5 else 1
    step = steps[max(1, min(position, len(steps))) - 1]
    if mode.startswith(SPOTS) and step.kind == "simulate":
        return spots.html(step.title, step.values, release=settings.RELEASE)
    return rendering.step_html(compiled.edition, step, release=settings.RELEASE, is_preview=True)
