"""A course is sent for review, answered, mended, sent again: by Wagtail's workflow, as one."""

from datetime import timedelta

import pytest
from django.core import mail
from wagtail.models import Comment, TaskState, WorkflowState

from courses.models import Course, CourseReviewState
from courses.services import publishing, reviewing, scheduling
from lms.audit.models import AuditEvent
from lms.common import clock
from lms.jobs import running
from lms.notifications.models import Message
from lms.users.policies import Role
from lms.users.services import personal
from tests import tongue
from tests.courses import desk
from tests.courses.test_doors import lesson_form
from tests.people import make_person, sign_in

# Where the area leads those it refuses.
SHUT = "/quan-tri/"


@pytest.fixture
def lien(shelf):
    """A second editor of the section."""
    person = make_person("Tạ Thị Liên", email="lien@demo.test", password="mat-khau-cua-lien")
    desk.give(person, Role.CONTENT_EDITOR, shelf)
    return person


@pytest.fixture
def page(shelf, author):
    return desk.make_course_page(shelf, by=author)


@pytest.fixture
def address(page):
    return f"/quan-tri/khoa-hoc/{page.pk}"


def letters():
    return {(one.address, one.subject.partition(":")[0]) for one in Message.objects.all()}


def shown(client, person, address):
    sign_in(client, person)
    return client.get(f"{address}/phat-hanh/").content.decode()


def act(client, person, address, **form):
    sign_in(client, person)
    return client.post(f"{address}/duyet/", form)


def seen(page):
    return publishing.review(desk.fresh(page)).content_hash


def test_from_the_author_to_an_approved_course(page, address, author, editor, lien, client):
    act(client, author, address, send="1", words="Bài 1 mới viết.")
    assert letters() == {(editor.email, "Nhờ duyệt"), (lien.email, "Nhờ duyệt")}
    assert "“Bài 1 mới viết.”" in Message.objects.first().body
    assert "Duyệt</button>" in shown(client, editor, address)
    act(client, editor, address, back="1", comment="Thêm hình ở bước 1.")
    assert (author.email, "Cần sửa thêm") in letters()
    said = shown(client, author, address)
    assert "Thêm hình ở bước 1." in said
    assert "Gửi duyệt lại" in said
    desk.edit(desk.lesson_of(page), by=author, title="Tìm thủ tục, có hình")
    act(client, author, address, send="1")
    act(client, lien, address, approve="1", seen=seen(page), comment="Được rồi.")
    assert (author.email, "Đã duyệt") in letters()
    state = WorkflowState.objects.get()
    assert state.status == WorkflowState.STATUS_APPROVED
    answers = state.task_states.order_by("pk").values_list("status", "finished_by")
    assert list(answers) == [("rejected", editor.pk), ("approved", lien.pk)]
    assert not Course.objects.get().current_edition
    assert "Bản nháp này đã được duyệt." in shown(client, editor, address)
    assert not mail.outbox


def test_who_wrote_all_of_it_does_not_publish_it_alone(shelf, editor, lien, client):
    page = desk.make_course_page(shelf, "Của tôi", by=editor)
    address = f"/quan-tri/khoa-hoc/{page.pk}"
    sign_in(client, editor)
    said = client.post(f"{address}/phat-hanh/", {"level": "major"}).content.decode()
    assert "Bản này do anh/chị tự soạn từ đầu đến cuối" in said
    with pytest.raises(publishing.SecondLookMissing):
        publishing.publish_course(page, by=editor)
    act(client, editor, address, send="1")
    assert act(client, editor, address, approve="1", seen=seen(page))["Location"] == SHUT
    act(client, lien, address, approve="1", seen=seen(page))
    sign_in(client, editor)
    assert client.post(f"{address}/phat-hanh/", {"level": "major"}).status_code == 302
    running.drain("now")
    assert Course.objects.get().current_edition.published_by == editor


def test_what_is_written_after_the_approval_is_looked_at_again(shelf, editor, lien):
    page = desk.make_course_page(shelf, "Của tôi", by=editor)
    reviewing.send(page, by=editor)
    reviewing.approve(page, by=lien, seen=seen(page))
    desk.edit(desk.lesson_of(page), by=editor, title="Tên khác")
    with pytest.raises(publishing.SecondLookMissing):
        publishing.publish_course(page, by=editor)


@pytest.mark.parametrize("is_changed", [False, True])
def test_at_the_set_moment_somebody_else_has_looked_at_what_goes_out(
    shelf, editor, lien, time_machine, is_changed
):
    page = desk.make_course_page(shelf, "Của tôi", by=editor)
    reviewing.send(page, by=editor)
    reviewing.approve(page, by=lien, seen=seen(page))
    at = clock.now() + timedelta(days=1)
    scheduling.schedule(page, at=at, by=editor)
    if is_changed:
        desk.edit(desk.lesson_of(page), by=editor, title="Viết thêm sau khi duyệt")
    time_machine.move_to(at + timedelta(seconds=1))
    running.drain("now")
    course = Course.objects.get()
    assert (course.current_edition is None) == is_changed
    refusal = desk.fresh(page).refusal
    assert bool(refusal) == is_changed
    if is_changed:
        assert "Gửi duyệt để một biên tập viên khác" in refusal["problems"][0]
        assert (editor.email, "Chưa phát hành được") in letters()


def test_the_only_editor_of_a_section_publishes_alone_and_that_is_written_down(shelf, editor):
    page = desk.make_course_page(shelf, "Của tôi", by=editor)
    assert publishing.publish_course(page, by=editor)
    assert AuditEvent.objects.get(action="course.publish_asked").detail["alone"] is True
    with pytest.raises(reviewing.NobodyReviews):
        reviewing.send(page, by=editor)


def test_an_editor_publishes_what_somebody_else_wrote(page, editor, lien):
    reviewing.send(page, by=page.owner)
    sent = seen(page)
    desk.edit(desk.lesson_of(page), by=page.owner, title="Viết thêm")
    publishing.publish_course(page, by=editor)
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_APPROVED
    answer = CourseReviewState.objects.get()
    assert answer.finished_by == editor
    assert answer.content_hash == seen(page) != sent


def test_the_reviewer_answers_what_she_has_read(page, address, author, editor, client):
    reviewing.send(page, by=author)
    read = seen(page)
    desk.edit(desk.lesson_of(page), by=author, title="Viết thêm")
    act(client, editor, address, approve="1", seen=read)
    assert CourseReviewState.objects.get().status == TaskState.STATUS_IN_PROGRESS
    assert "vừa thay đổi" in shown(client, editor, address)


def test_comments_beside_the_fields_are_pointed_at(page, address, author, editor, client):
    lesson = desk.lesson_of(page)
    for said in ("Câu này dài.", "Thêm hình."):
        Comment.objects.create(page=lesson, user=editor, text=said, contentpath="title")
    Comment.objects.create(
        page=page, user=editor, text="Xong.", contentpath="title", resolved_at=clock.now()
    )
    assert f'/quan-tri/pages/{lesson.pk}/edit/">Tìm thủ tục (2)' in shown(client, author, address)


def test_who_follows_a_page_is_told_of_a_remark_by_our_own_letter(page, author, editor, client):
    lesson = desk.lesson_of(page)
    asked = Comment.objects.create(page=lesson, user=editor, text="Câu dài.", contentpath="title")
    told = {f"comments-{name}": "1" for name in ("TOTAL_FORMS", "INITIAL_FORMS")}
    told |= {"comments-0-id": asked.pk, "comments-0-text": asked.text, "comments-0-resolved": ""}
    told |= {"comments-0-contentpath": "title", "comments-0-position": ""}
    told |= {f"comments-0-replies-{name}": "0" for name in ("TOTAL_FORMS", "INITIAL_FORMS")}
    told |= {"comments-0-replies-TOTAL_FORMS": "1", "comments-0-replies-0-text": "Cắt rồi."}
    sign_in(client, author)
    client.post(f"/quan-tri/pages/{lesson.pk}/edit/", lesson_form("Tìm thủ tục") | told)
    assert not mail.outbox
    letter = Message.objects.get()
    assert (letter.address, letter.subject) == (editor.email, "Góp ý: Tìm thủ tục")
    assert "- Trả lời: “Cắt rồi.”" in letter.body
    assert f"/quan-tri/pages/{lesson.pk}/edit/" in letter.body


def test_wagtails_pages_of_a_review_are_in_vietnamese(page, author, editor, client):
    reviewing.send(page, by=author)
    reviewing.send_back(page, by=editor, comment="Thêm hình.")
    desk.edit(page, by=author, summary="Có hình")
    sign_in(client, author)
    pages = f"/quan-tri/pages/{page.pk}/workflow_history/"
    for address in (pages, f"{pages}detail/{WorkflowState.objects.get().pk}/"):
        shown = client.get(address)
        assert "Duyệt khóa học" in shown.content.decode()
        assert not tongue.foreign_in(shown.content) - {"Search", "To"}


def test_the_last_answer_to_a_text_holds(shelf, editor, lien):
    page = desk.make_course_page(shelf, "Của tôi", by=editor)
    reviewing.send(page, by=editor)
    reviewing.approve(page, by=lien, seen=seen(page))
    reviewing.send(page, by=editor)
    reviewing.send_back(page, by=lien, comment="Xem lại, bước 2 sai.")
    with pytest.raises(publishing.SecondLookMissing):
        publishing.publish_course(page, by=editor)


def test_what_one_sent_and_said_is_in_ones_own_data(page, author, editor):
    reviewing.send(page, by=author, words="Nhờ xem giúp.")
    reviewing.send_back(page, by=editor, comment="Thêm hình.")
    [part] = [part for part in personal.parts() if part.name == "published"]
    assert part.export(author)[0]["words"] == "Nhờ xem giúp."
    assert part.export(editor)[0]["comment"] == "Thêm hình."
    assert part.describe(editor) == ["1 lần gửi duyệt, góp ý"]


def test_sending_back_needs_words_and_keeps_the_form(page, address, author, editor, client):
    reviewing.send(page, by=author)
    answer = act(client, editor, address, back="1", comment="")
    assert "Ghi giúp cần sửa chỗ nào" in answer.content.decode()
    assert CourseReviewState.objects.get().status == TaskState.STATUS_IN_PROGRESS
    assert client.get(f"{address}/duyet/")["Location"] == f"{address}/phat-hanh/"


def test_what_cannot_be_published_cannot_be_sent(page, address, author, editor, client):
    desk.edit(page, by=author, summary="")
    assert "Chưa gửi duyệt được" in act(client, author, address, send="1").content.decode()
    assert not WorkflowState.objects.exists()


def test_taking_back_is_for_the_sender_and_the_editors(
    page, address, author, editor, stranger, client, shelf
):
    other = make_person("Lê Văn Tý", email="ty@demo.test", password="mat-khau-cua-ty")
    desk.give(other, Role.CONTENT_AUTHOR, shelf)
    reviewing.send(page, by=author)
    assert act(client, other, address, cancel="1")["Location"] == SHUT
    assert act(client, stranger, address, cancel="1")["Location"] == SHUT
    assert WorkflowState.objects.active().exists()
    act(client, author, address, cancel="1")
    assert not WorkflowState.objects.active().exists()
    act(client, author, address, cancel="1")
    assert "vừa thay đổi" in shown(client, author, address)


def test_two_answers_at_once_are_one(page, author, editor, lien):
    reviewing.send(page, by=author)
    reviewing.send_back(page, by=lien, comment="Sửa tên.")
    with pytest.raises(reviewing.ReviewMoved):
        reviewing.approve(page, by=editor, seen=seen(page))
    reviewing.send(page, by=author)
    with pytest.raises(reviewing.NotTheirs):
        reviewing.approve(page, by=author, seen=seen(page))


def test_the_desk_says_what_waits_for_whom(page, author, editor, lien, client):
    reviewing.send(page, by=author)
    sign_in(client, editor)
    assert "Chờ anh/chị duyệt" in client.get("/quan-tri/").content.decode()
    reviewing.send_back(page, by=lien, comment="Sửa tên.")
    sign_in(client, author)
    assert "Cần sửa thêm" in client.get("/quan-tri/").content.decode()


def test_who_writes_nothing_there_may_do_nothing(page, address, stranger, client):
    for act_of in ("send", "approve", "back", "cancel"):
        assert act(client, stranger, address, **{act_of: "1"})["Location"] == SHUT
    assert not WorkflowState.objects.exists()
