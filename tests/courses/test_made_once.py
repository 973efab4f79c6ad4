"""Saved by itself and by hand at once, a page is made once."""

import re

import pytest

from courses.models import CoursePage, LessonPage, Question
from lms.users.policies import Role
from tests.courses import desk
from tests.courses.test_doors import lesson_form
from tests.people import sign_in


@pytest.fixture
def author(tuan, shelf, client):
    desk.give(tuan, Role.CONTENT_AUTHOR, shelf)
    sign_in(client, tuan)
    return client


def token(client, address):
    shown = client.get(address).content.decode()
    return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', shown)[1]


def test_the_same_form_sent_twice_edits_what_the_first_made(page, author):
    address = f"/quan-tri/pages/add/courses/lessonpage/{page.pk}/"
    form = {"csrfmiddlewaretoken": token(author, address)}
    by_itself = lesson_form("Bài mớ") | form
    assert (
        author.post(address, by_itself, headers={"accept": "application/json"}).status_code == 200
    )
    response = author.post(address, lesson_form("Bài mới") | form, follow=True)
    made = LessonPage.objects.child_of(page).get(title__startswith="Bài mớ")
    assert response.redirect_chain[0] == (f"/quan-tri/pages/{made.pk}/edit/", 307)
    assert made.get_latest_revision_as_object().title == "Bài mới"


def test_two_forms_make_two_pages(page, author):
    address = f"/quan-tri/pages/add/courses/lessonpage/{page.pk}/"
    before = LessonPage.objects.count()
    for _ in range(2):
        author.post(address, lesson_form("Bài") | {"csrfmiddlewaretoken": token(author, address)})
    assert LessonPage.objects.count() == before + 2


def test_a_form_that_was_refused_may_be_sent_again(page, author):
    address = f"/quan-tri/pages/add/courses/lessonpage/{page.pk}/"
    form = {"csrfmiddlewaretoken": token(author, address)}
    before = LessonPage.objects.count()
    author.post(address, lesson_form("") | form)
    author.post(address, lesson_form("Có tên") | form)
    assert LessonPage.objects.count() == before + 1


def test_questions_are_made_once_too(shelf, author):
    address = "/quan-tri/snippets/courses/question/add/"
    form = {
        "csrfmiddlewaretoken": token(author, address),
        "section": shelf.section.pk,
        "kind": "single",
        "prompt": "Nút nào?",
        "stimulus_kind": "none",
        "options-count": "0",
    }
    for _ in range(2):
        author.post(address, form)
    assert Question.objects.filter(prompt="Nút nào?").count() == 1


@pytest.mark.parametrize("who", ["hoa", "nobody"])
def test_others_make_nothing(page, client, hoa, who):
    if who == "hoa":
        sign_in(client, hoa)
    address = f"/quan-tri/pages/add/courses/coursepage/{page.get_parent().pk}/"
    response = client.post(address, {"title": "Lạ", "csrfmiddlewaretoken": "a" * 64})
    assert response.status_code in {302, 403}
    assert CoursePage.objects.count() == 1
