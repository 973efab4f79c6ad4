"""The first page of those who write."""

from datetime import timedelta

import pytest
from wagtail.admin.menu import admin_menu
from wagtail.admin.ui.menus.pages import get_page_header_buttons

from courses.services import scheduling
from lms.common import clock
from lms.users.policies import Role
from lms.users.services import grants
from tests.courses import desk
from tests.people import sign_in

HOME = "/quan-tri/"


@pytest.fixture
def author(minh, shelf, client):
    desk.give(minh, Role.CONTENT_AUTHOR, shelf)
    sign_in(client, minh)
    return client


def test_author_sees_the_courses_of_the_own_section_only(page, other_shelf, author):
    desk.make_course_page(other_shelf, "Khóa của mục khác")
    shown = author.get(HOME).content.decode()
    assert "Chào Đỗ Văn Minh" in shown
    assert "Nộp hồ sơ trực tuyến" in shown
    assert "Đang soạn" in shown
    assert f"/quan-tri/khoa-hoc/{page.pk}/phat-hanh/" in shown
    assert "Khóa của mục khác" not in shown


def test_empty_desk_says_how_to_begin(client, minh, other_shelf):
    desk.give(minh, Role.CONTENT_AUTHOR, other_shelf)
    sign_in(client, minh)
    shown = client.get(HOME).content.decode()
    assert "Chưa có khóa học nào" in shown
    assert f"/quan-tri/pages/add/courses/coursepage/{other_shelf.pk}/" in shown
    assert "/quan-tri/khoa-hoc/khoa-mau/" in shown
    assert "/quan-tri/khoa-hoc/nhan/" in shown


def test_published_course_shows_its_edition_and_what_was_changed_since(page, author):
    desk.publish(page)
    shown = author.get(HOME).content.decode()
    assert "Đang mở, bản 1" in shown
    assert "Có thay đổi chưa phát hành" not in shown
    desk.edit(desk.lesson_of(page), title="Tên khác")
    assert "Có thay đổi chưa phát hành" in author.get(HOME).content.decode()


def test_refusal_stands_first(page, author):
    scheduling.note_refusal(page, ["Bài 1: Chưa ghi số phút."])
    shown = author.get(HOME).content.decode()
    assert shown.index("Bài 1: Chưa ghi số phút.") < shown.index("Khóa học của anh/chị")


def test_date_is_told(page, author):
    scheduling.schedule(page, at=clock.now() + timedelta(days=1), by=None)
    assert "Đã hẹn giờ" in author.get(HOME).content.decode()


def test_cost_does_not_grow_with_courses(
    page, shelf, author, django_assert_num_queries, django_assert_max_num_queries
):
    author.get(HOME)
    with django_assert_max_num_queries(40) as first:
        author.get(HOME)
    for number in range(4):
        desk.publish(desk.make_course_page(shelf, f"Khóa {number}"))
    with django_assert_num_queries(len(first)):
        author.get(HOME)


def test_menu_of_a_writer_has_what_a_writer_needs(page, author):
    shown = author.get(HOME).content.decode()
    for kept in ('"courses"', '"images"', '"documents"'):
        assert kept in shown
    for gone in ("explorer", "site-history", "aging-pages", "whats-new", "editor-guide"):
        assert gone not in shown


def test_menu_of_a_writer_begins_with_courses_and_keeps_files_together(page, author, minh, rf):
    request = rf.get(HOME)
    request.user = minh
    items = sorted(admin_menu.menu_items_for_request(request), key=lambda item: item.order)
    said = [str(item.label) for item in items]
    assert said[:3] == ["Khóa học", "Bà con nói gì", "Cần xem lại"]
    assert {"Hình, tiếng, video", "Thùng rác"} < set(said)
    assert len(said) <= 10
    assert not {"Hình", "Giọng đọc", "Video", "Tài liệu"} & set(said)


def test_menu_of_a_course_begins_with_what_is_done_every_day(page, author, minh):
    buttons = get_page_header_buttons(page, minh, HOME, "index")
    said = [str(button.label) for button in sorted(buttons)]
    assert said[:4] == [
        *("Kiểm tra và phát hành", "Làm bài từ ảnh màn hình", "Làm bài từ tệp Word, PDF", "Sửa"),
    ]
    # One way to copy a course: Wagtail's own leaves its questions behind.
    assert "Nhân bản khóa học" in said
    assert "Sao chép" not in said


def test_pages_of_a_writer_warn_of_no_address_and_look_for_none(page, shelf, author):
    assert "chưa gắn với địa chỉ nào" not in author.get(f"/quan-tri/pages/{shelf.pk}/").text
    for one in (page, desk.lesson_of(page)):
        edited = author.get(f"/quan-tri/pages/{one.pk}/edit/").text
        assert 'data-w-sync-target-value=""' not in edited


def test_administrator_keeps_the_tree(page, son, client, province):
    grants.grant(son, Role.SYSTEM_ADMIN, unit=province, by=None)
    sign_in(client, son)
    shown = client.get(HOME).content.decode()
    assert "site-history" in shown
    assert "aging-pages" not in shown


def test_account_page_changes_no_name_and_takes_no_portrait(author, minh):
    shown = author.get("/quan-tri/account/").content.decode()
    assert "name_email-" not in shown
    assert "avatar-avatar" not in shown
    sent = {"theme-theme": "dark", "theme-contrast": "system", "theme-density": "default"}
    assert author.post("/quan-tri/account/", sent).status_code == 302
    assert minh.wagtail_userprofile.theme == "dark"


@pytest.mark.parametrize("who", ["hoa", "nobody"])
def test_account_page_is_shut_for_others(client, hoa, who):
    if who == "hoa":
        sign_in(client, hoa)
    assert client.get("/quan-tri/account/").status_code in {302, 403}
