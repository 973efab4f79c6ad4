"""What a phone keeps of learning: without account or network, in two tabs, for several people."""

import pytest
from playwright.sync_api import expect

from courses.models import Enrolment, LearningEvent
from lms.common import clock
from lms.users.models import Session
from lms.users.services import people
from tests.browser import driving
from tests.browser.learner import (
    SLOW_STORE,
    answer,
    kept,
    opened,
    sign_in,
    sign_out,
    signed_in,
    step_of,
    wait_until,
)
from tests.courses.editions import make_edition, uids
from tests.people import make_person
from tests.users.conftest import NUMBER

OTHER_NUMBER = "+84912345679"
RIGHT = "Không bấm, gọi hỏi công an xã"


@pytest.fixture
def edition(site):
    return make_edition()


@pytest.fixture
def hoa(site):
    return _with_phone("Trần Thị Hoa", NUMBER)


@pytest.fixture
def minh(site):
    return _with_phone("Đỗ Văn Minh", OTHER_NUMBER)


def _with_phone(name, number):
    person = make_person(name)
    people.attach_phone(person, number, verified_at=clock.now(), by=None)
    return person


def done_by(person):
    row = Enrolment.objects.filter(learner=person).first()
    return set(row.done) if row else set()


def named(edition, *names):
    return {uids(edition)[name] for name in names}


@pytest.mark.large
def test_nothing_is_said_of_an_answer_before_it_lies_on_the_phone(phone, edition):
    page = phone()
    page.add_init_script(SLOW_STORE)
    opened(page, step_of(edition, "tin-nhan"))
    page.evaluate("window.slowStore = 1500")
    page.locator("label.opt", has_text="Không bấm").click()
    page.get_by_role("button", name="Trả lời", exact=True).click()
    page.wait_for_timeout(500)
    expect(page.get_by_role("heading", name="Đúng rồi!")).to_be_hidden()
    expect(page.locator(".opt.right")).to_have_count(0)
    expect(page.get_by_role("heading", name="Đúng rồi!")).to_be_visible()
    assert "answered" in {row["kind"] for row in kept(page, "events")}


@pytest.mark.large
def test_the_way_on_waits_until_what_was_done_is_kept(phone, edition):
    page = phone()
    page.add_init_script(SLOW_STORE.replace("slowStore = 0", "slowStore = 700"))
    page.goto(step_of(edition, "tim"))
    page.locator("[data-dock] a", has_text="Tiếp tục").click()
    page.wait_for_url(f"**{step_of(edition, 'trang-that')}")
    (row,) = kept(page, "progress")
    assert uids(edition)["tim"] in row["done"]


@pytest.mark.large
def test_signed_out_progress_is_there_after_closing_the_page(phone, edition):
    page = phone()
    opened(page, step_of(edition, "tim"))
    opened(page, step_of(edition, "trang-that"))
    opened(page, "/")
    card = page.locator("[data-continue]")
    expect(card).to_contain_text("Bước 2 trong 7")
    page.reload()
    card.get_by_role("link", name="Học tiếp").click()
    page.wait_for_url(f"**{step_of(edition, 'trang-that')}")


def test_what_was_done_signed_out_moves_to_whoever_signs_in(phone, edition, hoa):
    page = phone()
    opened(page, step_of(edition, "tim"))
    opened(page, step_of(edition, "tin-nhan"))
    answer(page, RIGHT)
    assert not LearningEvent.objects.exists()
    sign_in(page)
    wait_until(page, lambda: done_by(hoa) == named(edition, "tim", "tin-nhan"))
    wait_until(page, lambda: kept(page, "events") == [])
    assert {row["who"] for row in kept(page, "progress")} == {hoa.public_id}


@pytest.fixture
def cookies_of_production(settings):
    settings.SESSION_COOKIE_NAME, settings.SESSION_COOKIE_SECURE = "__Host-sessionid", True
    settings.CSRF_COOKIE_NAME, settings.CSRF_COOKIE_SECURE = "__Host-csrftoken", True


@pytest.mark.large
@pytest.mark.usefixtures("cookies_of_production")
def test_learning_is_sent_under_the_cookies_of_production_too(phone, edition, hoa):
    page = phone()
    sign_in(page)
    opened(page, step_of(edition, "tin-nhan"))
    answer(page, RIGHT)
    wait_until(page, lambda: done_by(hoa) == named(edition, "tin-nhan"))
    wait_until(page, lambda: kept(page, "events") == [])


def test_another_phone_goes_on_at_the_very_step(phone, edition, hoa, site):
    first, second = signed_in(phone(), hoa, site), signed_in(phone(), hoa, site)
    for name in ("tim", "trang-that", "tap-nop"):
        opened(first, step_of(edition, name))
    wait_until(first, lambda: kept(first, "events") == [])
    opened(second, "/")
    link = second.locator("[data-continue]").get_by_role("link", name="Học tiếp")
    expect(link).to_have_attribute("href", step_of(edition, "tap-nop"))
    opened(second, f"/khoa-hoc/{edition.course.code}/")
    onward = second.get_by_role("link", name="Học tiếp bước 3")
    expect(onward).to_have_attribute("href", step_of(edition, "tap-nop"))


@pytest.mark.large
def test_two_tabs_at_once_lose_nothing_and_double_nothing(phone, edition, hoa, site):
    one = signed_in(phone(), hoa, site)
    other = one.context.new_page()
    one.goto(step_of(edition, "tin-nhan"))
    other.goto(step_of(edition, "ma-otp"))
    answer(one, RIGHT)
    answer(other, "Sai")
    wait_until(one, lambda: done_by(hoa) == named(edition, "tin-nhan", "ma-otp"))
    wait_until(one, lambda: kept(one, "events") == [])
    happened = sorted(LearningEvent.objects.values_list("step", "kind"))
    steps = named(edition, "tin-nhan", "ma-otp")
    assert happened == sorted((step, kind) for step in steps for kind in ("opened", "answered"))


@pytest.mark.large
def test_an_answer_given_without_a_network_waits_and_is_sent_later(phone, edition, hoa, site):
    page = signed_in(phone(), hoa, site)
    opened(page, step_of(edition, "tin-nhan"))
    wait_until(page, lambda: kept(page, "events") == [])
    driving.go_offline(page)
    answer(page, RIGHT)
    expect(page.get_by_role("heading", name="Đúng rồi!")).to_be_visible()
    wait_until(page, lambda: [event["kind"] for event in kept(page, "events")] == ["answered"])
    assert not done_by(hoa)
    driving.go_online(page)
    wait_until(page, lambda: done_by(hoa) == named(edition, "tin-nhan"))
    wait_until(page, lambda: kept(page, "events") == [])


@pytest.mark.large
def test_what_is_done_after_a_session_ran_out_waits_for_the_next(phone, edition, hoa):
    page = phone()
    sign_in(page)
    opened(page, step_of(edition, "tin-nhan"))
    wait_until(page, lambda: kept(page, "events") == [])
    Session.objects.all().delete()
    answer(page, RIGHT)
    wait_until(page, lambda: [event["kind"] for event in kept(page, "events")] == ["answered"])
    assert not done_by(hoa)
    sign_in(page)
    wait_until(page, lambda: done_by(hoa) == named(edition, "tin-nhan"))


@pytest.mark.large
def test_what_was_done_under_a_sign_in_never_answered_is_sent_at_the_next(phone, edition, hoa):
    page = phone()
    page.route("**/api/v1/learning/me", lambda route: route.abort())
    sign_in(page)
    page.goto(step_of(edition, "tin-nhan"))
    answer(page, RIGHT)
    wait_until(page, lambda: len(kept(page, "events")) == 2)
    sign_out(page)
    page.unroute("**/api/v1/learning/me")
    opened(page, "/")
    expect(page.locator("[data-continue]")).to_be_hidden()
    sign_in(page)
    wait_until(page, lambda: done_by(hoa) == named(edition, "tin-nhan"))
    wait_until(page, lambda: kept(page, "events") == [])
    assert {row["who"] for row in kept(page, "progress")} == {hoa.public_id}


def test_after_signing_out_the_phone_has_nothing_to_read(phone, edition, hoa):
    page = phone()
    sign_in(page)
    opened(page, step_of(edition, "lam-that"))
    page.locator("[data-checklist] label").first.click()
    opened(page, "/")
    expect(page.locator("[data-continue]")).to_contain_text("Chào bà con")
    sign_out(page)
    expect(page.locator("[data-welcome]")).to_contain_text("Chào bà con")
    expect(page.locator("[data-welcome]")).to_be_visible()
    expect(page.locator("[data-continue]")).to_be_hidden()
    wait_until(page, lambda: kept(page, "progress") == [])
    left = str(kept(page, "kv")) + str(kept(page, "events"))
    assert hoa.public_id not in left
    assert "Hoa" not in left
    page.goto("/toi/")
    expect(page.get_by_role("heading", name="Số điện thoại của bà con là số nào?")).to_be_visible()


@pytest.mark.large
def test_going_back_after_signing_out_shows_nobody(phone, hoa):
    page = phone()
    sign_in(page)
    page.goto("/toi/")
    expect(page.get_by_text(hoa.full_name).first).to_be_visible()
    sign_out(page)
    page.go_back()
    page.go_back()
    expect(page.get_by_text(hoa.full_name)).to_have_count(0)


def test_people_who_share_a_phone_never_mix(phone, edition, hoa, minh):
    page = phone()
    sign_in(page)
    page.route("**/api/v1/learning/events", lambda route: route.abort())
    opened(page, step_of(edition, "tin-nhan"))
    answer(page, RIGHT)
    sign_out(page)
    page.unroute("**/api/v1/learning/events")
    sign_in(page, number=OTHER_NUMBER)
    opened(page, step_of(edition, "ma-otp"))
    answer(page, "Sai")
    wait_until(page, lambda: done_by(minh) == named(edition, "ma-otp"))
    assert not LearningEvent.objects.filter(person=hoa).exists()
    assert {event["who"] for event in kept(page, "events")} == {hoa.public_id}
    sign_out(page)
    sign_in(page)
    wait_until(page, lambda: done_by(hoa) == named(edition, "tin-nhan"))
    assert done_by(minh) == named(edition, "ma-otp")
