"""Without script one can find and read; practice and tests say what they need."""

import pytest
from playwright.sync_api import expect

from certificates.services import issuing
from lms.common import clock
from teams.models import Session
from tests.access import world as worlds
from tests.browser import driving
from tests.browser.learner import step_of
from tests.certificates.conftest import finish
from tests.certificates.issuers import make_issuer
from tests.courses.editions import make_edition
from tests.people import make_person

# Playwright's finders by text pass over what only a page without script shows.
NOTICE = "noscript .note"


@pytest.fixture
def edition(site):
    return make_edition()


@pytest.fixture
def plain(phone):
    return phone(java_script_enabled=False)


def assert_needs_script(page):
    expect(page.locator(NOTICE)).to_be_visible()
    assert "Phần tập cần bật JavaScript" in page.locator(NOTICE).text_content()


def test_finding_and_reading_work(plain, edition):
    plain.goto("/")
    plain.get_by_label("Tìm bài học").fill("nhan ra trang")
    plain.get_by_role("button", name="Tìm").click()
    plain.get_by_role("link", name="Nhận ra trang thật").click()
    expect(plain.get_by_role("heading", name="Nhận ra trang thật")).to_be_visible()
    expect(plain.locator(NOTICE)).to_have_count(0)
    plain.get_by_role("link", name="Tiếp tục").click()
    plain.wait_for_url(f"**{step_of(edition, 'tap-nop')}")


def test_a_search_that_finds_nothing_says_what_to_do(plain, edition):
    plain.goto("/tim/?q=bay+len+mat+trang")
    expect(plain.get_by_text("Chưa thấy bài nào")).to_be_visible()
    plain.get_by_role("link", name="Xem tất cả khóa học").click()
    expect(plain.get_by_role("link", name=edition.title)).to_be_visible()


@pytest.mark.parametrize("name", driving.first_of(["tap-nop", "tin-nhan"]))
def test_practice_says_that_it_needs_script(plain, edition, name):
    plain.goto(step_of(edition, name))
    assert_needs_script(plain)


def test_the_final_test_says_that_it_needs_script(plain, edition):
    plain.goto(f"/hoc/{edition.public_id}/kiem-tra/")
    assert_needs_script(plain)
    expect(plain.get_by_role("button", name="Bắt đầu làm bài")).to_be_hidden()


def test_a_certificate_can_be_checked(plain, settings):
    settings.PUBLIC_HOST = "hocso.ninhbinh.example"
    make_issuer()
    finished = finish(make_person("Trần Thị Hoa"), make_edition())
    certificate = issuing.issue_completion(finished, now=clock.now())
    plain.goto("/k/")
    typed = plain.get_by_label("Mã tra cứu")
    typed.focus()
    # As if pasted: an address longer than the code.
    plain.keyboard.insert_text(f"https://hocso.ninhbinh.example/K/{certificate.code}?nguon=zalo")
    plain.get_by_role("button", name="Kiểm tra").click()
    plain.wait_for_url(f"**/K/{certificate.code}")
    expect(plain.get_by_role("heading", name="Giấy chứng nhận thật, còn hiệu lực")).to_be_visible()


def test_a_session_can_be_logged(plain, site):
    world = worlds.build()
    cookie = {"name": "sessionid", "value": world.cookies["leader", True], "url": site}
    plain.context.add_cookies([cookie])
    plain.goto(world.address("/to/{team}/buoi/moi/"))
    plain.locator("[name=type]").first.check()
    plain.get_by_label("Nơi tổ chức").fill("Đình làng An Hòa")
    plain.locator("[name=topics]").first.check()
    plain.locator("[name=heads]").fill("17")
    plain.get_by_role("button", name="Gửi ghi nhận").click()
    plain.wait_for_url("**/bien-nhan/")
    assert Session.objects.filter(heads_count=17).count() == 1
