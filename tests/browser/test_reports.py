"""A commune fills in and submits its report, the province returns it, then approves and numbers it,
and the paper is read by another program. With SHOTS=1 the pictures of the guide are taken anew."""

import subprocess
from functools import partial

import pytest
from playwright.sync_api import expect

from lms.common import clock
from lms.dashboards.models import ReportingPeriod
from lms.dashboards.services import catalogue, folding
from lms.dashboards.services.targets import calendar, reporting
from lms.jobs import running
from lms.jobs.models import Job
from lms.reports.models import ReportRound
from lms.reports.services import rounds
from lms.users.services import grants
from teams.services import membership, reviewing
from tests.browser import driving, guide_pictures
from tests.browser.test_rosters import signed_in
from tests.factories import make_commune, make_province, make_village
from tests.people import make_person
from tests.teams.conftest import _topics, long_ago, send

take = partial(guide_pictures.take, folder="guide-office")


@pytest.fixture
def people(transactional_db):
    """Who decides, who writes for Xã Ý Yên, whose team held one session this month."""
    province = make_province()
    catalogue.ensure_usual()
    rounds.ensure_usual()
    _topics()
    communes = [
        make_commune(name, province=province, code=str(code))
        for code, name in enumerate(("Xã Ý Yên", "Xã Hải Hậu", "Phường Nam Định"), start=13001)
    ]
    admin, manager = make_person("Bùi Quang Huy"), make_person("Tạ Thị Liên")
    leader = make_person("Nguyễn Thị Lan")
    grants.grant(admin, "province_admin", unit=province, by=None)
    grants.grant(manager, "commune_manager", unit=communes[0], by=None)
    village = make_village("Thôn An Hòa", commune=communes[0])
    team = membership.open_team("Tổ thôn An Hòa", unit=village, by=None, on=long_ago())
    membership.join(team, leader, role="leader", on=long_ago(), by=None)
    days = calendar.of_year(clock.today().year)
    reporting.open_periods(days, by=admin, now=clock.now())
    session = send(leader, team, difficulties=["weak_network"]).session
    assert reviewing.verify(session, by=manager, now=clock.now())
    while folding.fold(now=clock.now()):
        pass
    rounds.open_due(now=clock.now())
    month = ReportingPeriod.objects.get(
        kind="month", first_on__lte=clock.today(), last_on__gte=clock.today()
    )
    return admin, manager, ReportRound.objects.get(period=month), communes[0]


def looked_over(page, name):
    driving.settled(page)
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        driving.screenshot(page, f"reports-{name}-360-{theme}", full=True)
    page.emulate_media(color_scheme="light")
    size = page.viewport_size
    height = page.evaluate("document.documentElement.scrollHeight") + 100
    page.set_viewport_size({"width": size["width"], "height": height})
    driving.assert_accessible(page)
    page.set_viewport_size(size)
    driving.assert_fits(page)
    assert not driving.small_targets(page)


def writes(commune, found):
    """The commune finds its figures filled in, saves its words, and submits."""
    commune.goto("/bao-cao/")
    looked_over(commune, "commune")
    take(commune, "cua-xa")
    commune.get_by_role("link", name=found.period.name).click()
    expect(commune.get_by_text("Số tự điền, còn thay đổi")).to_be_visible()
    looked_over(commune, "writing")
    take(commune, "bang-so")
    commune.get_by_label("II. Khó khăn, nguyên nhân").fill("Sóng yếu ở thôn ven đê.")
    commune.get_by_label("III. Nhiệm vụ kỳ tới").fill("Mở thêm hai buổi tối.")
    commune.get_by_label("Họ tên người ký").fill("Lê Văn An")
    commune.get_by_role("button", name="Lưu, chưa nộp").scroll_into_view_if_needed()
    take(commune, "viet-va-nop")
    commune.get_by_role("button", name="Lưu, chưa nộp").click()
    expect(commune.get_by_text("Đã lưu. Chưa nộp")).to_be_visible()
    commune.get_by_role("button", name="Nộp báo cáo").click()
    expect(commune.get_by_text("Đã nộp. Số liệu được giữ như lúc này.")).to_be_visible()


def returns(province, found):
    """The province sees who owes what, reads the report and gives it back."""
    province.goto("/bao-cao/")
    looked_over(province, "province")
    take(province, "cac-dot")
    province.get_by_role("link", name=found.period.name, exact=True).click()
    looked_over(province, "round")
    take(province, "theo-doi")
    province.get_by_role("link", name="Xã Ý Yên").click()
    province.get_by_label("Xã cần bổ sung gì?").fill("Nêu rõ thôn nào.")
    looked_over(province, "deciding")
    take(province, "duyet")
    province.get_by_role("button", name="Trả lại bổ sung").click()
    expect(province.get_by_text("Đã trả lại.")).to_be_visible()


def prints(commune, here, tmp_path):
    """The file is drawn by a job; what another program reads in it, on one line."""
    commune.goto(f"{here}ban/1/")
    looked_over(commune, "version")
    commune.get_by_role("button", name="Tải PDF").click()
    expect(commune.get_by_text("Đang dựng tệp")).to_be_visible()
    for queue in Job.Queue.values:
        running.drain(queue)
    with commune.expect_download() as fetched:
        commune.get_by_role("link", name="Tải tệp PDF").click(timeout=20_000)
    file = tmp_path / "bao-cao.pdf"
    fetched.value.save_as(file)
    told = subprocess.run(["pdftotext", file, "-"], capture_output=True, text=True, check=True)
    return " ".join(told.stdout.split())


def test_a_report_goes_up_comes_back_and_is_issued(phone, people, tmp_path):
    admin, manager, found, unit = people
    here = f"/bao-cao/{found.pk}/{unit.pk}/"
    commune = signed_in(phone(), manager)
    writes(commune, found)
    province = signed_in(phone(), admin)
    returns(province, found)

    commune.goto(here)
    expect(commune.get_by_text("Nêu rõ thôn nào.").first).to_be_visible()
    commune.get_by_label("II. Khó khăn, nguyên nhân").fill("Sóng yếu ở thôn An Hòa.")
    commune.get_by_role("button", name="Nộp báo cáo").click()
    expect(commune.get_by_text("Đã nộp. Số liệu được giữ như lúc này.")).to_be_visible()

    province.goto(here)
    province.get_by_role("button", name="Duyệt báo cáo").click()
    province.get_by_label("Số, ký hiệu").fill("05/BC-UBND")
    looked_over(province, "numbering")
    take(province, "ghi-so")
    province.get_by_role("button", name="Ban hành").click()
    expect(province.get_by_text("Đã ban hành. Bản này không thay đổi nữa.")).to_be_visible()

    said = prints(commune, here, tmp_path)
    assert "ỦY BAN NHÂN DÂN XÃ Ý YÊN" in said
    assert "Số: 05/BC-UBND" in said
    assert "Sóng yếu ở thôn An Hòa." in said
    assert "TM. ỦY BAN NHÂN DÂN CHỦ TỊCH Lê Văn An" in said
