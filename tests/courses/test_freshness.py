"""Marks on lessons that may no longer be true."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from courses.models import StaleMark
from courses.services import freshness
from lms.audit.models import AuditEvent
from lms.common import clock
from tests.courses import desk


@pytest.fixture
def edition(standing_edition, page):
    return desk.fresh(standing_edition)


@pytest.fixture
def lesson(page, edition):
    return desk.lesson_of(page)


def uid_of(edition, kind="simulate"):
    return edition.steps.get(kind=kind).uid


@pytest.fixture
def mark(lesson, edition):
    return freshness.mark_stale(lesson, uid_of(edition), "screen_changed", "Nút nằm chỗ khác")


def test_the_same_mark_again_is_the_one_that_is_open(lesson, edition, mark):
    again = freshness.mark_stale(lesson, uid_of(edition), "screen_changed", count=4)
    assert again.pk == mark.pk
    assert (again.count, again.note) == (4, "Nút nằm chỗ khác")
    fewer = freshness.mark_stale(lesson, uid_of(edition), "screen_changed", "Màu khác", count=2)
    assert (fewer.count, fewer.note) == (4, "Màu khác")
    assert StaleMark.objects.count() == 1
    assert AuditEvent.objects.filter(action="stale.marked").count() == 1


def test_another_reason_or_step_is_another_mark(lesson, edition, mark):
    freshness.mark_stale(lesson, uid_of(edition), "procedure_changed")
    freshness.mark_stale(lesson, "", "screen_changed")
    assert StaleMark.objects.open().count() == 3
    with pytest.raises(ValueError, match="nonsense"):
        freshness.mark_stale(lesson, "", "nonsense")


def test_the_database_holds_one_open_mark_and_a_reason_for_each_closing(lesson, edition, mark):
    values = {"lesson": lesson, "step_uid": mark.step_uid, "kind": mark.kind}
    for wrong in ({}, {"closed_at": clock.now()}, {"closing": "published", "kind": "app_changed"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            StaleMark.objects.create(**{**values, **wrong})


def test_still_right_asks_why_and_closes_once(mark, author):
    with pytest.raises(freshness.WhyMissing):
        freshness.still_right(mark, why="  ", by=author)
    assert freshness.still_right(mark, why="Đã mở  ứng dụng xem", by=author)
    assert not freshness.still_right(mark, why="Lần nữa", by=author)
    mark.refresh_from_db()
    assert (mark.closing, mark.why) == ("still_right", "Đã mở ứng dụng xem")
    assert mark.closed_by == author
    assert freshness.last_closed_at(mark.step_uid, "screen_changed") == mark.closed_at
    line = AuditEvent.objects.get(action="stale.closed")
    assert (line.actor_id, line.detail["closing"]) == (author.pk, "still_right")


def test_an_answer_can_be_taken_back(mark, author):
    freshness.still_right(mark, why="Đã xem", by=author)
    again = freshness.reopen(mark, by=author)
    assert again.pk != mark.pk
    assert (again.note, again.closed_at) == (mark.note, None)
    assert freshness.take_back([again], by=author) == 1
    assert not StaleMark.objects.open().exists()


def test_publishing_another_step_leaves_the_mark(page, lesson, edition, mark):
    steps = desk.raw_steps(page)
    steps[0]["value"]["title"] = "Tìm cho đúng"
    desk.set_steps(page, *steps)
    desk.publish(page)
    assert StaleMark.objects.open().get() == mark


def test_publishing_the_step_anew_closes_it_and_marks_on_the_whole_lesson(page, edition, mark):
    freshness.mark_stale(mark.lesson, "", "procedure_expired")
    steps = desk.raw_steps(page)
    steps[1]["value"]["screens"][0]["value"]["ask"] = "Chạm vào nút xanh"
    desk.set_steps(page, *steps)
    desk.publish(page)
    assert not StaleMark.objects.open().exists()
    assert set(StaleMark.objects.values_list("closing", flat=True)) == {"published"}


def test_a_step_that_is_gone_has_nothing_to_look_at(page, edition, mark):
    steps = desk.raw_steps(page)
    desk.set_steps(page, *[step for step in steps if step["type"] != "simulate"])
    desk.publish(page)
    assert not StaleMark.objects.open().exists()


def test_a_mark_changes_nothing_residents_read(client, edition, lesson):
    address = f"/hoc/{edition.public_id}/{uid_of(edition)}/"
    before = client.get(address).content
    freshness.mark_stale(lesson, uid_of(edition), "screen_changed")
    assert client.get(address).content == before


def test_a_step_leads_to_its_lesson(lesson, edition):
    assert freshness.lesson_of(uid_of(edition)) == lesson
    assert freshness.lesson_of("khong-co") is None


def test_reports_from_before_the_answer_are_answered(mark, author):
    later = mark.opened_at + timedelta(days=1)
    freshness.still_right(mark, why="Đã xem", by=author, now=later)
    assert freshness.last_closed_at(mark.step_uid, "screen_changed") == later
    assert freshness.last_closed_at(mark.step_uid, "app_changed") is None
