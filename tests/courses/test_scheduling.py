"""Publishing at a set time."""

from datetime import timedelta

import pytest
from django.core.management import call_command

from courses.models import Course, CourseEdition, CoursePage
from courses.services import publishing, scheduling
from lms.audit.models import AuditEvent
from lms.common import clock
from lms.jobs import running
from lms.jobs.models import Job
from lms.notifications.models import Message
from tests.courses import desk


@pytest.fixture
def later():
    return clock.now() + timedelta(days=1)


def fresh(page):
    return CoursePage.objects.get(pk=page.pk)


def test_scheduled_course_waits_and_then_goes(page, tuan, later, time_machine):
    scheduling.schedule(page, at=later, by=tuan)
    running.drain("now")
    assert not CourseEdition.objects.exists()
    time_machine.move_to(later + timedelta(seconds=1))
    running.drain("now")
    edition = CourseEdition.objects.get()
    assert edition.published_by == tuan
    assert fresh(page).live
    assert not fresh(page).approved_schedule


def test_lessons_are_taken_as_they_are_at_that_time(page, later, time_machine):
    scheduling.schedule(page, at=later, by=None)
    desk.edit(desk.lesson_of(page), title="Tên sau")
    time_machine.move_to(later + timedelta(seconds=1))
    running.drain("now")
    assert CourseEdition.objects.get().outline["lessons"][0]["title"] == "Tên sau"


def test_unfit_draft_is_not_scheduled(page, later):
    desk.set_steps(page)
    with pytest.raises(publishing.PublishRefused):
        scheduling.schedule(fresh(page), at=later, by=None)
    assert not fresh(page).approved_schedule


def test_refusal_is_kept_and_the_others_go_on(page, shelf, later, time_machine):
    other = desk.make_course_page(shelf, "Khóa kia")
    scheduling.schedule(page, at=later, by=None)
    scheduling.schedule(other, at=later, by=None)
    desk.set_steps(page)
    time_machine.move_to(later + timedelta(seconds=1))
    call_command("publish_scheduled_courses")
    running.drain("now")
    assert [edition.title for edition in CourseEdition.objects.all()] == ["Khóa kia"]
    assert "chưa có bước nào" in fresh(page).refusal["problems"][0]
    assert not fresh(page).approved_schedule
    assert AuditEvent.objects.filter(action="course.publish_refused").count() == 1


def test_refusal_is_written_to_whoever_asked_and_whoever_began(
    page, tuan, minh, later, time_machine
):
    CoursePage.objects.filter(pk=page.pk).update(owner=minh)
    scheduling.schedule(fresh(page), at=later, by=tuan)
    desk.set_steps(page)
    time_machine.move_to(later + timedelta(seconds=1))
    scheduling.publish_due()
    letters = {letter.address: letter for letter in Message.objects.all()}
    assert set(letters) == {tuan.email, minh.email}
    letter = letters[tuan.email]
    assert letter.subject == "Chưa phát hành được: Nộp hồ sơ trực tuyến"
    assert "- Bài 1 “Tìm thủ tục”: Bài học chưa có bước nào." in letter.body
    assert f"/quan-tri/khoa-hoc/{page.pk}/phat-hanh/" in letter.body


def test_a_long_refusal_fits_a_letter(page, tuan):
    scheduling.note_refusal(page, [f"Chỗ {number}" for number in range(12)], by=tuan)
    body = Message.objects.get(person=tuan).body
    assert "- Chỗ 9\n- và 2 chỗ khác" in body


def test_a_publishing_that_the_machine_failed_is_not_said_to_need_mending(page, tuan):
    job = publishing.publish_course(page, by=tuan)
    Job.objects.filter(pk=job.pk).update(error="OSError: [Errno 28] No space left on device")
    scheduling.note_failure(job)
    body = Message.objects.get(person=tuan).body
    assert body.startswith("Khóa học “Nộp hồ sơ trực tuyến” phát hành chưa xong:")
    assert "- Máy chủ gặp trục trặc, bản nháp vẫn nguyên." in body
    assert "chỗ chưa đúng" not in body
    assert "OSError" not in body
    assert f"/quan-tri/khoa-hoc/{page.pk}/phat-hanh/" in body


def test_those_who_left_are_not_written_to(page, tuan):
    tuan.is_active = False
    tuan.save()
    scheduling.note_refusal(page, ["Chưa ghi số phút."], by=tuan)
    assert not Message.objects.exists()


def test_a_date_is_taken_back(page, tuan, later, time_machine):
    scheduling.schedule(page, at=later, by=tuan)
    assert scheduling.cancel(fresh(page), by=tuan)
    assert not scheduling.cancel(fresh(page), by=tuan)
    assert not fresh(page).approved_schedule
    assert fresh(page).get_latest_revision_as_object().go_live_at is None
    time_machine.move_to(later + timedelta(seconds=1))
    running.drain("now")
    assert not CourseEdition.objects.exists()
    assert AuditEvent.objects.filter(action="course.unscheduled", actor=tuan).count() == 1


def test_refusal_is_forgotten_after_the_next_edition(page):
    scheduling.note_refusal(page, ["Bài 1: Chưa ghi số phút."])
    desk.publish(page)
    assert fresh(page).refusal is None


def test_dry_run_publishes_nothing(page, later, time_machine, capsys):
    scheduling.schedule(page, at=later, by=None)
    time_machine.move_to(later + timedelta(seconds=1))
    call_command("publish_scheduled_courses", "--dry-run")
    assert capsys.readouterr().out == "Phát hành 1 khóa học, 0 khóa chưa được.\n"
    assert fresh(page).approved_schedule


def test_wagtails_own_command_is_checked_too(page, later, time_machine):
    scheduling.schedule(page, at=later, by=None)
    desk.set_steps(page)
    time_machine.move_to(later + timedelta(seconds=1))
    with pytest.raises(publishing.PublishRefused):
        call_command("publish_scheduled")
    assert not Job.objects.filter(kind=publishing.KIND).exists()


def test_expired_course_is_hidden(page, time_machine):
    desk.publish(page)
    CoursePage.objects.filter(pk=page.pk).update(expire_at=clock.now() + timedelta(hours=1))
    time_machine.move_to(clock.now() + timedelta(hours=2))
    call_command("publish_scheduled")
    assert Course.objects.get().state == "hidden"
