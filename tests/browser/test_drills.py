"""A drill on a phone: by touch in flight mode, and a month later by keyboard alone."""

import datetime

import pytest
from playwright.sync_api import expect

from courses.models import Enrolment, LearningEvent
from lms.common import clock
from tests.browser import driving
from tests.browser.learner import expect_said, kept, opened, signed_in, wait_until
from tests.browser.taking import take_along
from tests.browser.test_keyboard import press, tab_to
from tests.courses.editions import make_edition, step_uid
from tests.courses.kinds import drill_values, teach_values

CODE = "nop-ho-so-truc-tuyen"
SENDER, MONEY = "0588 000 111", "Bác chuyển 20 triệu ngay."


@pytest.fixture
def edition(line):
    steps = [
        ("lua-dao", "drill", "Công an gọi", 3, drill_values()),
        ("chi-lai", "teach", "Chỉ lại cho một người", 5, teach_values()),
    ]
    return make_edition(CODE, lessons=[("Cuộc gọi lạ", "", steps)], with_test=False)


@pytest.fixture
def date(page, monkeypatch):
    """`date(32)` moves the clock of the phone and of the province so many days on."""

    def moved(days):
        then = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=days)
        page.clock.set_system_time(then)
        monkeypatch.setattr(clock, "now", lambda: then)

    return moved


def step(edition, name):
    return f"/hoc/{edition.public_id}/{step_uid(CODE, name)}/"


def part(page, words):
    return page.locator("[data-part]", has_text=words)


def looked_at(page, name):
    driving.pictures(page, f"drill-{name}")
    driving.assert_accessible(page)
    driving.assert_fits(page)
    assert not driving.small_targets(page, 48)
    assert not driving.faint_edges(page)


def find_the_signs_by_touch(page):
    part(page, "Chào bác").tap()
    expect_said(page, "Câu này bình thường")
    part(page, MONEY).tap()
    expect_said(page, "Không ai thu tiền thế.")
    looked_at(page, "sign")
    expect(page.get_by_text("Đã thấy 1 trong 2 chỗ đáng ngờ")).to_be_visible()
    part(page, SENDER).tap()
    expect_said(page, "Công an không gọi bằng số lạ.")
    page.get_by_role("button", name="Giờ xử lý thế nào?").tap()


def get_out_by_touch(page):
    page.get_by_role("button", name="Chuyển tiền").tap()
    expect_said(page, "Mất 20 triệu.")
    looked_at(page, "harmed")
    page.get_by_role("button", name="Thử cách khác").tap()
    page.get_by_role("button", name="Tắt máy").tap()
    expect_said(page, "Tắt máy là đúng.")
    page.get_by_role("button", name="Xem tiếp").tap()
    looked_at(page, "turn")
    page.get_by_role("button", name="Hỏi công an xã").tap()
    expect_said(page, "An toàn rồi!")
    expect_said(page, "mời bà con diễn tập lại")
    looked_at(page, "safe")


def do_it_by_keyboard(page):
    press(page, SENDER)
    expect_said(page, "Công an không gọi bằng số lạ.")
    tab_to(page, MONEY)
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Giờ xử lý thế nào?")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Bác không được tắt máy!")).to_be_focused()
    press(page, "Tắt máy")
    expect(page.get_by_role("button", name="Xem tiếp")).to_be_focused()
    page.keyboard.press("Enter")
    press(page, "Hỏi công an xã")
    expect(page.get_by_role("link", name="Tiếp tục")).to_be_focused()


def test_a_drill_by_touch_in_flight_mode_and_a_month_later_by_keyboard(
    page, line, edition, hoa, date
):
    signed_in(page, hoa, line.address)
    take_along(page)
    page.wait_for_load_state("networkidle")
    line.cut()

    page.goto(step(edition, "lua-dao"))
    looked_at(page, "begin")
    find_the_signs_by_touch(page)
    get_out_by_touch(page)
    page.goto("/da-tai/")
    expect(page.get_by_role("heading", name="Học được ngay")).to_be_visible()
    expect(page.get_by_role("heading", name="Diễn tập lại")).to_be_hidden()
    assert not LearningEvent.objects.exists()

    line.mend()
    opened(page, step(edition, "lua-dao"))
    wait_until(page, lambda: not kept(page, "events"))
    assert step_uid(CODE, "lua-dao") in Enrolment.objects.get().done
    page.goto("/toi/")
    expect(page.get_by_role("heading", name="Diễn tập lại")).to_be_hidden()

    date(32)
    page.goto("/toi/")
    expect(page.get_by_role("heading", name="Diễn tập lại")).to_be_visible()
    line.cut()
    page.goto("/da-tai/")
    again = page.get_by_role("link", name="Công an gọi")
    expect(again).to_be_visible()
    looked_at(page, "again")
    again.focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-kind=drill]")).to_be_visible()
    do_it_by_keyboard(page)
    page.goto("/da-tai/")
    expect(page.get_by_role("heading", name="Học được ngay")).to_be_visible()
    expect(page.get_by_role("link", name="Công an gọi")).to_be_hidden()

    line.mend()
    opened(page, step(edition, "lua-dao"))
    wait_until(page, lambda: not kept(page, "events"))
    page.goto("/toi/")
    expect(page.get_by_role("heading", name="Đang học")).to_be_visible()
    expect(page.get_by_role("heading", name="Diễn tập lại")).to_be_hidden()
    assert max(Enrolment.objects.get().drills.values()).endswith("passed")


@pytest.mark.large
def test_showing_somebody_at_home_sends_the_count_and_keeps_the_name(page, line, edition, hoa):
    signed_in(page, hoa, line.address)
    opened(page, step(edition, "chi-lai"))
    looked_at(page, "teach")
    page.get_by_role("button", name="Bớt một người").tap()
    page.get_by_role("button", name="Tôi đã chỉ xong").tap()
    expect_said(page, "Ghi số người đã chỉ")
    page.get_by_role("button", name="Ghi số người").tap()
    page.get_by_role("button", name="Thêm một người").tap()
    page.get_by_role("button", name="Thêm một người").tap()
    page.get_by_label("Tên người ấy").fill("Bà Năm")
    page.get_by_role("button", name="Tôi đã chỉ xong").tap()
    expect_said(page, "Giỏi lắm!")
    wait_until(page, lambda: LearningEvent.objects.filter(kind="done").exists())
    assert LearningEvent.objects.get(kind="done").payload == {"people": 2}
    page.reload()
    expect(page.get_by_label("Tên người ấy")).to_have_value("Bà Năm")
