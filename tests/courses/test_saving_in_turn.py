"""What the editor saves by itself never undoes what was saved by hand meanwhile."""

import threading
from concurrent.futures import ThreadPoolExecutor, wait

import pytest
from django.db import connection
from django.test import Client
from wagtail import hooks

from courses.models import LessonPage, Question
from lms.users.policies import Role
from tests.courses import desk
from tests.courses.test_doors import lesson_form
from tests.people import sign_in

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

JSON = {"accept": "application/json"}
SECONDS = 2


@pytest.fixture
def send(tuan, shelf):
    """`send(address, form, headers)` as an author, in whatever thread: the response."""
    desk.give(tuan, Role.CONTENT_AUTHOR, shelf)

    def sent(address, form, headers=None):
        try:
            client = Client()
            sign_in(client, tuan)
            return client.post(address, form, headers=headers)
        finally:
            if threading.current_thread() is not threading.main_thread():
                connection.close()

    return sent


@pytest.fixture
def overtaken(send):
    """`overtaken(hook, address, older, newer)`: `newer` by hand while `older` saves by itself.

    The editor's own request has looked whether it is the latest and stands before its writing.
    """

    def raced(hook, address, older, newer):
        first = send(address, older, JSON).json()["revision_id"]
        inside, go_on = threading.Event(), threading.Event()

        def stand(request, _edited):
            if "overwrite_revision_id" in request.POST:
                inside.set()
                assert go_on.wait(30)

        with hooks.register_temporarily(hook, stand), ThreadPoolExecutor(2) as threads:
            by_itself = threads.submit(
                send, address, older | {"overwrite_revision_id": first}, JSON
            )
            assert inside.wait(30)
            by_hand = threads.submit(send, address, newer)
            wait([by_hand], SECONDS)
            go_on.set()
            assert by_itself.result(30).status_code == 200
            assert by_hand.result(30).status_code == 302

    return raced


def test_of_a_lesson(page, overtaken):
    lesson = LessonPage.objects.child_of(page).first()
    address = f"/quan-tri/pages/{lesson.pk}/edit/"
    overtaken("before_edit_page", address, lesson_form("Cũ"), lesson_form("Mới"))
    lesson.refresh_from_db()
    assert lesson.get_latest_revision_as_object().title == "Mới"


def test_of_a_question(page, shelf, overtaken):
    question = Question.objects.filter(section=shelf.section).first()
    address = f"/quan-tri/snippets/courses/question/edit/{question.pk}/"
    form = {
        "section": shelf.section.pk,
        "kind": "single",
        "stimulus_kind": "none",
        "options-count": "0",
    }
    older, newer = form | {"prompt": "Cũ?"}, form | {"prompt": "Mới?"}
    overtaken("before_edit_snippet", address, older, newer)
    question.refresh_from_db()
    assert question.get_latest_revision_as_object().prompt == "Mới?"
