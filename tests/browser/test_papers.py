"""A session on paper: asked for on a phone, drawn meanwhile, there without another tap."""

from playwright.sync_api import expect

from tests.browser.leader import make_leader, make_team
from tests.browser.learner import signed_in
from tests.teams.conftest import send


def test_the_page_to_print_is_there_by_itself(phone, site, run_jobs, screenshot):
    lan = make_leader()
    team = make_team(lan)
    session = send(lan, team).session
    page = signed_in(phone(), lan, site)
    page.goto(f"/to/{team.code}/buoi/{session.record_id}/")
    page.get_by_role("button", name="Dựng tờ nhật ký").click()
    expect(page.get_by_text("Đang dựng tờ nhật ký")).to_be_visible()
    run_jobs()
    expect(page.get_by_role("link", name="Tải tờ nhật ký")).to_be_in_viewport()
    screenshot(page, "session-paper")
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải tờ nhật ký").click()
    assert download.value.suggested_filename == f"nhat-ky-{session.held_on}.pdf"
