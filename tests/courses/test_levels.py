"""How much an edition changes: proposed by comparing, raised but never lowered by the editor."""

import copy

import pytest

from courses.models import CourseEdition, CoursePage
from courses.services import compiling, levels, publishing
from tests.courses import desk

pytestmark = pytest.mark.one_database


@pytest.fixture
def published(standing_edition, page):
    return page


def floor(page):
    return publishing.review(CoursePage.objects.get(pk=page.pk)).floor.value


def change(page, number, **value):
    """Change values of one step of the only lesson."""
    steps = copy.deepcopy(desk.raw_steps(page))
    steps[number]["value"].update(value)
    desk.set_steps(page, *steps)


def test_mended_words_are_a_typo(published):
    change(published, 0, title="Tìm đúng thủ tục cần làm", text="<p>Bấm ô tìm kiếm.</p>")
    change(published, 3, checklist="Đã mở trang\nĐã tìm thấy")
    assert floor(published) == "typo"


def test_mended_explanation_is_a_typo(published):
    question = desk.lesson_of(published).steps[2].value["question"]
    desk.edit(question, explanation="Đuôi .gov.vn là của nhà nước.")
    assert floor(published) == "typo"


def test_another_picture_is_minor(published):
    steps = copy.deepcopy(desk.raw_steps(published))
    steps[1]["value"]["screens"][0]["value"]["image"] = desk.make_image("#ff0000").pk
    desk.set_steps(published, *steps)
    assert floor(published) == "minor"


def test_optional_step_added_is_minor(published):
    extra = desk.read_step("them", "Đọc thêm")
    extra["value"]["required"] = False
    desk.set_steps(published, *desk.raw_steps(published), extra)
    assert floor(published) == "minor"


def test_another_order_is_minor(published):
    desk.set_steps(published, *reversed(desk.raw_steps(published)))
    found = publishing.review(CoursePage.objects.get(pk=published.pk))
    assert [change.message for change in found.changes] == ["Đổi thứ tự các bước"]
    assert found.floor == "minor"


def test_required_step_added_is_major(published):
    desk.set_steps(published, *desk.raw_steps(published), desk.read_step("them", "Phải đọc"))
    assert floor(published) == "major"


def test_required_step_removed_is_major(published):
    desk.set_steps(published, *desk.raw_steps(published)[1:])
    assert floor(published) == "major"


def test_moved_target_is_major(published):
    steps = copy.deepcopy(desk.raw_steps(published))
    steps[1]["value"]["screens"][0]["value"]["spots"][0]["value"]["x"] = 8
    desk.set_steps(published, *steps)
    assert floor(published) == "major"


def test_other_right_answer_is_major(published):
    question = desk.lesson_of(published).steps[2].value["question"]
    options = question.options.get_prep_value()
    options[0]["value"]["right"], options[1]["value"]["right"] = False, True
    desk.edit(question, options=options)
    assert floor(published) == "major"


def test_answers_in_another_order_are_no_major_change(published):
    question = desk.lesson_of(published).steps[2].value["question"]
    desk.edit(question, options=list(reversed(question.options.get_prep_value())))
    assert floor(published) == "minor"


@pytest.mark.parametrize("rule", [{"pass_mark": 8}, {"attempts": 2}, {"gives_certificate": False}])
def test_other_rule_is_major(published, rule):
    desk.edit(published, **rule)
    assert floor(published) == "major"


def test_a_test_that_needs_a_network_is_a_minor_change(published):
    desk.edit(published, test_online_only=True)
    assert floor(published) == "minor"
    desk.publish(published)
    desk.edit(published, test_intro="<p>Làm không vội.</p>")
    assert floor(published) == "typo"


def test_an_edition_from_before_that_choice_says_the_same_as_one_without_it(published):
    edition = CourseEdition.objects.get()
    del edition.test["online_only"]
    desk.edit(published, title="Nộp hồ sơ tại nhà")
    found = levels.since(edition, compiling.compile_course(desk.fresh(published)))
    assert [change.message for change in found] == ["Đổi tên khóa học"]


def test_editor_may_raise_the_level_and_not_lower_it(published):
    desk.edit(published, title="Nộp hồ sơ tại nhà")
    assert desk.publish(published, level="major").level == "major"
    desk.set_steps(published, *desk.raw_steps(published)[1:])
    assert desk.publish(published, level="typo").level == "major"
