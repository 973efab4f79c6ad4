"""Beginning a course: its lasting row, its page, its address."""

from datetime import timedelta

from django.db import transaction

from courses.models import Course, CoursePage, LessonPage, SectionPage
from courses.policies import section_of
from lms.audit import services as audit
from lms.common import clock, ids, text
from lms.users.models import User

CODE_LENGTH = 80
UNREAD = timedelta(days=365)
"""How long a course goes on before it is to be read through again, where nobody says otherwise."""


class CourseHasNoSection(Exception):
    """A course page lies outside every section."""


def create_course(
    section_page: SectionPage, *, title: str, code: str = "", by: User | None
) -> CoursePage:
    """A new, empty course page with its course; `code` is the address it will have."""
    with transaction.atomic():
        page = CoursePage(title=title, address=code, owner=by, live=False)
        section_page.add_child(instance=page)
        ensure_course(page, by=by)
        page.save_revision(user=by, clean=False)
    return page


def create_lesson(course_page: CoursePage, lesson: LessonPage, *, by: User | None) -> LessonPage:
    """Add a lesson as the last one of a course."""
    with transaction.atomic():
        lesson.live = False
        lesson.owner = by
        course_page.add_child(instance=lesson)
        lesson.save_revision(user=by, clean=False)
    return lesson


def ensure_course(page: CoursePage, *, by: User | None) -> Course:
    """The page's course, made when it has none: new and copied pages have none.

    Raises CourseHasNoSection.
    """
    if page.course is not None:
        return page.course
    section = section_of(page)
    if section is None:
        raise CourseHasNoSection
    with transaction.atomic():
        course = Course.objects.create(
            code=free_code(page),
            section=section,
            owner=by,
            review_by=clock.today() + UNREAD,
        )
        CoursePage.objects.filter(pk=page.pk).update(course=course)
        audit.record("course.begun", subject=course, actor=by)
    page.course = course
    return course


def free_code(page: CoursePage) -> str:
    """The wished address, or one made of the title, with a number where it is taken."""
    wish = (page.address or text.slug(page.title))[:CODE_LENGTH] or "khoa-hoc"
    others = Course.objects.exclude(pk=page.course_id)
    if not others.filter(code=wish).exists():
        return wish
    return f"{wish[: CODE_LENGTH - 6]}-{ids.public_id()[:5]}"


def address_is_free(page: CoursePage) -> bool:
    """Whether the address the author wishes for can be given to this course.

    A course that has an edition keeps its address, whatever is wished for later.
    """
    if not page.address or (page.course and page.course.current_edition_id):
        return True
    return not Course.objects.filter(code=page.address).exclude(pk=page.course_id).exists()


def settle_address(page: CoursePage, course: Course) -> None:
    """Give the course its final address; called before its first edition only."""
    course.code = free_code(page)
    course.save(update_fields=["code"])
