"""Two people on one phone, each with what is hers; and nothing left of who asks to be forgotten."""

from contextlib import suppress

import pytest
from playwright.sync_api import Error, expect

from courses.models import Enrolment
from lms.common import clock
from lms.users.services import people, pins
from tests.browser import driving
from tests.browser.learner import kept, opened, step_of, wait_until
from tests.browser.taking import COURSE, take_along
from tests.courses.editions import uids
from tests.people import make_person
from tests.users.conftest import last_code, wrong

PIN = "482913"
NUMBERS = {"Hoa": "+84912345678", "Bình": "+84987654321"}
EVENTS = "**/api/v1/learning/events"


@pytest.fixture
def hoa(edition):
    person = make_person("Trần Thị Hoa", form_of_address="bac")
    people.attach_phone(person, NUMBERS["Hoa"], verified_at=clock.now(), by=None)
    pins.choose(person, PIN)
    return person


@pytest.fixture
def binh(edition):
    person = make_person("Nguyễn Văn Bình")
    people.attach_phone(person, NUMBERS["Bình"], verified_at=clock.now(), by=None)
    pins.choose(person, PIN)
    return person


@pytest.fixture
def look(screenshot):
    """Kept as a picture in both themes, fits, is accessible, and a thumb hits everything."""

    def looked(page, name):
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            screenshot(page, f"shared-{name}-{theme}", full=True)
        page.emulate_media(color_scheme="light")
        driving.assert_fits(page)
        driving.assert_accessible(page)
        assert not driving.small_targets(page)

    return looked


def of(page, person, table="events"):
    return [row for row in kept(page, table) if row.get("who") == person.public_id]


def left_behind(page, person):
    rows = [row for table in ("events", "progress", "kv") for row in kept(page, table)]
    return [row for row in rows if person.public_id in str(row)]


def take_picture(page, picture):
    page.locator("label.face", has_text=picture).click()
    page.get_by_role("button", name="Chọn hình này").click()
    expect(page.get_by_text("chạm vào hình của mình")).to_be_visible()


def switch(page):
    page.goto("/toi/")
    page.get_by_role("button", name="Đổi người học").click()
    expect(page.get_by_role("heading", name="Ai đang học?")).to_be_visible()
    page.wait_for_load_state("networkidle")


def pick(page, name, pin=PIN):
    page.locator("button[name=person]", has_text=name).click()
    page.get_by_label("Mã PIN", exact=True).fill(pin)
    page.get_by_role("button", name="Vào học").click()


def came_in(page, name):
    greeted = page.get_by_role("heading", name="Chào ").locator("xpath=..")
    expect(greeted).to_contain_text(name)
    page.wait_for_load_state("networkidle")


def sign_in_with_pin(page, person):
    page.goto("/dang-nhap/")
    enter_number(page, person)
    page.wait_for_url("**/toi/")
    page.wait_for_load_state("networkidle")


def enter_number(page, person):
    """The number, the code of the message, the name and its PIN."""
    number = NUMBERS[person.given_name]
    page.get_by_label("Số điện thoại").fill(number)
    page.get_by_role("button", name="Nhắn mã cho tôi").click()
    page.get_by_label("Mã trong tin nhắn").fill(last_code(number))
    page.get_by_role("button", name="Vào học").click()
    pick(page, person.full_name)


def pick_again(page):
    page.goto("/dang-nhap/")
    pick(page, "Bình")


def done_by(page, person):
    return {uid for row in of(page, person, "progress") for uid in row["done"]}


def mark_the_phone(page, edition, hoa, look):
    """The first of the house marks the phone as shared."""
    sign_in_with_pin(page, hoa)
    page.goto("/toi/")
    page.get_by_role("link", name="Máy này nhiều người dùng").click()
    look(page, "join")
    page.get_by_role("button", name="Chọn hình này").click()
    expect(page.get_by_role("alert")).to_contain_text("Chạm vào một hình")
    look(page, "join-error")
    take_picture(page, "Hoa sen")
    look(page, "mine")
    opened(page, step_of(edition, "tim"))
    wait_until(page, lambda: Enrolment.objects.filter(learner=hoa).exists())
    take_along(page)
    # What she does now cannot be sent.
    page.route(EVENTS, lambda route: route.abort())
    opened(page, step_of(edition, "trang-that"))
    wait_until(page, lambda: of(page, hoa))
    page.goto(COURSE)
    page.goto("/toi/du-lieu/")
    switch(page)
    look(page, "pick")
    assert "Trần" not in page.content()


def second_takes_a_place(page, hoa, binh):
    """The second comes with his own number and is offered a picture."""
    page.get_by_role("link", name="Người khác").click()
    enter_number(page, binh)
    expect(page.get_by_role("heading", name="Chọn một hình cho mình")).to_be_visible()
    expect(page.get_by_text("Hoa sen", exact=True)).to_have_count(0)
    take_picture(page, "Con trâu")
    page.wait_for_load_state("networkidle")
    expect(page.locator("[data-unsent]:visible")).to_have_count(0)
    wait_until(page, lambda: not of(page, hoa, "progress"))
    assert of(page, hoa), "what she could not send waits for her alone"
    opened(page, COURSE)
    assert not of(page, binh, "progress") or not of(page, binh, "progress")[0]["done"]
    assert "Đã xong" not in page.locator("main").inner_text()


def look_back(page, line):
    """Nothing of her by the back button, with a line and without one."""
    for state in ("up", "down"):
        line.state = state
        for _ in range(8):
            # Without a line some pages are not there at all.
            with suppress(Error):
                page.go_back()
            assert "Hoa" not in page.locator("body").inner_text()
        page.goto("/da-tai/")
        assert "Hoa" not in page.locator("body").inner_text()
    line.state = "up"


def each_has_her_own(page, edition, hoa, binh, look):
    """He learns, she comes back: each has her own."""
    names = uids(edition)
    page.unroute(EVENTS)
    opened(page, step_of(edition, "lam-that"))
    wait_until(page, lambda: Enrolment.objects.filter(learner=binh).exists())
    switch(page)
    pick(page, "Hoa", wrong(PIN))
    expect(page.get_by_role("alert")).to_contain_text("Còn 4 lần thử")
    look(page, "pin-error")
    page.get_by_label("Mã PIN", exact=True).fill(PIN)
    page.get_by_role("button", name="Vào học").click()
    came_in(page, "bác Hoa")
    wait_until(page, lambda: not of(page, hoa))
    wait_until(page, lambda: names["trang-that"] in done_by(page, hoa))
    assert names["lam-that"] not in done_by(page, hoa)
    wait_until(page, lambda: not of(page, binh, "progress"))


def she_is_forgotten(page, line, edition, hoa, look):
    """She asks to be forgotten; what could not be sent is said before."""
    page.route(EVENTS, lambda route: route.abort())
    opened(page, step_of(edition, "lam-that"))
    wait_until(page, lambda: of(page, hoa))
    page.goto("/toi/")
    page.get_by_role("link", name="Quên tôi trên máy này").click()
    look(page, "forget")
    forget = page.get_by_role("button", name="Quên tôi trên máy này")
    forget.click()
    expect(page.get_by_role("status").filter(has_text="chưa gửi được")).to_be_visible()
    look(page, "forget-unsent")
    assert of(page, hoa)
    page.unroute(EVENTS)
    page.reload()
    forget.click()
    page.wait_for_url(f"{line.address}/")
    page.wait_for_load_state("networkidle")
    wait_until(page, lambda: not left_behind(page, hoa))
    page.goto("/dang-nhap/")
    expect(page.locator("button[name=person]")).to_have_count(1)
    assert "Hoa" not in page.content()
    for _ in range(4):
        page.go_back()
        assert "Hoa" not in page.locator("body").inner_text()
    pick_again(page)
    came_in(page, "Bình")


@pytest.mark.large
def test_two_people_share_a_phone_and_one_is_forgotten_without_a_trace(
    page, line, edition, hoa, binh, look
):
    mark_the_phone(page, edition, hoa, look)
    second_takes_a_place(page, hoa, binh)
    look_back(page, line)
    each_has_her_own(page, edition, hoa, binh, look)
    she_is_forgotten(page, line, edition, hoa, look)
