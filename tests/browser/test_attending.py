"""Attendance one by one in a hall without signal: cards, names, no name; what each did there."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from courses.models import Enrolment
from lms.common import clock
from lms.common.ids import uuid7
from lms.users.services import cards
from teams.models import Attendance, Session, Topic
from tests.browser import driving
from tests.browser.leader import (
    begin,
    change_log,
    go_on,
    logs_kept,
    make_leader,
    make_team,
    said,
    send,
    states,
    visit_team,
)
from tests.browser.learner import wait_until
from tests.courses.editions import make_edition, uids
from tests.people import make_person

# A camera that sees one text after the other.
CAMERA = """(texts) => {
  const seen = texts.slice();
  window.BarcodeDetector = class {
    async detect() { const rawValue = seen.shift(); return rawValue ? [{ rawValue }] : []; }
  };
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d");
  setInterval(() => pen.fillRect(0, 0, 9, 9), 50);
  navigator.mediaDevices.getUserMedia = async () => canvas.captureStream(5);
}"""
SAID = "[data-said]"

SLOW_SEALING = """() => {
  const { encrypt } = SubtleCrypto.prototype;
  SubtleCrypto.prototype.encrypt = async function (...told) {
    await new Promise((done) => setTimeout(done, 700));
    return encrypt.apply(this, told);
  };
}"""


@pytest.fixture
def lan(line):
    return make_leader()


@pytest.fixture
def team(lan):
    found = make_team(lan)
    Topic.objects.filter(code="vneid").update(course=make_edition().course)
    return found


@pytest.fixture
def card(team, lan):
    hoa = make_person("Trần Thị Hoa", birth_year=1958, home_unit=team.unit)
    return cards.issue(hoa, card_id=uuid7(), by=lan, now=clock.now() - timedelta(days=30))


@pytest.fixture
def page(page, team, card):
    """Lan's phone, which has seen the team's page."""
    visit_team(page, team)
    return page


def to_attendance(page, team):
    """From a new log whose topics are chosen."""
    begin(page, team)
    page.locator("input[name=topics][value=vneid]").check()
    page.locator("input[name=topics][value=qr]").check()
    page.locator("[name=start_time]").fill("19:30")
    page.locator("[name=venue]").fill("Nhà văn hóa xóm 5")
    go_on(page, 2)
    page.get_by_role("link", name="Điểm danh từng người").click()
    expect(page.get_by_role("heading", name="Điểm danh", exact=True)).to_be_visible()


def type_card(page, code):
    page.get_by_label("Số trên thẻ học").fill(code)
    page.get_by_role("button", name="Thêm", exact=True).click()


def write_name(page, name, year=""):
    if not page.locator("#ho-ten").is_visible():
        page.get_by_text("Ghi tên", exact=True).click()
    page.get_by_label("Họ và tên").fill(name)
    page.get_by_label("Năm sinh").fill(year)
    page.get_by_label("Người được ghi tên đã đồng ý").check()
    page.get_by_role("button", name="Thêm người này").click()


def mark(page, who, skill, level):
    person = page.locator("[data-line]", has_text=who)
    if not person.locator("[data-skills]").is_visible():
        person.get_by_text("Đã làm được gì?").click()
    person.get_by_role("group", name=skill).get_by_text(level).click()


def back_and_send(page):
    page.get_by_role("link", name="Xong, ghi tiếp buổi này").click()
    expect(page.locator("[data-part='2']")).to_be_visible()
    go_on(page, 3)
    go_on(page, 4)
    send(page)


def test_in_flight_mode_people_are_noted_the_browser_killed_and_a_task_is_done_in_the_course(
    browser, line, team, card, run_jobs
):
    page = browser()
    visit_team(page, team)
    line.cut()
    to_attendance(page, team)
    type_card(page, f"{card.code[:4].lower()} {card.code[4:8]} {card.code[8:]}")
    expect(page.locator(SAID)).to_contain_text(f"Thẻ học … {card.code[-4:]}")
    mark(page, "Thẻ học", "Cài, kích hoạt VNeID", "Tự làm được")
    write_name(page, "Nguyễn Thị Hoa", "1958")
    mark(page, "Nguyễn Thị Hoa", "Thanh toán bằng mã QR", "Làm có người giúp")
    page.get_by_role("button", name="Thêm người không ghi tên").click()
    expect(page.locator("[data-count]")).to_have_text("3 người đã điểm danh")
    wait_until(page, lambda: len(said(page).get("attendees", [])) == 3)
    page.context.close()
    page = browser()
    page.goto(f"{line.address}/buoi/")
    page.get_by_role("link", name="Ghi tiếp").click()
    go_on(page, 2)
    expect(page.locator("[name=heads]")).to_have_value("3")
    page.locator("[name=heads]").fill("18")
    go_on(page, 3)
    go_on(page, 4)
    send(page)
    line.mend()
    page.goto("/buoi/")
    wait_until(page, lambda: states(page) == ["arrived"])
    [kept] = logs_kept(page)
    assert "attendees" not in kept["document"]
    assert card.code[-4:] not in str(kept)
    run_jobs()
    session = Session.objects.get()
    assert (session.heads_count, session.attendances.count()) == (18, 3)
    assert {turn.topic.code: turn.count for turn in session.turns.all()} == {"vneid": 1, "qr": 1}
    edition = Enrolment.objects.get(learner=card.card.person)
    assert [*edition.done] == [uids(edition.edition)["lam-that"]]


@pytest.mark.large
def test_the_code_of_a_card_does_not_stay_on_the_leaders_phone(page, line, team, card):
    to_attendance(page, team)
    type_card(page, card.code)
    wait_until(page, lambda: "attendees" in said(page))
    assert card.code not in str(logs_kept(page))


@pytest.mark.large
def test_a_camera_reads_one_card_after_the_other_and_each_once(page, line, team, card):
    other = "K7QM2N8TB4XA"
    texts = [f"https://hocso.test/the/{card.code}/", "https://la.test/", other, other, card.code]
    page.context.add_init_script(f"({CAMERA})({texts!r})")
    to_attendance(page, team)
    page.get_by_role("button", name="Quét thẻ học").click()
    expect(page.locator("[data-looking]")).to_have_text("Thẻ này điểm danh rồi.")
    page.get_by_role("button", name="Xong", exact=True).click()
    expect(page.locator("[data-count]")).to_have_text("2 người đã điểm danh")


@pytest.mark.large
def test_a_wrong_card_number_and_a_name_without_consent_are_told_beside_the_field(page, line, team):
    to_attendance(page, team)
    type_card(page, "12345")
    expect(page.get_by_text("Số thẻ có 12 chữ và số.")).to_be_visible()
    page.get_by_text("Ghi tên", exact=True).click()
    page.get_by_label("Họ và tên").fill("Lê Văn An")
    page.get_by_role("button", name="Thêm người này").click()
    expect(page.get_by_text("đánh dấu là người đó đã đồng ý")).to_be_visible()
    expect(page.locator("[data-line]")).to_have_count(0)


@pytest.mark.large
def test_whoever_was_taken_out_comes_back_by_one_button(page, line, team, card):
    to_attendance(page, team)
    type_card(page, card.code)
    mark(page, "Thẻ học", "Cài, kích hoạt VNeID", "Đã xem")
    page.get_by_role("button", name="Bỏ Thẻ học").click()
    expect(page.locator("[data-line]")).to_have_count(0)
    page.get_by_role("button", name="Lấy lại").click()
    expect(page.locator("[data-line]")).to_have_count(1)
    expect(page.locator("[data-marks]")).to_have_text("1 việc")
    type_card(page, card.code)
    expect(page.locator(SAID)).to_have_text("Thẻ này điểm danh rồi.")


@pytest.mark.large
def test_the_form_keeps_what_the_attendance_wrote(page, line, team, card):
    to_attendance(page, team)
    write_name(page, "Lê Văn An")
    page.get_by_role("link", name="Xong, ghi tiếp buổi này").click()
    page.locator("[name=heads]").fill("20")
    go_on(page, 3)
    go_on(page, 4)
    send(page)
    wait_until(page, lambda: states(page) == ["arrived"])
    assert Attendance.objects.get().name == "Lê Văn An"
    assert Session.objects.get().consent_taken


def test_a_help_desk_is_tapped_without_a_line_and_closed_as_one_session(browser, line, team):
    page = browser()
    visit_team(page, team)
    line.cut()
    page.goto(f"/buoi/ban/?to={team.code}")
    tap = lambda words: page.locator("[data-topics] button", has_text=words).tap()  # noqa: E731
    tap("VNeID")
    tap("VNeID")
    page.get_by_label("Cùng một người").check()
    tap("mã QR")
    tap("VNeID")
    expect(page.locator(SAID)).to_contain_text("người này đã tính rồi")
    page.get_by_label("Cùng một người").uncheck()
    tap("lừa đảo")
    page.get_by_role("button", name="Bỏ lần chạm cuối").click()
    expect(page.locator("[data-heads]")).to_have_text("2 người")
    expect(page.locator("[data-turns]")).to_have_text("3 lượt theo nội dung")
    wait_until(page, lambda: len(logs_kept(page)[0].get("desk", [])) == 3)
    page.context.close()
    page = browser()
    page.goto(f"{line.address}/buoi/ban/?to={team.code}")
    expect(page.locator("[data-heads]")).to_have_text("2 người")
    page.get_by_role("link", name="Kết thúc bàn").click()
    page.locator("[name=venue]").fill("Bộ phận một cửa")
    for part in (2, 3, 4):
        go_on(page, part)
    send(page)
    line.mend()
    page.goto("/buoi/")
    wait_until(page, lambda: states(page) == ["arrived"])
    session = Session.objects.get()
    assert (session.type, session.heads_count) == ("service_point", 2)
    assert {turn.topic.code: turn.count for turn in session.turns.all()} == {"vneid": 2, "qr": 1}


@pytest.mark.large
def test_fast_taps_at_the_desk_are_all_counted(page, line, team):
    page.goto(f"/buoi/ban/?to={team.code}")
    page.locator("[data-topics] button").first.wait_for()
    page.evaluate(
        "for (let n = 0; n < 30; n += 1) document.querySelector('[data-topics] button').click()"
    )
    wait_until(page, lambda: said(page).get("heads") == 30)
    [row] = logs_kept(page)
    assert len(row["desk"]) == 30


@pytest.mark.large
def test_a_second_tab_of_the_desk_only_looks(page, line, team):
    page.goto(f"/buoi/ban/?to={team.code}")
    page.locator("[data-topics] button", has_text="VNeID").tap()
    page.wait_for_url("**/?buoi=*")
    other = page.context.new_page()
    other.goto(page.url)
    expect(other.get_by_text("Đang mở ở trang khác")).to_be_visible()
    expect(other.locator("[data-topics] button").first).to_be_disabled()


@pytest.mark.large
@pytest.mark.parametrize("address", ["/buoi/diem-danh/", "/buoi/ban/"])
def test_signed_out_both_pages_say_what_to_do(phone, address):
    page = phone()
    page.goto(address)
    expect(page.locator("[data-instead] .note:visible")).to_have_count(1)
    driving.assert_accessible(page)


@pytest.mark.large
def test_both_pages_fit_are_accessible_and_a_thumb_hits_everything(
    page, line, team, card, screenshot
):
    def look(name):
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            screenshot(page, f"{name}-{theme}", full=True)
        page.emulate_media(color_scheme="light")
        driving.assert_fits(page)
        driving.assert_accessible(page)
        assert not driving.small_targets(page)

    to_attendance(page, team)
    look("attend-empty")
    type_card(page, card.code)
    mark(page, "Thẻ học", "Cài, kích hoạt VNeID", "Tự làm được")
    write_name(page, "Nguyễn Hoàng Phương Thảo Nguyên", "1961")
    type_card(page, "1")
    look("attend")
    page.goto(f"/buoi/ban/?to={team.code}")
    expect(page.locator("[data-topics] button").first).to_be_visible()
    look("desk-empty")
    page.locator("[data-topics] button", has_text="VNeID").tap()
    look("desk")


@pytest.mark.large
def test_names_written_before_there_was_this_page_are_not_lost(page, line, team):
    begin(page, team)
    page.locator("input[name=topics][value=vneid]").check()
    page.locator("[name=venue]").fill("Chợ Cồn")
    page.locator("[name=start_time]").fill("19:30")
    wait_until(page, lambda: said(page).get("start_time") == "19:30")
    change_log(page, names=["Lê Văn An", "Trần Thị Mùi"], consent_taken=True)
    page.reload()
    go_on(page, 2)
    page.get_by_role("link", name="Điểm danh: 2 người").click()
    expect(page.locator("[data-people] > *")).to_have_count(2)
    # She goes on at once, and this phone takes its time to seal what she wrote.
    page.evaluate(SLOW_SEALING)
    write_name(page, "Đỗ Văn Ba")
    page.get_by_role("link", name="Xong, ghi tiếp buổi này").click()
    go_on(page, 3)
    go_on(page, 4)
    send(page)
    wait_until(page, lambda: states(page) == ["arrived"])
    named = {row.name for row in Attendance.objects.all()}
    assert named == {"Lê Văn An", "Trần Thị Mùi", "Đỗ Văn Ba"}


@pytest.mark.large
def test_a_home_visit_asks_for_a_label_of_the_household(page, line, team):
    begin(page, team)
    page.locator("input[name=topics][value=vneid]").check()
    page.locator("[name=venue]").fill("Xóm 5")
    page.locator("[name=start_time]").fill("09:00")
    page.get_by_text("Hình thức, loại nơi, người hướng dẫn").click()
    expect(page.get_by_label("Đến hộ nào?")).to_be_hidden()
    page.locator("input[name=type][value=home_visit]").check()
    page.get_by_label("Đến hộ nào?").fill("Hộ 12")
    go_on(page, 2)
    page.locator("[name=heads]").fill("2")
    go_on(page, 3)
    go_on(page, 4)
    send(page)
    wait_until(page, lambda: states(page) == ["arrived"])
    assert Session.objects.get().household == "Hộ 12"


@pytest.mark.large
def test_the_page_of_a_line_fits_is_accessible_and_a_thumb_hits_everything(
    page, line, team, lan, card, screenshot
):
    to_attendance(page, team)
    write_name(page, "tran thi hoa", "1958")
    mark(page, "tran thi hoa", "Cài, kích hoạt VNeID", "Tự làm được")
    back_and_send(page)
    wait_until(page, lambda: states(page) == ["arrived"])
    row = Attendance.objects.get()

    def look(name):
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            screenshot(page, f"{name}-{theme}", full=True)
        page.emulate_media(color_scheme="light")
        driving.assert_fits(page)
        driving.assert_accessible(page)
        assert not driving.small_targets(page)

    page.goto(f"/to/{team.code}/buoi/{row.session.record_id}/")
    page.get_by_text("1 người đã điểm danh").click()
    look("line-session")
    page.get_by_role("link", name="Người này là ai?").click()
    look("line-candidates")
    page.get_by_role("button", name="Đúng, Trần Thị Hoa").click()
    look("line-tied")
    page.get_by_label("Mã PIN").fill("12")
    page.get_by_role("button", name="Xác nhận").click()
    look("line-error")
    page.get_by_label("Mã PIN").fill(card.pin)
    page.get_by_role("button", name="Xác nhận").click()
    expect(page.get_by_text("1 việc đã vào khóa học")).to_be_visible()
    look("line-proved")
