"""A reviewer settles what two phones wrote, keeps one of two logs, and takes a change."""

from dataclasses import replace

import pytest
from playwright.sync_api import expect

from lms.common import clock
from lms.common.ids import uuid7
from lms.users.services import grants
from teams.models import Session
from teams.services import entries, membership, periods, reviewing
from tests.browser import driving
from tests.browser.test_rosters import looked_over, signed_in
from tests.factories import make_commune, make_province, make_village
from tests.people import make_person
from tests.teams.conftest import envelope, long_ago, send

TURNS = {"vneid": 12, "thanh-toan": 7}


@pytest.fixture
def commune(transactional_db):
    entries.ensure_usual()
    return make_commune("Xã Ý Yên", province=make_province(), code="13741")


@pytest.fixture
def reviewer(commune):
    person = make_person("Vũ Ngọc Bích", email="bich@demo.test", password="mat-khau-cua-bich")
    grants.grant(person, "commune_reviewer", unit=commune, by=None)
    return person


@pytest.fixture
def team(commune):
    village = make_village("Thôn An Hòa", commune=commune)
    return membership.open_team("Tổ thôn An Hòa", unit=village, by=None, on=long_ago())


@pytest.fixture
def members(team):
    people = [make_person(name) for name in ("Nguyễn Thị Lan", "Trần Thị Hoa")]
    for person in people:
        membership.join(team, person, on=long_ago(), by=None)
    return people


@pytest.mark.parametrize("screen", driving.SCREENS)
def test_two_bodies_and_two_logs_of_one_session(request, screen, commune, team, members, reviewer):
    lan, hoa = members
    periods.lock(commune, long_ago(), clock.today(), by=None, now=clock.now())
    said = {"topics": [*TURNS], "turns": TURNS, "start_time": "19:30"}
    wrap = envelope(team, device=uuid7())
    session = send(lan, team, wrap=wrap, **said).session
    send(lan, team, wrap=replace(wrap, rev=2, base_rev=1), heads=20, **said)
    his = replace(wrap, rev=2, base_rev=1, device=uuid7())
    send(hoa, team, wrap=his, heads=31, venue="Sân đình", note="Mưa to", **said)
    twin = send(hoa, team, heads=30, start_time="20:00").session
    page = signed_in(request.getfixturevalue(screen)(), reviewer)
    page.goto(f"/xa/{commune.code}/duyet/")
    for chip in ("Hai bản khác nhau", "Ghi rồi?"):
        expect(page.get_by_text(chip)).to_have_count(1)
    looked_over(page, "review-list")
    page.goto(f"/xa/{commune.code}/duyet/{session.record_id}/")
    expect(page.get_by_role("heading", name="Bản khác cùng buổi này")).to_be_visible()
    looked_over(page, "review-settling")
    page.get_by_role("button", name="Dùng bản kia").click()
    page.get_by_role("status").filter(has_text="Đã dùng bản kia").wait_for()
    page.get_by_role("button", name="Trùng: giữ buổi đang xem").click()
    page.get_by_role("status").filter(has_text="Đã gộp").wait_for()
    page.get_by_label("đồng ý tính buổi ngoài kỳ").check()
    page.get_by_role("button", name="Xác nhận buổi này").click()
    page.get_by_role("status").filter(has_text="Đã xác nhận").wait_for()
    session, twin = (Session.objects.get(pk=one.pk) for one in (session, twin))
    assert (session.status, session.heads_count, twin.status) == ("verified", 31, "withdrawn")
    page.goto(f"/xa/{commune.code}/")
    expect(page.get_by_role("heading", name="Lượt theo nội dung")).to_be_visible()
    looked_over(page, "commune-turns")


@pytest.mark.large
@pytest.mark.parametrize("screen", driving.SCREENS)
def test_a_change_is_read_and_taken(request, screen, commune, team, members, reviewer):
    wrap = envelope(team, device=uuid7())
    session = send(members[0], team, wrap=wrap).session
    reviewing.verify(session, by=reviewer, now=clock.now())
    change = replace(wrap, rev=2, base_rev=1)
    send(members[0], team, wrap=change, heads=21, acts={"bank_account": 4})
    page = signed_in(request.getfixturevalue(screen)(), reviewer)
    page.goto(f"/xa/{commune.code}/duyet/{session.record_id}/")
    expect(page.get_by_role("heading", name="Tổ gửi bản sửa")).to_be_visible()
    looked_over(page, "review-change")
    page.get_by_role("button", name="Nhận bản sửa").click()
    page.get_by_role("status").filter(has_text="Đã xác nhận").wait_for()
    session.refresh_from_db()
    assert (session.status, session.heads_count) == ("verified", 21)
