"""What a writer has on the desk: the courses of their sections and what each waits for."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Substr
from wagtail.models import Revision, WorkflowState

from courses import policies
from courses.models import Course, CoursePage, LessonPage, Section
from courses.services import reviewing
from lms.users import policies as rights

MOST = 30


@dataclass(frozen=True)
class Work:
    """One course as its writers see it."""

    page: CoursePage
    section: Section
    is_changed: bool
    is_scheduled: bool
    review: str = ""
    """"waiting" for an answer, "mine" to be given, or "back" to be mended."""

    @property
    def state(self) -> str:
        course = self.page.course
        return str(course.get_state_display()) if course else str(Course.State.DRAFT.label)

    @property
    def edition_number(self) -> int | None:
        course = self.page.course
        return course.current_edition.number if course and course.current_edition else None

    @property
    def refusal(self) -> list[str]:
        return list((self.page.refusal or {}).get("problems", []))


def sections_of(user: Any) -> list[Section]:
    """The sections a person writes in that have a page, by name."""
    found = policies.sections_written_by(user).filter(page__isnull=False)
    return sorted(found.select_related("page"), key=lambda section: section.name)


def work_of(sections: list[Section], person: Any) -> list[Work]:
    """The courses of these sections, the last touched first; four queries whatever the number."""
    by_path = {section.page.path: section for section in sections}
    below = Q(pk__in=[])
    for path in by_path:
        below |= Q(path__startswith=path)
    lessons = LessonPage.objects.filter(has_unpublished_changes=True).annotate(
        of_course=Substr("path", 1, _length(by_path) + CoursePage.steplen)
    )
    pages = list(
        CoursePage.objects.filter(below)
        .select_related("course__current_edition")
        .annotate(
            lessons_changed=Exists(lessons.filter(of_course=OuterRef("path"))),
            scheduled=Exists(
                Revision.objects.filter(
                    pk=OuterRef("latest_revision"), approved_go_live_at__isnull=False
                )
            ),
        )
        .order_by("-latest_revision_created_at", "-pk")[:MOST]
    )
    reviews = reviewing.statuses(pages)
    edited = set(rights.scope_ids(person, policies.SCOPE, rights.Role.CONTENT_EDITOR))
    found = []
    for page in pages:
        section = by_path[page.path[: -CoursePage.steplen]]
        status, sent_by = reviews.get(page.pk, ("", None))
        is_asked = str(section.pk) in edited and sent_by != person.pk
        found.append(
            Work(
                page,
                section,
                is_changed=page.has_unpublished_changes or page.lessons_changed,
                is_scheduled=page.scheduled,
                review=_review(status, is_asked=is_asked),
            )
        )
    return found


def _review(status: str, *, is_asked: bool) -> str:
    if status == WorkflowState.STATUS_NEEDS_CHANGES:
        return "back"
    if status != WorkflowState.STATUS_IN_PROGRESS:
        return ""
    return "mine" if is_asked else "waiting"


def _length(by_path: dict[str, Section]) -> int:
    """All sections lie under the one catalogue, so their paths are of one length."""
    return len(next(iter(by_path), ""))
