"""What was answered under a step stands there in every course that shows the step."""

import pytest

from courses.models import StepQuestion
from courses.services import answers, events, packages, sharing
from lms.common import clock
from tests.courses import desk
from tests.courses.phones import Phone

pytestmark = pytest.mark.django_db
SAID = "Ở cuối trang."


@pytest.fixture
def borrower(page, shelf):
    """Another course in which the lesson of `page` stands."""
    other = desk.make_course_page(shelf, "Làm giấy khai sinh", steps=[desk.read_step("mot")])
    sharing.share(other, desk.lesson_of(page), by=None)
    return desk.fresh(other)


def answer(edition, asker, author, words=SAID):
    """Put an answer under the practice step of an edition; the question."""
    step = edition.steps.get(kind="simulate")
    body = Phone(edition).event("asked", step.uid, {"to": "author", "text": words})
    outcome = events.receive(asker, [body], now=clock.now()).outcomes[0]
    assert outcome.outcome == "accepted", outcome.errors
    question = StepQuestion.objects.waiting().get()
    answers.answer(question, by=author, words=words, now=clock.now())
    answers.publish(question, by=author, asked="Nút đâu?", answered=words, now=clock.now())
    return question


def shown(client, edition):
    step = edition.steps.get(kind="simulate")
    return client.get(f"/hoc/{edition.public_id}/{step.uid}/").text


def test_an_answer_shows_in_the_other_course_that_has_the_lesson(
    client, page, borrower, hoa, author
):
    first, second = desk.publish(page), desk.publish(borrower)
    assert SAID not in shown(client, second)
    question = answer(first, hoa, author)
    assert SAID in shown(client, first)
    assert SAID in shown(client, second)
    second.course.refresh_from_db()
    assert any(SAID in part for part in packages.of(second).parts.values())
    answers.take_down(question, by=author, now=clock.now())
    assert SAID not in shown(client, first) + shown(client, second)


def test_an_answer_shows_in_a_course_that_took_the_lesson_later(
    client, page, borrower, hoa, author
):
    answer(desk.publish(page), hoa, author)
    assert SAID in shown(client, desk.publish(borrower))


def test_an_answer_costs_a_page_no_more_in_however_many_courses_it_was_asked(
    client, page, borrower, hoa, lan, author, django_assert_num_queries
):
    first, second = desk.publish(page), desk.publish(borrower)
    answer(first, hoa, author)
    uid = first.steps.get(kind="simulate").uid
    with django_assert_num_queries(1):
        assert len(answers.under([uid])[uid]) == 1
    answer(second, lan, author, "Nút xanh.")
    with django_assert_num_queries(1):
        assert [one.answer for one in answers.under([uid])[uid]] == ["Nút xanh.", SAID]
