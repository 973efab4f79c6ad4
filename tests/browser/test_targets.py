"""The province gives a target and breaks it down, a commune disputes, a leader sees her card."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from lms.common import clock
from lms.dashboards.models import ReportingPeriod, Target
from lms.dashboards.services import catalogue
from lms.dashboards.services.targets import calendar, reporting
from lms.users.services import grants
from teams.models import Team
from teams.services import membership
from tests.browser import driving
from tests.browser.test_rosters import signed_in
from tests.dashboards.conftest import fold
from tests.factories import make_commune, make_province, make_village
from tests.people import make_person
from tests.teams.conftest import _topics, send


@pytest.fixture
def people(transactional_db):
    """Who gives, who answers for Xã Ý Yên, and who leads its team."""
    province = make_province()
    catalogue.ensure_usual()
    communes = [
        make_commune(name, province=province, code=str(code))
        for code, name in enumerate(("Xã Ý Yên", "Xã Hải Hậu", "Phường Nam Định"), start=13001)
    ]
    admin, manager = make_person("Bùi Quang Huy"), make_person("Tạ Thị Liên")
    leader = make_person("Nguyễn Thị Lan")
    grants.grant(admin, "province_admin", unit=province, by=None)
    grants.grant(manager, "commune_manager", unit=communes[0], by=None)
    before = clock.today() - timedelta(days=90)
    village = make_village("Thôn An Hòa", commune=communes[0])
    team = membership.open_team("Tổ thôn An Hòa", unit=village, by=None, on=before)
    membership.join(team, leader, role="leader", on=before, by=None)
    days = calendar.of_year(clock.today().year)
    reporting.open_periods(days, by=admin, now=clock.now())
    return admin, manager, leader


def looked_over(page, name):
    driving.settled(page)
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        driving.screenshot(page, f"targets-{name}-360-{theme}", full=True)
    size = page.viewport_size
    height = page.evaluate("document.documentElement.scrollHeight") + 100
    page.set_viewport_size({"width": size["width"], "height": height})
    driving.assert_accessible(page)
    page.set_viewport_size(size)
    driving.assert_fits(page)
    assert not driving.small_targets(page)


def papers(page):
    page.get_by_label("Số, ký hiệu văn bản").fill("125/KH-UBND")
    page.get_by_label("Ngày văn bản").fill("15/01/2026")


def divided_among_teams(commune):
    """Looks at the villages first, then gives the teams even parts."""
    commune.get_by_role("link", name="Phân bổ cho các tổ, các thôn").click()
    commune.get_by_role("link", name="Chia cho các thôn").click()
    expect(commune.get_by_label("Thôn An Hòa")).to_be_visible()
    looked_over(commune, "break-down-villages")
    commune.get_by_role("link", name="Chia cho các tổ").click()
    commune.get_by_role("button", name="Chia đều").click()
    commune.get_by_role("button", name="Phân bổ", exact=True).click()


def test_a_target_goes_down_and_an_answer_comes_back(phone, people):
    admin, manager, leader = people
    province = signed_in(phone(), admin)
    province.goto("/chi-tieu/")
    province.get_by_role("link", name="Giao chỉ tiêu").click()
    province.get_by_role("button", name="Giao chỉ tiêu").click()
    expect(province.get_by_role("heading", name="Xem lại giúp mình")).to_be_visible()
    looked_over(province, "assign-wrong")
    province.get_by_label("Chỉ số").select_option(label="Số buổi hướng dẫn (buổi)")
    period = reporting.current("month", on=clock.today())
    province.get_by_label("Kỳ báo cáo").select_option(value=str(period.pk))
    province.get_by_label("Chỉ tiêu", exact=True).fill("100")
    papers(province)
    province.get_by_role("button", name="Giao chỉ tiêu").click()
    looked_over(province, "given")

    province.get_by_role("link", name="Phân bổ cho các xã").click()
    province.get_by_role("button", name="Chia đều").click()
    expect(province.get_by_text("Vừa khớp.")).to_be_visible()
    province.get_by_label("Xã Ý Yên").fill("30")
    province.get_by_role("button", name="Tính lại tổng").first.click()
    expect(province.get_by_text("Phân bổ đang thiếu 3 buổi so với 100.")).to_be_visible()
    looked_over(province, "break-down")
    province.get_by_label("Xã Ý Yên").fill("33")
    province.get_by_label("Xã Hải Hậu").fill("33")
    province.get_by_label("Phường Nam Định").fill("34")
    province.get_by_role("button", name="Phân bổ", exact=True).click()
    expect(province.get_by_text("Đã phân bổ: 3 nơi có thay đổi.")).to_be_visible()

    commune = signed_in(phone(), manager)
    commune.goto("/chi-tieu/")
    expect(commune.get_by_text("1 chỉ tiêu chờ nhận")).to_be_visible()
    looked_over(commune, "commune")
    commune.get_by_role("link", name="Số buổi hướng dẫn").click()
    commune.get_by_role("link", name="Đề nghị xem lại").click()
    commune.get_by_label("Lý do").fill("Xã mới có một tổ.")
    looked_over(commune, "dispute")
    commune.get_by_role("button", name="Gửi đề nghị").click()
    divided_among_teams(commune)

    province.goto("/chi-tieu/")
    province.get_by_role("link", name="Xã mới có một tổ.").click()
    province.get_by_role("link", name="Trả lời").click()
    province.get_by_label("Trả lời").fill("Giữ nguyên, tỉnh cử người giúp.")
    province.get_by_role("button", name="Gửi trả lời").click()
    expect(province.get_by_text("Giữ nguyên, tỉnh cử người giúp.")).to_be_visible()

    card = signed_in(phone(), leader)
    card.goto("/chi-tieu/")
    looked_over(card, "team")
    card.get_by_role("button", name="Nhận chỉ tiêu").click()
    expect(card.get_by_text("Đã nhận", exact=True)).to_be_visible()
    assert Target.objects.get(team__isnull=False).state == "accepted"


def test_a_month_is_locked_and_a_late_session_stays_apart_until_it_is_reopened(phone, people):
    admin, manager, leader = people
    _topics()
    team = Team.objects.get()
    page = signed_in(phone(), admin)
    page.goto("/chi-tieu/ky/")
    looked_over(page, "periods")
    month = reporting.current("month", on=clock.today())
    address = f"/chi-tieu/ky/{month.pk}/"
    page.goto(address)
    page.get_by_role("button", name="Đóng kỳ").click()
    page.get_by_role("button", name="Khóa số liệu").click()
    expect(page.get_by_role("heading", name="Ngoài kỳ: 0 số")).to_be_visible()
    looked_over(page, "locked")

    late = send(leader, team).session
    commune = signed_in(phone(), manager)
    where = f"/xa/{team.unit.parent.code}/duyet/{late.record_id}/"
    commune.goto(where)
    commune.get_by_role("button", name="Xác nhận buổi này").click()
    expect(commune.get_by_text("đã khóa số liệu").first).to_be_visible()
    late.refresh_from_db()
    assert late.status == "received"
    commune.get_by_label("đồng ý tính buổi ngoài kỳ").check()
    commune.get_by_role("button", name="Xác nhận buổi này").click()
    commune.get_by_role("status").filter(has_text="Đã xác nhận").wait_for()
    fold()

    page.goto(address)
    expect(page.get_by_role("heading", name=re.compile("Ngoài kỳ: [1-9]"))).to_be_visible()
    row = page.get_by_role("row").filter(has_text="Số người đến các buổi hướng dẫn")
    expect(row).to_contain_text("14")
    looked_over(page, "late")
    page.get_by_label("Lý do").fill("Bổ sung buổi gửi muộn.")
    page.get_by_role("button", name="Mở lại kỳ").click()
    expect(page.get_by_text("Đã mở lại kỳ.")).to_be_visible()
    assert reporting.off_period(ReportingPeriod.objects.get(pk=month.pk)) == []
