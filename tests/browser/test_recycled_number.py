"""A number given out again: its new holder begins anew, the old one comes back by card."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from courses.models import Enrolment
from courses.services import events
from lms.common import clock
from lms.common.ids import uuid7
from lms.users.models import LoginPhone, User
from lms.users.services import cards, people
from tests.browser import driving
from tests.browser.learner import opened, step_of, wait_until
from tests.courses.editions import make_edition
from tests.courses.phones import NOW, Phone
from tests.people import make_person
from tests.users.conftest import NUMBER, SHOWN, last_code

HOA = "Trần Thị Hoa"


@pytest.fixture
def edition(site):
    return make_edition()


@pytest.fixture
def hoa(edition):
    """She learnt with the number, and it has let nobody in for more than a year."""
    person = make_person(HOA, birth_year=1958)
    then = clock.now() - timedelta(days=366)
    people.attach_phone(person, NUMBER, verified_at=then, by=None)
    phone = Phone(edition)
    events.receive(person, [phone.opened("trang-that"), phone.tested()], now=NOW)
    return person


@pytest.fixture
def look(screenshot):
    def looked(page, name):
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            screenshot(page, f"recycled-{name}-{theme}", full=True)
        page.emulate_media(color_scheme="light")
        driving.assert_fits(page)
        driving.assert_accessible(page)
        assert not driving.small_targets(page)

    return looked


def give_no_proof(page, look):
    """The one more proof he cannot give."""
    page.get_by_role("link", name="Tôi từng học bằng số này").click()
    look(page, "proof")
    page.get_by_label("Năm sinh").fill("1990")
    page.locator("main form button").click()
    expect(page.get_by_role("alert")).to_contain_text("Chưa khớp")
    look(page, "proof-wrong")
    assert HOA not in page.content()


def begin_anew(page, edition, hoa):
    page.goto("/dang-nhap/ai/")
    page.get_by_role("link", name="Tôi mới học lần đầu").click()
    page.get_by_label("Họ và tên").fill("Đỗ Văn Nam")
    page.get_by_label("Tôi đồng ý").check()
    page.get_by_role("button", name="Vào học").click()
    page.wait_for_url("**/toi/")
    nam = User.objects.get(given_name="Nam")
    for address in ("/toi/", "/toi/tin/", "/toi/giay-chung-nhan/", "/toi/du-lieu/"):
        page.goto(address)
        main = page.locator("main").inner_text()
        assert "Hoa" not in main
        assert "Đã học xong" not in main
    opened(page, step_of(edition, "tim"))
    wait_until(page, lambda: Enrolment.objects.filter(learner=nam).exists())
    assert LoginPhone.objects.get(person=hoa).used_at < clock.now() - timedelta(days=365)


def come_back_by_card(hers, hoa, look):
    """She has another phone now, and a card of her team."""
    printed = cards.issue(hoa, card_id=uuid7(), by=make_person("Lê Lan"), now=clock.now())
    hers.goto(f"/the/{printed.code}/")
    hers.get_by_label("Mã PIN", exact=True).fill(printed.pin)
    hers.get_by_label("Máy này là máy đi mượn").uncheck()
    hers.get_by_role("button", name="Vào học").click()
    expect(hers.get_by_text(HOA, exact=True).first).to_be_visible()
    look(hers, "back-by-card")
    learnt = hers.locator("[data-learnt]")
    expect(learnt).to_contain_text("Nộp hồ sơ")
    expect(learnt).not_to_contain_text("Chưa học khóa nào")


@pytest.mark.large
def test_the_new_holder_sees_nothing_and_the_old_one_comes_back_by_card(phone, edition, hoa, look):
    page = phone()
    page.goto("/dang-nhap/")
    page.get_by_label("Số điện thoại").fill(SHOWN)
    page.get_by_role("button", name="Nhắn mã cho tôi").click()
    page.get_by_label("Mã trong tin nhắn").fill(last_code())
    page.get_by_role("button", name="Vào học").click()
    expect(page.get_by_role("heading", name="Ai đang học?")).to_be_visible()
    look(page, "who")
    assert HOA not in page.content()
    assert hoa.public_id not in page.content()
    give_no_proof(page, look)
    begin_anew(page, edition, hoa)
    come_back_by_card(phone(), hoa, look)
