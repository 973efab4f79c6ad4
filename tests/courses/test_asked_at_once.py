"""A question is answered in the very moment in which its asker asks anew."""

import threading
from concurrent.futures import ThreadPoolExecutor, wait

import pytest
from django.db import connection, transaction

from courses.models import StepQuestion
from courses.services import answers, events
from lms.common import clock
from lms.notifications.models import Notice
from tests.courses.editions import make_edition
from tests.courses.phones import Phone

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

SECONDS = 1.0


def ask(person, phone, words):
    body = phone.event("asked", "tap-nop", {"to": "author", "text": words})
    [outcome] = events.receive(person, [body], now=clock.now()).outcomes
    assert outcome.outcome == "accepted", outcome.errors


def at_once(first, then):
    """Begin `then` while `first` is done and not yet there for others; what both came to."""
    done, go_on = threading.Event(), threading.Event()

    def hold():
        try:
            with transaction.atomic():
                came = first()
                done.set()
                assert go_on.wait(30)
            return came
        finally:
            connection.close()

    def follow():
        try:
            return then()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        held = threads.submit(hold)
        assert done.wait(30)
        following = threads.submit(follow)
        wait([following], SECONDS)
        go_on.set()
        return held.result(30), following.result(30)


@pytest.fixture
def phone():
    return Phone(make_edition())


def test_an_answer_to_what_is_being_asked_anew_is_not_given(hoa, author, phone):
    ask(hoa, phone, "Nút đâu?")
    question = StepQuestion.objects.get()
    _asked, answered = at_once(
        lambda: ask(hoa, phone, "Nút nộp ở đâu?"),
        lambda: answers.answer(question, by=author, words="Ở cuối.", now=clock.now()),
    )
    assert answered is False
    assert not Notice.objects.exists()
    assert [(one.text, one.state) for one in StepQuestion.objects.all()] == [
        ("Nút nộp ở đâu?", "waiting")
    ]


def test_what_is_being_answered_is_not_taken_away_by_asking_anew(hoa, author, phone):
    ask(hoa, phone, "Nút đâu?")
    question = StepQuestion.objects.get()
    answered, _asked = at_once(
        lambda: answers.answer(question, by=author, words="Ở cuối.", now=clock.now()),
        lambda: ask(hoa, phone, "Nút nộp ở đâu?"),
    )
    assert answered is True
    assert Notice.objects.get().body == "Ở cuối."
    found = StepQuestion.objects.order_by("asked_at", "text").values_list("text", "state")
    assert sorted(found) == [("Nút nộp ở đâu?", "waiting"), ("Nút đâu?", "answered")]
