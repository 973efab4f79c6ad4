"""The province brings in what others know; a commune enters, and the province approves."""

import pytest
from playwright.sync_api import expect

from lms.common import clock
from lms.dashboards.services import catalogue
from lms.users.services import grants
from tests.browser import driving
from tests.browser.test_rosters import signed_in
from tests.factories import make_commune, make_province
from tests.people import make_person
from tests.users.rosters import book

HEADINGS = ("Xã, phường", "Chỉ số", "Tử số", "Mẫu số")
ROWS = [("Xã Ý Yên", "EX01", 90, 100), ("Xã Hải Hậu", "EX01", 120, 100)]


@pytest.fixture
def people(transactional_db):
    province = make_province()
    communes = [
        make_commune(name, province=province, code=str(code))
        for code, name in enumerate(("Xã Ý Yên", "Xã Hải Hậu"), start=13001)
    ]
    catalogue.ensure_usual()
    admin, manager = make_person("Bùi Quang Huy"), make_person("Vũ Ngọc Bích")
    grants.grant(admin, "province_admin", unit=province, by=None)
    grants.grant(manager, "commune_manager", unit=communes[0], by=None)
    return admin, manager


def looked_over(page, name):
    driving.settled(page)
    size = page.viewport_size
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        driving.screenshot(page, f"given-{name}-{size['width']}-{theme}", full=True)
    height = page.evaluate("document.documentElement.scrollHeight") + 100
    page.set_viewport_size({"width": size["width"], "height": height})
    driving.assert_accessible(page)
    page.set_viewport_size(size)
    driving.assert_fits(page)
    assert not driving.small_targets(page)


def test_figures_of_others_come_by_file_and_stand_beside_ours(phone, people, run_jobs):
    page = signed_in(phone(), people[0])
    page.goto("/so-lieu/")
    page.get_by_role("link", name="Số liệu của các ngành", exact=True).click()
    page.get_by_label("Nguồn số liệu").fill("Cổng Dịch vụ công quốc gia")
    page.get_by_label("Thời điểm số liệu").fill(f"{clock.today():%d/%m/%Y}")
    file = {
        "name": "cong-dvc.xlsx",
        "mimeType": "application/octet-stream",
        "buffer": book(*ROWS, headings=HEADINGS),
    }
    page.get_by_label("Tệp số liệu").set_input_files(file)
    looked_over(page, "asked")
    page.get_by_role("button", name="Xem trước").click()
    expect(page.get_by_text("quá 100%")).to_be_visible()
    looked_over(page, "preview")
    page.get_by_role("button", name="Nhập 1 dòng").click()
    expect(page.get_by_text("Đang nhập", exact=True)).to_be_visible()
    run_jobs()
    expect(page.get_by_text("Đã nhập 1 số")).to_be_visible()
    page.goto("/so-lieu/doi-chieu/")
    expect(page.get_by_text("90 hồ sơ nộp trực tuyến toàn trình trên 100")).to_be_visible()
    looked_over(page, "contribution")
    page.goto("/so-lieu/nhom/chi-so-phuc-vu/")
    expect(page.get_by_text("Chưa xếp hạng được")).to_be_visible()
    looked_over(page, "index")
    page.goto("/so-lieu/nhom/chi-so-phuc-vu/sua/")
    looked_over(page, "weights")


def test_a_commune_enters_and_the_province_gives_back_and_approves(phone, people):
    admin, manager = people
    page = signed_in(phone(), manager)
    page.goto("/so-lieu/nhap/")
    card = page.get_by_role("region", name="Tỷ lệ lao động trong doanh nghiệp có kỹ năng số")
    card.get_by_label("Lao động có kỹ năng số").fill("400")
    card.get_by_label("Tổng số lao động").fill("1.000")
    page.get_by_role("button", name="Gửi để duyệt").click()
    expect(page.get_by_text("Ghi minh chứng, hoặc gửi tệp.").first).to_be_visible()
    looked_over(page, "entered-wrong")
    card.get_by_label("Minh chứng bằng lời").fill("Báo cáo 12/BC-UBND")
    page.get_by_role("button", name="Gửi để duyệt").click()
    expect(page.get_by_text("Đang chờ duyệt")).to_be_visible()
    looked_over(page, "entered")

    signed_in(page, admin).goto("/so-lieu/duyet/")
    page.get_by_text("Trả lại, cần xem lại").click()
    page.get_by_label("Lý do trả lại").fill("Thiếu hai doanh nghiệp")
    looked_over(page, "waiting")
    page.get_by_role("button", name="Trả lại", exact=True).click()
    expect(page.get_by_text("Không có số nào chờ duyệt")).to_be_visible()

    signed_in(page, manager).goto("/so-lieu/nhap/")
    expect(page.get_by_text("Thiếu hai doanh nghiệp").first).to_be_visible()
    looked_over(page, "returned")
    card.get_by_label("Lao động có kỹ năng số").fill("450")
    card.get_by_label("Tổng số lao động").fill("1.100")
    card.get_by_label("Minh chứng bằng lời").fill("Báo cáo 13/BC-UBND")
    page.get_by_role("button", name="Gửi để duyệt").click()
    expect(page.get_by_text("Đang chờ duyệt")).to_be_visible()
    signed_in(page, admin).goto("/so-lieu/duyet/")
    page.get_by_role("button", name="Duyệt", exact=True).click()
    expect(page.get_by_text("Không có số nào chờ duyệt")).to_be_visible()
    signed_in(page, manager).goto("/so-lieu/nhap/")
    expect(page.get_by_text("Đang dùng: 40,9 %")).to_be_visible()
