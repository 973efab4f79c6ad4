"""A card from the leader's phone to one's own: printed, read by camera, used, claimed, made one."""

import re
import subprocess

import pytest
from playwright.sync_api import expect

from courses.models import Enrolment
from courses.services import events
from lms.common import clock
from lms.users.models import User
from lms.users.services import people
from teams.services import membership
from tests.browser import driving
from tests.browser.learner import kept, opened, signed_in, step_of, wait_until
from tests.browser.test_paper import printed, scanned
from tests.courses.editions import make_edition, uids
from tests.courses.phones import NOW, Phone
from tests.factories import make_commune, make_province, make_village
from tests.people import make_person
from tests.users.conftest import NUMBER, SHOWN, last_code, wrong

HOA = "Trần Thị Hoa"


@pytest.fixture
def edition(site):
    return make_edition()


@pytest.fixture
def team(site):
    village = make_village(commune=make_commune(province=make_province(), code="13741"))
    lan = make_person("Nguyễn Thị Lan", home_unit=village)
    found = membership.open_team("Tổ số thôn An Hòa", unit=village, by=None, on=clock.today())
    membership.join(found, lan, role="leader", on=clock.today(), by=None)
    return found


@pytest.fixture
def older(edition, team):
    """What Hoa learnt with a number years ago."""
    person = make_person(HOA, birth_year=1958, home_unit=team.unit.parent)
    people.attach_phone(person, NUMBER, verified_at=clock.now(), by=None)
    phone = Phone(edition)
    events.receive(person, [phone.opened("trang-that"), phone.tested()], now=NOW)
    return person


@pytest.fixture
def look():
    """Kept as a picture in both themes, fits, is accessible, and a thumb hits everything."""

    def looked(page, name):
        driving.pictures(page, f"card-{name}", full=True)
        driving.assert_fits(page)
        driving.assert_accessible(page)
        assert not driving.small_targets(page)

    return looked


def give_card(page, team, look):
    """The sheet with a card for Hoa on the leader's phone."""
    page.goto(f"/to/{team.code}/")
    initials = page.locator(".bead").bounding_box()
    assert initials["width"] == initials["height"]
    look(page, "team")
    page.get_by_role("link", name="Thẻ học cho người không có điện thoại").click()
    look(page, "list-empty")
    page.get_by_role("link", name="Cấp thẻ học").click()
    page.get_by_role("button", name="Tiếp tục").click()
    look(page, "new-error")
    page.get_by_label("Họ và tên").fill("tran thi hoa")
    page.get_by_role("button", name="Tiếp tục").click()
    page.locator("button[value=moi]").click()
    look(page, "choose-error")
    page.get_by_role("button", name="Sửa lại").click()
    page.get_by_label("Họ và tên").fill("Trần Thị Hoa")
    page.get_by_role("button", name="Tiếp tục").click()
    page.get_by_label("Đã đọc, bà con đồng ý").check()
    page.locator("button[value=moi]").click()
    expect(page.get_by_role("heading", name="In ngay")).to_be_visible()


def read_off(page):
    """The PIN and the code as somebody copies them off the sheet."""
    pin, code = (page.locator(f"{place} .figures").inner_text() for place in (".cut", ".framed"))
    return pin.replace(" ", ""), code


def come_in(page, pin):
    page.get_by_label("Mã PIN", exact=True).fill(pin)
    page.get_by_role("button", name="Vào học").click()


def sign_out(page, look):
    page.goto("/toi/")
    look(page, "borrowed")
    page.get_by_role("link", name="Đăng xuất").first.click()
    look(page, "leave")
    with page.expect_response("**/api/v1/learning/me"):
        page.get_by_role("button", name="Đăng xuất").click()
        page.wait_for_url(driving.HOME)
    page.wait_for_load_state("networkidle")


def claim(page, look):
    """Her own number is added, and the record it has is made one with hers."""
    page.goto("/toi/du-lieu/")
    page.get_by_role("link", name="Dùng số điện thoại của tôi").click()
    page.get_by_label("Số điện thoại").fill(SHOWN)
    page.get_by_role("button", name="Nhắn mã tới số này").click()
    page.get_by_label("Mã trong tin nhắn").fill(last_code())
    page.get_by_role("button", name="Thêm số này").click()
    expect(page.get_by_role("heading", name="đã có hồ sơ")).to_be_visible()
    look(page, "claim")
    page.get_by_role("button", name="gộp làm một").click()
    expect(page.get_by_text("Đã gộp hai hồ sơ làm một")).to_be_visible()


def left_behind(page, public_id):
    rows = [row for table in ("events", "progress", "kv") for row in kept(page, table)]
    return [row for row in rows if public_id in str(row)]


def test_a_card_is_printed_used_on_the_leaders_phone_and_claimed_by_ones_own(
    phone, edition, team, older, site, tmp_path, look
):
    leaders = signed_in(phone(), team.memberships.get().person, site)
    give_card(leaders, team, look)
    look(leaders, "sheet")
    pin, code = read_off(leaders)
    file, pictures = printed(leaders, tmp_path)
    assert len(pictures) == 1
    (address,) = scanned(pictures)
    assert (
        "In ngay"
        not in subprocess.run(
            ["pdftotext", file, "-"], check=True, capture_output=True, text=True
        ).stdout
    )
    leaders.reload()
    assert pin not in re.sub(r"\s", "", leaders.content())

    leaders.goto(address)
    expect(leaders.get_by_role("heading", name="Nhập mã PIN của thẻ")).to_be_visible()
    expect(leaders.get_by_text("Máy này đang đăng nhập tên Lan")).to_be_visible()
    assert HOA not in leaders.content()
    come_in(leaders, wrong(pin))
    expect(leaders.get_by_role("alert")).to_contain_text("Còn 4 lần thử")
    look(leaders, "pin-error")
    come_in(leaders, pin)
    leaders.wait_for_url("**/toi/")
    card_person = User.objects.get(cards__isnull=False)
    opened(leaders, step_of(edition, "tim"))
    wait_until(leaders, lambda: Enrolment.objects.filter(learner=card_person).exists())
    assert left_behind(leaders, card_person.public_id)
    sign_out(leaders, look)
    assert not left_behind(leaders, card_person.public_id)
    assert HOA not in leaders.content()

    own = phone()
    own.goto("/dang-nhap/")
    own.get_by_role("link", name="Dùng thẻ học").click()
    look(own, "code")
    own.get_by_label("Dãy chữ và số trên thẻ").fill(code.lower())
    own.get_by_role("button", name="Tiếp tục").click()
    own.get_by_label("Máy này là máy đi mượn").uncheck()
    look(own, "pin")
    come_in(own, pin)
    own.wait_for_url("**/toi/")
    claim(own, look)
    opened(own, "/")
    (row,) = [row for row in kept(own, "progress") if row["who"] == card_person.public_id]
    names = uids(edition)
    assert {names["tim"], names["trang-that"]} <= row["done"].keys()
    assert Enrolment.objects.get().learner == card_person
    older.refresh_from_db()
    assert older.merged_into == card_person


@pytest.mark.large
def test_what_could_not_be_sent_is_said_before_a_borrowed_phone_forgets_it(
    phone, edition, team, site
):
    page = signed_in(phone(), team.memberships.get().person, site)
    give_card(page, team, lambda *_: None)
    pin, code = read_off(page)
    page.goto(f"/the/{code.replace(' ', '')}/")
    come_in(page, pin)
    page.wait_for_url("**/toi/")
    person = User.objects.get(cards__isnull=False)
    page.route("**/api/v1/learning/events", lambda route: route.abort())
    opened(page, step_of(edition, "tim"))
    wait_until(page, lambda: kept(page, "events"))
    page.goto("/dang-xuat/")
    page.get_by_role("button", name="Đăng xuất").click()
    expect(page.get_by_role("status").filter(has_text="Còn 1 việc chưa gửi được")).to_be_visible()
    assert kept(page, "events")
    page.get_by_role("button", name="Đăng xuất").click()
    page.wait_for_url(driving.HOME)
    page.wait_for_load_state("networkidle")
    wait_until(page, lambda: not left_behind(page, person.public_id))
