"""The page *Kiểm tra và phát hành* as its editor and its author see it."""

from datetime import timedelta

import pytest

from courses.models import CoursePage
from courses.services import publishing, scheduling
from lms.common import clock
from lms.users.policies import Role
from tests.courses import desk
from tests.people import sign_in


@pytest.fixture
def address(page):
    return f"/quan-tri/khoa-hoc/{page.pk}/phat-hanh/"


@pytest.fixture
def editor(tuan, shelf, client):
    desk.give(tuan, Role.CONTENT_EDITOR, shelf)
    sign_in(client, tuan)
    return client


def test_what_is_to_be_mended_leads_to_the_field(page, address, editor):
    desk.edit(page, summary="")
    shown = editor.get(address).content.decode()
    assert "1 chỗ cần sửa trước khi phát hành" in shown
    assert f'href="/quan-tri/pages/{page.pk}/edit/#id_summary"' in shown
    assert 'type="submit" class="button">Phát hành khóa học' not in shown


def test_editions_are_listed_newest_first(page, address, editor, tuan):
    desk.publish(page, by=tuan, note="Bản đầu")
    desk.edit(page, title="Tên khác")
    desk.publish(page, by=tuan, note="Sửa tên")
    shown = editor.get(address).content.decode()
    assert shown.index("Sửa tên") < shown.index("Bản đầu")
    assert "Phạm Anh Tuấn" in shown


def test_list_of_editions_costs_the_same_however_long(
    page, address, editor, django_assert_num_queries, django_assert_max_num_queries
):
    desk.publish(page)
    with django_assert_max_num_queries(60) as first:
        editor.get(address)
    for number in range(2, 5):
        desk.edit(page, title=f"Tên {number}")
        desk.publish(page)
    with django_assert_num_queries(len(first)):
        editor.get(address)


def test_editor_takes_a_date_back(page, address, editor, tuan):
    scheduling.schedule(page, at=clock.now() + timedelta(days=1), by=tuan)
    assert "Hủy hẹn giờ" in editor.get(address).content.decode()
    assert editor.post(address, {"cancel": "1"}).status_code == 302
    assert not CoursePage.objects.get(pk=page.pk).approved_schedule


def test_author_sees_the_date_and_cannot_take_it_back(page, address, shelf, client, minh, tuan):
    scheduling.schedule(page, at=clock.now() + timedelta(days=1), by=tuan)
    desk.give(minh, Role.CONTENT_AUTHOR, shelf)
    sign_in(client, minh)
    shown = client.get(address).content.decode()
    assert "Đã hẹn giờ" in shown
    assert "Hủy hẹn giờ" not in shown
    client.post(address, {"cancel": "1"})
    assert CoursePage.objects.get(pk=page.pk).approved_schedule


def test_a_publishing_that_ends_while_the_page_is_made_is_shown_as_under_way(
    page, address, editor, tuan, run_jobs, monkeypatch
):
    """Or the page would stay with what it read before, and look no more."""
    publishing.publish_course(page, by=tuan)
    review = publishing.review

    def review_beside_the_worker(of):
        run_jobs()
        return review(of)

    monkeypatch.setattr(publishing, "review", review_beside_the_worker)
    assert "Đang phát hành" in editor.get(address).content.decode()
    assert "Bản nháp giống bản bà con đang học." in editor.get(address).content.decode()


def test_publishing_while_a_compile_runs_says_what_becomes_of_it(page, address, editor, run_jobs):
    def press():
        return editor.post(address, {"level": "major"}, follow=True).content.decode()

    assert "bấm một lần là đủ" not in press()
    assert "bấm một lần là đủ" in press()
    desk.edit(page, title="Tên mới hơn")
    assert "bản mới nhất này sẽ ra thay nó" in press()
    run_jobs()
    [edition] = CoursePage.objects.get(pk=page.pk).course.editions.all()
    assert edition.title == "Tên mới hơn"
