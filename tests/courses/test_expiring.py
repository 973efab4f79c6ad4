"""Dates on which a course goes out or off the lists, with all that may be wrong by then."""

from datetime import timedelta

import pytest

from courses.models import Course, CourseEdition
from courses.services import expiring, publishing, scheduling
from lms.common import clock
from lms.jobs import running
from lms.notifications.models import Message
from lms.users.policies import Role
from tests.courses import desk
from tests.people import make_person, sign_in


@pytest.fixture
def later():
    return clock.now() + timedelta(days=1)


def test_a_course_goes_off_the_lists_on_its_day_and_its_writers_are_told(
    page, editor, later, client, time_machine
):
    edition = desk.publish(page)
    address = f"/quan-tri/khoa-hoc/{page.pk}/phat-hanh/"
    sign_in(client, editor)
    typed = f"{clock.local(later):%Y-%m-%d %H:%M}"
    assert client.post(address, {"hide": "1", "hide_at": typed}).status_code == 302
    assert "Bỏ hẹn ẩn" in client.get(address).content.decode()
    desk.edit(page, summary="Nộp hồ sơ ngay ở nhà.")
    edition = desk.publish(page)
    assert desk.fresh(page).expire_at, "a new edition keeps the date"
    time_machine.move_to(later + timedelta(minutes=1))
    running.drain("now")
    assert Course.objects.get().state == "hidden"
    assert not desk.fresh(page).live
    assert Message.objects.get().subject == "Đã ẩn theo hẹn: Nộp hồ sơ trực tuyến"
    assert client.get(f"/hoc/{edition.public_id}/").status_code == 200
    running.drain("now")
    assert Message.objects.count() == 1


def test_the_date_is_taken_back_or_moved(page, editor, later, client, time_machine):
    desk.publish(page)
    address = f"/quan-tri/khoa-hoc/{page.pk}/phat-hanh/"
    sign_in(client, editor)
    expiring.set_date(desk.fresh(page), at=later, by=editor)
    expiring.set_date(desk.fresh(page), at=later + timedelta(days=1), by=editor)
    time_machine.move_to(later + timedelta(minutes=1))
    running.drain("now")
    assert Course.objects.get().state == "open"
    assert client.post(address, {"keep": "1"}).status_code == 302
    time_machine.move_to(later + timedelta(days=2))
    running.drain("now")
    assert Course.objects.get().state == "open"


@pytest.mark.parametrize("typed", ["", "2020-01-01 00:00", "hôm nào"])
def test_a_date_that_is_none_is_said_at_the_field(page, editor, client, typed):
    desk.publish(page)
    address = f"/quan-tri/khoa-hoc/{page.pk}/phat-hanh/"
    sign_in(client, editor)
    shown = client.post(address, {"hide": "1", "hide_at": typed})
    assert shown.status_code == 200
    assert "error-message" in shown.content.decode()
    assert desk.fresh(page).expire_at is None


def test_authors_and_drafts_have_no_date_to_hide(page, author, editor, later, client):
    sign_in(client, author)
    address = f"/quan-tri/khoa-hoc/{page.pk}/phat-hanh/"
    client.post(address, {"hide": "1", "hide_at": "2030-01-01 00:00"})
    assert desk.fresh(page).expire_at is None
    with pytest.raises(expiring.NotOpen):
        expiring.set_date(desk.fresh(page), at=later, by=editor)


def test_who_hides_a_course_while_an_edition_is_compiled_means_that_edition_too(page):
    desk.publish(page)
    desk.edit(page, summary="Nộp hồ sơ ngay ở nhà.")
    publishing.publish_course(page, by=None)
    publishing.hide(Course.objects.get())
    running.drain("now")
    course = Course.objects.get()
    assert (course.state, course.current_edition.number) == ("hidden", 2)
    publishing.publish_course(page, by=None)
    assert Course.objects.get().state == "open"


def test_what_is_too_heavy_at_the_set_moment_is_refused_and_told(page, editor, later, time_machine):
    scheduling.schedule(page, at=later, by=editor)
    desk.set_steps(page, desk.read_step(text=f"<p>{heavy_words()}</p>"))
    time_machine.move_to(later + timedelta(minutes=1))
    running.drain("now")
    assert not CourseEdition.objects.exists()
    [letter] = Message.objects.all()
    assert letter.address == editor.email
    assert "KB" in letter.body
    assert desk.fresh(page).refusal["problems"]


def heavy_words():
    """A page that cannot be packed below its budget."""
    return " ".join(f"{number * 7919 % 99991:x}" for number in range(5000))


def test_setting_a_date_makes_nobody_a_writer(shelf, editor, later, time_machine):
    other = make_person("Tạ Thị Liên", email="lien@demo.test", password="mat-khau-cua-lien")
    desk.give(other, Role.CONTENT_EDITOR, shelf)
    page = desk.make_course_page(shelf, by=other)
    scheduling.schedule(page, at=later, by=editor)
    assert publishing.second_eyes.writers(publishing.review(desk.fresh(page)).draft) == {other.pk}
    time_machine.move_to(later + timedelta(minutes=1))
    running.drain("now")
    assert CourseEdition.objects.get().published_by == editor
