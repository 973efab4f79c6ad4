"""The way of a reviewer through what is hard, and of a manager to all leaders, on two screens."""

import pytest
from playwright.sync_api import expect

from lms.common import clock
from lms.users.services import agencies, grants
from teams.models import Broadcast, Feedback
from teams.services import broadcasting, reviewing
from tests.browser import driving
from tests.browser.leader import make_leader, make_team
from tests.browser.test_rosters import looked_over, signed_in
from tests.people import make_person
from tests.teams.conftest import send


@pytest.fixture
def lan(transactional_db):
    return make_leader()


@pytest.fixture
def team(lan):
    return make_team(lan)


@pytest.fixture
def commune(team):
    return team.unit.parent


@pytest.fixture
def manager(commune):
    person = make_person("Tạ Văn Quý", email="quy@demo.test", password="mat-khau-cua-quy")
    grants.grant(person, "commune_manager", unit=commune, by=None)
    agencies.open_agency(
        "Sở Khoa học và Công nghệ", code="SKHCN", kind="department", unit=commune.parent
    )
    return person


def confirm(manager, lan, team, **said):
    session = send(lan, team, **said).session
    reviewing.verify(session, by=manager, now=clock.now())


@pytest.mark.large
@pytest.mark.parametrize("screen", driving.SCREENS)
def test_what_is_hard_is_answered_passed_on_and_seen_on_the_board(
    request, screen, commune, team, lan, manager
):
    page = signed_in(request.getfixturevalue(screen)(), manager)
    page.goto("/diem-nghen/")
    expect(page.get_by_text("Không còn mục nào chờ")).to_be_visible()
    looked_over(page, "bottlenecks-none")
    for venue in ("Chợ", "Trường"):
        confirm(manager, lan, team, venue=venue, topics=["vneid"], difficulties=["weak_network"])
    confirm(manager, lan, team, topics=["qr"], feedback="Xin lắp wifi ở nhà văn hóa xóm 5")
    page.goto(f"/xa/{commune.code}/")
    page.get_by_role("link", name="3 điểm nghẽn chờ trả lời").click()
    looked_over(page, "bottlenecks")
    page.get_by_role("link", name="Sóng yếu").first.click()
    page.get_by_text("Việc của nơi khác? Chuyển đi").click()
    looked_over(page, "bottleneck")
    page.get_by_role("button", name="Gửi câu trả lời").click()
    expect(page.get_by_text("Ghi câu trả lời trước đã.").first).to_be_visible()
    looked_over(page, "bottleneck-error")
    page.get_by_label("Trả lời", exact=True).fill("Tháng sau nhà mạng lắp trạm mới ở đầu thôn.")
    page.get_by_label("Trả lời luôn cả 2 mục").check()
    page.get_by_role("button", name="Gửi câu trả lời").click()
    expect(page.get_by_text("Đã trả lời 2 mục cùng loại")).to_be_visible()
    looked_over(page, "bottleneck-answered")
    page.goto("/diem-nghen/")
    page.get_by_role("link", name="Xin lắp wifi").click()
    page.get_by_text("Việc của nơi khác? Chuyển đi").click()
    page.get_by_label("Chuyển tới").select_option(label="Sở Khoa học và Công nghệ")
    page.get_by_label("Lời nhắn cho nơi nhận").fill("Nhờ Sở xem giúp")
    page.get_by_role("button", name="Chuyển", exact=True).click()
    page.get_by_role("button", name="Chuyển nhầm: lấy lại").click()
    expect(page.get_by_text("Đã lấy lại")).to_be_visible()
    assert Feedback.objects.open().get().whom == "commune"
    page.goto(f"/xa/{commune.code}/diem-nghen/")
    looked_over(page, "bottlenecks-board")


@pytest.mark.large
@pytest.mark.parametrize("screen", driving.SCREENS)
def test_a_message_is_seen_before_it_goes_and_taken_back(
    request, screen, commune, team, lan, manager
):
    page = signed_in(request.getfixturevalue(screen)(), manager)
    page.goto(f"/xa/{commune.code}/")
    page.get_by_role("link", name="Nhắn các tổ").click()
    looked_over(page, "broadcasts-none")
    page.get_by_label("Tiêu đề").fill("Họp tổ trưởng thứ Bảy")
    page.get_by_role("button", name="Xem trước").click()
    expect(page.get_by_role("alert")).to_be_visible()
    looked_over(page, "broadcast-error")
    page.get_by_label("Nội dung").fill("8 giờ sáng ở nhà văn hóa xã.\nMang sổ theo.")
    page.get_by_role("button", name="Xem trước").click()
    expect(page.get_by_text("1 người nhận")).to_be_visible()
    looked_over(page, "broadcast-preview")
    page.get_by_role("button", name="Gửi cho 1 người").click()
    expect(page.get_by_text("Tin sẽ gửi sau 5 phút")).to_be_visible()
    found = Broadcast.objects.get()
    broadcasting.send(str(found.pk), now=clock.now())
    page.reload()
    looked_over(page, "broadcast-sent")
    page.get_by_text("Rút lại tin này").click()
    page.get_by_role("button", name="Rút lại").click()
    expect(page.get_by_text("Đã rút lại", exact=True)).to_be_visible()
    page.goto(f"/xa/{commune.code}/nhan-to/")
    looked_over(page, "broadcasts")


@pytest.mark.large
def test_the_team_reads_what_became_of_it(phone, team, lan, manager, screenshot, site):
    confirm(manager, lan, team, topics=["vneid"], difficulties=["weak_network"])
    page = signed_in(phone(), lan)
    page.goto(f"/to/{team.code}/")
    page.get_by_role("link", name="Khó khăn, phản ánh").click()
    page.get_by_text("Ghi điều bà con nói ngoài buổi").click()
    page.get_by_role("button", name="Ghi và chuyển đi").click()
    expect(page.get_by_role("alert")).to_be_visible()
    looked_over(page, "feedback-team")
    page.get_by_label("Bà con nói gì?").fill("Xin mở lớp buổi tối")
    page.get_by_role("button", name="Ghi và chuyển đi").click()
    expect(page.get_by_text("Đã ghi và chuyển đi")).to_be_visible()
    page.get_by_role("link", name="Xin mở lớp buổi tối").click()
    expect(page.get_by_text("Đang chờ trả lời")).to_be_visible()
    looked_over(page, "feedback-waits")
