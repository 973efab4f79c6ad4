"""From a draft to the edition learners read."""

import json

import pytest
from django.core.exceptions import ValidationError

from courses.models import Asset, Course, CourseEdition, CoursePage, Question
from courses.services import publishing
from lms.audit.models import AuditEvent
from lms.jobs import running
from lms.jobs.models import Job
from tests.courses import desk


def test_publishing_makes_the_first_edition_and_opens_the_course(page):
    edition = desk.publish(page, note="Bản đầu")
    course = Course.objects.get()
    assert (edition.number, edition.level, edition.note) == (1, "major", "Bản đầu")
    assert (course.state, course.current_edition, course.code) == (
        "open",
        edition,
        "nop-ho-so-truc-tuyen",
    )


def test_edition_holds_the_frozen_values_of_every_step(page):
    edition = desk.publish(page)
    steps = list(edition.steps.order_by("position"))
    assert [step.kind for step in steps] == ["read", "simulate", "question", "do"]
    assert steps[0].values["text"] == "<p>Bấm vào <strong>ô tìm kiếm</strong>.</p>"
    screen = steps[1].values["screens"][0]
    assert Asset.objects.filter(pk=screen["asset"][:64]).exists()
    assert screen["spots"][0] == {
        "role": "target",
        "x": 6,
        "y": 20,
        "w": 88,
        "h": 14,
        "label": "Nộp trực tuyến",
        "gesture": "tap",
        "text": "",
        "said": "",
    }
    assert [option["right"] for option in steps[2].values["options"]] == [True, False]
    assert steps[3].values["checklist"] == ["Đã mở", "Đã tìm"]
    assert steps[0].text_fold.startswith("tim dung thu tuc bam vao o tim kiem")


def test_test_ships_no_key(page):
    edition = desk.publish(page)
    shown = json.dumps(edition.test, ensure_ascii=False)
    assert "right" not in shown
    assert "Nhìn kỹ đuôi" not in shown
    key = edition.test["slots"][0]["options"][0]["key"]
    assert edition.test_key["s1"] == {
        "right": [key],
        "points": 1,
        "explanation": "Trang thật kết thúc bằng .gov.vn.",
    }


def test_outline_and_rule_follow_the_course(page):
    edition = desk.publish(page)
    outline = edition.outline
    assert (outline["minutes"], outline["lessons"][0]["minutes"]) == (10, 5)
    assert outline["test"] == {
        "title": "Bài kiểm tra cuối khóa",
        "question_count": 1,
        "minutes": 5,
    }
    uids = [step["uid"] for step in outline["lessons"][0]["steps"]]
    assert edition.rule == {"pass_mark": "5.0", "attempts": None, "required": uids}
    assert uids == list(edition.steps.order_by("position").values_list("uid", flat=True))


def test_the_author_says_whether_the_test_needs_a_network(page):
    assert desk.publish(page).test["online_only"] is False
    desk.edit(page, test_online_only=True)
    assert desk.publish(page).test["online_only"] is True


def test_old_edition_serves_until_the_job_is_done(page):
    first = desk.publish(page)
    desk.edit(page, title="Nộp hồ sơ tại nhà")
    publishing.publish_course(page, by=None)
    assert Course.objects.get().current_edition == first
    running.drain("now")
    assert Course.objects.get().current_edition.title == "Nộp hồ sơ tại nhà"


def test_same_drafts_twice_are_one_edition(page):
    one = publishing.publish_course(page, by=None)
    two = publishing.publish_course(page, by=None)
    assert one == two
    running.drain("now")
    assert publishing.publish_course(page, by=None) is None
    assert CourseEdition.objects.count() == 1


def test_saving_without_a_change_makes_no_edition(page):
    desk.publish(page)
    desk.edit(page)
    assert publishing.publish_course(page, by=None) is None
    assert Job.objects.filter(kind=publishing.KIND).count() == 1


def test_newest_request_wins_when_two_wait(page):
    desk.publish(page)
    desk.edit(page, title="Tên giữa")
    publishing.publish_course(page, by=None)
    desk.edit(page, title="Tên cuối")
    publishing.publish_course(page, by=None)
    running.drain("now")
    assert list(CourseEdition.objects.order_by("number").values_list("title", flat=True)) == [
        "Nộp hồ sơ trực tuyến",
        "Tên cuối",
    ]


def test_what_was_asked_for_is_published_whatever_is_typed_meanwhile(page):
    publishing.publish_course(page, by=None)
    desk.edit(page, title="Đang gõ dở")
    running.drain("now")
    assert Course.objects.get().current_edition.title == "Nộp hồ sơ trực tuyến"


def test_wagtail_says_live_only_once_the_edition_is_there(page):
    publishing.publish_course(page, by=None)
    assert not CoursePage.objects.get(pk=page.pk).live
    running.drain("now")
    page = CoursePage.objects.get(pk=page.pk)
    lesson = desk.lesson_of(page)
    assert (page.live, page.has_unpublished_changes) == (True, False)
    assert (lesson.live, lesson.has_unpublished_changes) == (True, False)
    desk.edit(lesson, title="Tên khác")
    assert desk.lesson_of(page).has_unpublished_changes


def test_question_version_rises_only_for_a_new_text(page):
    desk.publish(page)
    question = Question.objects.first()
    assert question.version == 1
    desk.edit(question)
    desk.edit(page, title="Tên mới")
    desk.publish(page)
    assert Question.objects.get(pk=question.pk).version == 1
    desk.edit(question, explanation="Đuôi .gov.vn là của nhà nước.")
    edition = desk.publish(page)
    assert Question.objects.get(pk=question.pk).version == 2
    assert edition.steps.get(kind="question").values["version"] == 2


def test_publishing_a_lesson_alone_makes_no_edition(page):
    lesson = desk.lesson_of(page)
    lesson.get_latest_revision().publish()
    assert desk.lesson_of(page).live
    assert not CourseEdition.objects.exists()


def test_old_revision_is_not_published(page):
    old = page.get_latest_revision()
    desk.edit(page, title="Mới hơn")
    with pytest.raises(ValidationError, match="bản nháp mới nhất"):
        old.publish()


def test_bad_draft_is_refused_by_publish_itself(page):
    desk.set_steps(page)
    with pytest.raises(ValidationError, match="chưa có bước nào"):
        page.get_latest_revision().publish()
    assert not Job.objects.filter(kind=publishing.KIND).exists()


def test_lesson_deleted_after_asking_is_told_to_the_editor(page):
    publishing.publish_course(page, by=None)
    desk.lesson_of(page).delete()
    running.drain("now")
    page = CoursePage.objects.get(pk=page.pk)
    assert page.refusal["problems"] == ["Bài hoặc câu hỏi đã bị xóa. Phát hành lại nhé."]
    assert Course.objects.get().state == "draft"


def test_publishing_is_written_down(page, tuan):
    desk.publish(page, by=tuan)
    actions = set(AuditEvent.objects.filter(actor=tuan).values_list("action", flat=True))
    assert {"course.publish_asked", "course.published"} <= actions
