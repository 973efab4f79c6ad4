"""A neighbour one tap away, and an easier page after signs of trouble."""

import pytest
from playwright.sync_api import expect

from lms.common import clock
from lms.notifications import inbox
from lms.users.models import User
from lms.users.services import people
from teams.services import membership
from tests.browser import driving
from tests.browser.conftest import PHONE
from tests.browser.learner import opened, sign_in, signed_in, step_of, wait_until
from tests.courses.editions import make_edition
from tests.factories import make_commune, make_village
from tests.people import make_person
from tests.teams.conftest import long_ago
from tests.teams.test_neighbours import agree
from tests.users.conftest import NUMBER

SIZE = "parseFloat(getComputedStyle(document.documentElement).fontSize)"
CALL = "header [data-help]"


@pytest.fixture
def village(transactional_db):
    village = make_village("Thôn An Hòa", commune=make_commune("Xã Ý Yên", code="13741"))
    team = membership.open_team("Tổ thôn An Hòa", unit=village, by=None, on=long_ago())
    lan = make_person("Nguyễn Thị Lan", contact_phone="+84912000002", form_of_address="chi")
    membership.join(team, lan, role="member", on=long_ago(), by=None)
    agree(lan)
    return village


def test_a_stranger_finds_the_neighbour_once_and_then_rings_from_every_page(
    phone, village, assert_accessible, assert_fits, screenshot
):
    page = phone()
    page.goto("/")
    page.click(CALL)
    page.get_by_label("Xã, phường đang ở").select_option("Xã Ý Yên")
    page.get_by_role("button", name="Xem ai giúp được").click()
    assert_accessible(page)
    assert_fits(page)
    screenshot(page, "help-choose")
    page.get_by_role("link", name="Thôn An Hòa").click()
    assert page.get_by_role("link", name="Gọi chị Lan").last.get_attribute("href") == (
        "tel:+84912000002"
    )
    assert_accessible(page)
    assert_fits(page)
    screenshot(page, "help")
    page.goto("/")
    expect(page.locator(CALL)).to_have_attribute("href", "tel:+84912000002")
    expect(page.locator(CALL)).to_have_attribute("aria-label", "Gọi chị Lan")
    expect(page.locator("main [data-help]")).to_have_text("Gọi chị Lan")
    page.goto(step_of(make_edition(), "tim"))
    expect(page.locator(CALL)).to_have_attribute("href", "tel:+84912000002")


@pytest.mark.large
def test_for_somebody_known_the_province_says_whom_to_ring_until_she_signs_out(phone, village):
    hoa = User.objects.create_user("Trần Thị Hoa", home_unit=village)
    people.attach_phone(hoa, NUMBER, verified_at=clock.now(), by=None)
    page = phone()
    sign_in(page)
    page.wait_for_url("**/")
    expect(page.locator(CALL)).to_have_attribute("href", "tel:+84912000002")
    page.goto("/toi/")
    page.get_by_role("button", name="Đăng xuất", exact=True).click()
    opened(page, "/")
    expect(page.locator(CALL)).to_have_attribute("href", "/nho-giup/")


def miss(page, edition, times):
    page.goto(step_of(edition, "tin-nhan"))
    for turn in range(times):
        page.locator("label.opt:visible").filter(has_not=page.locator("[data-right]")).first.click()
        page.get_by_role("button", name="Trả lời").click()
        expect(page.locator("[data-panel=wrong]")).to_be_visible()
        if turn < times - 1:
            page.locator("[data-panel=wrong] [data-do=retry]").click()


@pytest.mark.large
def test_after_four_misses_larger_letters_are_offered_and_taken(
    phone, assert_accessible, screenshot
):
    edition = make_edition()
    page = phone()
    miss(page, edition, 3)
    page.goto(step_of(edition, "tim"), wait_until="networkidle")
    offer = page.get_by_role("dialog", name="Để chữ to hơn nhé?")
    expect(offer).to_be_hidden()
    miss(page, edition, 1)
    page.goto(step_of(edition, "tim"))
    expect(offer).to_be_visible()
    assert_accessible(page)
    screenshot(page, "ease")
    page.get_by_role("button", name="Đổi sang chữ to").click()
    wait_until(page, lambda: page.evaluate(SIZE) == 20)
    page.reload(wait_until="networkidle")
    assert page.evaluate(SIZE) == 20
    expect(offer).to_be_hidden()


@pytest.mark.large
def test_who_says_no_is_left_in_peace(phone):
    edition = make_edition()
    page = phone()
    miss(page, edition, 4)
    page.goto(step_of(edition, "tim"))
    page.get_by_role("button", name="Thôi, để vậy").click()
    wait_until(page, lambda: page.evaluate("localStorage.getItem('hocso.ease')"))
    assert page.evaluate(SIZE) == 16
    miss(page, edition, 4)
    page.goto(step_of(edition, "tim"), wait_until="networkidle")
    expect(page.get_by_role("dialog", name="Để chữ to hơn nhé?")).to_be_hidden()


def test_the_inbox_is_counted_everywhere_and_read_without_a_network(visit, line):
    hoa = User.objects.create_user("Trần Thị Hoa")
    inbox.tell([hoa.pk], key="a", title="Có giấy chứng nhận", body="Mời xem", now=clock.now())
    page = visit({**PHONE, "service_workers": "allow"}, line.address)
    signed_in(page, hoa, line.address)
    opened(page, "/")
    dot = page.locator(".tabs [data-inbox]")
    expect(dot).to_contain_text("1 tin chưa đọc")
    wait_until(page, lambda: page.evaluate("Boolean(navigator.serviceWorker.controller)"))
    line.cut()
    page.goto("/da-tai/")
    expect(page.locator("[data-notices]")).to_contain_text("Có giấy chứng nhận")
    line.mend()
    page.goto("/toi/tin/", wait_until="networkidle")
    expect(page.get_by_text("Mới", exact=True)).to_be_visible()
    expect(dot).to_be_hidden()


@pytest.mark.large
@pytest.mark.parametrize("address", ["/toi/", "/toi/tin/", "/toi/du-lieu/ten/"])
def test_ones_own_pages_can_be_read_and_touched(
    phone, village, assert_accessible, assert_fits, screenshot, address
):
    hoa = User.objects.create_user("Trần Thị Hoa", home_unit=village, form_of_address="bac")
    people.attach_phone(hoa, NUMBER, verified_at=clock.now(), by=None)
    inbox.tell([hoa.pk], key="a", title="Có giấy chứng nhận", body="Mời xem", now=clock.now())
    page = phone()
    sign_in(page)
    page.wait_for_url("**/")
    name = address.strip("/").replace("/", "-")
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        page.goto(address, wait_until="networkidle")
        screenshot(page, f"own-{name}-{theme}")
        page.set_viewport_size({"width": 1280, "height": 800})
        screenshot(page, f"own-{name}-wide-{theme}")
        page.set_viewport_size(PHONE["viewport"])
    assert_accessible(page)
    assert_fits(page)


@pytest.mark.parametrize("width", driving.first_of([960, 1280, 1920]))
def test_on_a_desk_the_tabs_leave_the_buttons_free(desktop, screenshot, width):
    page = desktop(viewport={"width": width, "height": 800})
    page.goto("/")
    tabs = page.locator(".dock.nav").bounding_box()
    button = page.locator(CALL).bounding_box()
    assert tabs["x"] + tabs["width"] <= button["x"]
    screenshot(page, f"tabs-{width}")
