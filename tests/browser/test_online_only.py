"""A final test that begins only with a network: kind words without one, nothing is lost."""

import pytest
from playwright.sync_api import expect

from courses.models import Attempt
from tests.browser import driving
from tests.browser.conftest import PHONE
from tests.browser.learner import kept, signed_in, take_test, wait_until
from tests.browser.taking import take_along
from tests.courses.editions import make_edition


@pytest.fixture
def edition(packed_site):
    return make_edition(online_only=True)


@pytest.fixture
def page(visit, line, hoa):
    page = visit({**PHONE, "service_workers": "allow"}, line.address)
    return signed_in(page, hoa, line.address)


def exam(edition):
    return f"/hoc/{edition.public_id}/kiem-tra/"


def begin(page):
    return page.get_by_role("button", name="Bắt đầu làm bài")


def words(page):
    return page.get_by_text("Bài này phải có mạng mới làm được")


def open_without_line(page, line, edition):
    take_along(page)
    page.wait_for_load_state("networkidle")
    line.cut()
    page.goto(exam(edition))
    expect(words(page)).to_be_visible()


@pytest.mark.large
def test_with_a_line_it_is_taken_as_any_other(page, edition):
    page.goto(exam(edition))
    expect(page.get_by_text("Làm khi máy có mạng")).to_be_visible()
    begin(page).click()
    expect(words(page)).to_be_hidden()
    take_test(page, right=True)
    expect(page.get_by_role("heading", name="Đạt rồi!")).to_be_visible()


def test_without_a_line_the_page_says_what_to_do_meanwhile(page, line, edition):
    open_without_line(page, line, edition)
    expect(begin(page)).to_be_hidden()
    page.get_by_role("link", name="Học tiếp các bài").click()
    expect(page.get_by_role("heading", name=edition.title)).to_be_visible()


@pytest.mark.large
def test_the_button_comes_back_with_the_line_though_the_phone_never_noticed(page, line, edition):
    open_without_line(page, line, edition)
    assert page.evaluate("navigator.onLine")
    line.mend()
    expect(begin(page)).to_be_visible()
    expect(words(page)).to_be_hidden()
    expect(page.get_by_role("link", name="Học tiếp các bài")).to_be_hidden()


@pytest.mark.large
def test_a_phone_that_loses_and_finds_its_network_shows_it_at_once(page, edition):
    page.goto(exam(edition))
    expect(begin(page)).to_be_visible()
    driving.go_offline(page)
    expect(words(page)).to_be_visible()
    expect(begin(page)).to_be_hidden()
    driving.go_online(page)
    expect(begin(page)).to_be_visible(timeout=5_000)


def test_a_line_that_breaks_in_the_middle_loses_nothing(page, line, edition):
    page.goto(exam(edition))
    begin(page).click()
    line.cut()
    take_test(page, right=True)
    expect(page.get_by_role("heading", name="Bài đã giữ trong máy")).to_be_visible()
    assert [event["kind"] for event in kept(page, "events")] == ["tested"]
    assert not Attempt.objects.exists()
    line.mend()
    page.get_by_role("button", name="Gửi lại ngay").click()
    expect(page.get_by_role("heading", name="Đạt rồi!")).to_be_visible()
    assert Attempt.objects.get().passed


@pytest.mark.large
def test_what_was_handed_in_goes_off_by_itself_when_the_network_is_back(page, edition):
    page.goto(exam(edition))
    begin(page).click()
    driving.go_offline(page)
    take_test(page, right=True)
    expect(page.get_by_role("heading", name="Bài đã giữ trong máy")).to_be_visible()
    driving.go_online(page)
    expect(page.get_by_role("heading", name="Đạt rồi!")).to_be_visible()
    assert Attempt.objects.get().passed


@pytest.mark.large
def test_answers_given_before_are_told_to_be_safe(page, line, edition):
    take_along(page)
    page.goto(exam(edition))
    begin(page).click()
    page.locator("label.opt:visible", has_text="dichvucong.gov.vn").click()
    wait_until(page, lambda: any(row["key"].startswith("draft:") for row in kept(page, "kv")))
    line.cut()
    page.reload()
    expect(page.get_by_text("Các câu đã trả lời vẫn giữ trong máy.")).to_be_visible()
    line.mend()
    begin(page).click()
    expect(page.get_by_role("heading", name="Ảnh giấy tờ thế nào")).to_be_visible()


@pytest.mark.large
def test_it_is_taken_again_only_with_a_network(page, edition):
    page.goto(exam(edition))
    begin(page).click()
    take_test(page, right=False)
    expect(page.get_by_role("heading", name="Lần này chưa đạt")).to_be_visible()
    driving.go_offline(page)
    page.get_by_role("button", name="Làm lại").click()
    expect(words(page)).to_be_visible()
    driving.go_online(page)
    expect(begin(page)).to_be_visible()


@pytest.mark.large
def test_the_words_can_be_read_and_touched(
    page, line, edition, assert_accessible, assert_fits, screenshot
):
    open_without_line(page, line, edition)
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        screenshot(page, f"online-only-{theme}")
        page.set_viewport_size({"width": 1280, "height": 800})
        screenshot(page, f"online-only-wide-{theme}")
        page.set_viewport_size(PHONE["viewport"])
    assert driving.small_targets(page, least=48) == []
    assert_fits(page)
    assert_accessible(page)
