"""A resident without an account and without script comes to a session and asks for a visit."""

from playwright.sync_api import expect

from teams.models import Coming, VisitRequest
from tests.browser.leader import make_leader, make_team
from tests.teams import planned as plans


def test_coming_and_asking_work_without_script_or_account(phone, site):
    lan = make_leader()
    team = make_team(lan)
    plans.plan(team, lan)
    page = phone(java_script_enabled=False)
    page.goto("/")
    page.get_by_role("link", name="Buổi hướng dẫn gần nhà").click()
    page.get_by_label("Xã, phường đang ở").select_option(label="Xã Ý Yên")
    page.get_by_role("button", name="Tiếp tục").click()
    page.get_by_role("link", name="Cài, kích hoạt VNeID").click()
    page.get_by_label("Mấy người cùng đi").select_option("2")
    page.get_by_role("button", name="Tôi sẽ đến").click()
    expect(page.get_by_text("Mình đã báo 2 người đến")).to_be_visible()
    assert Coming.objects.get().people_count == 2
    page.get_by_role("button", name="Thôi không đến").click()
    expect(page.get_by_text("Đã báo lại với tổ là không đến.")).to_be_visible()
    assert not Coming.objects.exists()

    page.goto("/lich/hen/?xa=13741")
    page.get_by_label("Thôn, xóm, tổ dân phố").select_option(label="Thôn An Hòa")
    page.get_by_label("Việc khác, hoặc nói thêm").fill("Máy mới mua")
    page.get_by_role("button", name="Gửi lời nhờ").click()
    expect(page.get_by_text("Ghi số điện thoại để gọi lại.").first).to_be_visible()
    expect(page.get_by_label("Việc khác, hoặc nói thêm")).to_have_value("Máy mới mua")
    page.get_by_label("Số điện thoại để gọi lại").fill("0912 345 678")
    page.get_by_role("button", name="Gửi lời nhờ").click()
    expect(page.get_by_text("Chờ trả lời")).to_be_visible()
    page.get_by_role("button", name="Thôi không cần nữa").click()
    expect(page.get_by_text("Chưa nhờ ai")).to_be_visible()
    assert VisitRequest.objects.get().number == ""
