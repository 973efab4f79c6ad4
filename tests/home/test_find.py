"""The search page answers with or without marks, and says what to do when it finds nothing."""

import gzip

import pytest

from tests.courses.editions import make_edition


@pytest.fixture
def edition(db):
    return make_edition()


def test_a_course_is_found_without_marks(client, edition):
    page = client.get("/tim/", {"q": "dich vu cong"})
    assert edition.course.get_absolute_url() in page.text
    assert "Tìm thấy" in page.text


def test_nothing_found_says_what_to_do(client, edition):
    page = client.get("/tim/", {"q": "máy bay"})
    assert page.status_code == 200
    assert "Thử gõ ít chữ hơn" in page.text
    assert 'value="máy bay"' in page.text


def test_no_question_shows_every_course(client, edition):
    assert edition.course.get_absolute_url() in client.get("/tim/").text


def test_no_course_at_all_says_so(client, db):
    assert "Chưa có khóa học nào mở" in client.get("/tim/").text


@pytest.mark.parametrize("query", ["<script>alert(1)</script>", "x" * 5000, "\x00", "%' OR 1=1 --"])
def test_hostile_questions_are_plain_text(client, edition, query):
    page = client.get("/tim/", {"q": query})
    assert page.status_code == 200
    assert "<script>alert" not in page.text


def test_the_page_is_for_everybody_and_light(client, edition):
    for query in ({}, {"q": "ho so"}):
        page = client.get("/tim/", query)
        assert not page.cookies
        assert "Cookie" not in page.headers.get("Vary", "")
        assert "public" in page.headers["Cache-Control"]
        assert len(gzip.compress(page.content)) <= 6 * 1024
