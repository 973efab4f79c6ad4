"""A reviewer settles what two phones logged, and is asked before closed figures change."""

import pytest
from playwright.sync_api import expect

from lms.common import clock
from lms.common.ids import uuid7
from lms.users.services import grants
from teams.models import Session
from teams.services import periods, reviewing
from tests.browser import driving
from tests.browser.leader import make_leader
from tests.browser.test_rosters import looked_over, signed_in
from tests.people import make_person
from tests.teams.conftest import envelope, send


@pytest.fixture
def lan(transactional_db):
    return make_leader()


@pytest.fixture
def manager(team):
    person = make_person("Tạ Văn Quý", email="quy@demo.test", password="mat-khau-cua-quy")
    grants.grant(person, "commune_manager", unit=team.unit.parent, by=None)
    return person


@pytest.mark.large
@pytest.mark.parametrize("screen", driving.SCREENS)
def test_two_bodies_are_settled_and_the_choice_undone(request, screen, team, lan, manager):
    wrap = envelope(team, device=uuid7())
    session = send(lan, team, wrap=wrap, topics=["vneid"]).session
    reviewing.verify(session, by=manager, now=clock.now())
    other = envelope(team, record_id=wrap.record_id, device=uuid7())
    assert send(lan, team, wrap=other, topics=["vneid"], heads=30).outcome == "conflict"
    commune, today = team.unit.parent, clock.today()
    periods.lock(commune, today, today, by=None, now=clock.now())
    page = signed_in(request.getfixturevalue(screen)(), manager)
    page.goto(f"/xa/{commune.code}/duyet/")
    expect(page.get_by_text("Hai bản khác nhau")).to_be_visible()
    looked_over(page, "disputes")
    page.locator("a.card").first.click()
    looked_over(page, "dispute")
    page.get_by_role("button", name="Giữ bản đang dùng").click()
    expect(page.get_by_text("Đã giữ bản đang dùng.")).to_be_visible()
    looked_over(page, "dispute-settled")
    page.get_by_role("button", name="Chọn lại giữa hai bản").click()
    page.get_by_role("button", name="Dùng bản kia").click()
    expect(page.get_by_role("heading", name="Tổ gửi bản sửa")).to_be_visible()
    page.get_by_label("Cần bổ sung điều gì?").fill("Đếm lại giúp mình")
    page.get_by_role("button", name="Trả lại cho tổ").click()
    page.goto(f"/xa/{commune.code}/duyet/{session.record_id}/")
    page.get_by_label("Cần bổ sung điều gì?").fill("Đếm lại giúp mình")
    page.get_by_role("button", name="Trả lại cho tổ").click()
    expect(page.get_by_text("đã khóa số liệu. Đánh dấu ô đồng ý")).to_be_visible()
    expect(page.get_by_label("Cần bổ sung điều gì?")).to_have_value("Đếm lại giúp mình")
    looked_over(page, "dispute-closed")
    assert Session.objects.get().status == "verified"
    page.get_by_label("đồng ý đổi số đã chốt").last.check()
    page.get_by_role("button", name="Trả lại cho tổ").click()
    page.get_by_text("Đã trả lại cho tổ").wait_for()
    assert Session.objects.get().status == "needs_fix"
