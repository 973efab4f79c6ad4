"""What a team's phone keeps lies sealed; with a PIN nobody opens it who does not know it."""

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from teams.models import Session
from teams.services import membership
from tests.browser import driving
from tests.browser.leader import (
    NUMBER,
    begin,
    change_log,
    chip,
    go_on,
    log,
    logs_kept,
    send,
    states,
    visit_team,
)
from tests.browser.learner import kept, wait_until
from tests.browser.photos import (
    AGREED,
    LOOKED_AT,
    PUT,
    add,
    all_there,
    photos_kept,
    to_photos,
    with_photos,
)
from tests.people import make_person
from tests.users.conftest import last_code

VENUE = "Nhà văn hóa xóm 5"
HELPER = "Trần Thị Hoa"
# Everything in "kv" as it lies there, bytes as the text they might be.
LYING = """() => new Promise((done) => {
  const opening = indexedDB.open("hocso");
  opening.onsuccess = () => {
    const rows = opening.result.transaction("kv").objectStore("kv").getAll();
    rows.onsuccess = async () => {
      opening.result.close();
      const text = (bytes) => new TextDecoder().decode(bytes);
      const told = await Promise.all(rows.result.map(async (row) => JSON.stringify({
        ...row,
        sealed: row.sealed && text(row.sealed.bytes),
        blob: row.blob && text(await row.blob.arrayBuffer()),
        dataKey: row.dataKey && row.dataKey.extractable,
      })));
      done(told);
    };
  };
})"""
# The phone dies when it has sealed so many rows.
DIES_AFTER = """
let left = %s;
const encrypt = crypto.subtle.encrypt.bind(crypto.subtle);
crypto.subtle.encrypt = (...told) => (left-- > 0 ? encrypt(...told) : new Promise(() => undefined));
"""
PIN = "2468"


def lying(page):
    """All but what the phone knows of its owner herself."""
    return [row for row in page.evaluate(LYING) if not row.startswith('{"key":"me"')]


def is_sealed(page):
    return not any(VENUE in row or HELPER in row or "JFIF" in row for row in lying(page))


def sealed_by(page):
    return {row["sealed"]["kid"] for row in kept(page, "kv") if row.get("sealed")}


def set_pin(page, pin=PIN):
    page.goto("/buoi/")
    page.get_by_text("Khóa sổ trên máy này bằng mã PIN").click()
    page.get_by_label("Mã PIN, 4 đến 6 chữ số").fill(pin)
    page.get_by_label("Nhập lại mã PIN").fill(pin)
    page.get_by_role("button", name="Đặt mã PIN").click()
    expect(page.get_by_text("Đã đặt mã PIN.")).to_be_visible()


def unlock(page, pin=PIN):
    page.get_by_label("Mã PIN của sổ").fill(pin)
    page.keyboard.press("Enter")


def looks_right(page):
    driving.assert_fits(page)
    driving.assert_accessible(page)
    assert driving.small_targets(page) == []


def locked(page):
    return expect(page.get_by_role("heading", name="Sổ đang khóa"))


def with_helper(team):
    membership.join(team, make_person(HELPER), on=team.valid_from, by=None)


def test_no_name_and_no_place_lies_open_on_the_phone(page, line, team):
    with_helper(team)
    visit_team(page, team)
    line.cut()
    with_photos(page, team, 1)
    begin(page, team)
    page.locator("[name=venue]").fill(VENUE + " cũ")
    wait_until(page, lambda: len(logs_kept(page)) == 2)
    wait_until(page, lambda: logs_kept(page)[1]["document"]["venue"])
    assert {row["document"]["venue"] for row in logs_kept(page)} == {VENUE, VENUE + " cũ"}
    assert is_sealed(page)
    [vault] = [row for row in lying(page) if row.startswith('{"key":"vault"')]
    assert '"dataKey":false' in vault
    line.mend()
    page.goto("/buoi/")
    wait_until(page, lambda: states(page) == ["arrived", "draft"])
    wait_until(page, lambda: not any(row["key"].startswith("photo/") for row in kept(page, "kv")))
    assert is_sealed(page)


@pytest.mark.large
def test_what_an_earlier_release_left_open_is_sealed_though_the_phone_dies(page, line, team):
    visit_team(page, team)
    line.cut()
    for venue in (VENUE, "Chợ Cồn"):
        log(page, team, venue=venue)
    # A page that seals nothing.
    page.goto("/da-tai/")
    change_log(page, VENUE, note=HELPER)
    change_log(page, "Chợ Cồn", note=HELPER)
    before = sorted(str(row["document"]) for row in logs_kept(page))
    assert not is_sealed(page)
    tab = page.context.new_page()
    tab.add_init_script(DIES_AFTER % 1)
    tab.goto("/buoi/")
    wait_until(tab, lambda: sum(HELPER in row for row in lying(tab)) == 1)
    tab.close()
    page.goto("/buoi/")
    wait_until(page, lambda: is_sealed(page))
    assert sorted(str(row["document"]) for row in logs_kept(page)) == before
    line.mend()
    page.reload()
    wait_until(page, lambda: states(page) == ["arrived"] * 2)
    assert sorted(Session.objects.values_list("venue", flat=True)) == ["Chợ Cồn", VENUE]


@pytest.mark.large
def test_a_locked_log_is_opened_by_its_pin_and_then_sent(browser, line, team, screenshot):
    page = browser()
    visit_team(page, team)
    line.cut()
    log(page, team)
    [before] = sealed_by(page)
    set_pin(page)
    screenshot(page, "log-lock-set", full=True)
    assert before not in sealed_by(page)
    # Open from page to page, until it is locked.
    begin(page, team)
    page.goto("/buoi/")
    expect(page.locator("article")).to_have_count(1)
    page.get_by_text("Khóa sổ trên máy này bằng mã PIN").click()
    page.get_by_role("button", name="Khóa ngay").click()
    locked(page).to_be_visible()
    expect(page.get_by_text("Còn 1 buổi trong máy, không mất.")).to_be_visible()
    expect(page.locator("article")).to_be_hidden()
    unlock(page, "1111")
    expect(page.get_by_text("Chưa đúng mã. Còn 4 lần thử")).to_be_visible()
    screenshot(page, "log-locked", full=True)
    unlock(page)
    expect(page.locator("article")).to_have_count(1)
    page.context.close()
    line.mend()
    page = browser()
    page.goto(f"/buoi/ghi/?to={team.code}")
    locked(page).to_be_visible()
    page.goto("/")
    expect(page.locator("[data-unsent]:visible b").first).to_have_text("1")
    assert Session.objects.count() == 0
    page.goto("/buoi/")
    unlock(page)
    wait_until(page, lambda: Session.objects.count() == 1)
    expect(chip(page, "Đã tới tỉnh")).to_be_visible()


@pytest.mark.large
def test_a_forgotten_pin_loses_nothing(page, line, team, screenshot, monkeypatch):
    visit_team(page, team)
    line.cut()
    log(page, team)
    set_pin(page)
    # A quarter of an hour without a touch.
    page.clock.set_fixed_time(datetime.now().astimezone() + timedelta(minutes=16))
    page.evaluate(LOOKED_AT)
    locked(page).to_be_visible()
    page.get_by_text("Quên mã PIN?").click()
    looks_right(page)
    page.emulate_media(color_scheme="dark")
    screenshot(page, "log-locked-dark", full=True)
    page.emulate_media(color_scheme="light")
    page.get_by_text("Quên mã PIN?").click()
    for left in (4, 3, 2, 1):
        unlock(page, "1111")
        expect(page.get_by_text(f"Chưa đúng mã. Còn {left} lần thử")).to_be_visible()
    unlock(page, "1111")
    expect(page.get_by_text("Thử lại được sau")).to_be_visible()
    expect(page.get_by_role("button", name="Mở khóa")).to_be_disabled()
    page.get_by_text("Quên mã PIN?").click()
    page.get_by_role("button", name="Mở sổ không cần mã PIN").click()
    expect(page.get_by_text("Cần có mạng mới mở được cách này.")).to_be_visible()
    line.mend()
    # She signed in long ago.
    monkeypatch.setattr("lms.users.http.PROOF_LASTS", 0)
    page.get_by_role("button", name="Mở sổ không cần mã PIN").click()
    expect(page.get_by_text("Tỉnh cần kiểm tra đúng người trước đã.")).to_be_visible()
    screenshot(page, "log-lock-forgotten", full=True)
    monkeypatch.undo()
    page.get_by_role("link", name="Kiểm tra đúng người").click()
    page.get_by_role("button", name="Nhắn mã tới").click()
    page.get_by_label("Mã trong tin nhắn").fill(last_code(NUMBER))
    page.get_by_role("button", name="Tiếp tục").click()
    locked(page).to_be_visible()
    page.get_by_text("Quên mã PIN?").click()
    page.get_by_role("button", name="Mở sổ không cần mã PIN").click()
    expect(page.get_by_text("Đã mở sổ và bỏ mã PIN cũ.")).to_be_visible()
    looks_right(page)
    wait_until(page, lambda: states(page) == ["arrived"])
    [vault] = [row for row in kept(page, "kv") if row["key"] == "vault"]
    assert (vault["locks"], sealed_by(page)) == ([], {vault["kid"]})


@pytest.mark.large
def test_photos_are_asked_after_and_leave_the_phone_a_week_after_their_log(
    page, line, team, screenshot
):
    visit_team(page, team)
    page.route(PUT, lambda route: route.abort())
    to_photos(page, team)
    add(page, 1, 2)
    expect(page.locator("canvas:visible")).to_have_count(2)
    page.get_by_role("button", name="Bỏ ảnh này: Ảnh 1").click()
    expect(page.locator("canvas:visible")).to_have_count(1)
    page.get_by_text(AGREED, exact=True).click()
    go_on(page, 4)
    send(page)
    wait_until(page, lambda: states(page) == ["arrived"])
    page.goto("/buoi/")
    # The one that she took out goes; the one the province waits for stays, and its log with it.
    wait_until(page, lambda: len(photos_kept(page)) == 1)
    now = datetime.now().astimezone()
    page.clock.set_fixed_time(now + timedelta(days=3, hours=1))
    page.goto("/buoi/")
    expect(page.get_by_text("Có ảnh chờ gửi đã 3 ngày")).to_be_visible()
    screenshot(page, "log-photos-late", full=True)
    page.clock.set_fixed_time(now + timedelta(days=8))
    page.reload()
    expect(page.get_by_text("Có ảnh chờ gửi đã 8 ngày")).to_be_visible()
    page.wait_for_timeout(1500)
    assert (states(page), len(photos_kept(page))) == (["arrived"], 1)
    page.unroute(PUT)
    page.reload()
    all_there(page, 1)
    expect(page.get_by_text("Có ảnh chờ gửi")).to_be_hidden()
    page.reload()
    wait_until(page, lambda: states(page) == [])


@pytest.mark.large
def test_a_page_that_lies_open_behind_another_locks_nobody_out(page, line, team):
    visit_team(page, team)
    log(page, team)
    set_pin(page)
    front = page.context.new_page()
    begin(front, team)
    page.clock.set_fixed_time(datetime.now().astimezone() + timedelta(minutes=16))
    front.locator("[name=venue]").fill("Sân đình làng")
    page.wait_for_timeout(500)
    page.evaluate("window.isAsBefore = true")
    page.evaluate(LOOKED_AT)
    page.wait_for_timeout(3000)
    assert page.evaluate("window.isAsBefore")
    expect(front.locator("[name=venue]")).to_have_value("Sân đình làng")


@pytest.mark.large
def test_a_photo_tried_again_after_the_pin_was_taken_off_is_still_a_photo(page, line, team):
    visit_team(page, team)
    refusal = {"status": 422, "json": {"code": "no", "message": "Chưa nhận được."}}
    page.route(PUT, lambda route: route.fulfill(**refusal))
    with_photos(page, team, 1)
    set_pin(page)
    again = page.get_by_role("button", name="Gửi ảnh").and_(page.locator(":visible"))
    expect(again).to_be_visible()
    lock = page.locator("[data-lock-off]")
    lock.locator("input").fill(PIN)
    lock.locator("button").click()
    expect(page.get_by_text("Đã bỏ mã PIN.")).to_be_visible()
    page.unroute(PUT)
    page.route(PUT, lambda route: route.abort())
    again.click()
    expect(page.get_by_text("Còn 1 ảnh chờ gửi.")).to_be_visible()
    page.unroute(PUT)
    page.reload()
    all_there(page, 1)


# A browser in which no key can be used: an address without https, a store that keeps none.
NO_KEYS = 'Object.defineProperty(crypto, "subtle", { value: undefined });'


@pytest.mark.large
def test_a_browser_without_its_key_says_that_all_is_kept_and_goes_on(page, line, team, screenshot):
    visit_team(page, team)
    line.cut()
    log(page, team)
    wait_until(page, lambda: is_sealed(page))
    page.context.add_init_script(NO_KEYS)
    page.goto("/buoi/")
    expect(page.get_by_text("1 buổi ở máy này chưa mở được")).to_be_visible()
    expect(page.get_by_text("chưa mất")).to_be_visible()
    expect(page.get_by_text("Chưa có buổi nào trên máy này")).to_be_hidden()
    expect(page.get_by_role("link", name="Ghi buổi mới")).to_be_visible()
    screenshot(page, "logs-shut", full=True)
    looks_right(page)
    line.mend()
    # What the team tells is asked for anew, and a session is logged beside the one that is shut.
    begin(page, team)
    page.locator("input[name=topics][value=qr]").check()
    wait_until(page, lambda: "draft" in {row.get("state") for row in kept(page, "kv")})
    draft = next(row for row in kept(page, "kv") if row.get("state") == "draft")
    page.goto(f"/buoi/diem-danh/?buoi={draft['id']}")
    page.get_by_role("button", name="Hiện mã cho ai có điện thoại").click()
    expect(page.locator("dialog [data-signs]")).not_to_be_empty()
    page.goto("/buoi/")
    expect(page.get_by_text("1 buổi ở máy này chưa mở được")).to_be_visible()
    assert {row["state"] for row in kept(page, "kv") if row["key"].startswith("session/")} == {
        "waiting",
        "draft",
    }


# The rows of "kv" as some change of these words leaves them.
REWRITE = """async ([former, jar]) => {
  const opening = indexedDB.open("hocso");
  const database = await new Promise((done) => (opening.onsuccess = () => done(opening.result)));
  const asked = (one) => new Promise((done) => (one.onsuccess = () => done(one.result)));
  const kv = database.transaction("kv", "readwrite").objectStore("kv");
  for (const row of await asked(kv.getAll())) {
    if (jar && row.key === "me") await asked(kv.put({ ...row, jar }));
    if (!former || !row.key.startsWith("session/")) continue;
    await asked(kv.delete(row.key));
    await asked(kv.put({ ...row, who: former, key: row.key.replace(/:[^:]*$/, ":" + former) }));
  }
  database.close();
}"""


@pytest.mark.large
def test_what_was_written_under_a_former_name_waits_for_no_pin_to_be_named_anew(page, line, team):
    visit_team(page, team)
    lan = team.memberships.get().person
    line.cut()
    log(page, team)
    page.evaluate(REWRITE, ["nguoi-cu", ""])
    set_pin(page)
    page.get_by_role("button", name="Khóa ngay").click()
    locked(page).to_be_visible()
    lan.former_ids = ["nguoi-cu"]
    lan.save(update_fields=["former_ids"])
    # As right after a sign-in of which nobody knows yet whose it is.
    page.evaluate(REWRITE, ["", "another!"])
    line.mend()
    page.goto("/buoi/")
    locked(page).to_be_visible()
    unlock(page)
    wait_until(page, lambda: Session.objects.count() == 1)
    expect(chip(page, "Đã tới tỉnh")).to_be_visible()
    # Sealed with her own key by now.
    wait_until(page, lambda: len(sealed_by(page)) == 1)
