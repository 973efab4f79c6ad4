"""Courses copied, begun from templates, and lessons that stand in several of them."""

import json

import pytest

from courses.models import Course, CoursePage, LessonPage, Question, SharedLessonPage
from courses.services import cloning, publishing, sharing
from lms.media.models import CustomImage
from tests.courses import desk


def clone(page, shelf, by, title="Khóa mới"):
    return cloning.clone(page, title=title, into=shelf, by=by)


def uids(edition):
    return set(edition.steps.values_list("uid", flat=True))


def test_a_copy_is_another_course_with_steps_of_its_own(page, shelf, author):
    first = desk.publish(page)
    pictures, questions = CustomImage.objects.count(), Question.objects.count()
    copy = clone(page, shelf, author)
    assert (copy.course.state, copy.course_id != page.course_id) == ("draft", True)
    second = desk.publish(copy)
    assert [s.kind for s in second.steps.order_by("position")] == [
        s.kind for s in first.steps.order_by("position")
    ]
    assert not uids(first) & uids(second)
    assert second.test["slots"][0]["prompt"] == first.test["slots"][0]["prompt"]
    assert (CustomImage.objects.count(), Question.objects.count()) == (pictures, questions)


def test_a_copy_is_made_of_the_latest_drafts(page, shelf, author):
    desk.publish(page)
    desk.edit(page, summary="Lời mới.")
    desk.set_steps(page, desk.read_step(title="Bước mới"))
    copy = clone(page, shelf, author).get_latest_revision_as_object()
    assert copy.summary == "Lời mới."
    assert desk.raw_steps(copy)[0]["value"]["title"] == "Bước mới"


def test_a_copy_for_another_section_has_questions_of_that_section(page, other_shelf, tuan):
    copy = clone(page, other_shelf, tuan)
    assert Question.objects.filter(section=other_shelf.section).count() == 2
    assert desk.publish(copy).number == 1


def test_a_template_is_never_published_and_a_course_begun_from_it_is(page, shelf, author):
    template = cloning.save_as_template(page, title="Mẫu nộp hồ sơ", by=author)
    assert list(cloning.templates_for(author)) == [template]
    with pytest.raises(publishing.PublishRefused):
        publishing.publish_course(template, by=author)
    begun = clone(template, shelf, author)
    assert begun.course.state == "draft"
    assert desk.publish(begun).number == 1


def second_course(shelf, page):
    """A course with the lesson of `page` between two of its own."""
    second = desk.make_course_page(shelf, "Làm giấy khai sinh", steps=[desk.read_step("mot")])
    sharing.share(second, desk.lesson_of(page), by=None)
    desk.add_lesson(second, "Bài cuối", desk.read_step("cuoi"))
    return desk.fresh(second)


def test_a_shared_lesson_is_in_the_editions_of_both_under_the_same_uids(page, shelf):
    first, second = desk.publish(page), desk.publish(second_course(shelf, page))
    assert uids(first) < uids(second)
    assert [lesson["title"] for lesson in second.outline["lessons"]] == [
        "Tìm thủ tục",
        "Tìm thủ tục",
        "Bài cuối",
    ]
    assert LessonPage.objects.filter(draft_title="Tìm thủ tục").count() == 2


def test_a_shared_lesson_is_written_once_and_follows_at_the_next_publishing(page, shelf):
    second = second_course(shelf, page)
    first_edition, before = desk.publish(page), desk.publish(second)
    steps = desk.raw_steps(page)
    desk.set_steps(page, {**steps[0], "value": {**steps[0]["value"], "title": "Tên bước mới"}})
    assert before.course.current_edition == before
    after = desk.publish(second)
    assert after.number == 2
    assert uids(after) < uids(before)
    assert "Tên bước mới" in json.dumps(after.outline, ensure_ascii=False)
    assert desk.fresh(page).course.current_edition == first_edition


def test_publishing_the_second_leaves_the_lesson_unpublished_in_the_first(page, shelf):
    desk.publish(second_course(shelf, page))
    assert not desk.lesson_of(page).live
    assert SharedLessonPage.objects.get().live


def test_lessons_of_a_template_are_not_lent(page, shelf, author):
    second = desk.make_course_page(shelf, "Làm giấy khai sinh")
    template = cloning.save_as_template(page, title="Mẫu", by=author)
    assert list(sharing.offered(second)) == [desk.lesson_of(page)]
    with pytest.raises(sharing.NotShared, match="khóa mẫu"):
        sharing.share(second, desk.lesson_of(template), by=author)


def test_a_lesson_stands_once_in_a_course(page, shelf):
    second = second_course(shelf, page)
    sharing.share(second, desk.lesson_of(page), by=None)
    assert SharedLessonPage.objects.count() == 1
    with pytest.raises(sharing.NotShared):
        sharing.share(page, desk.lesson_of(page), by=None)
    assert desk.lesson_of(page) not in sharing.offered(second)


def test_a_parted_lesson_goes_its_own_way(page, shelf, author):
    second = second_course(shelf, page)
    before = desk.publish(second)
    lesson = sharing.part(SharedLessonPage.objects.get(), by=author)
    assert list(LessonPage.objects.child_of(second).order_by("path"))[1] == lesson
    after = desk.publish(second)
    assert len(uids(before) & uids(after)) == 2
    assert not SharedLessonPage.objects.exists()


ROUTES = ("nhan-ban", "dung-lai-bai")


@pytest.mark.parametrize("who", ["author", "editor"])
def test_writers_copy_and_share_by_the_pages(as_person, who, page, shelf):
    client = as_person(who)
    other = desk.make_course_page(shelf, "Làm giấy khai sinh")
    shown = client.get(f"/quan-tri/khoa-hoc/{other.pk}/dung-lai-bai/?q=thu").content.decode()
    assert "Dùng bài này" in shown
    lesson = desk.lesson_of(page)
    client.post(f"/quan-tri/khoa-hoc/{other.pk}/dung-lai-bai/", {"lesson": lesson.pk})
    place = SharedLessonPage.objects.get()
    assert client.get(f"/quan-tri/pages/{place.pk}/edit/").status_code == 200
    wish = {"title": "Khóa của tôi", "into": shelf.pk}
    client.post(f"/quan-tri/khoa-hoc/{page.pk}/nhan-ban/", wish)
    assert CoursePage.objects.get(title="Khóa của tôi").course.state == "draft"
    client.post(f"/quan-tri/khoa-hoc/{page.pk}/nhan-ban/", {**wish, "template": "1"})
    assert Course.objects.filter(state="template").count() == 1
    assert "Khóa của tôi" in client.get("/quan-tri/khoa-hoc/khoa-mau/").content.decode()


def test_strangers_copy_and_share_nothing(as_person, page, shelf, other_shelf, stranger):
    client = as_person("stranger")
    theirs = desk.make_course_page(other_shelf, "Khóa mục khác")
    before = desk.state()
    for route in ROUTES:
        for method in (client.get, client.post):
            answer = method(f"/quan-tri/khoa-hoc/{page.pk}/{route}/")
            assert answer.status_code in (302, 403)
    address = f"/quan-tri/khoa-hoc/{theirs.pk}/dung-lai-bai/"
    assert "Tìm thủ tục</h2>" not in client.get(address).content.decode()
    client.post(address, {"lesson": desk.lesson_of(page).pk})
    client.post(f"/quan-tri/khoa-hoc/{theirs.pk}/nhan-ban/", {"title": "A", "into": shelf.pk})
    assert desk.state() == before
    for lesson in ("", "x", "9" * 30, "²"):
        assert client.post(address, {"lesson": lesson}).status_code == 404


def test_a_lesson_moved_to_where_it_was_shared_stands_there_once(page, shelf):
    second = second_course(shelf, page)
    desk.lesson_of(page).move(CoursePage.objects.get(pk=second.pk), pos="last-child")
    edition = desk.publish(second)
    assert len(edition.outline["lessons"]) == 3
