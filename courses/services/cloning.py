"""A course made of another: a copy to go on from, a template, a course begun from a template.

A copy has steps and uids of its own and carries no learner: whatever the two courses have in
common ends there. Pictures, voices and films are shared, they lie in the library anyway.
Questions belong to a section: within one they are shared, in another section they are copied,
so that its authors may change them.
"""

import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from courses import policies
from courses.drafting import drafts
from courses.models import Binned, Course, CoursePage, LessonPage, Question, SectionPage
from courses.policies import section_of
from courses.services import authoring
from lms.audit import services as audit
from lms.users.models import User

COPIED = (
    *("summary", "can_do", "prepare", "art", "art_image_id", "voice_id", "gives_certificate"),
    *("pass_mark", "attempts", "test_title", "test_intro", "test_minutes", "test_online_only"),
    "test_out",
)
OF_LESSON = ("title", "module", "minutes")
OF_QUESTION = ("kind", "prompt", "stimulus_kind", "stimulus_from", "stimulus_text", "explanation")
NAME_LENGTH = 255

Block = dict[str, Any]


def clone(page: CoursePage, *, title: str, into: SectionPage, by: User) -> CoursePage:
    """A new course with the latest drafts of this one, itself a draft."""
    with transaction.atomic():
        new = _copy(page, title=title, into=into, by=by)
        audit.record("course.cloned", subject=new.course, actor=by, of=page.course_id)
    return new


def save_as_template(page: CoursePage, *, title: str, by: User) -> CoursePage:
    """A copy in the same section that is never published and new courses begin from."""
    with transaction.atomic():
        into = SectionPage.objects.get(pk=page.get_parent().pk)
        new = _copy(page, title=title, into=into, by=by)
        Course.objects.filter(pk=new.course_id).update(state=Course.State.TEMPLATE)
        audit.record("course.template_made", subject=new.course, actor=by, of=page.course_id)
    return CoursePage.objects.get(pk=new.pk)


def templates_for(user: User) -> QuerySet[CoursePage]:
    """The templates of the sections a person writes in, by name."""
    found = CoursePage.objects.filter(
        course__state=Course.State.TEMPLATE, course__section__in=policies.sections_written_by(user)
    )
    found = found.exclude(pk__in=Binned.objects.filter(kind="course").values("object_id"))
    return found.select_related("course__section").order_by("draft_title", "pk")


def _copy(page: CoursePage, *, title: str, into: SectionPage, by: User) -> CoursePage:
    draft = drafts.latest(CoursePage.objects.get(pk=page.pk))
    asked = _questions(draft.questions, into, by, is_same=section_of(page) == into.section)
    new = authoring.create_course(into, title=title[:NAME_LENGTH], by=by)
    fields = {name: getattr(draft.page, name) for name in COPIED}
    slots = renewed(draft.page.final_test.get_prep_value(), asked)
    for name, value in {**fields, "final_test": in_json(slots)}.items():
        setattr(new, name, value)
    new.save_revision(user=by, clean=False)
    for lesson in draft.lessons:
        steps = in_json(renewed(lesson.steps.get_prep_value(), asked))
        copied = LessonPage(**{name: getattr(lesson, name) for name in OF_LESSON}, steps=steps)
        authoring.create_lesson(CoursePage.objects.get(pk=new.pk), copied, by=by)
    return CoursePage.objects.get(pk=new.pk)


def _questions(known: Any, into: SectionPage, by: User, *, is_same: bool) -> dict[int, int]:
    """The question to ask in the copy, by the one that was asked."""
    if is_same:
        return {pk: pk for pk in known}
    return {pk: _copied(question, into, by).pk for pk, question in known.items()}


def _copied(question: Question, into: SectionPage, by: User) -> Question:
    copy = Question(
        section=into.section,
        options=in_json(question.options.get_prep_value()),
        live=False,
        **{name: getattr(question, name) for name in OF_QUESTION},
    )
    copy.save()
    copy.save_revision(user=by, clean=False)
    return copy


def renewed(blocks: Any, asked: dict[int, int]) -> Iterator[Block]:
    """The blocks under new ids, with the questions of the copy."""
    for block in blocks:
        value = block["value"]
        if value.get("question"):
            value = {**value, "question": asked.get(value["question"])}
        yield {"type": block["type"], "id": str(uuid4()), "value": value}


def in_json(blocks: Any) -> str:
    """Blocks as a field of a page is given them."""
    return json.dumps(list(blocks), cls=DjangoJSONEncoder)


def wished_title(page: CoursePage) -> str:
    """What a copy is called unless its author says otherwise."""
    return _("%(title)s (bản sao)") % {"title": page.draft_title[: NAME_LENGTH - 12]}
