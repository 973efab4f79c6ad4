"""What waits on the phone: four states, a number on every page, a warning, one button to send."""

from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

from courses.models import Attempt, LearningEvent, QuarantinedEvent
from courses.services import events
from lms.common import clock
from lms.users.services import people
from tests.browser import driving
from tests.browser.learner import (
    answer,
    kept,
    opened,
    sign_in,
    sign_out,
    signed_in,
    step_of,
    take_test,
    wait_until,
)
from tests.courses.editions import make_edition
from tests.people import make_person
from tests.users.conftest import NUMBER

EVENTS = "**/api/v1/learning/events"
RIGHT = "Không bấm, gọi hỏi công an xã"
QUESTION = "Học xong bước 4: Tin nhắn lạ"
CHANGE = """([kind, changes]) => new Promise((done) => {
  const opening = indexedDB.open("hocso");
  opening.onsuccess = () => {
    const rows = opening.result.transaction("events", "readwrite").objectStore("events");
    rows.getAll().onsuccess = ({ target }) => {
      const row = target.result.find((one) => one.kind === kind);
      rows.put({ ...row, ...changes });
    };
    rows.transaction.oncomplete = () => {
      opening.result.close();
      done();
    };
  };
})"""

# As on a phone that sleeps: what is to happen later never does.
NO_LATER = """
const now = window.setTimeout;
window.setTimeout = (work, after, ...rest) => (after > 100 ? 0 : now(work, after, ...rest));
"""


@pytest.fixture
def edition(site):
    return make_edition()


@pytest.fixture
def hoa(site):
    person = make_person("Trần Thị Hoa")
    people.attach_phone(person, NUMBER, verified_at=clock.now(), by=None)
    return person


@pytest.fixture
def answered(phone, edition, hoa, site):
    """A phone of Hoa's that has answered a question and could not send it."""
    page = signed_in(phone(), hoa, site)
    page.route(EVENTS, lambda route: route.abort())
    opened(page, step_of(edition, "tin-nhan"))
    answer(page, RIGHT)
    wait_until(page, lambda: len(kept(page, "events")) == 2)
    return page


def open_the_line(page):
    page.unroute(EVENTS)


def spoil(page, kind, **changes):
    """What waits is not what the province can take any more."""
    page.evaluate(CHANGE, [kind, changes])


def said(page, words):
    expect(page.locator("#cho-gui [role=status]")).to_contain_text(words)


def ask_until(page, words):
    """Press until no try of the page's own is under way, and its answer is this one."""
    status = page.locator("#cho-gui [role=status]")

    def answered():
        page.get_by_role("button", name="Thử gửi lại").click()
        expect(status).not_to_contain_text("Đang gửi")
        if "đang gửi" in status.inner_text():
            page.wait_for_timeout(1000)
        return words in status.inner_text()

    wait_until(page, answered)


def section(page):
    return page.locator("#cho-gui")


def shows(page, words):
    expect(section(page).get_by_text(words).filter(visible=True)).to_be_visible()


@pytest.mark.large
def test_signed_out_things_are_kept_and_a_sign_in_sends_them(phone, edition, hoa):
    page = phone()
    opened(page, step_of(edition, "tin-nhan"))
    answer(page, RIGHT)
    opened(page, "/da-tai/")
    expect(section(page).locator(".chip:visible")).to_have_text("1 việc giữ trong máy")
    shows(page, QUESTION)
    page.get_by_role("button", name="Thử gửi lại").click()
    said(page, "Đăng nhập trước")
    link = section(page).get_by_role("status").get_by_role("link", name="Đăng nhập để gửi")
    expect(link).to_have_attribute("href", "/dang-nhap/?next=/da-tai/")
    assert not LearningEvent.objects.exists()
    sign_in(page, come_back="/da-tai/")
    wait_until(page, lambda: kept(page, "events") == [])
    shows(page, "Mọi việc đã tới tỉnh.")
    expect(section(page).locator(".chip:visible")).to_have_text("1 việc đã tới tỉnh")


def test_what_waits_arrives_with_a_receipt_the_province_can_check(answered):
    page = answered
    page.goto("/da-tai/")
    expect(section(page).locator(".chip:visible")).to_have_text("1 việc chờ gửi")
    shows(page, "Hôm nay, ")
    driving.go_offline(page)
    ask_until(page, "Đang không có mạng")
    driving.go_online(page)
    ask_until(page, "Chưa gửi được")
    open_the_line(page)
    with page.expect_request(EVENTS) as sent:
        ask_until(page, "Đã gửi xong 1 việc.")
    shows(page, "Mọi việc đã tới tỉnh.")
    section(page).locator("summary:visible").click()
    shows(page, QUESTION)
    event = LearningEvent.objects.get(kind="answered")
    receipt = events.receipt_of(SimpleNamespace(id=event.event_id, body_hash=event.body_hash))
    shown = section(page).locator("[data-receipt]").inner_text()
    assert shown.replace(" ", "").lower() == receipt
    assert "Tin nhắn lạ" not in sent.value.post_data


# Word, icon, ground and edge of the sign of each state, in the order of the page.
STATES = """() => [...document.querySelectorAll("#cho-gui .chip")].map((chip) => {
  const { backgroundColor, borderTopStyle } = getComputedStyle(chip);
  const words = chip.querySelector("[data-words]").dataset.words;
  const icon = chip.querySelector("path").getAttribute("d");
  return { words, icon, look: backgroundColor + " " + borderTopStyle };
})"""


@pytest.mark.parametrize("theme", driving.first_of(["light", "dark"]))
def test_the_four_states_share_neither_word_nor_icon_nor_look(phone, edition, theme):
    page = phone(color_scheme=theme)
    page.goto("/da-tai/")
    signs = page.evaluate(STATES)
    assert len(signs) == 4
    for part in ("words", "icon", "look"):
        assert len({sign[part] for sign in signs}) == 4, signs
    words = " ".join(sign["words"] for sign in signs)
    for state in ("giữ trong máy", "chờ gửi", "đã tới tỉnh", "cần sửa"):
        assert state in words


@pytest.mark.large
def test_the_number_of_unsent_things_is_on_every_page(answered, edition):
    page = answered
    tab = page.get_by_role("link", name="Đã tải 1 việc chờ gửi")
    for address in ("/", "/tim/", "/da-tai/"):
        page.goto(address)
        expect(tab).to_be_visible()
        expect(page.locator("header [data-unsent]")).to_be_hidden()
    for address in (step_of(edition, "tin-nhan"), f"/hoc/{edition.public_id}/kiem-tra/"):
        page.goto(address)
        expect(page.locator("header [data-unsent]")).to_have_text("1 1 việc chờ gửi")
    driving.assert_fits(page)
    open_the_line(page)
    opened(page, "/")
    wait_until(page, lambda: kept(page, "events") == [])
    expect(page.locator(".tabs [data-unsent]")).to_be_hidden()


@pytest.mark.large
def test_in_very_large_letters_the_number_leaves_the_heading_its_room(answered, edition):
    opened(answered, f"/khoa-hoc/{edition.course.code}/")
    expect(answered.locator(".top .unsent b")).to_have_text("1")
    answered.evaluate("document.documentElement.style.fontSize = '200%'")
    word = answered.evaluate("document.querySelector('.top-in > .grow').getBoundingClientRect()")
    assert word["width"] >= 3 * 32
    assert driving.sideways(answered) <= 0


@pytest.mark.large
def test_what_waits_is_sent_when_the_page_is_looked_at_again(answered, edition):
    answered.add_init_script(NO_LATER)
    opened(answered, step_of(edition, "tin-nhan"))
    open_the_line(answered)
    answered.wait_for_timeout(1000)
    assert len(kept(answered, "events")) >= 2
    answered.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    wait_until(answered, lambda: kept(answered, "events") == [])


def test_what_the_province_refuses_is_kept_with_its_words_until_given_up(answered):
    page = answered
    spoil(page, "answered", payload={"answer": ["zzz"]})
    open_the_line(page)
    page.goto("/da-tai/")
    expect(section(page).locator(".chip.bad")).to_have_text("1 việc cần sửa")
    shows(page, "Tỉnh trả lời: Câu trả lời không có trong câu hỏi.")
    assert QuarantinedEvent.objects.get().reason == "rejected"
    driving.assert_fits(page)
    driving.assert_accessible(page)
    assert not driving.small_targets(page)
    page.get_by_role("button", name="Thử gửi lại").click()
    said(page, "Còn 1 việc cần sửa")
    page.get_by_role("button", name="Bỏ việc này").click()
    page.get_by_role("dialog").get_by_role("button", name="Giữ lại").click()
    shows(page, QUESTION)
    page.get_by_role("button", name="Bỏ việc này").click()
    page.get_by_role("dialog").get_by_role("button", name="Bỏ việc này").click()
    said(page, "Đã bỏ việc đó.")
    shows(page, "Mọi việc đã tới tỉnh.")
    assert kept(page, "events") == []


@pytest.mark.large
def test_a_conflict_outlives_a_sign_out_and_is_nobody_elses(phone, edition, hoa):
    page = phone()
    sign_in(page)
    opened(page, step_of(edition, "tin-nhan"))
    wait_until(page, lambda: kept(page, "events") == [])
    arrived = LearningEvent.objects.get()
    page.route(EVENTS, lambda route: route.abort())
    answer(page, RIGHT)
    wait_until(page, lambda: len(kept(page, "events")) == 1)
    spoil(page, "answered", id=str(arrived.event_id))
    open_the_line(page)
    page.goto("/da-tai/")
    shows(page, "Đã có một việc khác mang cùng số.")
    sign_out(page)
    opened(page, "/da-tai/")
    shows(page, "Chưa có việc nào chờ gửi.")
    expect(section(page).locator(".chip.bad")).to_be_hidden()
    assert str(arrived.event_id) in {row["id"] for row in kept(page, "events")}
    sign_in(page, come_back="/da-tai/")
    expect(section(page).locator(".chip.bad")).to_have_text("1 việc cần sửa")


@pytest.mark.large
def test_a_refused_test_can_be_taken_again(phone, edition, hoa, site):
    page = signed_in(phone(), hoa, site)
    page.route(EVENTS, lambda route: route.abort())
    opened(page, f"/hoc/{edition.public_id}/kiem-tra/")
    page.get_by_role("button", name="Bắt đầu làm bài").click()
    take_test(page, right=True)
    expect(page.get_by_role("heading", name="Bài đã giữ trong máy")).to_be_visible()
    spoil(page, "tested", payload={"answers": {"zzz": ["a"]}})
    open_the_line(page)
    page.get_by_role("button", name="Gửi lại ngay").click()
    page.get_by_role("button", name="Bắt đầu làm bài").click()
    take_test(page, right=True)
    expect(page.get_by_role("heading", name="Đạt rồi!")).to_be_visible()
    assert Attempt.objects.get().passed
    page.goto("/da-tai/")
    shows(page, "Nộp bài kiểm tra: Nộp hồ sơ dịch vụ công trực tuyến")
    expect(section(page).locator(".chip.bad")).to_have_text("1 việc cần sửa")


@pytest.mark.large
def test_after_three_days_a_note_says_what_to_do_and_is_quiet_for_a_day(answered, edition):
    page = answered
    note = page.locator("[data-late]")
    course = f"/khoa-hoc/{edition.course.code}/"

    def after(**time):
        page.clock.set_fixed_time(datetime.now().astimezone() + timedelta(**time))

    after(days=2, hours=23)
    opened(page, course)
    expect(page.locator("[data-kept]")).to_be_visible()
    expect(note).to_be_hidden()
    after(days=3, hours=1)
    for address in ("/", "/da-tai/", course):
        page.goto(address)
        expect(note).to_be_visible()
        expect(note).to_contain_text("Có 1 việc chờ gửi đã 3 ngày")
        expect(note).to_contain_text("Tìm chỗ có Wi-Fi")
    note.get_by_role("button", name="Mai nhắc lại").click()
    expect(note).to_be_hidden()
    opened(page, "/")
    expect(page.locator(".tabs [data-unsent]")).to_be_visible()
    expect(note).to_be_hidden()
    after(days=4, hours=2)
    page.goto("/")
    expect(note).to_be_visible()
    expect(note).to_contain_text("đã 4 ngày")
    # A clock that ran ahead when it was closed does not silence it for as long.
    after(days=368)
    page.reload()
    note.get_by_role("button", name="Mai nhắc lại").click()
    expect(note).to_be_hidden()
    after(days=4, hours=2)
    page.reload()
    expect(note).to_be_visible()
    expect(note).to_contain_text("đã 4 ngày")


@pytest.mark.large
def test_one_tab_shows_what_another_has_sent(answered, edition, assert_accessible):
    shown, mine = answered.context.new_page(), answered.context.new_page()
    for page, address in ((shown, "/da-tai/"), (mine, "/toi/")):
        page.route(EVENTS, lambda route: route.abort())
        page.goto(address)
    shows(shown, QUESTION)
    assert_accessible(shown)
    open_the_line(answered)
    answered.reload()
    said(shown, "Đã gửi xong 1 việc.")
    shows(shown, "Mọi việc đã tới tỉnh.")
    expect(mine.get_by_role("progressbar", name="Nộp hồ sơ")).to_be_visible()
    assert_accessible(shown)


@pytest.mark.large
def test_of_somebody_who_signed_out_only_the_number_is_shown(phone, edition, hoa):
    page = phone()
    sign_in(page)
    page.route(EVENTS, lambda route: route.abort())
    opened(page, step_of(edition, "tin-nhan"))
    answer(page, RIGHT)
    wait_until(page, lambda: len(kept(page, "events")) == 2)
    sign_out(page)
    opened(page, "/da-tai/")
    shows(page, "Máy này còn giữ 1 việc của người đã đăng nhập lần trước.")
    expect(page.locator(".tabs [data-unsent] b")).to_have_text("1")
    assert "Tin nhắn lạ" not in section(page).inner_html()
    open_the_line(page)
    sign_in(page, come_back="/da-tai/")
    wait_until(page, lambda: kept(page, "events") == [])
    shows(page, "Mọi việc đã tới tỉnh.")
