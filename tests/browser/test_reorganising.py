"""The province merges two communes, and what they did is seen as it was and as it is today."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from lms.common import clock
from lms.dashboards.services import catalogue, folding
from lms.jobs import running
from lms.jobs.models import Job
from lms.places.models import Unit
from lms.users.services import grants
from teams.services import entries, membership, reviewing
from tests.browser import driving
from tests.browser.test_rosters import signed_in
from tests.factories import make_commune, make_province, make_village
from tests.people import make_person
from tests.teams.conftest import send


@pytest.fixture
def admin(transactional_db):
    """Who administers a province in which a team of Xã Ý Yên has held a session."""
    province = make_province()
    catalogue.ensure_usual()
    entries.ensure_usual()
    communes = [
        make_commune(name, province=province, code=str(code))
        for code, name in enumerate(("Xã Ý Yên", "Xã Hải Hậu"), start=13001)
    ]
    admin, leader, reviewer = (
        make_person(name) for name in ("Bùi Quang Huy", "Nguyễn Thị Lan", "Vũ Ngọc Bích")
    )
    grants.grant(admin, "province_admin", unit=province, by=None)
    grants.grant(reviewer, "commune_reviewer", unit=communes[0], by=None)
    before = clock.today() - timedelta(days=90)
    village = make_village("Thôn An Hòa", commune=communes[0])
    team = membership.open_team("Tổ thôn An Hòa", unit=village, by=None, on=before)
    membership.join(team, leader, role="leader", on=before, by=None)
    session = send(leader, team).session
    assert reviewing.verify(session, by=reviewer, now=clock.now())
    while folding.fold(now=clock.now()):
        pass
    return admin


def looked_over(page, name):
    driving.settled(page)
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        driving.screenshot(page, f"reorganising-{name}-360-{theme}", full=True)
    size = page.viewport_size
    page.set_viewport_size({"width": 1280, "height": 800})
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        driving.screenshot(page, f"reorganising-{name}-1280-{theme}", full=True)
    page.set_viewport_size(size)
    height = page.evaluate("document.documentElement.scrollHeight") + 100
    page.set_viewport_size({"width": size["width"], "height": height})
    driving.assert_accessible(page)
    page.set_viewport_size(size)
    driving.assert_fits(page)
    assert not driving.small_targets(page)


def add_line(page, old):
    page.get_by_label("Đơn vị cũ").fill(old)
    page.get_by_label("Đơn vị mới").fill("Xã Đại An")
    page.get_by_role("button", name="Thêm dòng").click()
    expect(page.get_by_role("cell", name=old).first).to_be_visible()


def test_a_merge_is_carried_out_and_both_histories_are_seen(phone, admin):
    page = signed_in(phone(), admin)
    page.goto("/so-lieu/")
    page.get_by_role("link", name="Sắp xếp đơn vị").click()
    looked_over(page, "none")
    page.get_by_role("link", name="Lập lần sắp xếp mới").click()
    page.get_by_label("Có hiệu lực từ ngày").fill(f"{clock.today():%d/%m/%Y}")
    page.get_by_label("Số, ký hiệu văn bản").fill("1674/NQ-UBTVQH15")
    page.get_by_label("Ngày văn bản").fill("16/06/2026")
    looked_over(page, "paper")
    page.get_by_role("button", name="Tiếp: ghi các dòng").click()

    page.get_by_label("Đơn vị cũ").fill("Xã Không Có")
    page.get_by_label("Đơn vị mới").fill("Xã Đại An")
    page.get_by_role("button", name="Thêm dòng").click()
    expect(page.get_by_role("heading", name="Xem lại giúp mình")).to_be_visible()
    looked_over(page, "wrong")
    for old in ("Xã Ý Yên", "Xã Hải Hậu"):
        add_line(page, old)
    looked_over(page, "lines")
    page.get_by_role("button", name="Tiếp: xem trước").click()
    expect(page.get_by_role("heading", name="Những việc kéo theo")).to_be_visible()
    looked_over(page, "preview")

    page.get_by_role("link", name="Tiếp: xác nhận").click()
    page.get_by_label("Gõ lại số, ký hiệu văn bản").fill("1674/NQ-UBTVQH15")
    looked_over(page, "confirm")
    page.get_by_role("button", name="Xác nhận sắp xếp").click()
    expect(page.get_by_text("Đang thực hiện")).to_be_visible()
    while sum(running.drain(queue) for queue in Job.Queue.values):
        pass
    page.reload()
    expect(page.get_by_text("Đã thực hiện xong")).to_be_visible()
    rows = page.get_by_role("table").first
    expect(rows.get_by_role("row").filter(has_text="Xã Đại An")).to_contain_text("14")
    looked_over(page, "today")
    page.get_by_role("link", name="Địa giới cũ").click()
    expect(page.get_by_role("heading", name="Số liệu theo địa giới cũ")).to_be_visible()
    old = page.get_by_role("table").first.get_by_role("row").filter(has_text="Xã Ý Yên")
    expect(old).to_contain_text("14")
    expect(page.get_by_text("Chênh lệch giữa hai cách cộng: 0 · 0 · 0 · 0")).to_be_visible()
    looked_over(page, "as-was")
    assert Unit.objects.get(name="Xã Đại An").valid_to is None
