"""Courses, lessons and steps are found by what people type."""

import unicodedata

import pytest

from courses.models import Course
from courses.services import search
from tests.courses.editions import make_edition


@pytest.fixture
def edition(db):
    return make_edition()


@pytest.mark.parametrize(
    "query",
    [
        "dịch vụ công",
        "dich vu cong",
        "DICH VU CONG",
        unicodedata.normalize("NFD", "dịch vụ công"),
        "  truc   tuyen ",
    ],
)
def test_with_or_without_marks_the_course_comes_first(edition, query):
    hit = search.find(query)[0]
    assert (hit.kind, hit.url) == ("course", edition.course.get_absolute_url())


def test_a_step_is_found_by_its_title_and_opens_there(edition):
    step = edition.steps.order_by("position").first()
    urls = [hit.url for hit in search.find(step.title)]
    assert f"/hoc/{edition.public_id}/{step.uid}/" in urls


def test_a_lesson_is_found_by_its_title(edition):
    title = edition.outline["lessons"][0]["title"]
    assert "lesson" in {hit.kind for hit in search.find(title)}


def test_all_words_must_occur(edition):
    assert search.find("dich vu khong-co-tu-nay") == []


@pytest.mark.parametrize("query", ["", "   ", "\u200b", "%", "_", "\\"])
def test_nothing_asked_finds_nothing_and_breaks_nothing(edition, query):
    assert search.find(query) == []


def test_hidden_courses_and_old_editions_are_not_found(edition):
    Course.objects.update(state="hidden")
    assert search.find("dich vu cong") == []


def test_it_costs_the_same_for_one_course_and_ten(edition, django_assert_num_queries):
    with django_assert_num_queries(3):
        search.find("dich vu")
    for number in range(9):
        make_edition(f"khoa-{number}")
    with django_assert_num_queries(3):
        assert len(search.find("dich vu", limit=5)) == 5
