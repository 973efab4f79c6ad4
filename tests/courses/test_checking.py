"""What an author is told of a lesson and of a course, by table."""

import json

import pytest

from courses.drafting import drafts
from courses.models import CoursePage, HardWord
from courses.services import checking, vocabulary
from tests.courses import desk
from tests.courses.test_voices import make_recording

pytestmark = pytest.mark.one_database

LONG = "Sau khi mở máy xong thì bà con tìm tới ô có hình kính lúp ở góc trên."


def told(page, number=0):
    draft = drafts.latest(CoursePage.objects.get(pk=page.pk))
    return checking.of_lesson(draft, draft.lessons[number])


def advice(page):
    """(place, message) of the advice on the first lesson."""
    return [(one.where, one.message) for one in told(page).advice]


def spoken(**value):
    return desk.read_step(voice=make_recording().pk, **value)


@pytest.mark.parametrize(
    ("value", "where", "message"),
    [
        (
            {"text": f"<p>{LONG}</p>"},
            "nội dung",
            "Câu dài 18 tiếng, nên tách: “Sau khi mở máy xong thì bà con …”",
        ),
        (
            {"text": "<p>Truy <b>cập</b> trang.</p>"},
            "nội dung",
            "Từ khó “truy cập”. Nói thay: “vào”.",
        ),
        ({"after": "<p>Khoá máy.</p>"}, "nội dung dưới hình", "Viết “Khóa”, không viết “Khoá”."),
        (
            {"note": {"kind": "tip", "title": "", "text": "Nhớ giao dịch."}},
            "nội dung",
            "Từ khó “giao dịch”. Nói thay: “lần chuyển tiền, lần mua bán”.",
        ),
    ],
)
def test_words_of_a_step_are_remarked_with_their_field(page, value, where, message):
    desk.set_steps(page, spoken(**{"title": "Đọc", **value}))
    assert advice(page) == [(f"Bước 1 “Đọc”, {where}", message)]
    url = f"/quan-tri/pages/{desk.lesson_of(page).pk}/edit/#block-{desk.block_id('doc')}-section"
    assert [one.url for one in told(page).advice] == [url]


def test_what_is_quoted_is_left_as_it_is(page):
    """A scam's own words, what stands on a real screen, and what is to be typed."""
    spots = [desk.spot("dung", label="Truy cập Internet", gesture="type", text="Khoá link")]
    drill = desk.drill_step(sender="Hệ thống OTP", voice=make_recording().pk)
    drill["value"]["parts"][0]["value"]["text"] = "Click link xác thực."
    tap = desk.simulate_step(desk.make_image(), spots=spots)
    tap["value"]["voice"] = make_recording(b"b").pk
    desk.set_steps(page, drill, tap)
    assert advice(page) == []


def test_words_for_those_who_cannot_see_are_judged_by_their_marks_alone(page):
    """They list what is on a screen."""
    alt = f"Truy cập hệ thống, {LONG} Khoá máy."
    picture = {"image": desk.make_image().pk, "alt": alt, "caption": ""}
    desk.set_steps(page, spoken(title="Đọc", picture=picture))
    where = "Bước 1 “Đọc”, lời mô tả hình"
    assert advice(page) == [(where, "Viết “Khóa”, không viết “Khoá”.")]


def test_a_screen_of_a_practice_is_named_by_its_own_place(page):
    tap = desk.simulate_step(desk.make_image(), ask="Click vào nút")
    desk.set_steps(page, tap)
    found = [one for one in told(page).advice if "click" in one.message]
    assert found[0].url.endswith(f"#block-{desk.block_id('tap-man')}-section")


def test_a_question_is_mended_where_it_is_written(page, shelf):
    question = desk.make_question(shelf.section, "Truy cập trang nào?")
    desk.set_steps(page, desk.question_step(question))
    found = [one for one in told(page).advice if "truy cập" in one.message]
    assert found[0].url == f"/quan-tri/snippets/courses/question/edit/{question.pk}/#id_prompt"


def test_a_step_nobody_reads_aloud_is_told(page):
    desk.set_steps(page, desk.read_step("doc"))
    assert ("Bước 1 “Tìm đúng thủ tục”", "Bước chưa có giọng đọc.") in advice(page)
    desk.set_steps(page, spoken())
    assert "Bước chưa có giọng đọc." not in [message for _where, message in advice(page)]


def test_faults_that_refuse_are_apart_from_advice(page, shelf):
    picture = {"image": desk.make_image().pk, "alt": "", "caption": ""}
    question = desk.make_question(shelf.section, "Nút nào?", right=())
    desk.set_steps(page, spoken(picture=picture), desk.question_step(question))
    errors = [one.message for one in told(page).errors]
    assert "Hình chưa có lời mô tả cho người không nhìn thấy." in errors
    assert len(errors) == 2


def test_minutes_and_weight_are_told_as_residents_will_see_them(page):
    desk.set_steps(page, desk.read_step(), desk.simulate_step(desk.make_image()))
    lesson = told(page)
    edition = desk.publish(page)
    row = edition.outline["lessons"][0]
    assert lesson.minutes == row["minutes"]
    assert [step.minutes for step in lesson.steps] == [step["minutes"] for step in row["steps"]]
    assert all(step.weight.endswith(" KB") for step in lesson.steps)


def test_the_name_of_a_lesson_is_read_too(page):
    desk.set_steps(page, spoken(title="Đọc"))
    desk.edit(desk.lesson_of(page), title="Xoá link")
    found = [(one.where, one.message, one.url) for one in told(page).advice]
    url = f"/quan-tri/pages/{desk.lesson_of(page).pk}/edit/#id_title"
    assert found == [
        ("Tên bài học", "Viết “Xóa”, không viết “Xoá”.", url),
        ("Tên bài học", "Từ khó “link”. Nói thay: “chỗ bấm để mở trang”.", url),
    ]


def test_an_empty_lesson_is_told_of(page):
    desk.set_steps(page)
    assert [one.message for one in told(page).errors] == ["Bài học chưa có bước nào."]
    assert (told(page).steps, told(page).advice) == ([], [])


def test_the_course_is_told_with_all_its_lessons(page):
    desk.edit(page, summary="Truy cập là xong.")
    desk.set_steps(page, desk.read_step(text="<p>Click vào đây.</p>"))
    course = checking.of_course(drafts.latest(desk.fresh(page)))
    told_of = [f"{one.where}: {one.message}" for one in course.advice]
    assert "Giới thiệu khóa học: Từ khó “truy cập”. Nói thay: “vào”." in told_of
    assert any("Bài 1 " in one and "click" in one for one in told_of)
    assert any("chưa có giọng đọc lời giới thiệu" in one for one in told_of)


def test_the_final_test_is_read_too(page, shelf):
    question = desk.make_question(shelf.section, "Truy cập trang nào?")
    slot = {"type": "slot", "id": desk.block_id("cau"), "value": {"question": question.pk}}
    desk.edit(page, final_test=json.dumps([slot]))
    found = checking.of_course(drafts.latest(desk.fresh(page))).advice[-2:]
    assert [(one.where, one.message) for one in found] == [
        ("Câu kiểm tra “Truy cập trang nào?”, câu hỏi", "Từ khó “truy cập”. Nói thay: “vào”."),
        ("Câu kiểm tra “Truy cập trang nào?”", "Câu kiểm tra chưa có giọng đọc."),
    ]
    assert found[1].url == desk_url(page, "cau")


def desk_url(page, name):
    return f"/quan-tri/pages/{page.pk}/edit/#block-{desk.block_id(name)}-section"


def test_questions_to_the_database_do_not_grow_with_steps(page, django_assert_num_queries):
    desk.set_steps(page, desk.read_step("a"), desk.read_step("b"))
    draft = drafts.latest(desk.fresh(page))
    with django_assert_num_queries(6):
        checking.of_lesson(draft, draft.lessons[0])
    desk.set_steps(page, *(desk.read_step(f"s{n}") for n in range(9)))
    draft = drafts.latest(desk.fresh(page))
    with django_assert_num_queries(6):
        checking.of_lesson(draft, draft.lessons[0])


def test_editors_change_the_list_of_hard_words(db):
    assert vocabulary.hard_words()["truy cập"] == "vào"
    assert vocabulary.ensure_usual() >= 80
    HardWord.objects.filter(word="truy cập").update(plain="mở")
    HardWord.objects.filter(word="click").update(is_checked=False)
    HardWord.objects.create(word="smartphone", plain="điện thoại")
    assert vocabulary.ensure_usual() == 0
    words = vocabulary.hard_words()
    assert (words["truy cập"], words["smartphone"]) == ("mở", "điện thoại")
    assert "click" not in words
