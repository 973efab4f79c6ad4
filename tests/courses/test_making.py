"""A draft lesson made of photos of screens, places and sentences."""

import json
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from PIL import Image

from courses.models import CoursePage, LessonPage, LessonSketch, Question
from courses.services import making, sketching
from courses.services.making import SketchLacks
from courses.services.sketching import SketchIsNewer, SketchWrong
from lms.common import clock
from lms.media import numbered
from lms.media.models import CustomImage
from lms.media.refusals import FileRefused
from lms.users.policies import Role
from tests import files, screens
from tests.courses import desk
from tests.people import make_person, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
ASKS = [f"Chạm vào nút “{name}”." for name in screens.NAMES]


@pytest.fixture
def author(shelf):
    person = make_person("Lê Thùy Dung", email="dung@demo.test")
    desk.give(person, Role.CONTENT_AUTHOR, shelf)
    return person


def take(page, sketch_id, author, content=None, key=None, name="Screenshot_1.png"):
    file = ContentFile(content or screens.screen(0, share=2)[0], name=name)
    return sketching.take_shot(page, sketch_id, key=key or str(uuid4()), file=file, by=author)


def drawn(page, author, count=5, title="Nộp hồ sơ", asks=ASKS):
    """A whole sketch of that many screens."""
    sketch_id = uuid4()
    for number in range(count):
        sketch = take(page, sketch_id, author, screens.screen(number, share=2)[0])
    shots = [
        {**shot, "ask": asks[number % len(asks)], "spot": screens.screen(number)[1]}
        for number, shot in enumerate(sketch.shots)
    ]
    return sketching.change(
        page, sketch_id, version=sketch.version, title=title, shots=shots, by=author
    )


def test_five_screens_become_a_lesson_that_may_be_published(page, author):
    sketch = drawn(page, author)
    lesson = making.make_lesson(sketch, by=author)
    kinds = [block.block_type for block in lesson.steps]
    assert kinds == ["read", "simulate", "question"]
    assert not lesson.live
    read, practice, asked = (block.value for block in lesson.steps)
    assert [screen["ask"] for screen in practice["screens"]] == ASKS
    assert [screen["spots"][0]["label"] for screen in practice["screens"]] == list(screens.NAMES)
    assert read["text"].source.count("<li>") == 5
    assert "1. Mở ứng dụng; 2. Tìm thủ tục" in read["picture"]["alt"]
    question = asked["question"].get_latest_revision_as_object()
    [right] = [one.value["text"] for one in question.options if one.value["right"]]
    assert right == ASKS[0]
    edition = desk.publish(page).course.current_edition
    assert [step.title for step in edition.steps.filter(lesson_no=2)] == [
        "Nộp hồ sơ", "Tập: Nộp hồ sơ", "Hỏi nhanh",
    ]  # fmt: skip


def test_the_numbered_picture_shows_each_place_in_its_order(page, author):
    lesson = making.make_lesson(drawn(page, author, 3), by=author)
    image = lesson.steps[0].value["picture"]["image"]
    with image.open_file() as file:
        sheet = Image.open(BytesIO(file.read())).convert("RGB")
    assert sheet.size == (numbered.WIDTH, 3 * (numbered.HEIGHT + numbered.GAP) - numbered.GAP)
    for number in range(3):
        # The button lies in the middle of its strip, as far as the screen goes.
        top = number * (numbered.HEIGHT + numbered.GAP)
        strip = sheet.crop((0, top, numbered.WIDTH, top + numbered.HEIGHT))
        colours = {strip.getpixel((600, y)) for y in range(0, numbered.HEIGHT, 4)}
        assert (11, 87, 208) in colours
        assert (14, 107, 77) in {strip.getpixel((x, y)) for x in range(80) for y in range(336)}


def test_many_screens_are_read_in_parts_and_practised_in_one_go(page, author):
    lesson = making.make_lesson(drawn(page, author, 7), by=author)
    assert [block.block_type for block in lesson.steps] == ["read", "read", "simulate", "question"]
    assert lesson.steps[1].value["title"] == "Nộp hồ sơ: phần 2"
    assert len(lesson.steps[2].value["screens"]) == 7


def test_one_screen_asks_whether_it_is_right(page, author):
    lesson = making.make_lesson(drawn(page, author, 1), by=author)
    question = Question.objects.get(pk=lesson.steps[2].value["question"].pk)
    assert question.kind == Question.Kind.TRUE_FALSE
    assert desk.publish(page).course.current_edition.steps.filter(lesson_no=2).count() == 3


def test_the_same_sentence_twice_is_one_answer(page, author):
    asks = ["Chạm vào “Tiếp”.", "chạm vào “tiếp”.", "Chạm vào “Gửi”."]
    lesson = making.make_lesson(drawn(page, author, 3, asks=asks), by=author)
    question = Question.objects.get(pk=lesson.steps[2].value["question"].pk)
    texts = [one.value["text"] for one in question.options]
    assert set(texts) == {asks[0], asks[2]}


@pytest.mark.parametrize(
    ("ask", "label"),
    [
        ("Chạm vào nút “Nộp trực tuyến”.", "Nộp trực tuyến"),
        ("Bấm vào ô tìm kiếm", "Tìm kiếm"),
        ("Mở VNeID.", "VNeID"),
        ("Chọn", "Chọn"),
    ],
)
def test_what_stands_on_a_place_is_told_by_the_sentence(ask, label):
    assert making.Screen(1, None, ask, (0, 0, 10, 10)).label == label


@pytest.mark.every_database
def test_asked_twice_it_is_one_lesson(page, author):
    sketch = drawn(page, author, 2)
    first = making.make_lesson(sketch, by=author)
    assert making.make_lesson(sketch, by=author) == first
    assert LessonPage.objects.child_of(page).count() == 2
    with pytest.raises(SketchWrong, match="đã thành bài học"):
        take(page, sketch.pk, author)


def test_what_is_lacking_is_told_for_each_screen_and_nothing_is_made(page, author):
    sketch = take(page, uuid4(), author)
    LessonSketch.objects.update(title="")
    with pytest.raises(SketchLacks) as found:
        making.make_lesson(sketch, by=author)
    [shot] = sketch.shots
    assert [(lack.key, lack.message) for lack in found.value.lacks] == [
        ("", "Chưa có tên bài học."),
        (shot["key"], "Chưa chạm vào hình để chỉ chỗ."),
        (shot["key"], "Chưa có câu hướng dẫn."),
    ]
    assert LessonPage.objects.child_of(page).count() == 1


def test_a_picture_deleted_meanwhile_is_told(page, author):
    sketch = drawn(page, author, 2)
    CustomImage.objects.get(pk=sketch.shots[0]["image"]).delete()
    [lack] = making.lacks(sketch)
    assert (lack.key, "xóa khỏi thư viện" in lack.message) == (sketch.shots[0]["key"], True)


def test_the_same_picture_sent_again_is_taken_once(page, author):
    sketch_id = uuid4()
    take(page, sketch_id, author, key="mot")
    sketch = take(page, sketch_id, author, key="mot")
    assert (len(sketch.shots), sketch.version) == (1, 1)


def test_what_another_device_wrote_is_not_written_over(page, author):
    sketch = take(page, uuid4(), author)
    told = {"title": "Một", "shots": sketch.shots, "by": author}
    sketching.change(page, sketch.pk, version=sketch.version, **told)
    with pytest.raises(SketchIsNewer):
        sketching.change(page, sketch.pk, version=sketch.version, **{**told, "title": "Hai"})
    assert LessonSketch.objects.get().title == "Một"


WRONG_SHOTS = {
    "no list of sides": {"spot": "0,0,1,1"},
    "not a number": {"spot": [0, 0, "x", 1]},
    "endless": {"spot": [0, 0, float("nan"), 1]},
    "flat": {"spot": [0, 0, 0, 5]},
    "no key": {"key": ""},
    "a long key": {"key": "k" * 41},
    "no picture": {"image": "hình"},
    "a picture of others": {"image": 10**9},
}


@pytest.mark.parametrize("wrong", WRONG_SHOTS.values(), ids=WRONG_SHOTS)
def test_a_sketch_that_is_none_is_refused_and_the_kept_one_stays(page, author, wrong):
    sketch = take(page, uuid4(), author)
    shots = [{**sketch.shots[0], **wrong}]
    with pytest.raises(SketchWrong):
        sketching.change(
            page, sketch.pk, version=sketch.version, title="Hai", shots=shots, by=author
        )
    assert LessonSketch.objects.get() == sketch
    assert LessonSketch.objects.get().title == sketch.title != "Hai"


def test_a_place_beyond_the_edge_is_moved_onto_the_picture(page, author):
    sketch = take(page, uuid4(), author)
    shots = [{**sketch.shots[0], "spot": [90, -5, 30, 10]}]
    kept = sketching.change(
        page, sketch.pk, version=sketch.version, title="", shots=shots, by=author
    )
    assert kept.shots[0]["spot"] == [70, 0, 30, 10]


def test_more_screens_than_a_lesson_bears_are_refused(page, author):
    sketch_id = uuid4()
    small = files.photo("PNG", (90, 200))
    for _ in range(sketching.MOST_SHOTS):
        take(page, sketch_id, author, small)
    with pytest.raises(SketchWrong, match="chỉ nên có 12 màn hình"):
        take(page, sketch_id, author, small)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"ftypheic" + b"0" * 64, "không|chưa|Chưa|Không"),
        (files.DRAWING, "hình vẽ"),
        (files.animation(), "ảnh động"),
    ],
    ids=["no picture", "a drawing", "an animation"],
)
def test_what_is_no_photo_of_a_screen_is_refused_and_leaves_nothing(page, author, content, words):
    with pytest.raises(FileRefused, match=words):
        take(page, uuid4(), author, content)
    assert not LessonSketch.objects.exists()
    assert not CustomImage.objects.filter(uploaded_by_user=author).exists()


@pytest.mark.every_database
def test_old_sketches_go_with_the_pictures_nothing_uses(page, author):
    kept = take(page, uuid4(), author)
    dropped = take(page, uuid4(), author)
    sketching.drop(dropped, by=author)
    made = drawn(page, author, 1)
    lesson = making.make_lesson(made, by=author)
    before = clock.now() - sketching.KEPT - timedelta(hours=1)
    assert sketching.sweep() == 0
    # Counted from the day it was put away, not from the last word written.
    LessonSketch.objects.filter(pk=dropped.pk).update(changed_at=before)
    assert sketching.sweep() == 0
    LessonSketch.objects.update(changed_at=before)
    LessonSketch.objects.filter(pk=dropped.pk).update(dropped_at=before)
    assert sketching.sweep() == 2
    assert [*LessonSketch.objects.all()] == [kept]
    there = set(CustomImage.objects.values_list("pk", flat=True))
    assert there.isdisjoint(dropped.images)
    assert there.issuperset(made.images)
    assert lesson.steps[1].value["screens"][0]["image"].pk in there


# ── The page ──────────────────────────────────────────────────────────────────


def address(page, sketch_id, end=""):
    return f"/quan-tri/khoa-hoc/{page.pk}/bai-tu-anh/{sketch_id}/{end}"


def test_a_name_stands_there_already(page, author):
    """That of the course, with a number where it has lessons or is getting some."""
    fresh = CoursePage.objects.get(pk=page.pk)
    told = sketching.find(fresh, uuid4()).title
    assert told == f"{page.title}: bài {fresh.numchild + 1}"
    made = take(fresh, uuid4(), author)
    assert made.title == told
    assert sketching.find(fresh, uuid4()).title == f"{page.title}: bài {fresh.numchild + 2}"
    # What somebody took away stays away.
    kept = {"version": made.version, "title": "", "shots": made.shots, "by": author}
    assert sketching.change(fresh, made.pk, **kept).title == ""
    assert take(fresh, made.pk, author, key="hai").title == ""


def test_the_page_keeps_makes_and_says_what_is_wrong(client, page, author):
    sign_in(client, author)
    sketch_id = uuid4()
    picture = ContentFile(screens.screen(1, share=2)[0], name="a.png")
    told = client.post(address(page, sketch_id, "anh/"), {"key": "mot", "file": picture}).json()
    [shot] = told["shots"]
    assert b"".join(client.get(shot["url"]).streaming_content)
    lacking = client.post(address(page, sketch_id, "tao/"))
    assert lacking.status_code == 422
    assert len(lacking.json()["lacks"]) == 2
    shots = [{**shot, "ask": ASKS[1], "spot": screens.screen(1)[1]}]
    sent = {"version": told["version"], "title": "Tìm thủ tục", "shots": shots}
    keep = address(page, sketch_id, "giu/")
    kept = client.post(keep, json.dumps(sent), "application/json")
    assert kept.json()["version"] == 2
    assert client.post(keep, json.dumps(sent), "application/json").status_code == 409
    made = client.post(address(page, sketch_id, "tao/")).json()
    assert client.get(made["next"]).status_code == 200
    assert client.get(address(page, sketch_id)).url == made["next"]


def test_a_lesson_made_of_an_old_sketch_keeps_it_for_thirty_days(page, author):
    sketch = drawn(page, author, 1)
    LessonSketch.objects.update(changed_at=clock.now() - sketching.KEPT - timedelta(days=9))
    making.make_lesson(sketch, by=author)
    assert sketching.sweep() == 0


def test_a_picture_whose_file_is_gone_is_told(page, author):
    sketch = drawn(page, author, 2)
    image = CustomImage.objects.get(pk=sketch.shots[1]["image"])
    image.file.storage.delete(image.file.name)
    with pytest.raises(SketchLacks) as found:
        making.make_lesson(sketch, by=author)
    assert [lack.key for lack in found.value.lacks] == [sketch.shots[1]["key"]]


def test_the_order_is_told_as_it_is_numbered_and_says_when_it_goes_on(page, author):
    asks = ["Mở máy.", "Chạm “Tiếp”.", "Chạm “Tiếp”.", "Gửi.", "Xong."]
    lesson = making.make_lesson(drawn(page, author, 5, asks=asks), by=author)
    question = Question.objects.get(pk=lesson.steps[2].value["question"].pk)
    assert question.explanation == ("Thứ tự: 1. Mở máy; 2. Chạm “Tiếp”; 3. Chạm “Tiếp”; 4. Gửi; …")


DEEP = '{"version": 1, "title": "", "shots": ' + "[" * 60_000
ENDLESS = ['{"version": 1e999, "title": "", "shots": []}', DEEP]
ODD = [
    '{"version": 0, "title": "", "shots": [{"key": "a", "image": 1e999}]}',
    '{"version": 0, "title": "", "shots": [{"key": "a", "image": 1, "spot": [1%s,0,1,1]}]}'
    % ("0" * 400),
    '{"version": 0, "title": "", "shots": [{"key": "a\\u0000", "image": 1}]}',
]


@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=x", "application/json"])
def test_a_form_with_files_is_no_sketch(page, author, kind):
    client = Client(enforce_csrf_checks=True)
    sign_in(client, author)
    client.get(f"/quan-tri/khoa-hoc/{page.pk}/bai-tu-anh/", follow=True)
    told = {"HTTP_X_CSRFTOKEN": client.cookies["csrftoken"].value}
    answer = client.generic("POST", address(page, uuid4(), "giu/"), "--x--", kind, **told)
    assert answer.status_code == 422


def test_a_key_that_is_none_takes_no_picture(page, author):
    with pytest.raises(SketchWrong):
        take(page, uuid4(), author, key="a\x00")


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"version": "x"}', "{" * 70_000, *ENDLESS, *ODD])
def test_what_is_no_sketch_is_answered_in_words(client, page, author, body):
    sign_in(client, author)
    answer = client.post(address(page, uuid4(), "giu/"), body, "application/json")
    assert answer.status_code == 422
    assert "Tải lại trang" in answer.json()["message"]


def test_sketches_under_way_are_listed_dropped_and_brought_back(client, page, author):
    sign_in(client, author)
    start = f"/quan-tri/khoa-hoc/{page.pk}/bai-tu-anh/"
    assert client.get(start).status_code == 302
    sketch = drawn(page, author, 2, title="Nộp hồ sơ <b>")
    assert "Nộp hồ sơ &lt;b&gt;" in client.get(start).content.decode()
    dropped = client.post(address(page, sketch.pk, "bo/"))
    assert "lấy lại được ngay" in dropped.content.decode()
    assert not sketching.under_way(page).exists()
    # Whoever has left that page finds it again.
    listed = client.get(start).content.decode()
    assert "Đã bỏ" in listed
    assert address(page, sketch.pk, "bo/") in listed
    client.post(address(page, sketch.pk, "bo/"), {"back": "1"})
    assert sketching.under_way(page).get() == sketch


def test_a_sketch_of_another_course_opens_nothing(client, shelf, page, author):
    other = desk.make_course_page(shelf, "Khóa khác")
    sketch = drawn(other, author, 1)
    sign_in(client, author)
    assert client.get(address(page, sketch.pk)).status_code == 302
    assert client.post(address(page, sketch.pk, "tao/")).status_code == 422
    assert client.post(address(page, sketch.pk, "bo/")).status_code == 404
    assert LessonPage.objects.child_of(other).count() == 1


@pytest.mark.parametrize("end", ["", "anh/", "giu/", "tao/", "bo/"])
def test_whoever_writes_in_another_section_is_refused(client, page, author, end):
    sketch = drawn(page, author, 1)
    stranger = make_person("Trần Văn Khác", email="khac@demo.test")
    desk.give(stranger, Role.CONTENT_AUTHOR, desk.make_section("Mục khác"))
    sign_in(client, stranger)
    knock = client.post if end else client.get
    answer = knock(address(page, sketch.pk, end))
    assert answer.status_code == 403 or answer.url == "/quan-tri/"
    assert LessonSketch.objects.get().version == sketch.version
