"""The province sends how many live where, looks it over, lets it stand and takes it back."""

import pytest
from playwright.sync_api import expect

from lms.users.services import grants
from tests.browser import driving
from tests.browser.test_rosters import signed_in
from tests.factories import make_commune, make_province
from tests.people import make_person
from tests.users.rosters import book

HEADINGS = ("Xã, phường", "Người từ 18 tuổi", "Người từ 60 tuổi", "Số hộ")
ROWS = [("Xã Ý Yên", 1200, 300, 500), ("Xã Hải Hậu", 2100, -4, 900)]


@pytest.fixture
def page(phone, transactional_db):
    province = make_province()
    for code, name in enumerate(("Xã Ý Yên", "Xã Hải Hậu"), start=13001):
        make_commune(name, province=province, code=str(code))
    person = make_person("Bùi Quang Huy")
    grants.grant(person, "province_admin", unit=province, by=None)
    return signed_in(phone(), person)


def looked_over(page, name):
    driving.settled(page)
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        driving.screenshot(page, f"population-{name}-360-{theme}", full=True)
    size = page.viewport_size
    # All in sight: axe takes what lies under the bar at the foot for out of reach.
    height = page.evaluate("document.documentElement.scrollHeight") + 100
    page.set_viewport_size({"width": size["width"], "height": height})
    driving.assert_accessible(page)
    page.set_viewport_size(size)
    driving.assert_fits(page)
    assert not driving.small_targets(page)


@pytest.mark.large
def test_a_file_is_looked_over_confirmed_and_taken_back(page, run_jobs):
    page.goto("/so-lieu/")
    page.get_by_role("link", name="Dân số của các xã, phường").click()
    expect(page.get_by_text("Chưa gửi tệp nào")).to_be_visible()
    page.get_by_role("button", name="Xem trước").click()
    expect(page.get_by_text("Ghi số liệu này của ai.").first).to_be_visible()
    looked_over(page, "asked")

    page.get_by_label("Nguồn số liệu").fill("Công an tỉnh")
    page.get_by_label("Thời điểm số liệu").fill("30/06/2026")
    file = {
        "name": "dan-so.xlsx",
        "mimeType": "application/octet-stream",
        "buffer": book(*ROWS, headings=HEADINGS),
    }
    box = page.locator(".filebox")
    # In our words, whatever the browser's own language.
    expect(box.locator(".fileface")).to_contain_text("Chưa chọn tệp nào")
    page.get_by_label("Tệp số liệu").set_input_files(file)
    expect(box.locator("[data-none]")).to_have_text(file["name"])
    page.get_by_role("button", name="Xem trước").click()
    expect(page.get_by_text("số âm")).to_be_visible()
    looked_over(page, "preview")

    page.get_by_role("button", name="Nhập 1 dòng").click()
    expect(page.get_by_text("Đang nhập", exact=True)).to_be_visible()
    run_jobs()
    expect(page.get_by_text("Đã nhập 3 số")).to_be_visible()
    looked_over(page, "applied")
    page.get_by_role("link", name="Dân số của các xã, phường").click()
    expect(page.get_by_text("1.200")).to_be_visible()
    looked_over(page, "known")

    page.get_by_role("link", name="dan-so.xlsx").click()
    page.get_by_role("button", name="Lấy lại, dùng số trước đó").click()
    expect(page.get_by_text("Đã lấy lại lúc")).to_be_visible()
    page.get_by_role("link", name="Dân số của các xã, phường").click()
    expect(page.get_by_text("1.200")).to_have_count(0)
