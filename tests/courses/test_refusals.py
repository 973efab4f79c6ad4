"""What keeps a draft from being published, each refused with the way to the place."""

import json

import pytest

from courses.drafting import drafts
from courses.models import CourseEdition, CoursePage, Question
from courses.services import publishing, validation
from tests.courses import desk

pytestmark = pytest.mark.one_database


def refused(page):
    """{message: url} of what publishing refuses."""
    page = CoursePage.objects.get(pk=page.pk)
    with pytest.raises(publishing.PublishRefused) as caught:
        publishing.publish_course(page, by=None)
    assert not CourseEdition.objects.exists()
    return {problem.message: problem.url for problem in caught.value.problems}


def step_of(page):
    return desk.lesson_of(page).pk


def anchor(page, name):
    return f"/quan-tri/pages/{step_of(page)}/edit/#block-{desk.block_id(name)}-section"


NAMELESS = (
    "Chưa ghi hình chụp ở ứng dụng nào. Ghi tên và bản thì khi có bản mới máy tìm ra bước này."
)


def test_complete_course_has_nothing_to_mend(page):
    steps = desk.raw_steps(page)
    steps[1]["value"] |= {"app": "Cổng dịch vụ công", "app_version": "2026"}
    desk.set_steps(page, *steps)
    assert validation.problems(drafts.latest(page)) == []


def test_a_practice_that_names_no_app_is_told_and_may_be_published(page):
    (warned,) = publishing.review(page).warnings
    assert (warned.message, "bước 2" in warned.where) == (NAMELESS, True)
    assert desk.publish(page).number == 1


def test_course_without_lessons(page):
    desk.lesson_of(page).delete()
    assert "Khóa học chưa có bài học nào." in refused(page)


def test_lesson_without_steps_leads_to_the_lesson(page):
    desk.set_steps(page)
    url = refused(page)["Bài học chưa có bước nào."]
    assert url.startswith(f"/quan-tri/pages/{step_of(page)}/edit/#")


@pytest.mark.parametrize(
    ("field", "message"),
    [
        ("summary", "Khóa học chưa có lời giới thiệu."),
        ("can_do", "Chưa ghi học xong làm được gì."),
    ],
)
def test_course_without_words_leads_to_the_field(page, field, message):
    desk.edit(page, **{field: "  "})
    assert refused(page)[message] == f"/quan-tri/pages/{page.pk}/edit/#id_{field}"


def test_lesson_without_minutes(page):
    desk.edit(desk.lesson_of(page), minutes=None)
    assert refused(page)["Chưa ghi số phút."].endswith("/edit/#id_minutes")


def test_step_without_title_leads_to_the_block(page):
    desk.set_steps(page, desk.read_step(title=" "))
    assert refused(page)["Bước chưa có tên."] == anchor(page, "doc")


def test_step_with_nothing_to_read(page):
    desk.set_steps(page, desk.read_step(text="<p> &nbsp;</p>"))
    assert refused(page)["Chưa có nội dung để đọc."] == anchor(page, "doc")


def test_picture_without_words_for_those_who_cannot_see_it(page, shelf):
    picture = {"image": desk.make_image().pk, "alt": "", "caption": ""}
    desk.set_steps(page, desk.read_step(picture=picture))
    message = "Hình chưa có lời mô tả cho người không nhìn thấy."
    assert refused(page)[message] == anchor(page, "doc")


def test_words_without_a_picture(page):
    picture = {"image": None, "alt": "Một cái nút", "caption": ""}
    desk.set_steps(page, desk.read_step(picture=picture))
    assert "Chưa có hình." in refused(page)


def test_picture_whose_image_was_deleted(page):
    image = desk.make_image()
    desk.set_steps(page, desk.simulate_step(image))
    image.delete()
    assert refused(page)["Chưa có hình."] == anchor(page, "tap-man")


def test_picture_whose_file_is_gone(page):
    image = desk.make_image("#123456")
    desk.set_steps(page, desk.simulate_step(image))
    image.file.storage.delete(image.file.name)
    assert refused(page)["Không đọc được tệp hình."] == f"/quan-tri/images/{image.pk}/"


@pytest.mark.parametrize("box", [(90, 20, 20, 10), (10, 95, 20, 10), (-1, 10, 20, 10)])
def test_spot_outside_the_picture_leads_to_the_spot(page, box):
    step = desk.simulate_step(desk.make_image(), spots=[desk.spot("ngoai", box=box)])
    desk.set_steps(page, step)
    assert refused(page)["Chỗ chạm nằm ra ngoài hình."] == anchor(page, "ngoai")


def test_spot_without_size(page):
    step = desk.simulate_step(desk.make_image(), spots=[desk.spot("be", box=(5, 5, 0, 10))])
    desk.set_steps(page, step)
    assert "Chỗ chạm chưa có bề rộng và bề cao." in refused(page)


def test_screen_without_a_right_place(page):
    step = desk.simulate_step(desk.make_image(), spots=[desk.spot("nham", "decoy")])
    desk.set_steps(page, step)
    assert refused(page)["Màn hình chưa có chỗ đúng để chạm."] == anchor(page, "tap-man")


def test_spot_to_type_in_without_words(page):
    step = desk.simulate_step(desk.make_image(), spots=[desk.spot("go", gesture="type")])
    desk.set_steps(page, step)
    assert refused(page)["Chưa ghi chữ cần gõ."] == anchor(page, "go")


def test_wrong_place_that_explains_nothing(page):
    spots = [desk.spot("dung"), desk.spot("nham", "decoy", said="")]
    desk.set_steps(page, desk.simulate_step(desk.make_image(), spots=spots))
    assert "Chỗ hay chạm nhầm chưa nói nó để làm gì." in refused(page)


@pytest.mark.parametrize("sentence", ["ask", "hint", "missed", "right"])
def test_screen_without_a_sentence(page, sentence):
    desk.set_steps(page, desk.simulate_step(desk.make_image(), **{sentence: ""}))
    assert set(refused(page).values()) == {anchor(page, "tap-man")}


def test_practice_without_screens(page):
    desk.set_steps(page, desk.block("simulate", "rong", title="Tập", mode="alone", screens=[]))
    assert "Sân tập chưa có màn hình nào." in refused(page)


def test_thing_to_do_without_checklist(page):
    desk.set_steps(page, {**desk.do_step(), "value": {"title": "Làm", "task": "", "checklist": ""}})
    assert {"Chưa ghi việc cần làm.", "Phần tự kiểm tra chưa có ý nào."} <= set(refused(page))


def test_question_that_was_not_chosen(page):
    desk.set_steps(page, desk.question_step(None))
    assert "Chưa chọn câu hỏi, hoặc câu hỏi đã bị xóa." in refused(page)


@pytest.mark.parametrize(
    ("kind", "right", "message"),
    [
        ("single", (), "Câu hỏi chưa đánh dấu câu đúng."),
        ("single", (0, 1), "Kiểu câu hỏi này chỉ có một câu đúng."),
        ("true_false", (0, 1), "Kiểu câu hỏi này chỉ có một câu đúng."),
        ("multiple", (), "Câu hỏi chưa đánh dấu câu đúng."),
        ("multiple", (0, 1), "Mọi câu trả lời đều đúng, nên không có gì để chọn."),
    ],
)
def test_question_without_one_right_way_leads_to_the_question(page, shelf, kind, right, message):
    question = desk.make_question(shelf.section, kind=kind, right=right)
    desk.set_steps(page, desk.question_step(question))
    url = f"/quan-tri/snippets/courses/question/edit/{question.pk}/#panel-options-section"
    assert refused(page)[message] == url


def test_question_with_one_answer(page, shelf):
    question = desk.make_question(shelf.section)
    options = question.options.get_prep_value()[:1]
    desk.edit(question, options=json.dumps(options))
    desk.set_steps(page, desk.question_step(Question.objects.get(pk=question.pk)))
    assert "Câu hỏi cần ít nhất 2 câu trả lời." in refused(page)


def test_question_of_another_section(page, other_shelf):
    foreign = desk.make_question(other_shelf.section, "Của mục khác")
    desk.set_steps(page, desk.question_step(foreign))
    assert "Câu hỏi này thuộc mục khác, không dùng được ở đây." in refused(page)


def test_pass_mark_without_questions(page):
    desk.edit(page, final_test="[]")
    message = "Đã đặt điểm đạt mà bài kiểm tra chưa có câu nào."
    assert refused(page)[message] == f"/quan-tri/pages/{page.pk}/edit/#id_pass_mark"


def test_question_twice_in_the_test(page):
    slot = page.get_latest_revision_as_object().final_test.get_prep_value()[0]
    twice = [slot, {**slot, "id": desk.block_id("lan-hai")}]
    desk.edit(page, final_test=json.dumps(twice))
    url = refused(page)["Câu này có hai lần trong bài kiểm tra."]
    assert "#block-" in url


def test_course_without_pass_mark_needs_no_questions(page):
    desk.edit(page, pass_mark=None, final_test="[]")
    edition = desk.publish(page)
    assert (edition.test, edition.test_key, edition.rule["pass_mark"]) == (None, {}, None)


def test_address_of_another_course(page, shelf):
    desk.publish(desk.make_course_page(shelf, "Khóa kia", address="khoa-kia"))
    desk.edit(page, address="khoa-kia")
    with pytest.raises(publishing.PublishRefused, match="Địa chỉ này đã có khóa học khác dùng"):
        publishing.publish_course(page, by=None)


def test_warnings_do_not_refuse(page, shelf):
    question = desk.make_question(shelf.section, "Câu chung")
    slot = page.get_latest_revision_as_object().final_test.get_prep_value()[0]
    slot["value"]["question"] = question.pk
    page = desk.edit(page, final_test=json.dumps([slot]))
    small = desk.simulate_step(desk.make_image(), spots=[desk.spot("nho", box=(5, 5, 4, 4))])
    desk.set_steps(page, small, desk.question_step(question))
    found = publishing.review(page)
    assert [problem.message for problem in found.warnings] == [
        NAMELESS,
        "Chỗ đúng hơi nhỏ, ngón tay khó chạm.",
        "Câu này đã có trong bài học, nên đáp án đã ở trên điện thoại.",
    ]
    assert desk.publish(page).number == 1


@pytest.mark.parametrize(
    ("typed", "is_warned"), [("cư trú", False), ("0912 345 678", True), ("036085001234", True)]
)
def test_a_long_number_to_type_is_asked_to_be_made_up(page, typed, is_warned):
    spot = desk.spot("so", gesture="type", text=typed)
    desk.set_steps(page, desk.simulate_step(desk.make_image(), spots=[spot]))
    told = [problem.message for problem in publishing.review(page).warnings]
    assert ("Chỉ dùng số bịa" in " ".join(told)) == is_warned


def test_drafts_may_be_as_incomplete_as_they_like(shelf):
    page = desk.make_course_page(shelf, "Mới bắt đầu", steps=[desk.block("read", "r")])
    desk.set_steps(
        page, *(desk.block(kind, kind) for kind in ("watch", "simulate", "question", "do"))
    )
    assert publishing.review(CoursePage.objects.get(pk=page.pk)).errors
