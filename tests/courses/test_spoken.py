"""The sentence of a screen may be spoken: kept with the sketch, joined into one voice."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from courses.models import LessonPage, LessonSketch, Question
from courses.services import making, own_drafts, sections, sketching
from courses.services.making import SketchLacks
from courses.services.sketching import SketchWrong
from lms.common import clock
from lms.jobs.models import Job
from lms.media.models import Recording
from tests import sounds
from tests.courses import desk
from tests.courses.test_making import ASKS, address, drawn

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
STAND_IN = "Chạm vào chỗ phía trên màn hình."


def say(page, sketch_id, author, key="0123456789abcdef", parts=(1.0,)):
    file = SimpleUploadedFile("ghi.wav", sounds.recording(*parts))
    shelf = desk.make_image().collection
    told = {"key": key, "title": "Màn hình 1", "file": file, "collection": shelf}
    return sketching.take_voice(page, sketch_id, by=author, **told)


def spoken(page, author, asks, silent=(), top=False):
    """A sketch of so many screens, each of a length of its own; an empty sentence is not typed."""
    sketch = drawn(page, author, len(asks))
    shots = []
    for number, (shot, ask) in enumerate(zip(sketch.shots, asks, strict=True)):
        parts = (0.4 + number / 5, 0.6, 0.8) if ask.count(".") > 1 else (1.0 + number / 5,)
        voice = None
        if number not in silent:
            voice = say(page, sketch.pk, author, key=f"man-hinh-{number}", parts=parts).pk
        spot = [10, 5, 30, 8] if top else shot["spot"]
        shots.append({**shot, "ask": ask, "voice": voice, "spot": spot})
    return sketching.change(
        page, sketch.pk, version=sketch.version, title="Nộp hồ sơ", shots=shots, by=author
    )


def voice_of(lesson):
    [step] = [block for block in lesson.steps if block.block_type == "simulate"]
    return step.value["voice"]


def test_the_voices_of_all_screens_become_the_voice_of_the_practice(page, author, run_jobs):
    asks = [ASKS[0], "Mở ra. Rồi chạm “Tiếp”.", ASKS[2]]
    lesson = making.make_lesson(spoken(page, author, asks), by=author)
    assert (voice_of(lesson).state, voice_of(lesson).file.name) == ("waiting", "")
    run_jobs()
    voice = Recording.objects.get(pk=voice_of(lesson).pk)
    assert (voice.state, voice.error) == ("ready", "")
    assert voice.uploaded_by_user == author
    # One second, a breath of 0.4, then 0.6 spoken, 0.6 of rest, 0.8 spoken, and the last.
    assert voice.marks == pytest.approx([0, 1.4, 2.6, 3.8], abs=0.06)
    assert voice.seconds == pytest.approx(1.0 + 0.4 + 2.0 + 0.4 + 1.4, abs=0.1)
    step = desk.publish(page).course.current_edition.steps.get(kind="simulate", lesson_no=2)
    assert step.values["voice"]["marks"] == voice.marks


def test_a_sentence_spoken_in_one_breath_shares_its_time_by_length(page, author, run_jobs):
    sketch = spoken(page, author, [ASKS[0]])
    shots = [{**sketch.shots[0], "ask": "Mở ra. Chạm ô bên cạnh."}]
    sketch = sketching.change(
        page, sketch.pk, version=sketch.version, title="Một", shots=shots, by=author
    )
    lesson = making.make_lesson(sketch, by=author)
    run_jobs()
    assert Recording.objects.get(pk=voice_of(lesson).pk).marks == pytest.approx([0, 0.29], abs=0.05)


def test_a_screen_spoken_but_not_typed_gets_a_true_sentence_and_no_question(page, author):
    sketch = spoken(page, author, ["", ASKS[1], ""], top=True)
    lesson = making.make_lesson(sketch, by=author)
    read, practice, asked = (block.value for block in lesson.steps)
    assert [one["ask"] for one in practice["screens"]] == [STAND_IN, ASKS[1], STAND_IN]
    first = practice["screens"][0]
    assert first["hint"] == "Chỗ cần chạm nằm phía trên màn hình."
    assert first["alt"] == "Ảnh chụp màn hình số 1, chỗ cần chạm nằm phía trên."
    assert first["spots"][0]["label"] == "Chỗ cần chạm phía trên"
    assert STAND_IN in read["text"].source
    question = Question.objects.get(pk=asked["question"].pk)
    assert question.kind == Question.Kind.TRUE_FALSE
    assert ASKS[1] in question.prompt
    assert question.explanation == f"Thứ tự: 2. {ASKS[1]}"
    assert STAND_IN not in json.dumps(question.options.get_prep_value(), ensure_ascii=False)


def test_nothing_typed_at_all_makes_a_lesson_without_a_question(page, author, run_jobs):
    lesson = making.make_lesson(spoken(page, author, ["", ""]), by=author)
    assert [block.block_type for block in lesson.steps] == ["read", "simulate"]
    run_jobs()
    assert desk.publish(page).course.current_edition.steps.filter(lesson_no=2).count() == 2


def test_half_a_voice_is_none(page, author):
    sketch = spoken(page, author, ASKS[:2], silent=[1])
    assert voice_of(making.make_lesson(sketch, by=author)) is None
    assert not Job.objects.filter(kind="media.joined_voice").exists()


def test_neither_typed_nor_spoken_is_told(page, author):
    sketch = spoken(page, author, ["", ""], silent=[1])
    assert [(one.key, one.message) for one in making.lacks(sketch)] == [
        (sketch.shots[1]["key"], "Chưa có câu hướng dẫn.")
    ]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"state": "failed", "error": "Bản ghi không có tiếng."}, "không có tiếng"),
        ({"state": "ready", "phone_file": "x", "seconds": 299.8}, "dài quá 5 phút"),
        (None, "không còn trong thư viện"),
    ],
    ids=["nobody can hear it", "too long", "deleted"],
)
def test_a_voice_that_cannot_be_used_is_told_before_anything_is_made(page, author, change, words):
    sketch = spoken(page, author, [ASKS[0]])
    voices = Recording.objects.filter(pk=sketch.shots[0]["voice"])
    voices.update(**change) if change else voices.delete()
    with pytest.raises(SketchLacks) as found:
        making.make_lesson(sketch, by=author)
    [lack] = found.value.lacks
    assert words in lack.message
    assert lack.key == sketch.shots[0]["key"]
    assert LessonPage.objects.child_of(page).count() == 1


@pytest.mark.every_database
def test_a_part_that_fails_after_the_making_is_told_where_the_voice_stands(page, author, run_jobs):
    sketch = spoken(page, author, ASKS[:2])
    run_jobs()
    lesson = making.make_lesson(sketch, by=author)
    Recording.objects.filter(pk=sketch.shots[1]["voice"]).update(state="failed", error="Im lặng.")
    run_jobs()
    voice = Recording.objects.get(pk=voice_of(lesson).pk)
    assert (voice.state, voice.error) == ("failed", "Bản ghi thứ 2 chưa dùng được: Im lặng.")


def test_a_file_chosen_meanwhile_is_not_written_over(page, author, run_jobs):
    lesson = making.make_lesson(spoken(page, author, ASKS[:1]), by=author)
    Recording.objects.filter(pk=voice_of(lesson).pk).update(file="recordings/khac.wav")
    run_jobs()
    assert Recording.objects.get(pk=voice_of(lesson).pk).file.name == "recordings/khac.wav"


WRONG = ["x", 10**30, -1, True, 1e999, [1], {"id": 1}]


@pytest.mark.parametrize("wrong", WRONG, ids=repr)
def test_what_is_no_voice_of_this_sketch_is_refused(page, author, wrong):
    sketch = spoken(page, author, ASKS[:1], silent=[0])
    shots = [{**sketch.shots[0], "voice": wrong}]
    with pytest.raises(SketchWrong):
        sketching.change(
            page, sketch.pk, version=sketch.version, title="Hai", shots=shots, by=author
        )


def test_the_voice_of_another_sketch_is_refused(page, author):
    other = spoken(page, author, ASKS[:1])
    sketch = drawn(page, author, 1)
    shots = [{**sketch.shots[0], "voice": other.shots[0]["voice"]}]
    with pytest.raises(SketchWrong, match="giọng"):
        sketching.change(page, sketch.pk, version=sketch.version, title="", shots=shots, by=author)


def test_voices_go_with_their_sketch_where_nothing_else_uses_them(page, author):
    sketch = spoken(page, author, ASKS[:2])
    used = Recording.objects.get(pk=sketch.shots[0]["voice"])
    desk.set_steps(page, desk.read_step(voice=used.pk))
    lost = say(page, sketch.pk, author, key="ghi-roi-bo")
    lesson = making.make_lesson(sketch, by=author)
    LessonSketch.objects.update(changed_at=clock.now() - sketching.KEPT - timedelta(hours=1))
    assert sketching.sweep() == 1
    assert {*Recording.objects.all()} == {used, voice_of(lesson)}
    assert lost not in Recording.objects.all()


def test_a_voice_in_a_sketch_is_told_with_its_author_and_stays_without(page, author):
    sketch = spoken(page, author, ASKS[:1])
    assert [one["from"] for one in own_drafts._drafts(author)] == ["pictures", "voice"]
    assert own_drafts._say(author)[1] == "1 bản ghi giọng trong bài làm từ ảnh"
    own_drafts._leave_without_name(author)
    assert Recording.objects.get(pk=sketch.shots[0]["voice"]).uploaded_by_user is None


# ── The page ──────────────────────────────────────────────────────────────────


def send(client, page, sketch_id, content=None, key="0123456789abcdef"):
    file = SimpleUploadedFile("ghi.wav", content or sounds.recording(1.0))
    form = {"key": key, "title": "Nộp hồ sơ\x00: màn hình 1", "file": file}
    return client.post(address(page, sketch_id, "giong/"), form)


def test_the_page_takes_a_voice_and_says_what_the_lesson_lacks(
    page, author, as_person, run_jobs, shelf
):
    client = as_person("author")
    sketch = drawn(page, author, 2, asks=["", ""])
    told, again = (send(client, page, sketch.pk).json() for _ in range(2))
    assert told == again
    kept = Recording.objects.get()
    assert (kept.uploaded_by_user, kept.state) == (author, "waiting")
    assert kept.title == "Nộp hồ sơ: màn hình 1"
    assert kept.collection == sections.collection_of(shelf.section)
    shots = [{**sketch.shots[0], "voice": told["id"]}, {**sketch.shots[1], "ask": ASKS[1]}]
    sent = {"version": sketch.version, "title": "Nộp hồ sơ", "shots": shots}
    keep = address(page, sketch.pk, "giu/")
    answer = client.post(keep, json.dumps(sent), "application/json").json()
    assert answer["shots"][0]["heard"] == {**told, "url": ""}
    run_jobs()
    [first, second] = client.get(keep).json()["shots"]
    assert b"".join(client.get(first["heard"]["url"]).streaming_content)[4:8] == b"ftyp"
    assert second["heard"] is None
    made = client.post(address(page, sketch.pk, "tao/")).json()
    page_text = client.get(made["next"]).content.decode()
    assert "Chưa viết câu ở màn hình 1" in page_text
    assert "Chưa có giọng ở màn hình 2" in page_text


def test_whole_voices_are_told_to_be_joined(page, author, as_person):
    client, sketch = as_person("author"), spoken(page, author, ["", ""])
    made = client.post(address(page, sketch.pk, "tao/")).json()
    page_text = client.get(made["next"]).content.decode()
    assert "Giọng các màn hình đang được nối" in page_text
    assert "hình đánh số và sân tập." in page_text
    assert "Chưa có câu nào được viết" in page_text


@pytest.mark.parametrize(
    ("content", "key", "words"),
    [
        (b"%PDF-1.7 khong phai tieng", "a" * 16, "không phải bản ghi tiếng"),
        (sounds.clip(seconds=3600), "a" * 16, "Bản ghi dài quá 5 phút."),
        (None, "../khoa", "ghi lại"),
        (None, "a" * 60, "ghi lại"),
    ],
)
def test_what_is_no_voice_is_refused_with_words(page, author, as_person, content, key, words):
    answer = send(as_person("author"), page, uuid4(), content, key)
    assert answer.status_code == 422
    assert words in answer.json()["message"]
    assert not Recording.objects.exists()
    assert not LessonSketch.objects.exists()


def test_a_voice_is_taken_from_who_writes_here_and_before_the_lesson_is_made(
    page, author, stranger, client, as_person
):
    sketch = drawn(page, author, 1)
    assert send(client, page, sketch.pk).status_code == 302
    assert send(as_person("stranger"), page, sketch.pk).status_code in {302, 403}
    making.make_lesson(sketch, by=author)
    assert send(as_person("author"), page, sketch.pk).status_code == 422
    assert client.post(address(page, uuid4(), "giong/")).status_code == 422
    assert not Recording.objects.exists()


def test_asking_for_a_sketch_costs_the_same_for_many_voices(
    page, author, as_person, django_assert_max_num_queries
):
    client = as_person("author")
    few, many = (spoken(page, author, ASKS[:count]) for count in (1, 5))
    keep = [address(page, one.pk, "giu/") for one in (few, many)]
    client.get(keep[0])
    with django_assert_max_num_queries(40) as counted:
        client.get(keep[0])
    with django_assert_max_num_queries(len(counted)):
        client.get(keep[1])
