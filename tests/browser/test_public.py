"""Anybody finds her commune by its old name; the province sends borders and goes back to tiles."""

from datetime import date

import pytest
from playwright.sync_api import expect

from lms.common import clock
from lms.dashboards.models import HalfMonth
from lms.dashboards.services import catalogue
from lms.dashboards.services.public import taking
from lms.places.models import Unit, UnitSuccession
from lms.places.services import succession
from lms.users.services import grants
from tests.browser import driving
from tests.browser.test_rosters import signed_in
from tests.dashboards import cells
from tests.factories import make_commune, make_province, make_unit
from tests.people import make_person


@pytest.fixture
def known(transactional_db):
    """Three communes, one of which took over another, with two settled months."""
    province = make_province()
    catalogue.ensure_usual()
    communes = [
        make_commune(name, province=province, code=code)
        for code, name in (
            ("13795", "Xã Ý Yên"),
            ("13966", "Xã Hải Hậu"),
            ("13693", "Phường Nam Định"),
        )
    ]
    past = {"valid_from": None, "valid_to": date(2025, 6, 30)}
    old = make_unit(
        "Xã Yên Xá", level="commune", kind="commune", parent=province, code="19795", **past
    )
    new = communes[0]
    succession.record_links(
        [UnitSuccession(old=old, new=new, kind="merged", main=True, effective_on=new.valid_from)]
    )
    months = taking.settled(today=clock.today())[:2]
    for n, month in enumerate(months):
        for one, heads in zip(communes, (140 + n, 3, 60), strict=True):
            HalfMonth.objects.create(
                measure="teams.heads", place=one.pk, since=month.first_on, amount=heads
            )
        taking.take(month, now=clock.now())
    return province


def looked_over(page, name):
    driving.settled(page)
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        driving.screenshot(page, f"public-{name}-{theme}", full=True)
    driving.assert_accessible(page)
    driving.assert_fits(page)


def test_a_resident_finds_her_commune_by_its_old_name(phone, known):
    page = phone()
    page.goto("/")
    page.get_by_role("link", name="Số liệu công khai").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Số liệu công khai")
    looked_over(page, "province")
    expect(page.get_by_text("200 người đến")).to_be_visible()
    expect(page.locator("li", has_text="Xã Hải Hậu")).to_contain_text("dưới 5")
    page.get_by_label("Tên xã, phường").fill("yen xa")
    page.get_by_role("button", name="Tìm xã").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Xã Ý Yên")
    expect(page.get_by_text("Trước đây là: Xã Yên Xá.")).to_be_visible()
    page.get_by_text("Các tháng", exact=True).first.click()
    expect(page.get_by_text("141", exact=True)).to_be_visible()
    looked_over(page, "commune")
    with page.expect_download() as table:
        page.get_by_role("link", name="Tải bảng số (CSV)").click()
    assert "140" in table.value.path().read_text(encoding="utf-8-sig")


def test_the_province_sends_borders_and_goes_back_to_tiles(desktop, known, tmp_path):
    person = make_person("Bùi Quang Huy")
    grants.grant(person, "province_admin", unit=known, by=None)
    page = signed_in(desktop(), person)
    rings = cells.cells()
    wrong = tmp_path / "cu.geojson"
    wrong.write_bytes(cells.file(cells.feature(rings["13795"], ma="13795", ten="Xã Yên Xá")))
    right = tmp_path / "moi.geojson"
    right.write_bytes(
        cells.file(*(cells.feature(rings[code], ma=code) for code in ("13795", "13693")))
    )
    page.goto("/so-lieu/")
    page.get_by_role("link", name="Ranh giới xã, phường").click()
    for file in (wrong, right):
        page.get_by_label("Nguồn ranh giới").fill("Ô bịa để thử")
        page.get_by_label("Thời điểm ranh giới").fill("01/07/2025")
        page.get_by_label("Tệp GeoJSON").set_input_files(file)
        page.get_by_role("button", name="Gửi tệp").click()
        if file is wrong:
            expect(page.get_by_text("nay là Xã Ý Yên")).to_be_visible()
            looked_over(page, "borders-wrong")
    expect(page.get_by_text("Bản đồ đã có ranh giới 2 xã, phường.")).to_be_visible()
    looked_over(page, "borders")
    page.get_by_role("link", name="Xem bản đồ").click()
    expect(page.locator("svg.borders path")).not_to_have_count(0)
    marks = page.locator("svg.borders a")
    expect(marks).to_have_count(Unit.objects.filter(level="commune", valid_to=None).count())
    marks.first.focus()
    page.keyboard.press("Tab")
    named = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert named == marks.nth(1).get_attribute("aria-label")
    looked_over(page, "map")
    page.get_by_role("link", name="Xem dạng ô").click()
    expect(page.locator("svg.map:not(.borders) a")).to_have_count(3)
    page.get_by_role("link", name="Xem theo ranh giới").click()
    expect(page.locator("svg.borders")).to_be_visible()
    page.get_by_role("link", name="Xem trang công khai").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Số liệu công khai")
