"""The final test read aloud: question and answers to choose from, never which is right."""

import json
import re

import pytest

from courses.services import packages, publishing
from lms.media import recordings
from tests import sounds
from tests.courses import desk

pytestmark = pytest.mark.one_database

MARKS = [0.0, 1.0, 2.0]


@pytest.fixture
def recording(db):
    return recordings.make_ready(
        title="Câu 1", content=sounds.clip(), marks=MARKS, is_placeholder=False
    )


def spoken_test(page, shelf, recording):
    question = desk.make_question(shelf.section, "Trang nào thật?")
    slot = {"question": question.pk, "points": "1", "voice": recording and recording.pk}
    stream = json.dumps([{"type": "slot", "id": desk.block_id("cau"), "value": slot}])
    draft = page.get_latest_revision_as_object()
    draft.pass_mark, draft.final_test = 5, stream
    draft.save_revision()
    page.refresh_from_db()


@pytest.fixture
def edition(page, shelf, recording):
    spoken_test(page, shelf, recording)
    return desk.publish(page)


def exam(client, edition):
    return client.get(f"/hoc/{edition.public_id}/kiem-tra/").text


def test_the_voice_of_a_question_is_frozen_beside_it(edition):
    (slot,) = edition.test["slots"]
    assert slot["voice"]["marks"] == [0, 1, 2]
    assert slot["voice"]["asset"].endswith(".m4a")


def test_the_page_offers_to_listen_and_marks_question_and_answers(edition, client):
    page = exam(client, edition)
    asset = edition.test["slots"][0]["voice"]["asset"]
    assert f'<audio preload="none" src="/tep/{asset}">' in page
    assert "Nghe đọc câu này" in page
    for number, said in enumerate(
        ["Trang nào thật?", "dichvucong.gov.vn", "dichvucong-vn.example"]
    ):
        assert f'<span data-s="{number}">{said}</span>' in page
    assert set(re.findall(r'data-s="(\d+)"', page)) == {"0", "1", "2"}


def test_nothing_on_the_page_tells_the_right_answer(edition, client):
    page = exam(client, edition)
    assert "data-right" not in page
    assert "Nhìn kỹ đuôi." not in page
    assert edition.test_key["s1"]["explanation"] not in page


def test_a_question_without_a_voice_is_shown_as_ever(page, shelf, client):
    spoken_test(page, shelf, None)
    edition = desk.publish(page)
    assert "voice" not in edition.test["slots"][0]
    assert "data-listen" not in exam(client, edition)


def test_a_course_taken_along_brings_the_voices_of_its_test(edition):
    asset = edition.test["slots"][0]["voice"]["asset"]
    assert f"/tep/{asset}" in {file.address for file in packages.of(edition).files}


def test_marks_that_do_not_fit_are_a_warning_that_leads_to_the_recording(page, shelf, recording):
    recording.marks = [0.0, 1.0]
    recording.save()
    spoken_test(page, shelf, recording)
    (_nameless, problem) = publishing.review(page).warnings
    assert "Bước có 3 câu mà giọng đọc có 2 mốc" in problem.message
    assert problem.url == f"/quan-tri/snippets/media/recording/edit/{recording.pk}/"


def test_a_voice_that_is_not_ready_holds_the_course_back(page, shelf, recording):
    recording.state = "waiting"
    recording.save()
    spoken_test(page, shelf, recording)
    (problem,) = publishing.review(page).errors
    assert "còn đang làm" in problem.message


def test_a_new_voice_alone_is_a_minor_change(edition, page, shelf):
    other = recordings.make_ready(
        title="Giọng khác", content=sounds.clip(name=b"b"), marks=MARKS, is_placeholder=False
    )
    page.refresh_from_db()
    draft = page.get_latest_revision_as_object()
    draft.final_test[0].value["voice"] = other
    draft.save_revision()
    page.refresh_from_db()
    found = publishing.review(page)
    assert [(one.message, one.level) for one in found.changes] == [
        ("Đổi giọng đọc của bài kiểm tra", "minor")
    ]
