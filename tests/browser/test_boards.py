"""The province sees the gap and goes down to a session; the map by keyboard; a board is kept."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from lms.common import clock
from lms.dashboards.models import BoardView
from lms.dashboards.services import catalogue, folding
from lms.dashboards.services.targets import calendar, reporting
from lms.users.services import grants
from teams.services import membership, reviewing
from tests.browser import driving
from tests.browser.test_rosters import signed_in
from tests.dashboards.aims import give
from tests.factories import make_commune, make_province, make_village
from tests.people import make_person
from tests.teams.conftest import _topics, send


@pytest.fixture
def huy(transactional_db):
    """Who leads the province, in which one commune of three held a session."""
    province = make_province()
    catalogue.ensure_usual()
    # Codes of communes with tiles from one side of the map to the other.
    communes = [
        make_commune(name, province=province, code=code)
        for code, name in (
            ("13795", "Xã Ý Yên"),
            ("14182", "Xã Hải Hậu"),
            ("14404", "Phường Nam Định"),
        )
    ]
    person, leader = make_person("Bùi Quang Huy"), make_person("Nguyễn Thị Lan")
    reviewer = make_person("Vũ Ngọc Bích")
    grants.grant(person, "province_admin", unit=province, by=None)
    grants.grant(reviewer, "commune_reviewer", unit=communes[0], by=None)
    today = clock.today()
    village = make_village("Thôn An Hòa", commune=communes[0])
    team = membership.open_team("Tổ thôn An Hòa", unit=village, by=None, on=today - timedelta(90))
    membership.join(team, leader, role="leader", on=today - timedelta(90), by=None)
    _topics()
    reporting.open_periods(calendar.of_year(today.year), by=person, now=clock.now())
    session = send(leader, team).session
    assert reviewing.verify(session, by=reviewer, now=clock.now())
    while folding.fold(now=clock.now()):
        pass
    month = reporting.current("month", on=today)
    give("SS02", month, (province, 3000), *((one, 1000) for one in communes), by=person)
    return person


def looked_over(page, name):
    driving.settled(page)
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        driving.screenshot(page, f"boards-{name}-{theme}", full=True)
    driving.assert_accessible(page)
    driving.assert_fits(page)


def test_the_province_sees_the_gap_and_goes_down_to_a_session(desktop, huy):
    page = signed_in(desktop(), huy)
    page.goto("/bang/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Số người đến các buổi hướng dẫn")
    looked_over(page, "province")
    rows = page.locator("table.sums tbody tr")
    expect(rows).to_have_count(3)
    expect(rows.last).to_contain_text("Xã Ý Yên")
    # The table stands beside the map, in letters twice as large above it.
    sides = page.locator(".sides > section")
    for size, is_beside in (("", True), ("200%", False)):
        page.evaluate("(size) => (document.documentElement.style.fontSize = size)", size)
        table, drawn = (sides.nth(n).bounding_box() for n in (0, 1))
        assert (drawn["y"] < table["y"] + table["height"]) == is_beside
    page.evaluate("document.documentElement.style.fontSize = ''")
    # By keyboard: the tiles in the order of reading, each with its name, number and word.
    tiles = page.locator("svg.map a")
    expect(tiles).to_have_count(3)
    tiles.first.focus()
    named = [tiles.nth(n).get_attribute("aria-label") for n in range(3)]
    for name in named[1:]:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.getAttribute('aria-label')") == name
        expect(page.locator("[data-named] a")).to_have_text(name)
    page.locator("svg.map").get_by_role("link", name="Xã Ý Yên: ").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Tổ cần đỡ trước")).to_be_visible()
    looked_over(page, "commune")
    page.get_by_role("link", name="Tổ thôn An Hòa").click()
    expect(page.get_by_role("heading", name="1 buổi đã xác nhận trong kỳ")).to_be_visible()
    looked_over(page, "team")
    page.get_by_role("link", name="14 người đến").click()
    expect(page.get_by_text("Đã xác nhận").first).to_be_visible()


def month_of_today():
    return reporting.current("month", on=clock.today()).name


def test_filters_stand_open_where_there_is_room_and_need_no_script(desktop, huy):
    page = signed_in(desktop(java_script_enabled=False), huy)
    page.goto("/bang/")
    expect(page.get_by_text("Đang xem:")).to_be_hidden()
    page.get_by_label("Chỉ số").select_option(label="Số buổi hướng dẫn")
    page.get_by_role("button", name="Xem").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Số buổi hướng dẫn")
    # With letters twice as large there is less room: the same fold as on a phone.
    page.set_viewport_size({"width": 640, "height": 800})
    page.reload()
    expect(page.get_by_label("Chỉ số")).to_be_hidden()
    page.get_by_text("Đang xem:").click()
    expect(page.get_by_label("Chỉ số")).to_be_visible()
    driving.assert_fits(page)
    # Nothing names a tile here: it opens its board at once.
    expect(page.locator("[data-named]")).to_be_hidden()
    page.locator("svg.map").get_by_role("link", name="Xã Ý Yên: ").click()
    expect(page.get_by_role("heading", name="Tổ cần đỡ trước")).to_be_visible()


def test_a_board_is_kept_on_a_phone(phone, huy):
    page = signed_in(phone(), huy)
    page.goto("/bang/")
    # Folded: what is chosen is said in a line, and figures stand on the first screen.
    chosen = page.get_by_text("Đang xem:")
    expect(chosen).to_contain_text(f"{month_of_today()}, Số người đến các buổi hướng dẫn")
    expect(page.get_by_label("Chỉ số")).to_be_hidden()
    expect(page.locator(".kpi .v").first).to_be_in_viewport()
    looked_over(page, "phone")
    # The first tap on a tile says which it is, the next opens it; so does what was said.
    tile = page.locator("svg.map").get_by_role("link", name="Xã Ý Yên: ")
    named = page.locator("[data-named] a")
    tile.tap()
    expect(named).to_have_text(tile.get_attribute("aria-label"))
    expect(page.get_by_role("heading", name="Xã, phường cần đỡ trước")).to_be_visible()
    looked_over(page, "phone-named")
    tile.tap()
    expect(page.get_by_role("heading", name="Tổ cần đỡ trước")).to_be_visible()
    page.go_back()
    tile.tap()
    named.tap()
    expect(page.get_by_role("heading", name="Tổ cần đỡ trước")).to_be_visible()
    page.go_back()
    page.locator(".asked > summary").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Chỉ số")).to_be_visible()
    looked_over(page, "phone-unfolded")
    page.get_by_role("link", name="Lưu, gửi định kỳ").click()
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_role("heading", name="Xem lại giúp mình")).to_be_visible()
    looked_over(page, "keep-wrong")
    page.get_by_label("Tên bảng").fill("Sáng thứ Hai")
    page.get_by_label("Gửi cho tôi").select_option(label="Sáng thứ Hai hằng tuần")
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_text("Đã lưu bảng.")).to_be_visible()
    looked_over(page, "kept")
    assert BoardView.objects.get().schedule == "week"
    page.get_by_role("button", name="Thôi gửi").click()
    expect(page.get_by_text("Từ nay không gửi bảng này nữa.")).to_be_visible()
