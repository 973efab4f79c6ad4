"""A committee meets by a pack, gives work that is done and confirmed; an example is taken down."""

from datetime import timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from lms.common import clock
from lms.common.ids import public_id
from lms.dashboards.services import catalogue
from lms.dashboards.services.targets import calendar, giving, reporting
from lms.dashboards.services.targets.giving import Given, Paper
from lms.meetings.models import Action, Criterion, Exemplar, Meeting
from lms.meetings.services import criteria, praising
from lms.meetings.services.praising import Wanted
from lms.users.services import grants
from teams.services import membership
from tests.browser import driving
from tests.browser.test_rosters import signed_in
from tests.dashboards.aims import indicator
from tests.factories import make_commune, make_province, make_village
from tests.people import make_person


@pytest.fixture
def people(transactional_db):
    """A province's and a commune's committee, the commune's manager and a team's leader."""
    province = make_province()
    catalogue.ensure_usual()
    commune = make_commune("Xã Ý Yên", province=province, code="13001")
    make_commune("Xã Hải Hậu", province=province, code="13002")
    vinh, kieu = make_person("Tô Quang Vinh"), make_person("Kiều Văn Sơn")
    lien, lan = make_person("Tạ Thị Liên"), make_person("Nguyễn Thị Lan")
    grants.grant(vinh, "steering_member", unit=province, by=None)
    grants.grant(kieu, "steering_member", unit=commune, by=None)
    grants.grant(lien, "commune_manager", unit=commune, by=None)
    before = clock.today() - timedelta(days=90)
    village = make_village("Thôn An Hòa", commune=commune)
    team = membership.open_team("Tổ thôn An Hòa", unit=village, by=None, on=before)
    membership.join(team, lan, role="leader", on=before, by=None)
    year = clock.today().year
    [period] = reporting.open_periods([calendar.of_years(year - 1, year)], by=vinh, now=clock.now())
    paper = Paper("125/KH-UBND", clock.today())
    given = [Given(commune, Decimal(300))]
    giving.assign(indicator("SS01"), period, given, paper=paper, by=vinh, now=clock.now())
    return commune, vinh, kieu, lien, lan


def looked_over(page, name):
    driving.settled(page)
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        driving.screenshot(page, f"committees-{name}-360-{theme}", full=True)
    size = page.viewport_size
    page.set_viewport_size({"width": 1280, "height": 800})
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        driving.screenshot(page, f"committees-{name}-1280-{theme}", full=True)
    page.set_viewport_size(size)
    height = page.evaluate("document.documentElement.scrollHeight") + 100
    page.set_viewport_size({"width": size["width"], "height": height})
    driving.assert_accessible(page)
    page.set_viewport_size(size)
    driving.assert_fits(page)
    assert not driving.small_targets(page)


def day(days):
    return f"{clock.today() + timedelta(days=days):%d/%m/%Y}"


def test_a_decision_is_followed_until_it_is_confirmed(phone, people, run_jobs):
    _commune, vinh, _kieu, lien, _lan = people
    page = signed_in(phone(), vinh)
    page.goto("/ban-chi-dao/")
    looked_over(page, "committees")
    page.get_by_role("link", name="Tỉnh Ninh Bình").click()
    page.get_by_role("link", name="Cuộc họp mới").click()
    page.get_by_role("button", name="Mở cuộc họp").click()
    expect(page.get_by_role("heading", name="Xem lại giúp mình")).to_be_visible()
    page.get_by_label("Ngày họp").fill(day(0))
    page.get_by_label("Nơi họp").fill("Phòng họp số 2")
    page.get_by_label("Nội dung").fill("Chỉ tiêu tháng\nBuổi ở các thôn")
    page.get_by_role("button", name="Mở cuộc họp").click()

    page.get_by_role("button", name="Lập tài liệu họp").click()
    expect(page.get_by_text("Tổ chưa có buổi nào được xác nhận trong kỳ.")).to_be_visible()
    run_jobs()
    page.get_by_role("link", name="Tải lại trang").click()
    expect(page.get_by_role("link", name="Tải tệp PDF")).to_be_visible()
    looked_over(page, "pack")

    page.goto("/ban-chi-dao/")
    page.get_by_role("link", name="Tỉnh Ninh Bình").click()
    looked_over(page, "committee")
    page.goto(Meeting.objects.get().get_absolute_url())
    page.get_by_role("textbox", name="Kết luận", exact=True).fill("Xã Ý Yên mở buổi ở mọi thôn.")
    page.get_by_label("Giao cho").select_option(label="Xã Ý Yên")
    page.get_by_role("button", name="Ghi lại").click()
    expect(page.get_by_text("Giao việc thì ghi hạn").first).to_be_visible()
    page.get_by_role("textbox", name="Hạn").fill(day(7))
    page.get_by_label("Kết quả cần có").fill("Mỗi thôn một buổi")
    page.get_by_role("button", name="Ghi lại").click()
    expect(page.get_by_text("Đã ghi kết luận 1.")).to_be_visible()
    looked_over(page, "meeting")
    page.get_by_label("Thành phần dự").fill("Trưởng ban, các xã")
    page.get_by_role("button", name="Kết thúc, lập biên bản").click()
    expect(page.get_by_role("heading", name="Biên bản cuộc họp")).to_be_visible()

    commune = signed_in(phone(), lien)
    commune.goto("/viec-giao/")
    looked_over(commune, "actions")
    commune.get_by_role("link", name="Xã Ý Yên mở buổi ở mọi thôn.").click()
    commune.get_by_role("link", name="Báo đã xong").click()
    commune.get_by_role("textbox", name="Kết quả", exact=True).fill("Đã mở 12 buổi.")
    commune.get_by_role("textbox", name="Minh chứng").fill("15/BC-UBND")
    commune.get_by_role("button", name="Gửi báo cáo").click()
    expect(commune.get_by_text("Đã báo xong.")).to_be_visible()

    page.goto(Action.objects.get().get_absolute_url())
    page.get_by_role("button", name="Xác nhận đã xong").click()
    expect(page.get_by_text("Đã xác nhận xong. Việc này khép lại.")).to_be_visible()
    looked_over(page, "action")


def test_an_example_is_taken_down_when_she_takes_her_consent_back(phone, people):
    commune, _vinh, kieu, lien, lan = people
    wanted = Wanted(
        "person",
        "Chị Lan đi từng ngõ",
        "Một tháng giúp 40 cụ dùng VNeID.",
        about=commune,
        people=[lan],
        values=[{"name": "Nhiều giờ công nhất", "value": "42 giờ", "evidence": "28 buổi"}],
    )
    praising.propose(commune, wanted, public_id=public_id(), by=lien, now=clock.now())
    desk = signed_in(phone(), kieu)
    desk.goto("/neu-guong/ho-so/")
    desk.get_by_role("link", name="Chị Lan đi từng ngõ").click()
    desk.get_by_label("Số quyết định").fill("45/QĐ-UBND")
    desk.get_by_label("Ngày quyết định").fill(day(0))
    looked_over(desk, "file")
    desk.get_by_role("button", name="Chọn", exact=True).click()

    own = signed_in(phone(), lan)
    own.goto("/neu-guong/cua-toi/")
    own.get_by_role("link", name="Chị Lan đi từng ngõ").click()
    looked_over(own, "agree")
    own.get_by_label("Tôi đã đọc và đồng ý").check()
    own.get_by_role("button", name="Đồng ý công bố").click()
    expect(own.get_by_text("Đã đồng ý", exact=True)).to_be_visible()

    desk.reload()
    desk.get_by_role("button", name="Công bố").click()
    expect(desk.get_by_text("Đã công bố.")).to_be_visible()
    public = phone()
    one = Exemplar.objects.get()
    public.goto(one.get_absolute_url())
    expect(public.get_by_role("heading", name="Chị Lan đi từng ngõ")).to_be_visible()
    looked_over(public, "exemplar")

    own.goto("/neu-guong/cua-toi/")
    own.get_by_role("link", name="Chị Lan đi từng ngõ").click()
    own.get_by_role("button", name="Rút lại sự đồng ý").click()
    public.reload()
    expect(public.get_by_text("Trang này không còn công bố")).to_be_visible()


def test_who_meets_the_bars_is_proposed_and_a_way_is_taken_up(phone, people):
    commune, _vinh, kieu, lien, lan = people
    criteria.ensure_usual()
    Criterion.objects.update(least=0)
    page = signed_in(phone(), lien)
    page.goto("/neu-guong/ho-so/")
    looked_over(page, "desk")
    page.get_by_role("link", name="Ai đạt tiêu chí").click()
    expect(page.get_by_text("0 trong 1 chỉ tiêu đạt hoặc đúng nhịp")).to_be_visible()
    looked_over(page, "listed")
    page.get_by_role("link", name="Đề nghị nêu gương").first.click()
    page.get_by_role("button", name="Gửi đề nghị").click()
    expect(page.get_by_text("Ghi đã làm được gì, vài câu.").first).to_be_visible()
    looked_over(page, "propose")

    way = Wanted(
        "way",
        "Đi từng ngõ, hẹn từng nhà",
        problem="Buổi nào cũng thưa người.",
        steps="Chia ngõ\nGõ cửa hẹn trước",
        result="Số người đến tăng gấp đôi.",
        contact="UBND xã Ý Yên, bộ phận một cửa",
        about=commune,
    )
    one = praising.propose(commune, way, public_id=public_id(), by=lien, now=clock.now())
    paper = {"decision_no": "45/QĐ-UBND", "decision_on": clock.today()}
    praising.approve(one, **paper, by=kieu, now=clock.now())
    last = clock.today() + timedelta(days=90)
    praising.publish(one, expires_on=last, by=kieu, now=clock.now())
    leader = signed_in(phone(), lan)
    leader.goto(one.get_absolute_url())
    leader.get_by_role("link", name="Nơi tôi đã áp dụng").click()
    leader.get_by_label("Áp dụng từ ngày").fill(day(0))
    leader.get_by_label("Ghi chú").fill("Đông hơn hẳn.")
    leader.get_by_role("button", name="Ghi là đã áp dụng").click()
    expect(leader.get_by_text("Đã ghi nơi áp dụng.")).to_be_visible()
    looked_over(leader, "adopt")
    leader.goto(one.get_absolute_url())
    expect(leader.get_by_role("heading", name="Nơi đã áp dụng: 1")).to_be_visible()
    looked_over(leader, "way")
    leader.goto("/neu-guong/")
    looked_over(leader, "exemplars")
    leader.goto("/xa/13001/chia-se/")
    looked_over(leader, "share")
