"""Every door of the questions: authors write, nobody publishes one alone, each in their section."""

import pytest
from wagtail.test.utils.form_data import nested_form_data, streamfield

from courses.models import Question
from tests.courses import desk
from tests.people import sign_in

INSIDE = "/quan-tri"


def question_form(question, section=None, **changed):
    options = [
        ("option", {"text": option.value["text"], "right": "on", "said": ""})
        for option in question.options
    ]
    return nested_form_data(
        {
            "section": (section or question.section).pk,
            "kind": question.kind,
            "prompt": "Bị sửa",
            "stimulus_kind": "none",
            "stimulus_from": "",
            "stimulus_text": "",
            "options": streamfield(options),
            "explanation": "",
            "tags": "",
            **changed,
        }
    )


QUESTION = f"{INSIDE}/snippets/courses/question"
QUESTION_DOORS = {
    "edit": lambda one: (f"{QUESTION}/edit/{one.pk}/", question_form(one)),
    "publish": lambda one: (
        f"{QUESTION}/edit/{one.pk}/",
        question_form(one, **{"action-publish": "1"}),
    ),
    "delete": lambda one: (f"{QUESTION}/delete/{one.pk}/", {}),
    "unpublish": lambda one: (f"{QUESTION}/unpublish/{one.pk}/", {}),
    "copy": lambda one: (f"{QUESTION}/copy/{one.pk}/", question_form(one)),
    "bulk delete": lambda one: (
        f"{INSIDE}/bulk/courses/question/delete/?id={one.pk}",
        {},
    ),
    "add": lambda one: (f"{QUESTION}/add/", question_form(one)),
}


@pytest.mark.parametrize("door", QUESTION_DOORS)
@pytest.mark.parametrize("who", ["stranger", "hoa", "nobody"])
def test_doors_of_a_question_are_shut_for_others(shelf, as_person, who, door):
    question = desk.make_question(shelf.section)
    client = as_person(who)
    url, data = QUESTION_DOORS[door](question)
    before = desk.state()
    client.post(url, data)
    assert desk.state() == before


@pytest.mark.parametrize(
    "view", ["edit/{}/", "history/{}/", "usage/{}/", "delete/{}/", "edit/{}/preview/"]
)
def test_pages_of_a_question_are_not_shown_to_others(shelf, stranger, client, view):
    question = desk.make_question(shelf.section)
    sign_in(client, stranger)
    response = client.get(f"{QUESTION}/{view.format(question.pk)}")
    assert response.status_code in {302, 403, 404}


def test_lists_and_choosers_show_own_questions_only(shelf, other_shelf, stranger, client):
    foreign = desk.make_question(shelf.section, "Của người ta")
    own = desk.make_question(other_shelf.section, "Của mình")
    sign_in(client, stranger)
    chooser = f"{INSIDE}/snippets/choose/courses/question"
    bodies = [client.get(url).content.decode() for url in (f"{QUESTION}/", f"{QUESTION}/results/")]
    bodies += [client.get(f"{chooser}/").json()["html"]]
    bodies += [client.get(f"{chooser}/results/").content.decode()]
    for body in bodies:
        assert "Của mình" in body
        assert "Của người ta" not in body
    assert client.get(f"{chooser}/chosen/{own.pk}/").status_code == 200
    assert client.get(f"{chooser}/chosen/{foreign.pk}/").status_code in {302, 403}
    several = client.get(f"{chooser}/chosen-multiple/?id={foreign.pk}&id={own.pk}")
    assert [one["id"] for one in several.json()["result"]] == [str(own.pk)]


@pytest.mark.parametrize("who", ["author", "editor"])
def test_question_is_written_and_never_published_alone(shelf, as_person, who):
    question = desk.make_question(shelf.section)
    client = as_person(who)
    for door in ("edit", "publish"):
        url, data = QUESTION_DOORS[door](question)
        client.post(url, data)
    question = desk.fresh(question)
    assert question.get_latest_revision_as_object().prompt == "Bị sửa"
    assert (question.live, question.version) == (False, 0)


def test_question_is_not_moved_into_a_section_of_others(shelf, other_shelf, author, client):
    question = desk.make_question(shelf.section)
    sign_in(client, author)
    client.post(f"{QUESTION}/edit/{question.pk}/", question_form(question, other_shelf.section))
    latest = desk.fresh(question).get_latest_revision_as_object()
    assert latest.section == shelf.section


def test_question_in_an_edition_is_not_deleted(page, editor, client):
    desk.publish(page)
    question = Question.objects.first()
    sign_in(client, editor)
    for door in ("delete", "bulk delete"):
        url, data = QUESTION_DOORS[door](question)
        client.post(url, data)
    assert Question.objects.filter(pk=question.pk).exists()
