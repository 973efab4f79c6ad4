"""The queue of authors, new versions of applications, owners and days of review."""

import html
import re
from datetime import timedelta

import pytest

from courses.models import Binned, Course, StaleMark
from courses.services import binning, freshness, in_use, levels, ownership, redoing
from lms.audit.models import AuditEvent
from lms.common import clock
from lms.notifications.models import Notice
from lms.users.models import RoleGrant
from lms.users.services import personal
from tests.courses import desk
from tests.people import sign_in

QUEUE = "/quan-tri/khoa-hoc/can-xem-lai/"
APPS = "/quan-tri/khoa-hoc/ung-dung/"


def with_app(page, name="VNeID", version="2.1.6"):
    steps = desk.raw_steps(page)
    steps[1]["value"] |= {"app": name, "app_version": version}
    desk.set_steps(page, *steps)
    return desk.publish(page)


@pytest.fixture
def edition(page):
    return with_app(page)


@pytest.fixture
def uid(edition):
    return edition.steps.get(kind="simulate").uid


@pytest.fixture
def mark(page, uid):
    return freshness.mark_stale(
        desk.lesson_of(page), uid, "screen_changed", "Nút nằm chỗ khác", count=5
    )


def owner_url(page):
    return f"/quan-tri/khoa-hoc/{page.pk}/phu-trach/"


def test_residents_are_told_quietly_whose_screens_these_are(client, edition, uid):
    shown = client.get(f"/hoc/{edition.public_id}/{uid}/").content.decode()
    assert "Hình theo VNeID, bản 2.1.6" in shown
    assert edition.steps.get(uid=uid).values["app"] == {"name": "VNeID", "version": "2.1.6"}


def test_saying_whose_screens_these_are_is_a_small_change(page):
    before = desk.publish(page)
    assert "app" not in before.steps.get(kind="simulate").values
    assert with_app(page).level == levels.Level.TYPO


def test_the_queue_leads_to_the_step(page, mark, author, as_person):
    Course.objects.update(owner=author)
    shown = as_person("author").get(QUEUE).content.decode()
    block = desk.raw_steps(page)[1]["id"]
    assert f"/quan-tri/pages/{mark.lesson_id}/edit/#block-{block}-section" in shown
    for said in ("Nộp hồ sơ trực tuyến", "Màn hình khác rồi", "Nút nằm chỗ khác", "5 người báo"):
        assert said in shown
    assert "1 chỗ cần xem lại" in as_person("author").get("/quan-tri/").content.decode()


def test_an_empty_queue_says_so(page, author, as_person):
    desk.publish(page)
    Course.objects.update(owner=author)
    assert "Không có gì cần xem lại" in as_person("author").get(QUEUE).content.decode()
    home = as_person("author").get("/quan-tri/").content.decode()
    assert "chỗ cần xem lại" not in home
    assert "Chưa có bước sân tập nào" in as_person("author").get(APPS).content.decode()


def test_another_section_sees_and_answers_nothing(mark, page, stranger, as_person):
    client = as_person("stranger")
    shown = client.get(QUEUE).content.decode()
    assert "Nộp hồ sơ trực tuyến" not in shown
    assert "VNeID" not in client.get(APPS).content.decode()
    assert client.get(APPS, {"ten": "vneid"}).status_code == 200
    answered = client.post(f"{QUEUE}{mark.pk}/", {"why": "Đã xem"})
    assert answered["Location"] == "/quan-tri/"
    sent = {"version": "3", "steps": [mark.step_uid]}
    client.post(f"{APPS}?ten=vneid", sent)
    assert client.post(owner_url(page), {}).status_code in {302, 403}
    assert StaleMark.objects.get().closed_at is None
    assert client.get("/quan-tri/khoa-hoc/can-xem-lai/?ly-do=linh-tinh").status_code == 200


@pytest.mark.parametrize("who", ["hoa", "nobody"])
def test_all_others_answer_nothing(mark, who, request, client):
    if who == "hoa":
        sign_in(client, request.getfixturevalue("hoa"))
    assert client.post(f"{QUEUE}{mark.pk}/", {"why": "Đã xem"}).status_code in {302, 403}
    assert StaleMark.objects.open().exists()


def test_an_author_answers_with_a_word_why_and_takes_it_back(mark, author, as_person):
    client = as_person("author")
    refused = client.post(f"{QUEUE}{mark.pk}/", {"why": " "}, follow=True)
    assert "Ghi vài chữ vì sao vẫn đúng" in refused.content.decode()
    assert StaleMark.objects.open().exists()
    done = client.post(f"{QUEUE}{mark.pk}/", {"why": "Đã mở ứng dụng"}, follow=True)
    assert "Đã mở ứng dụng" in done.content.decode()
    assert not StaleMark.objects.open().exists()
    client.post(f"{QUEUE}{mark.pk}/", {"back": "1"})
    assert StaleMark.objects.open().get().note == mark.note


def test_the_queue_costs_the_same_for_one_mark_and_many(
    page, mark, author, django_assert_max_num_queries
):
    lesson = desk.lesson_of(page)
    sections = list(desk_sections(author))
    with django_assert_max_num_queries(20) as first:
        redoing.of(sections)
    for number in range(8):
        freshness.mark_stale(lesson, f"khac-{number}", "screen_changed")
    with django_assert_max_num_queries(len(first)):
        redoing.of(sections)


def desk_sections(person):
    return redoing.desk.sections_of(person)


def test_a_new_version_marks_all_its_steps_at_once(page, shelf, author, as_person, edition, uid):
    other = desk.make_course_page(shelf, "Đăng nhập")
    with_app(other, "vneid", "2.1.5")
    with_app(desk.make_course_page(shelf, "Gọi video"), "Zalo", "")
    (app, _zalo) = in_use.apps([shelf.section])
    assert (len(app.practices), app.versions) == (2, ["2.1.5", "2.1.6"])
    client = as_person("author")
    shown = client.get(APPS, {"ten": "VNeID"}).content.decode()
    assert "Đăng nhập" in shown
    assert "Gọi video" not in shown
    nothing = client.post(f"{APPS}?ten=vneid", {"version": "2.2.0"})
    assert "Chọn ít nhất một bước." in nothing.content.decode()
    wrong = client.post(f"{APPS}?ten=vneid", {"version": "2.2.0", "steps": ["khong-co"]})
    assert wrong.status_code == 200
    assert not StaleMark.objects.exists()
    uids = [one.uid for one in app.practices]
    done = client.post(f"{APPS}?ten=vneid", {"version": "2.2.0", "steps": uids}, follow=True)
    assert "Đã đánh dấu 2 bước." in done.content.decode()
    assert {mark.note for mark in StaleMark.objects.open()} == {"VNeID có bản 2.2.0."}
    client.post(f"{APPS}?ten=vneid", {"back": "1"})
    assert not StaleMark.objects.open().exists()


def test_an_app_is_marked_whatever_signs_its_name_has(page, author, as_person):
    with_app(page, name="Ví A&B #1")
    client = as_person("author")
    shown = client.get(APPS, {"ten": "ví a&b #1"}).text
    action = html.unescape(re.search(r'action="([^"]*ung-dung[^"]*)"', shown)[1])
    steps = re.findall(r'name="steps" value="([^"]+)"', shown)
    client.post(action, {"version": "3.0", "steps": steps})
    assert StaleMark.objects.get().note == "Ví A&B #1 có bản 3.0."


@pytest.mark.parametrize("deleted", ["lesson", "course"])
def test_a_step_whose_lesson_is_in_the_bin_is_not_offered(page, author, as_person, deleted):
    step = with_app(page).steps.get(kind="simulate")
    row = page if deleted == "course" else desk.lesson_of(page)
    binning.put_away(row, by=author)
    client = as_person("author")
    assert step.title not in client.get(APPS, {"ten": "VNeID"}).text
    client.post(f"{APPS}?ten=vneid", {"version": "2.2.0", "steps": [step.uid]})
    assert freshness.mark_steps([step.uid], "app_changed", note="Bản mới", by=author) == 0
    assert not StaleMark.objects.exists()
    binning.restore(Binned.objects.get(), by=author)
    assert step.title in client.get(APPS, {"ten": "VNeID"}).text


def test_publishing_with_the_new_version_answers(page, edition, uid):
    freshness.mark_stale(desk.lesson_of(page), uid, "app_changed", "VNeID có bản 2.2.0.")
    with_app(page, version="2.2.0")
    assert StaleMark.objects.get().closing == "published"


def test_a_new_course_is_owned_by_who_began_it_and_reviewed_within_a_year(shelf, author):
    course = desk.make_course_page(shelf, "Gọi video", by=author).course
    assert course.owner == author
    assert course.review_by == clock.today() + timedelta(days=365)


def test_an_overdue_course_waits_and_its_owner_is_told_once(page, author, editor, as_person):
    day = clock.today() - timedelta(days=3)
    Course.objects.update(owner=author, review_by=day)
    assert "quá hạn 3 ngày" in as_person("author").get(QUEUE).content.decode()
    assert [ownership.tell_overdue(now=clock.now()) for _night in range(2)] == [1, 0]
    told = Notice.objects.get()
    assert told.person == author
    assert told.url == owner_url(page)
    assert "Nộp hồ sơ trực tuyến" in told.title


def test_an_owner_who_left_is_missing_and_replaced(page, author, editor, as_person):
    Course.objects.update(owner=author)
    RoleGrant.objects.filter(person=author).update(revoked_on=clock.today())
    client = as_person("editor")
    assert "1 khóa học thiếu người phụ trách" in client.get(QUEUE).content.decode()
    shown = client.get(owner_url(page)).content.decode()
    assert f"{author} không còn soạn bài ở mục này" in shown
    later = clock.today() + timedelta(days=90)
    past = {"owner": editor.pk, "review_by": (clock.today() - timedelta(days=1)).isoformat()}
    assert "Ngày này đã qua" in client.post(owner_url(page), past).content.decode()
    left = {"owner": author.pk, "review_by": later.isoformat()}
    assert client.post(owner_url(page), left).status_code == 200
    assert client.post(owner_url(page), {**left, "owner": editor.pk}).status_code == 302
    course = Course.objects.get()
    assert (course.owner, course.review_by) == (editor, later)
    assert AuditEvent.objects.filter(action="course.entrusted").count() == 1
    assert "thiếu người phụ trách" not in client.get(QUEUE).content.decode()


def test_where_nobody_answers_the_editors_are_told(page, author, editor):
    Course.objects.update(owner=None, review_by=clock.today() - timedelta(days=1))
    assert ownership.tell_overdue(now=clock.now()) == 1
    assert Notice.objects.get().person == editor


def test_a_new_owner_is_told_but_not_by_oneself(page, author, editor):
    now, day = clock.now(), clock.today() + timedelta(days=9)
    course = Course.objects.get()
    assert ownership.entrust(course, owner=author, review_by=day, by=editor, now=now)
    assert Notice.objects.get().person == author
    course.refresh_from_db()
    assert not ownership.entrust(course, owner=author, review_by=day, by=editor, now=now)
    ownership.entrust(course, owner=editor, review_by=day, by=editor, now=now)
    assert Notice.objects.count() == 1


def test_what_one_owns_and_answered_is_exported_and_erased(page, mark, author):
    Course.objects.update(owner=author)
    freshness.still_right(mark, why="Đã xem", by=author)
    part = next(one for one in personal.parts() if one.name == "published")
    assert "Đã xem" in str(part.export(author))
    assert any("phụ trách 1 khóa học" in line for line in part.describe(author))
    part.erase(author)
    assert Course.objects.get().owner is None
    assert StaleMark.objects.get().closed_by is None
    assert StaleMark.objects.get().why == "Đã xem"
