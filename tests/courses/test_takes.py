"""A voice recorded beside a step: kept once, refused with words, its sentences told and marked."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from courses.services import sections
from lms.jobs.models import Job
from lms.media.models import Recording
from tests import sounds
from tests.courses import desk
from tests.courses.test_checks_panel import lesson_form
from tests.courses.test_voices import make_recording

pytestmark = pytest.mark.one_database

KEY = "0123456789abcdef0123456789abcdef"


def send(client, page, content=None, key=KEY, title="Tìm thủ tục: Đọc"):
    sound = sounds.recording(1.2) if content is None else content
    file = SimpleUploadedFile("ghi.webm", sound, "audio/webm")
    form = {"key": key, "title": title, "file": file}
    return client.post(f"/quan-tri/khoa-hoc/{page.pk}/giong/", form)


def test_a_take_lies_with_the_files_of_its_section_and_is_made_fit_for_phones(
    page, author, as_person, shelf
):
    answer = send(as_person("author"), desk.lesson_of(page)).json()
    kept = Recording.objects.get()
    assert kept.title == "Tìm thủ tục: Đọc"
    assert kept.uploaded_by_user == author
    assert kept.collection == sections.collection_of(shelf.section)
    assert Job.objects.get().ids["recording"] == kept.pk
    assert (answer["id"], answer["state"], answer["url"]) == (kept.pk, "waiting", "")
    assert answer["edit_url"].endswith(f"/recording/edit/{kept.pk}/")


def test_a_take_sent_twice_is_kept_once(page, author, as_person):
    client, lesson = as_person("author"), desk.lesson_of(page)
    first, again = send(client, lesson), send(client, lesson)
    assert first.json()["id"] == again.json()["id"]
    assert (Recording.objects.count(), Job.objects.count()) == (1, 1)
    send(client, lesson, key=KEY[::-1])
    assert Recording.objects.count() == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "chọn|Chưa nhận được|trống"),
        (b"%PDF-1.7 khong phai tieng", "không phải bản ghi tiếng"),
        (sounds.clip(seconds=3600), "Bản ghi dài quá 5 phút."),
    ],
)
def test_what_is_no_voice_is_refused_with_words_and_nothing_kept(
    page, author, as_person, content, words
):
    answer = send(as_person("author"), desk.lesson_of(page), content)
    assert answer.status_code == 422
    assert any(word in answer.json()["message"] for word in words.split("|"))
    assert not Recording.objects.exists()


def test_odd_requests_for_a_take_are_refused(page, author, as_person):
    client, lesson = as_person("author"), desk.lesson_of(page)
    assert send(client, lesson, key="../khoa").status_code == 422
    address = f"/quan-tri/khoa-hoc/{lesson.pk}/giong/"
    assert client.post(address, {"key": KEY}).status_code == 422
    assert client.post("/quan-tri/khoa-hoc/999999/giong/", {"key": KEY}).status_code == 404


@pytest.mark.parametrize("who", ["stranger", "nobody"])
def test_only_who_writes_in_the_section_sends_a_take_or_marks(request, page, as_person, who):
    if who != "nobody":
        request.getfixturevalue(who)
    client, recording = as_person(who), make_recording()
    assert send(client, desk.lesson_of(page)).status_code in {302, 403}
    assert mark(client, recording, [0, 1, 2]).status_code in {302, 403}
    sentences = client.post(f"/quan-tri/khoa-hoc/{desk.lesson_of(page).pk}/cau/1/", lesson_form(""))
    assert sentences.status_code in {302, 403}
    assert Recording.objects.count() == 1


def test_the_sentences_of_a_step_are_those_typed_now(page, author, as_person):
    client, lesson = as_person("author"), desk.lesson_of(page)
    form = lesson_form("<p>Bấm vào đây. Rồi chờ.</p>")
    address = f"/quan-tri/khoa-hoc/{lesson.pk}/cau/"
    told = client.post(f"{address}1/", form).json()
    assert told["sentences"] == ["Vào trang", "Bấm vào đây.", "Rồi chờ."]
    assert client.post(f"{address}9/", form).status_code == 422
    wrong = client.post(f"{address}1/", lesson_form("<p>Đọc.</p>", minutes="nhiều"))
    assert "Có ô đang báo lỗi" in wrong.json()["message"]
    assert client.post(f"/quan-tri/khoa-hoc/{page.pk}/cau/1/", form).status_code in {404, 422}


def mark(client, recording, marks, **more):
    sent = {"marks": marks, "file": recording.file.name, **more}
    address = f"/quan-tri/dang-lam/giong-doc/{recording.pk}/dau-cau/"
    return client.post(address, json.dumps(sent), content_type="application/json")


@pytest.fixture
def recording(page, author, as_person):
    send(as_person("author"), desk.lesson_of(page))
    Recording.objects.update(seconds=4)
    return Recording.objects.get()


def test_marks_are_kept_and_taken_back(recording, client):
    assert mark(client, recording, [0.1, 1.234, 2.5]).json()["marks"] == [0.1, 1.23, 2.5]
    recording.refresh_from_db()
    assert recording.marks_for(3) == [0.1, 1.23, 2.5]
    assert mark(client, recording, []).status_code == 200
    recording.refresh_from_db()
    assert recording.marks == []


@pytest.mark.parametrize(
    "marks",
    [[1, 1], [2, 1], [-1], [4], ["x"], [None], [float("nan")], [[1]], [0] * 400],
)
def test_marks_that_are_no_times_of_the_clip_are_refused(recording, client, marks):
    answer = mark(client, recording, marks)
    assert answer.status_code == 422
    assert "Chạm lại từ đầu" in answer.json()["message"]
    assert Recording.objects.get().marks == []


def test_marks_of_a_file_that_was_replaced_are_refused(recording, client):
    assert mark(client, recording, [1], file="recordings/cu.webm").status_code == 409
    address = f"/quan-tri/dang-lam/giong-doc/{recording.pk}/dau-cau/"
    assert client.post(address, b"[[[", content_type="application/json").status_code == 422
    told = client.get(f"/quan-tri/dang-lam/giong-doc/{recording.pk}/tinh-trang/").json()
    assert (told["state"], told["marks"], told["may_mark"]) == ("waiting", [], True)


def test_marks_tapped_before_the_clip_is_there_outlast_its_making(recording, client, run_jobs):
    Recording.objects.update(seconds=0)
    assert mark(client, recording, [0.1, 0.6]).status_code == 200
    run_jobs()
    recording.refresh_from_db()
    assert (recording.state, recording.marks) == ("ready", [0.1, 0.6])
