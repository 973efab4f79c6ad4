"""A phone without a line hands what it has not sent to another one of the team: squares or a file.

No browser of these tests has a camera: the squares are read off the first phone as its script
draws them (one of them by a real reader too), and the second phone's camera sees those texts.
"""

import base64

import pytest
from playwright.sync_api import expect

from lms.common import clock
from lms.sync.models import Device
from lms.users.services import people
from teams.models import FieldSubmission, Session
from teams.services import membership
from tests.browser import driving
from tests.browser import test_at_rest as at_rest
from tests.browser.chromium import PHONE
from tests.browser.leader import begin, log, logs_kept, opened, states, visit_team
from tests.browser.learner import kept, signed_in, wait_until
from tests.browser.squares import CAMERA, HEAR_SQUARES, LOCK
from tests.browser.test_paper import scanned
from tests.factories import make_village
from tests.people import make_person

HELPER = "+84912345602"


@pytest.fixture
def hoa(team):
    person = make_person("Trần Thị Hoa")
    people.attach_phone(person, HELPER, verified_at=clock.now(), by=None)
    membership.join(team, person, on=team.valid_from, by=None)
    return person


@pytest.fixture
def other(visit, line, team, hoa):
    """Hoa's phone, which has seen the team's page."""
    page = visit({**PHONE, "service_workers": "allow"}, line.address)
    page.context.add_init_script(CAMERA)
    visit_team(page, team, number=HELPER)
    return page


@pytest.fixture
def mine(page, team):
    """Lan's phone, which has seen the team's page."""
    page.context.add_init_script(HEAR_SQUARES)
    visit_team(page, team)
    return page


def begin_draft(page, team):
    begin(page, team)
    page.locator("input[name=topics][value=qr]").check()
    page.locator("[name=venue]").fill("Sân đình")
    wait_until(page, lambda: "draft" in states(page))
    wait_until(page, lambda: any(row["document"]["venue"] == "Sân đình" for row in logs_kept(page)))


def show_squares(page):
    """The texts of all squares the phone shows, and the code read out after them."""
    page.goto("/buoi/")
    page.get_by_role("link", name="Chuyển buổi sang máy khác").click()
    page.get_by_role("button", name="Hiện hình cho máy kia soi").click()
    expect(page.locator("[data-nth]")).to_be_visible()
    expect(page.locator("[data-code]")).to_be_hidden()
    count = int(page.locator("[data-nth]").inner_text().split("trong ")[1].split(".")[0])
    wait_until(page, lambda: page.evaluate("window.shown.size") == count)
    return page.evaluate("[...window.shown]")


def read_code(page):
    page.get_by_role("button", name="Máy kia đã nhận đủ hình").click()
    expect(page.locator("[data-code]")).to_be_visible()
    expect(page.locator("[data-square]")).to_be_hidden()
    return page.locator("[data-code]").inner_text()


def open_page(page, name):
    page.goto("/buoi/")
    page.get_by_role("link", name=name).click()


def open_taking(page):
    open_page(page, "Nhận buổi từ máy khác")
    expect(page.get_by_role("button", name="Mở máy ảnh")).to_be_visible()


def let_see(page, squares):
    page.evaluate("(texts) => { window.cameraSees = texts; }", squares)


def type_code(page, code):
    page.get_by_label("Mã người cầm máy kia đọc").fill(code)
    page.get_by_role("button", name="Mở", exact=True).click()


def choose(page, file):
    expect(page.get_by_label("Hoặc chọn tệp")).to_be_visible()
    page.get_by_label("Hoặc chọn tệp").set_input_files(file)


def take_again(page, squares, code):
    """The same squares once more bring nothing."""
    open_taking(page)
    page.get_by_role("button", name="Mở máy ảnh").click()
    let_see(page, squares)
    type_code(page, code)
    expect(page.get_by_role("heading", name="Không có buổi nào mới để nhận")).to_be_visible()
    expect(page.get_by_role("button", name="Nhận vào máy này")).to_be_hidden()


def test_two_sessions_and_a_draft_go_from_phone_to_phone_and_each_counts_once(
    mine, other, line, team, hoa, tmp_path, screenshot
):
    line.cut()
    log(mine, team)
    log(mine, team, venue="Chợ Cồn", heads=9)
    begin_draft(mine, team)
    squares = show_squares(mine)
    mine.get_by_role("button", name="Dừng hình").click()
    screenshot(mine, "give-frames", full=True)
    picture = tmp_path / "square.png"
    mine.locator("[data-square]").screenshot(path=picture)
    [seen] = scanned([picture])
    assert seen in squares
    code = read_code(mine)
    screenshot(mine, "give-code", full=True)

    open_taking(other)
    screenshot(other, "take-begin", full=True)
    other.get_by_role("button", name="Mở máy ảnh").click()
    # In another order, one of them missed at first, among squares of somebody else.
    let_see(other, ["https://la.test/", *reversed(squares[1:])])
    expect(other.locator("[data-progress]")).to_have_text(
        f"Đã nhận {len(squares) - 1} trong {len(squares)}."
    )
    screenshot(other, "take-camera", full=True)
    let_see(other, squares[:1])
    type_code(other, "0000 0000")
    expect(other.get_by_text("Mã chưa đúng.")).to_be_visible()
    screenshot(other, "take-wrong", full=True)
    type_code(other, code.lower())
    expect(other.get_by_role("heading", name="3 buổi của Đỗ Thị Lan, chưa gửi")).to_be_visible()
    screenshot(other, "take-seen", full=True)
    assert logs_kept(other) == []
    other.get_by_role("button", name="Nhận vào máy này").click()
    expect(other.get_by_role("heading", name="Đã nhận 3 buổi")).to_be_visible()
    screenshot(other, "take-done", full=True)
    assert states(other) == ["draft", "waiting", "waiting"]

    mine.get_by_role("button", name="Máy kia báo đã nhận").click()
    expect(mine.get_by_role("heading", name="Máy kia đã có các buổi này")).to_be_visible()
    screenshot(mine, "give-done", full=True)
    take_again(other, squares, code)
    mine.goto("/buoi/")
    expect(mine.get_by_text("Máy kia đã nhận các buổi này")).to_be_visible()
    screenshot(mine, "give-list", full=True)
    line.mend()
    other.goto("/buoi/")
    wait_until(other, lambda: states(other) == ["arrived", "arrived", "draft"])
    assert Session.objects.count() == 2
    mine.goto("/buoi/")
    wait_until(mine, lambda: states(mine) == ["arrived", "arrived", "draft"])
    assert Session.objects.count() == 2
    assert FieldSubmission.objects.count() == 2
    assert {row.logged_by for row in Session.objects.all()} == {hoa}
    other.goto(f"/to/{team.code}/buoi/{Session.objects.first().record_id}/")
    expect(other.get_by_text("Ghi trên máy của Đỗ Thị Lan")).to_be_visible()


@pytest.fixture
def foreigner(team):
    """The leader of another team."""
    person = make_person("Phạm Văn Minh")
    village = make_village("Thôn Phú Cường", commune=team.unit.parent)
    other = membership.open_team("Tổ thôn Phú Cường", unit=village, by=None, on=team.valid_from)
    membership.join(other, person, role="leader", on=team.valid_from, by=None)
    return person


@pytest.fixture
def of_team(visit, line):
    """`page = of_team(person, team)`: a phone with a line that has seen the team's page."""

    def opened(person, team):
        page = signed_in(visit(PHONE, line.address), person, line.address)
        page.context.add_init_script(CAMERA)
        page.goto(f"/to/{team.code}/")
        wait_until(page, lambda: any(row["key"].startswith("team/") for row in kept(page, "kv")))
        return page

    return opened


def look(page, screenshot, name):
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        screenshot(page, f"{name}-{theme}", full=True)
    page.emulate_media(color_scheme="light")
    driving.assert_fits(page)
    driving.assert_accessible(page)
    assert not driving.small_targets(page)


@pytest.mark.large
def test_a_file_does_where_no_camera_reads_and_another_team_gets_nothing(
    of_team, lan, team, hoa, foreigner, tmp_path, screenshot
):
    mine = of_team(lan, team)
    mine.goto("/buoi/chuyen/")
    expect(mine.get_by_role("heading", name="Không có buổi nào cần chuyển")).to_be_visible()
    look(mine, screenshot, "give-nothing")
    begin_draft(mine, team)
    mine.goto("/buoi/chuyen/")
    expect(mine.get_by_role("heading", name="1 buổi sẽ chuyển")).to_be_visible()
    look(mine, screenshot, "give-ready")
    with mine.expect_download() as told:
        mine.get_by_role("button", name="Chuyển bằng tệp").click()
    assert told.value.suggested_filename.startswith("chuyen-may-")
    file = tmp_path / told.value.suggested_filename
    told.value.save_as(file)
    code = mine.locator("[data-code]").inner_text()
    look(mine, screenshot, "give-told")

    stranger = of_team(foreigner, foreigner.team_memberships.get().team)
    stranger.goto("/buoi/nhan/")
    stranger.evaluate("window.cameraRefused = true")
    stranger.get_by_role("button", name="Mở máy ảnh").click()
    expect(stranger.get_by_text("Máy không cho mở máy ảnh")).to_be_visible()
    (other := tmp_path / "khac.txt").write_text("Không phải")
    stranger.get_by_label("Hoặc chọn tệp").set_input_files(other)
    expect(stranger.get_by_text("Tệp này không phải tệp chuyển buổi.")).to_be_visible()
    look(stranger, screenshot, "take-refused")
    stranger.get_by_label("Hoặc chọn tệp").set_input_files(file)
    type_code(stranger, "12")
    expect(stranger.get_by_text("Mã có 8 chữ và số.")).to_be_visible()
    look(stranger, screenshot, "take-code")
    type_code(stranger, code)
    expect(stranger.get_by_text("1 buổi của tổ khác, máy này không nhận")).to_be_visible()
    expect(stranger.get_by_role("button", name="Nhận vào máy này")).to_be_hidden()
    look(stranger, screenshot, "take-foreign")

    taker = of_team(hoa, team)
    taker.goto("/buoi/nhan/")
    choose(taker, file)
    type_code(taker, code)
    expect(taker.get_by_role("heading", name="1 buổi của Đỗ Thị Lan, chưa gửi")).to_be_visible()
    taker.get_by_role("button", name="Nhận vào máy này").click()
    expect(taker.get_by_role("heading", name="Đã nhận 1 buổi")).to_be_visible()
    assert states(taker) == ["draft"]
    taker.get_by_role("button", name="Bỏ các buổi vừa nhận").click()
    expect(taker.get_by_role("heading", name="Đã bỏ 1 buổi vừa nhận")).to_be_visible()
    assert states(taker) == []
    look(taker, screenshot, "take-undone")
    assert states(mine) == ["draft"]


@pytest.mark.large
def test_an_old_phone_begins_nothing_without_a_line_sends_what_it_holds_and_may_be_used_again(
    mine, line, team, lan, screenshot
):
    line.cut()
    log(mine, team)
    show_squares(mine)
    read_code(mine)
    mine.get_by_role("button", name="Máy kia báo đã nhận").click()
    retire(mine)
    expect(mine.get_by_text("Máy này là máy cũ")).to_be_visible()
    screenshot(mine, "give-old", full=True)
    mine.get_by_role("button", name="Dùng lại máy này").click()
    expect(mine.get_by_text("Máy này lại ghi buổi mới được.")).to_be_visible()
    begin(mine, team)
    show_squares(mine)
    read_code(mine)
    mine.get_by_role("button", name="Máy kia báo đã nhận").click()
    retire(mine)
    mine.goto(f"/buoi/ghi/?to={team.code}")
    expect(mine.get_by_text("Máy cũ không ghi buổi mới.")).to_be_visible()
    # A browser that reads no squares is led to the file.
    open_page(mine, "Nhận buổi từ máy khác")
    expect(mine.get_by_text("Máy này không đọc được hình")).to_be_visible()
    expect(mine.get_by_role("button", name="Mở máy ảnh")).to_be_hidden()
    line.mend()
    mine.goto("/buoi/")
    wait_until(mine, lambda: states(mine) == ["arrived"])
    # What it holds is sent, and nothing here leads to a form that would refuse.
    expect(mine.get_by_role("link", name="Ghi buổi mới")).to_be_hidden()
    expect(mine.get_by_text("Máy này chưa ghi được buổi mới")).to_be_visible()
    expect(mine.get_by_role("link", name="Mở trang của tổ")).to_be_visible()
    assert Device.objects.get(user=lan).revoked_at
    mine.goto(f"/to/{team.code}/")
    expect(mine.get_by_text("Máy này là máy cũ")).to_be_visible()
    screenshot(mine, "team-old", full=True)
    wait_until(mine, lambda: Device.objects.get(user=lan).unsent_count == 0)
    mine.get_by_role("link", name="Muốn dùng lại máy này").click()
    expect(mine.get_by_text("Không còn gì chưa gửi")).to_be_visible()
    screenshot(mine, "phones-empty", full=True)
    mine.get_by_role("button", name="Dùng lại máy này").click()
    expect(mine.get_by_text("Máy đó ghi buổi mới được rồi.")).to_be_visible()
    screenshot(mine, "phones-again", full=True)
    begin(mine, team)


def retire(page):
    page.get_by_role("button", name="Ngừng ghi trên máy này").click()
    page.get_by_role("dialog").get_by_role("button", name="Ngừng ghi trên máy này").click()
    expect(page.locator("[data-old]")).to_be_visible()


@pytest.mark.large
def test_a_phone_that_is_locked_by_a_pin_hands_over_once_it_is_opened_and_seals_what_it_takes(
    mine, other, line, team
):
    line.cut()
    log(mine, team)
    at_rest.set_pin(mine)
    mine.get_by_role("button", name="Khóa ngay").click()
    at_rest.locked(mine).to_be_visible()
    mine.goto("/buoi/chuyen/")
    at_rest.locked(mine).to_be_visible()
    expect(mine.get_by_role("button", name="Hiện hình cho máy kia soi")).to_be_hidden()
    at_rest.unlock(mine)
    expect(mine.get_by_role("heading", name="1 buổi sẽ chuyển")).to_be_visible()
    squares = show_squares(mine)
    code = read_code(mine)
    open_taking(other)
    other.get_by_role("button", name="Mở máy ảnh").click()
    let_see(other, squares)
    type_code(other, code)
    other.get_by_role("button", name="Nhận vào máy này").click()
    expect(other.get_by_role("heading", name="Đã nhận 1 buổi")).to_be_visible()
    assert states(other) == ["waiting"]
    assert at_rest.is_sealed(other)


@pytest.mark.large
def test_a_log_carried_on_says_whose_phone_it_was_written_on(of_team, lan, team, hoa):
    mine = of_team(lan, team)
    begin_draft(mine, team)
    row = {**logs_kept(mine)[0], "taken": "nguoi-dau", "receipt": "1", "sealed": {"kid": "x"}}
    by = {"id": lan.public_id, "name": "Đỗ Thị Lan"}
    told = mine.evaluate(LOCK, {"parcel": 1, "by": by, "rows": [row, None, {}]})
    taker = of_team(hoa, team)
    taker.goto("/buoi/nhan/")
    text = "HSO1" + base64.b32encode(bytes(told)).decode().rstrip("=")
    file = {"name": "chuyen-may.txt", "mimeType": "text/plain", "buffer": text.encode()}
    choose(taker, file)
    type_code(taker, "ABCDEFGH")
    expect(taker.get_by_role("heading", name="1 buổi của Đỗ Thị Lan, chưa gửi")).to_be_visible()
    taker.get_by_role("button", name="Nhận vào máy này").click()
    expect(taker.get_by_role("heading", name="Đã nhận 1 buổi")).to_be_visible()
    [row] = logs_kept(taker)
    assert (row["taken"], row["document"]["venue"]) == ("nguoi-dau", "Sân đình")
    assert "receipt" not in row


@pytest.mark.large
def test_an_old_phone_that_is_used_again_knows_its_team_as_before(hoa, mine, line, team):
    line.cut()
    log(mine, team)
    show_squares(mine)
    read_code(mine)
    mine.get_by_role("button", name="Máy kia báo đã nhận").click()
    retire(mine)
    before = [row["members"] for row in opened(mine) if row["key"].startswith("team/")]
    mine.goto("/buoi/")
    # What is cleared away is, a moment after the page is there.
    mine.wait_for_timeout(2000)
    mine.goto("/buoi/chuyen/")
    mine.get_by_role("button", name="Dùng lại máy này").click()
    expect(mine.get_by_text("Máy này lại ghi buổi mới được.")).to_be_visible()
    assert [row["members"] for row in opened(mine) if row["key"].startswith("team/")] == before
    assert len(before[0]) == 2
