"""A step keeps its uid for as long as it is the same step."""

from courses.models import CoursePage, LessonPage, StepIdentity
from courses.services import compiling
from tests.courses import desk


def uids(edition):
    return list(edition.steps.order_by("position").values_list("uid", flat=True))


def test_edited_and_reordered_steps_keep_their_uids(page):
    before = uids(desk.publish(page))
    steps = desk.raw_steps(page)
    steps[0]["value"]["title"] = "Tên khác"
    desk.set_steps(page, *reversed(steps))
    assert uids(desk.publish(page)) == before[::-1]


def test_step_taken_out_and_put_back_is_the_same(page):
    before = uids(desk.publish(page))
    steps = desk.raw_steps(page)
    desk.set_steps(page, *steps[1:])
    desk.publish(page)
    desk.set_steps(page, *steps)
    assert uids(desk.publish(page)) == before


def test_copied_lesson_has_uids_of_its_own(page):
    before = uids(desk.publish(page))
    lesson = desk.lesson_of(page)
    lesson.copy(update_attrs={"slug": "ban-sao", "title": "Bản sao"}, keep_live=False)
    after = uids(desk.publish(page))
    assert after[:4] == before
    assert len(set(after)) == 8


def test_lesson_moved_to_another_course_keeps_its_uids(page, shelf):
    before = uids(desk.publish(page))
    other = desk.make_course_page(shelf, "Khóa kia", steps=[desk.read_step("khac")])
    desk.lesson_of(page).move(CoursePage.objects.get(pk=other.pk), pos="last-child")
    assert uids(desk.publish(CoursePage.objects.get(pk=other.pk)))[1:] == before


def test_looking_at_a_draft_makes_no_uids(page):
    compiled = compiling.compile_course(page)
    assert len({step.uid for step in compiled.steps}) == 4
    assert not StepIdentity.objects.exists()


def test_copied_course_is_another_course(page):
    desk.publish(page)
    page = CoursePage.objects.get(pk=page.pk)
    copied = page.copy(
        recursive=True, keep_live=False, update_attrs={"slug": "ban-sao", "title": "Khóa mới"}
    )
    edition = desk.publish(CoursePage.objects.get(pk=copied.pk))
    assert edition.course.code == "khoa-moi"
    assert not set(uids(edition)) & set(uids(page.course.current_edition))
    assert LessonPage.objects.count() == 2
