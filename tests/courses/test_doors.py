"""Every door of the editors' area: authors write, editors publish, both in their own section."""

from contextlib import contextmanager

import pytest
from django.db import transaction
from wagtail.test.utils.form_data import nested_form_data, streamfield

from courses.models import Course, CourseEdition, CoursePage, LessonPage
from lms.jobs import running
from tests.courses import desk
from tests.people import sign_in

INSIDE = "/quan-tri"


def course_form(page, **changed):
    draft = page.get_latest_revision_as_object()
    fields = ("title", "summary", "can_do", "prepare", "art", "test_title", "test_minutes")
    data = {name: getattr(draft, name) for name in fields}
    data |= {"pass_mark": "5.0", "attempts": "", "test_intro": "null", "art_image": ""}
    slots = [
        ("slot", {"question": slot.value["question"].pk, "points": "1"})
        for slot in draft.final_test
    ]
    comments = {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 0}
    data |= {"final_test": streamfield(slots), "comments": comments, "gives_certificate": "on"}
    return nested_form_data({**data, **changed})


def bulk(action, *pages):
    ids = "&".join(f"id={page.pk}" for page in pages)
    return f"{INSIDE}/bulk/wagtailcore/page/{action}/?{ids}"


# The doors of a course's pages: (name, address, what is sent).
PAGE_DOORS = {
    "edit": lambda page: (f"{INSIDE}/pages/{page.pk}/edit/", course_form(page, title="Bị sửa")),
    "edit and publish": lambda page: (
        f"{INSIDE}/pages/{page.pk}/edit/",
        course_form(page, title="Bị sửa", **{"action-publish": "1"}),
    ),
    "publish": lambda page: (f"{INSIDE}/khoa-hoc/{page.pk}/phat-hanh/", {"level": "major"}),
    "cancel": lambda page: (f"{INSIDE}/khoa-hoc/{page.pk}/phat-hanh/", {"cancel": "1"}),
    "withdraw": lambda page: (f"{INSIDE}/khoa-hoc/{page.pk}/thu-hoi/", {"reason": "Sai"}),
    "unpublish": lambda page: (f"{INSIDE}/pages/{page.pk}/unpublish/", {}),
    "delete": lambda page: (f"{INSIDE}/pages/{page.pk}/delete/", {}),
    "copy": lambda page: (
        f"{INSIDE}/pages/{page.pk}/copy/",
        {"new_title": "Bản sao", "new_parent_page": page.get_parent().pk},
    ),
    "alias": lambda page: (
        f"{INSIDE}/pages/{page.pk}/copy/",
        {
            "new_title": "Bản sao",
            "new_slug": "ban-sao",
            "new_parent_page": page.get_parent().pk,
            "alias": "on",
        },
    ),
    "revert": lambda page: (
        f"{INSIDE}/pages/{page.pk}/edit/",
        course_form(page, revision=page.latest_revision_id),
    ),
    "preview": lambda page: (f"{INSIDE}/pages/{page.pk}/edit/preview/", course_form(page)),
    "privacy": lambda page: (
        f"{INSIDE}/pages/{page.pk}/privacy/",
        {"restriction_type": "login"},
    ),
    "lock": lambda page: (f"{INSIDE}/pages/{page.pk}/lock/", {}),
    "bulk publish": lambda page: (bulk("publish", page), {"include_descendants": "on"}),
    "bulk unpublish": lambda page: (bulk("unpublish", page), {"include_descendants": "on"}),
    "bulk delete": lambda page: (bulk("delete", page), {}),
    "bulk move": lambda page: (bulk("move", page), {"chooser": page.get_parent().pk}),
    "add lesson": lambda page: (
        f"{INSIDE}/pages/add/courses/lessonpage/{page.pk}/",
        lesson_form("Bài lạ"),
    ),
    "api publish": lambda page: (f"{INSIDE}/api/main/pages/{page.pk}/action/publish/", {}),
    "api copy": lambda page: (
        f"{INSIDE}/api/main/pages/{page.pk}/action/copy/",
        {"recursive": True, "keep_live": False},
    ),
    "api delete": lambda page: (f"{INSIDE}/api/main/pages/{page.pk}/action/delete/", {}),
}


def lesson_form(title, steps=()):
    comments = {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 0}
    data = {"title": title, "minutes": "3", "module": "", "steps": streamfield(list(steps))}
    return nested_form_data({**data, "comments": comments})


@contextmanager
def taken_back():
    """Nothing that happens in it stays, so that one course serves for every door."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize("who", ["stranger", "hoa", "nobody"])
def test_doors_of_a_course_are_shut_for_others(page, as_person, who):
    desk.publish(page)
    client, opened = as_person(who), []
    before = desk.state()
    for door, asked in PAGE_DOORS.items():
        with taken_back():
            url, data = asked(desk.fresh(page))
            status = client.post(url, data).status_code
            running.drain("now")
            if status not in {302, 401, 403, 404} or desk.state() != before:
                opened.append(door)
    assert not opened


@pytest.mark.parametrize("who", ["stranger", "hoa", "nobody"])
def test_pages_of_a_course_are_not_shown_to_others(page, as_person, who):
    desk.publish(page)
    client = as_person(who)
    views = ["edit/", "history/", "delete/", "unpublish/", "copy/", "view_draft/"]
    asked = {view: client.get(f"{INSIDE}/pages/{page.pk}/{view}").status_code for view in views}
    assert not [view for view, status in asked.items() if status not in {302, 403}]


@pytest.mark.parametrize(
    "door",
    [
        *("edit and publish", "publish", "withdraw", "unpublish", "delete", "lock", "alias"),
        *("privacy", "bulk publish", "bulk unpublish", "bulk delete", "api publish", "api delete"),
    ],
)
def test_author_cannot_publish_hide_or_delete_what_is_out(page, author, client, door):
    desk.publish(page)
    sign_in(client, author)
    url, data = PAGE_DOORS[door](desk.fresh(page))
    client.post(url, data)
    running.drain("now")
    assert (CourseEdition.objects.count(), desk.fresh(page).course.state) == (1, "open")
    assert (desk.fresh(page).live, desk.fresh(page).locked) == (True, False)
    assert not CoursePage.objects.filter(alias_of__isnull=False).exists()


def test_author_writes_drafts(page, author, client):
    sign_in(client, author)
    url, data = PAGE_DOORS["edit"](page)
    client.post(url, data)
    assert desk.fresh(page).get_latest_revision_as_object().title == "Bị sửa"
    url, data = PAGE_DOORS["add lesson"](page)
    client.post(url, data)
    assert LessonPage.objects.child_of(page).filter(title="Bài lạ", live=False).exists()


def test_author_may_delete_a_course_that_was_never_out(page, shelf, author, client):
    sign_in(client, author)
    url, data = PAGE_DOORS["delete"](page)
    client.post(url, data)
    assert not CoursePage.objects.child_of(shelf).exists()


def test_nobody_deletes_a_course_that_was_out(page, editor, client):
    desk.publish(page)
    sign_in(client, editor)
    for door in ("delete", "bulk delete", "api delete"):
        url, data = PAGE_DOORS[door](desk.fresh(page))
        client.post(url, data)
    assert CoursePage.objects.exists()


def test_author_sees_what_is_to_be_mended_but_no_button(page, author, client):
    desk.set_steps(page)
    sign_in(client, author)
    response = client.get(f"{INSIDE}/khoa-hoc/{page.pk}/phat-hanh/")
    body = response.content.decode()
    assert "Bài học chưa có bước nào." in body
    assert f"/quan-tri/pages/{desk.lesson_of(page).pk}/edit/#" in body
    assert "Phát hành khóa học</button>" not in body


def test_editor_publishes(page, editor, client):
    sign_in(client, editor)
    response = client.get(f"{INSIDE}/khoa-hoc/{page.pk}/phat-hanh/")
    assert "Phát hành khóa học</button>" in response.content.decode()
    url, data = PAGE_DOORS["publish"](page)
    assert client.post(url, data, follow=True).status_code == 200
    running.drain("now")
    assert CourseEdition.objects.get().published_by == editor
    assert "Bản nháp giống bản bà con đang học." in client.get(url).content.decode()


@pytest.mark.parametrize("door", ["edit and publish", "bulk publish", "api publish"])
def test_editor_publishes_by_no_other_door(page, editor, client, door):
    sign_in(client, editor)
    url, data = PAGE_DOORS[door](page)
    client.post(url, data)
    running.drain("now")
    assert not CourseEdition.objects.exists()
    assert not desk.fresh(page).live


def test_refused_publishing_shows_the_way(page, editor, client):
    desk.set_steps(page)
    sign_in(client, editor)
    url, data = PAGE_DOORS["publish"](page)
    body = client.post(url, data).content.decode()
    assert "Bài học chưa có bước nào." in body
    assert not CourseEdition.objects.exists()


def test_editor_hides_and_withdraws(page, editor, client):
    desk.publish(page)
    sign_in(client, editor)
    url, data = PAGE_DOORS["unpublish"](desk.fresh(page))
    client.post(url, data)
    assert Course.objects.get().state == "hidden"
    url, data = PAGE_DOORS["withdraw"](desk.fresh(page))
    client.post(url, data)
    assert Course.objects.get().state == "withdrawn"


def test_editor_sets_a_time_and_takes_it_back(page, editor, client):
    sign_in(client, editor)
    url, _ = PAGE_DOORS["publish"](page)
    client.post(url, {"level": "major", "go_live_at": "2099-01-02 07:30"})
    revision = desk.fresh(page).scheduled_revision
    assert revision is not None
    assert "07:30 02/01/2099" in client.get(url).content.decode()
    client.post(f"{INSIDE}/pages/{page.pk}/revisions/{revision.pk}/unschedule/")
    assert not desk.fresh(page).approved_schedule


def test_time_in_the_past_is_refused(page, editor, client):
    sign_in(client, editor)
    url, _ = PAGE_DOORS["publish"](page)
    body = client.post(url, {"level": "major", "go_live_at": "2020-01-02 07:30"}).content.decode()
    assert "Giờ hẹn đã qua" in body
    assert not desk.fresh(page).approved_schedule


def test_a_course_is_copied_by_its_own_page_alone(page, editor, client):
    """Wagtail's own copy would leave the questions behind."""
    desk.publish(page)
    sign_in(client, editor)
    for door in ("copy", "api copy"):
        url, data = PAGE_DOORS[door](desk.fresh(page))
        client.post(url, {**data, "copy_subpages": "on"})
    assert CoursePage.objects.get() == page


def test_new_course_page_gets_its_course(shelf, author, client):
    sign_in(client, author)
    comments = {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 0}
    data = {"title": "Đặng Văn Ân học Zalo", "comments": comments, "final_test": streamfield([])}
    data |= {"art": "default", "test_title": "Bài kiểm tra", "test_minutes": "5", "pass_mark": "5"}
    client.post(f"{INSIDE}/pages/add/courses/coursepage/{shelf.pk}/", nested_form_data(data))
    course = CoursePage.objects.get(title="Đặng Văn Ân học Zalo").course
    assert (course.code, course.section, course.state) == (
        "dang-van-an-hoc-zalo",
        shelf.section,
        "draft",
    )


def test_author_says_that_the_test_needs_a_network(page, author, client):
    sign_in(client, author)
    address = f"{INSIDE}/pages/{page.pk}/edit/"
    assert "Chỉ làm khi có mạng" in client.get(address).content.decode()
    client.post(address, course_form(page, test_online_only="on"))
    assert desk.fresh(page).get_latest_revision_as_object().test_online_only is True


def test_author_moves_no_course_into_a_section_of_others(page, author, client, other_shelf):
    sign_in(client, author)
    client.post(f"{INSIDE}/pages/{page.pk}/move/{other_shelf.pk}/confirm/")
    assert desk.fresh(page).get_parent().pk != other_shelf.pk


@pytest.mark.parametrize("who", ["author", "editor"])
def test_sections_are_not_edited_by_those_who_write_in_them(shelf, as_person, who):
    client = as_person(who)
    for door in ("edit/", "delete/", "unpublish/", "copy/", "move/"):
        response = client.get(f"{INSIDE}/pages/{shelf.pk}/{door}")
        assert response.status_code in {302, 403}, door


# Wagtail leaves the temporary file of a rendition to be closed by the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_editing_page_leads_to_publishing(page, author, client):
    sign_in(client, author)
    body = client.get(f"{INSIDE}/pages/{page.pk}/edit/").content.decode()
    assert f"/quan-tri/khoa-hoc/{page.pk}/phat-hanh/" in body
    assert 'name="action-publish"' not in body
    body = client.get(f"{INSIDE}/pages/{desk.lesson_of(page).pk}/edit/").content.decode()
    assert f"/quan-tri/khoa-hoc/{page.pk}/phat-hanh/" in body


# What an administrator of Wagtail could otherwise change by hand.


@pytest.mark.parametrize("url", ["groups/", "groups/new/", "users/", "users/new/"])
def test_groups_and_users_are_not_edited_by_hand(son, client, url):
    son.is_superuser = True
    son.save()
    sign_in(client, son)
    assert client.get(f"{INSIDE}/{url}").status_code in {302, 403}


def test_picture_of_a_draft_is_shown_to_those_who_may_choose_it(shelf, author, stranger, client):
    image = desk.make_image(section=shelf.section)
    url = f"/tep/xem-truoc/{image.pk}"
    assert client.get(url).status_code in {302, 403}
    sign_in(client, stranger)
    assert client.get(url).status_code == 403
    sign_in(client, author)
    response = client.get(url)
    assert (response.status_code, response["Content-Type"]) == (200, "image/svg+xml")
    assert "sandbox" in response["Content-Security-Policy"]
    assert b"".join(response.streaming_content).startswith(b"<svg")
    assert client.get("/tep/xem-truoc/0").status_code == 200
