"""A course as it is written now: its page, lessons and questions, each in its latest draft."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from wagtail.models import Revision

from courses.drafting import question as question_step
from courses.models import CoursePage, LessonPage, Question, SharedLessonPage

Ids = dict[str, Any]


class DraftGone(Exception):
    """A page or revision that was to be published is no longer there."""


@dataclass(frozen=True)
class Draft:
    """All that an edition is compiled from; questions by id, each as it will be published."""

    page: CoursePage
    lessons: list[LessonPage]
    questions: Mapping[int, Question]

    def blocks(self) -> Iterator[tuple[LessonPage, Any]]:
        for lesson in self.lessons:
            for block in lesson.steps:
                yield lesson, block

    def with_lesson(self, lesson: LessonPage) -> "Draft":
        """The same course with this version of one lesson, or with it as the last one."""
        lessons = [lesson if other.pk == lesson.pk else other for other in self.lessons]
        if lesson not in lessons:
            lessons.append(lesson)
        return replace(self, lessons=lessons, questions=_questions(self.page, lessons))


def latest(page: CoursePage) -> Draft:
    """The latest drafts of a course and everything in it."""
    return of(page.get_latest_revision_as_object(), page)


def of(draft: CoursePage, page: CoursePage) -> Draft:
    """This draft of the course page with the latest drafts of its lessons."""
    lessons = [lesson.get_latest_revision_as_object() for lesson in _lessons(page)]
    return Draft(draft, lessons, _questions(draft, lessons))


def _lessons(page: CoursePage) -> list[LessonPage]:
    """The lessons in order, also those that lie in another course and are shared by this one."""
    if page.pk is None:
        return []
    places = SharedLessonPage.objects.child_of(page).select_related("lesson__latest_revision")
    own = LessonPage.objects.child_of(page).select_related("latest_revision")
    by_path = {lesson.path: lesson for lesson in own}
    # One that was moved here stands once, whatever place it had here before.
    here = {lesson.pk for lesson in by_path.values()}
    by_path |= {one.path: one.lesson for one in places if one.lesson_id not in here}
    return [by_path[path] for path in sorted(by_path)]


def _questions(page: CoursePage, lessons: list[LessonPage]) -> dict[int, Question]:
    wanted = set(_question_ids(page, lessons))
    rows = Question.objects.filter(pk__in=wanted).select_related("latest_revision")
    return {row.pk: as_published(row, row.latest_revision) for row in rows}


def _question_ids(page: CoursePage, lessons: list[LessonPage]) -> Iterator[int]:
    for lesson in lessons:
        for block in lesson.steps:
            if block.block_type == "question" and block.value["question"]:
                yield block.value["question"].pk
    for slot in page.final_test:
        if slot.value["question"]:
            yield slot.value["question"].pk


def as_published(row: Question, revision: Revision | None) -> Question:
    """The draft with the version it will have: a new one only for a new text."""
    if revision is None:
        return _numbered(row, row)
    return _numbered(row.with_content_json(revision.content), row)


def _numbered(draft: Question, row: Question) -> Question:
    if not row.version or _text(draft) != _text(row):
        draft.version = row.version + 1
    return draft


def _text(question: Question) -> dict[str, Any]:
    return {**question_step.freeze_question(question), "version": 0}


def ids(page: CoursePage, draft: Draft) -> Ids:
    """The revisions a latest draft was read from, for a job to compile exactly these.

    `shared` names the lessons that lie in other courses, `places` where they stand in this one.
    """
    lessons = _lessons(page)
    places = SharedLessonPage.objects.child_of(page).order_by("path")
    return {
        "page": [page.pk, _revision_id(page)],
        "lessons": [[lesson.pk, _revision_id(lesson)] for lesson in lessons],
        "shared": [lesson.pk for lesson in lessons if not lesson.is_child_of(page)],
        "places": [[place.pk, _revision_id(place)] for place in places],
        "questions": [
            [row.pk, _revision_id(row)]
            for row in Question.objects.filter(pk__in=draft.questions).order_by("pk")
        ],
    }


def _revision_id(row: Any) -> int:
    """The latest revision; a row that has none gets its first."""
    if row.latest_revision_id is None:
        row.save_revision()
    return int(row.latest_revision_id)


def digest(ids: Ids) -> str:
    """One short name for these revisions in this order."""
    return sha256(repr([ids["page"], ids["lessons"], ids["questions"]]).encode()).hexdigest()[:32]


def at(ids: Ids) -> Draft:
    """The draft made of these revisions; raises DraftGone when one was deleted."""
    pairs = [ids["page"], *ids["lessons"], *ids["questions"]]
    revisions = Revision.objects.in_bulk([revision for _, revision in pairs])
    if len(revisions) != len(pairs):
        raise DraftGone
    page = CoursePage.objects.filter(pk=ids["page"][0]).first()
    lessons = LessonPage.objects.in_bulk([pk for pk, _ in ids["lessons"]])
    questions = Question.objects.in_bulk([pk for pk, _ in ids["questions"]])
    if page is None or len(lessons) + len(questions) != len(pairs) - 1:
        raise DraftGone
    return Draft(
        page.with_content_json(revisions[ids["page"][1]].content),
        [lessons[pk].with_content_json(revisions[at].content) for pk, at in ids["lessons"]],
        {pk: as_published(questions[pk], revisions[at]) for pk, at in ids["questions"]},
    )
