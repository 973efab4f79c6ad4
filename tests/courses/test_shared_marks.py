"""Marks on a lesson that stands in two courses, and on steps nobody reads any more."""

from datetime import timedelta

import pytest

from courses.models import Course, SharedLessonPage, StaleMark
from courses.services import (
    binning,
    counting,
    events,
    freshness,
    in_use,
    ownership,
    procedures,
    redoing,
    sharing,
)
from lms.common import clock
from lms.jobs.models import Job
from tests.courses import desk
from tests.courses.phones import Phone
from tests.courses.test_procedures import card, change  # noqa: F401  a fixture
from tests.people import make_person


@pytest.fixture
def second(page, shelf):
    """Another course in which the lesson of `page` stands; both are published."""
    desk.publish(page)
    other = desk.make_course_page(shelf, "Làm giấy khai sinh", steps=[desk.read_step("mot")])
    sharing.share(other, desk.lesson_of(page), by=None)
    desk.publish(desk.fresh(other))
    return desk.fresh(other)


@pytest.fixture
def mark(page, second):
    uid = page.course.editions.get().steps.get(kind="simulate").uid
    return freshness.mark_stale(desk.lesson_of(page), uid, "screen_changed", "Nút nằm chỗ khác")


def mend(page):
    steps = desk.raw_steps(page)
    steps[1]["value"]["screens"][0]["value"]["ask"] = "Chạm vào nút xanh"
    desk.set_steps(page, *steps)


@pytest.mark.parametrize("is_own_first", [True, False])
def test_a_mark_goes_when_both_courses_show_what_was_mended(page, second, mark, is_own_first):
    mend(page)
    first, last = (page, second) if is_own_first else (second, page)
    desk.publish(first)
    assert StaleMark.objects.open().get() == mark
    desk.publish(last)
    assert not StaleMark.objects.open().exists()


def test_taking_the_place_away_leaves_the_mark_to_the_lesson(page, second, mark):
    SharedLessonPage.objects.get().delete()
    desk.publish(desk.fresh(second))
    assert StaleMark.objects.open().get() == mark


def test_the_queue_names_the_other_course(page, second, mark, author, as_person):
    shown = as_person("author").get("/quan-tri/khoa-hoc/can-xem-lai/").text
    assert "Bài này còn ở khóa: Làm giấy khai sinh." in shown
    assert f"/quan-tri/khoa-hoc/{page.pk}/phat-hanh/" in shown


def test_a_card_is_compared_in_every_course_that_shows_it(page, second, card):  # noqa: F811
    steps = desk.raw_steps(page)
    steps[0]["value"]["procedure"] = card.pk
    desk.set_steps(page, *steps)
    desk.publish(page)
    desk.publish(second)
    change(card, fee_counter="9.000 đồng")
    desk.publish(second)
    procedures.kept(card, None, by=None)
    assert change(card, fee_online="miễn phí") == 0
    assert change(card, fee_online="") == 0
    assert StaleMark.objects.open().filter(kind="procedure_changed").count() == 1


def test_what_was_mended_is_not_marked_for_those_still_on_the_old_edition(page):
    old = desk.publish(page)
    mend(page)
    desk.publish(page)
    phone, uid = Phone(old), old.steps.get(kind="simulate").uid
    for name in ("Lê Thị Ba", "Lê Thị Tư", "Lê Thị Năm"):
        body = phone.event("faulty", uid, {"reason": "screen"})
        events.receive(make_person(name), [body], now=clock.now())
    assert not StaleMark.objects.exists()


def test_nobody_is_asked_to_look_at_a_course_that_is_closed_or_deleted(page, shelf, author):
    desk.publish(page)
    day = clock.today() - timedelta(days=1)
    draft = desk.make_course_page(shelf, "Bỏ đi")
    Course.objects.update(review_by=day)
    uid = page.course.editions.get().steps.get(kind="simulate").uid
    freshness.mark_stale(desk.lesson_of(page), uid, "screen_changed")
    today = clock.today()
    assert redoing.count([shelf.section]) == 3
    assert len(ownership.standings([shelf.section], today=today)) == 2
    binning.put_away(draft, by=author)
    Course.objects.filter(pk=page.course_id).update(state="closed", closes_on=day)
    assert ownership.standings([shelf.section], today=today) == []
    assert redoing.count([shelf.section]) == 0
    assert not in_use.steps().exists()


def test_a_course_that_is_being_closed_is_still_counted(page):
    edition = desk.publish(page)
    Course.objects.update(state="retired", closes_on=clock.today())
    counting.plan()
    assert Job.objects.get(kind=counting.KIND).ids == {"edition": edition.pk}
