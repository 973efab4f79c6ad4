"""Hiding a course, opening it again, withdrawing it, and editing it under learners."""

import json

import pytest
from django.db import DatabaseError, transaction

from courses.models import (
    Attempt,
    Course,
    CourseEdition,
    CoursePage,
    EditionStep,
    Enrolment,
    Question,
)
from courses.services import publishing
from lms.audit.models import AuditEvent
from lms.common import clock
from lms.jobs import running
from tests.courses import desk


def fresh(page):
    return CoursePage.objects.get(pk=page.pk)


@pytest.fixture
def published(standing_edition, page):
    return page


def test_unpublished_course_is_hidden_and_keeps_its_editions(published):
    published.unpublish()
    course = Course.objects.get()
    assert (course.state, course.current_edition.number) == ("hidden", 1)
    assert AuditEvent.objects.filter(action="course.hidden").exists()


def test_hidden_course_opens_again_without_a_new_edition(published):
    published.unpublish()
    assert publishing.publish_course(published, by=None) is None
    assert Course.objects.get().state == "open"
    running.drain("now")
    assert fresh(published).live
    assert CourseEdition.objects.count() == 1


def test_withdrawn_course_stays_away_for_good(published, tuan):
    course = published.course
    assert publishing.withdraw(course, by=tuan, reason="Số điện thoại trong bài đã đổi chủ.")
    assert not publishing.withdraw(course, by=tuan, reason="Lần nữa")
    course.refresh_from_db()
    assert (course.state, course.withdrawn_reason) == (
        "withdrawn",
        "Số điện thoại trong bài đã đổi chủ.",
    )
    assert not fresh(published).live
    desk.edit(published, title="Bản sửa")
    with pytest.raises(publishing.PublishRefused, match="đã thu hồi"):
        publishing.publish_course(published, by=tuan)
    assert AuditEvent.objects.get(action="course.withdrawn").actor == tuan


@pytest.fixture
def learning(published, hoa):
    """Hoa is half way, with a try at the test and a finished course beside it."""
    edition = published.course.current_edition
    uid = edition.rule["required"][0]
    enrolment = Enrolment.objects.create(
        learner=hoa,
        course=published.course,
        edition=edition,
        done={uid: clock.now().isoformat()},
        current_step=uid,
        best_mark="4.00",
    )
    Attempt.objects.create(
        enrolment=enrolment,
        edition=edition,
        event_id="019a0000-0000-7000-8000-000000000001",
        answers=[],
        rule=edition.rule,
        mark="4.00",
        passed=False,
        at=clock.now(),
    )
    return enrolment


def frozen():
    """Every record of learning and every edition as it is stored."""
    tables = (
        Attempt,
        CourseEdition.objects.filter(number=1),
        EditionStep.objects.filter(edition__number=1),
    )
    rows = [Attempt.objects.values(), tables[1].values(), tables[2].values()]
    learners = Enrolment.objects.values("learner", "course", "done", "best_mark", "completed_at")
    return json.dumps([list(found) for found in [*rows, learners]], default=str)


def test_editing_under_learners_changes_no_record(published, learning):
    before = frozen()
    steps = desk.raw_steps(published)
    steps[0]["value"]["text"] = "<p>Viết lại hết.</p>"
    desk.set_steps(published, *reversed(steps[:3]))
    desk.publish(published)
    assert frozen() == before
    desk.lesson_of(published).delete()
    desk.add_lesson(published, "Bài khác", desk.read_step("khac"))
    desk.publish(published)
    assert frozen() == before
    fresh(published).unpublish()
    assert frozen() == before


def test_reordering_rewording_and_withdrawing_change_no_record(published, learning, tuan):
    before = frozen()
    second = desk.add_lesson(published, "Bài hai", desk.read_step("hai"))
    desk.publish(published)
    second.refresh_from_db()
    second.move(desk.lesson_of(published), pos="left")
    desk.publish(published)
    assert frozen() == before
    for question in Question.objects.all():
        right = question.options.get_prep_value()
        for option in right:
            option["value"]["right"] = not option["value"]["right"]
        desk.edit(question, prompt="Hỏi khác", options=json.dumps(right))
    desk.publish(published)
    assert frozen() == before
    learning.refresh_from_db()
    assert learning.edition.number == 1
    publishing.withdraw(published.course, by=tuan, reason="Sai nghiêm trọng.")
    assert frozen() == before


def test_small_change_takes_learners_along_and_a_big_one_leaves_them(published, learning):
    desk.edit(published, title="Nộp hồ sơ tại nhà")
    second = desk.publish(published)
    learning.refresh_from_db()
    assert learning.edition == second
    desk.edit(published, pass_mark=8)
    desk.publish(published)
    learning.refresh_from_db()
    assert learning.edition == second


@pytest.mark.parametrize("model", [CourseEdition, EditionStep])
def test_database_refuses_to_change_an_edition(published, model):
    for change in (
        lambda rows: rows.update(title="Khác"),
        lambda rows: rows._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
            change(model.objects.all())
