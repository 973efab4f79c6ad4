"""A resident from signing up to a thing done for real at a session: by card, by her own phone."""

import pytest
from playwright.sync_api import expect

from lms.common import clock
from lms.common.ids import uuid7
from lms.users.models import User
from lms.users.services import cards
from teams.models import Attendance, AttendanceTie, CheckIn, Topic
from tests.browser import driving
from tests.browser.conftest import PHONE
from tests.browser.leader import make_leader, make_team, states, visit_team
from tests.browser.learner import signed_in, step_of, wait_until
from tests.browser.test_attending import back_and_send, mark, to_attendance, type_card
from tests.browser.test_paper import scanned
from tests.courses.editions import make_edition, uids
from tests.people import make_person
from tests.users.conftest import NUMBER, last_code

TASK = "Cài, kích hoạt VNeID"


@pytest.fixture
def lan(line):
    return make_leader()


@pytest.fixture
def edition(line):
    return make_edition()


@pytest.fixture
def team(lan, edition):
    found = make_team(lan)
    Topic.objects.filter(code="vneid").update(course=edition.course)
    return found


@pytest.fixture
def page(page, team):
    """Lan's phone, which has seen the team's page."""
    visit_team(page, team)
    return page


@pytest.fixture
def own_phone(visit, line):
    """A resident's phone, which has never been here."""
    return visit({**PHONE}, line.address)


def signs_up(page, name):
    page.goto("/dang-nhap/")
    page.get_by_label("Số điện thoại").fill(NUMBER)
    page.get_by_role("button", name="Nhắn mã cho tôi").click()
    page.get_by_label("Mã trong tin nhắn").fill(last_code(NUMBER))
    page.get_by_role("button", name="Vào học").click()
    page.get_by_label("Họ và tên").fill(name)
    page.get_by_label("bác", exact=True).check()
    page.get_by_label("Xã, phường đang ở").select_option(label="Xã Ý Yên")
    page.get_by_label("Tôi đồng ý").check()
    page.get_by_role("button", name="Vào học").click()
    page.wait_for_url(lambda url: "/dang-nhap/" not in url)


def test_a_resident_signs_up_attends_by_card_and_a_task_is_confirmed(
    page, own_phone, line, team, edition, lan, run_jobs
):
    signs_up(own_phone, "Trần Thị Hoa")
    hoa = User.objects.get(name_fold="tran thi hoa")
    card = cards.issue(hoa, card_id=uuid7(), by=lan, now=clock.now())
    line.cut()
    to_attendance(page, team)
    type_card(page, card.code)
    mark(page, "Thẻ học", TASK, "Tự làm được")
    back_and_send(page)
    line.mend()
    page.goto("/buoi/")
    wait_until(page, lambda: states(page) == ["arrived"])
    run_jobs()
    own_phone.goto("/toi/tin/")
    expect(
        own_phone.get_by_text("Việc làm được tại buổi học đã vào khóa học").first
    ).to_be_visible()
    enrolment = hoa.enrolments.get()
    assert [*enrolment.done] == [uids(edition)["lam-that"]]
    # What the phone knows of her learning is asked after the page; the step shows what it knows.
    own_phone.goto("/toi/", wait_until="networkidle")
    own_phone.goto(step_of(edition, "lam-that"))
    expect(own_phone.get_by_text("Bước này đã xong.")).to_be_visible()


@pytest.mark.large
def test_a_resident_says_so_by_the_square_of_a_leader_without_a_line(
    page, own_phone, line, team, edition, tmp_path, run_jobs
):
    hoa = make_person("Trần Thị Hoa")
    line.cut()
    to_attendance(page, team)
    page.get_by_role("button", name="Hiện mã cho ai có điện thoại").click()
    picture = tmp_path / "square.png"
    page.locator("[data-code] svg").screenshot(path=picture)
    [address] = scanned([picture])
    assert address.startswith(f"{line.address}/co-mat/")
    page.get_by_role("button", name="Đóng").click()
    line.mend()
    signed_in(own_phone, hoa, line.address)
    own_phone.goto(address)
    expect(own_phone.get_by_text("Tổ công nghệ số thôn An Hòa")).to_be_visible()
    own_phone.get_by_role("button", name="Tôi đang ở đây").click()
    expect(own_phone.get_by_role("heading", name="Đã có mặt")).to_be_visible()
    page.get_by_role("button", name="Hiện mã cho ai có điện thoại").click()
    expect(page.locator("[data-come]")).to_have_text("1 người đã điểm danh")
    page.get_by_role("button", name="Đóng").click()
    mark(page, "Trần Thị Hoa", TASK, "Làm có người giúp")
    back_and_send(page)
    wait_until(page, lambda: states(page) == ["arrived"])
    run_jobs()
    assert Attendance.objects.get().person == hoa
    assert AttendanceTie.objects.get().how == "code"
    assert [*hoa.enrolments.get().done] == [uids(edition)["lam-that"]]


@pytest.mark.large
def test_four_signs_typed_meet_a_log_that_comes_an_hour_later(
    page, own_phone, line, team, run_jobs
):
    line.cut()
    to_attendance(page, team)
    page.get_by_role("button", name="Hiện mã cho ai có điện thoại").click()
    signs = page.locator("[data-signs]").inner_text()
    page.get_by_role("button", name="Đóng").click()
    line.mend()
    own_phone.goto("/co-mat/")
    own_phone.get_by_label("Mã của buổi").fill(signs.lower())
    own_phone.get_by_role("button", name="Tiếp tục").click()
    own_phone.get_by_label("Họ và tên").fill("Lê Văn An")
    own_phone.get_by_role("button", name="Tôi đang ở đây").click()
    expect(own_phone.get_by_role("heading", name="Đã có mặt")).to_be_visible()
    assert not Attendance.objects.exists()
    back_and_send(page)
    wait_until(page, lambda: states(page) == ["arrived"])
    run_jobs()
    assert Attendance.objects.get().name == "Lê Văn An"


@pytest.mark.large
def test_every_page_of_it_fits_is_accessible_and_a_thumb_hits_everything(
    page, own_phone, line, team, screenshot
):
    def look(where, name):
        for theme in ("light", "dark"):
            where.emulate_media(color_scheme=theme)
            screenshot(where, f"{name}-{theme}", full=True)
        where.emulate_media(color_scheme="light")
        driving.assert_fits(where)
        driving.assert_accessible(where)
        assert not driving.small_targets(where)

    to_attendance(page, team)
    page.get_by_role("button", name="Hiện mã cho ai có điện thoại").click()
    look(page, "present-code")
    own_phone.goto("/co-mat/")
    look(own_phone, "present-empty")
    own_phone.get_by_label("Mã của buổi").fill("ZZZZ")
    own_phone.get_by_role("button", name="Tiếp tục").click()
    look(own_phone, "present-wrong")
    own_phone.get_by_label("Mã của buổi").fill(page.locator("[data-signs]").inner_text())
    own_phone.get_by_role("button", name="Tiếp tục").click()
    look(own_phone, "present-here")
    own_phone.get_by_label("Họ và tên").fill("Lê Văn An")
    own_phone.get_by_role("button", name="Tôi đang ở đây").click()
    look(own_phone, "present-done")
    own_phone.get_by_role("button", name="Bấm nhầm, rút lại").click()
    look(own_phone, "present-back")
    assert CheckIn.objects.get().withdrawn_at
