"""A course taken along on the phone: downloaded on purpose, learnt without a line, given back."""

import pytest
from playwright.sync_api import expect

from courses.models import Attempt, LearningEvent
from tests.browser import driving
from tests.browser.conftest import PHONE
from tests.browser.learner import answer, signed_in, step_of, take_test, wait_until
from tests.browser.taking import COURSE, begin_download, open_course, take_along, things_kept
from tests.courses.editions import make_edition, uids

# As if the lists had been asked for long ago.
CHECK_AGAIN = """() => caches.open("hocso-lists").then(async (lists) => {
  for (const key of await lists.keys()) {
    const entry = await (await lists.match(key)).json();
    await lists.put(key, new Response(JSON.stringify({ ...entry, at: 0 })));
  }
})"""
LISTS = """() => caches.open("hocso-lists")
  .then((lists) => lists.matchAll())
  .then((all) => Promise.all(all.map((one) => one.text())))
  .then((texts) => texts.join(""))"""
# Looks for a newer worker and waits until it is in charge.
ANOTHER_WORKER = """() => navigator.serviceWorker.ready.then(async (registration) => {
  const before = registration.active;
  const taken = new Promise((done) => {
    navigator.serviceWorker.addEventListener("controllerchange", done, { once: true });
  });
  await registration.update();
  await taken;
  return registration.active === before ? "the same" : "activated";
})"""
ASKED_TO_STAY = """
window.askedToStay = 0;
const persist = navigator.storage.persist.bind(navigator.storage);
navigator.storage.persist = () => {
  window.askedToStay += 1;
  return persist();
};
"""


@pytest.mark.large
def test_what_a_course_weighs_is_said_before_anything_is_fetched(page, line, edition):
    open_course(page)
    page.get_by_role("button", name="Tải về máy").click()
    expect(page.get_by_text("KB, học khoảng")).to_be_visible()
    assert not any("/goi/" in asked for asked in line.asked)
    page.get_by_role("button", name="Để sau").click()
    expect(page.get_by_role("button", name="Tải về máy")).to_be_visible()


@pytest.mark.large
def test_the_phone_is_asked_to_keep_what_is_taken_along_for_good(page, line, edition):
    page.add_init_script(ASKED_TO_STAY)
    open_course(page)
    page.get_by_role("button", name="Tải về máy").click()
    expect(page.get_by_text("học khoảng")).to_be_visible()
    assert page.evaluate("window.askedToStay") == 0
    page.get_by_role("button", name="Tải", exact=True).click()
    expect(page.get_by_text("Đã tải về máy")).to_be_visible()
    assert page.evaluate("window.askedToStay") == 1


@pytest.mark.parametrize(
    ("agent", "in_an_app"),
    driving.first_of(
        [
            ("Mozilla/5.0 (Linux; Android 11) Chrome/120.0 Mobile Zalo android/23", True),
            ("Mozilla/5.0 (Linux; Android 11; SM-A032F) Chrome/120.0 Mobile Safari/537.36", False),
            ("Mozilla/5.0 (Linux; Android 11; SM-A032F; wv) Version/4.0 Chrome/120.0 Mobile", True),
        ]
    ),
    ids=["zalo", "chrome", "webview"],
)
def test_inside_another_app_chrome_is_offered_first(visit, line, edition, agent, in_an_app):
    options = {**PHONE, "service_workers": "allow", "user_agent": agent}
    page = visit(options, line.address)
    open_course(page)
    page.get_by_role("button", name="Tải về máy").click()
    expect(page.get_by_text("học khoảng")).to_be_visible()
    offer = page.get_by_role("link", name="Mở bằng Chrome")
    expect(offer).to_be_visible(visible=in_an_app)
    if in_an_app:
        host = line.address.removeprefix("http://")
        wanted = f"intent://{host}{COURSE}#Intent;scheme=https;package=com.android.chrome;end"
        expect(offer).to_have_attribute("href", wanted)


@pytest.mark.large
def test_inside_an_app_that_keeps_nothing_chrome_is_the_way(visit, line, edition):
    agent = "Mozilla/5.0 (Linux; Android 11; wv) Version/4.0 Chrome/120.0 Mobile Zalo android/23"
    page = visit({**PHONE, "user_agent": agent}, line.address)
    page.add_init_script("Object.defineProperty(window, 'caches', { value: undefined });")
    page.goto(COURSE)
    expect(page.get_by_role("link", name="Mở bằng Chrome")).to_be_visible()
    expect(page.get_by_text("phải mở bằng địa chỉ có chữ https")).to_be_hidden()
    expect(page.get_by_role("button", name="Tải về máy")).to_be_hidden()
    driving.assert_accessible(page)


def test_a_whole_course_is_learnt_without_a_line_and_graded_with_one(page, line, edition, hoa):
    signed_in(page, hoa, line.address)
    take_along(page)
    page.wait_for_load_state("networkidle")
    line.cut()
    page.goto(COURSE)
    page.get_by_role("link", name="Bắt đầu học").click()
    expect(page.locator("[data-step]")).to_be_visible()
    page.goto(step_of(edition, "tap-nop"))
    page.get_by_role("button", name="Gợi ý").click()
    expect(page.get_by_role("status").filter(has_text="Gợi ý")).to_be_visible()
    page.goto(step_of(edition, "tin-nhan"))
    answer(page, "Không bấm, gọi hỏi công an xã")
    expect(page.get_by_role("status").filter(has_text="Đúng")).to_be_visible()
    page.goto(f"/hoc/{edition.public_id}/kiem-tra/")
    page.get_by_role("button", name="Bắt đầu làm bài").click()
    take_test(page, right=True)
    expect(page.get_by_role("heading", name="Bài đã giữ trong máy")).to_be_visible()
    again = page.context.new_page()
    page.close()
    again.goto(COURSE)
    expect(again.get_by_text("đã xong").first).to_be_visible()
    assert not LearningEvent.objects.exists()
    line.mend()
    again.goto(f"/hoc/{edition.public_id}/kiem-tra/")
    # The first try may hang on a line that is just coming back, for ten seconds.
    expect(again.get_by_role("heading", name="Đạt rồi!")).to_be_visible(timeout=40_000)
    assert Attempt.objects.get().passed


def test_a_step_of_a_kept_course_asks_the_network_for_nothing(page, line, edition):
    take_along(page)
    page.goto(step_of(edition, "tim"))
    page.wait_for_load_state("networkidle")
    line.asked.clear()
    page.goto(step_of(edition, "tap-nop"))
    page.wait_for_load_state("networkidle")
    assert [one for one in line.asked if "/api/" not in one and "sw.js" not in one] == []


@pytest.mark.large
def test_a_broken_download_goes_on_where_it_stopped(page, line, edition):
    open_course(page)
    line.bytes_left = 30_000
    page.get_by_role("button", name="Tải về máy").click()
    page.get_by_role("button", name="Tải", exact=True).click()
    expect(page.get_by_text("Mất mạng giữa chừng")).to_be_visible(timeout=30_000)
    before = {one for one in line.asked if "/goi/" in one}
    line.asked.clear()
    line.mend()
    page.get_by_role("button", name="Tải tiếp").click()
    expect(page.get_by_text("Đã tải về máy")).to_be_visible()
    parts = [one for one in line.asked if "/goi/" in one]
    assert len(parts) < 11
    assert before


@pytest.mark.large
def test_a_download_can_be_paused_and_thrown_away(page, line, edition):
    line.pause = 0.2
    begin_download(page)
    page.get_by_role("button", name="Tạm dừng").click()
    expect(page.get_by_text("Đang tạm dừng")).to_be_visible()
    page.get_by_role("button", name="Bỏ phần đã tải").click()
    expect(page.get_by_role("button", name="Tải về máy")).to_be_visible()
    assert things_kept(page) == 0


@pytest.mark.large
def test_nothing_of_a_portal_is_kept(page, line, edition):
    open_course(page)
    page.get_by_role("button", name="Tải về máy").click()
    expect(page.get_by_text("học khoảng")).to_be_visible()
    line.state = "portal"
    page.get_by_role("button", name="Tải", exact=True).click()
    expect(page.get_by_text("Chưa xem được vì mạng yếu")).to_be_visible()
    assert things_kept(page) == 0
    line.mend()
    line.pause = 0.2
    begin_download(page)
    wait_until(page, lambda: any("/goi/" in one for one in line.asked))
    line.state = "portal"
    expect(page.get_by_text("Mất mạng giữa chừng")).to_be_visible(timeout=30_000)
    line.mend()
    line.pause = 0
    page.get_by_role("button", name="Tải tiếp").click()
    expect(page.get_by_text("Đã tải về máy")).to_be_visible()
    line.cut()
    page.goto(step_of(edition, "tim"))
    expect(page.locator("[data-step]")).to_be_visible()
    expect(page.get_by_text("Wi-Fi sign-in")).to_have_count(0)


@pytest.mark.large
def test_without_a_line_the_kept_page_stands_in_for_all_others(page, line, edition):
    take_along(page)
    line.cut()
    page.goto("/tim/?q=nop")
    expect(page.get_by_text("Đang không có mạng")).to_be_visible()
    page.get_by_role("link", name=edition.title).click()
    expect(page.get_by_role("heading", name=edition.title)).to_be_visible()


@pytest.mark.large
def test_a_line_lost_meanwhile_is_told_and_pushes_nothing_away(page, line, edition, screenshot):
    take_along(page)
    page.goto("/da-tai/")
    expect(page.get_by_role("link", name=edition.title)).to_be_visible()
    heading = page.get_by_role("heading", name="Học được ngay")
    stood = heading.bounding_box()
    line.cut()
    page.evaluate("dispatchEvent(new Event('offline'))")
    note = page.locator(".note[data-offline]")
    expect(note).to_be_visible()
    expect(note).to_be_in_viewport(ratio=1)
    assert heading.bounding_box() == stood
    assert note.bounding_box()["height"] < 80
    screenshot(page, "offline-lost-meanwhile")
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    screenshot(page, "offline-lost-meanwhile-end")
    line.mend()
    page.evaluate("scrollTo(0, 0); dispatchEvent(new Event('online'))")
    expect(note).to_be_hidden()
    assert heading.bounding_box() == stood


@pytest.mark.large
def test_a_kept_course_is_removed_after_asking(page, line, edition):
    take_along(page)
    page.get_by_role("link", name="Xem các khóa đã tải").click()
    page.get_by_role("button", name="Xóa khỏi máy").click()
    page.get_by_role("button", name="Giữ lại").click()
    expect(page.get_by_role("link", name=edition.title)).to_be_visible()
    page.get_by_role("button", name="Xóa khỏi máy").click()
    page.locator("dialog").get_by_role("button", name="Xóa khỏi máy").click()
    expect(page.get_by_text("Chưa tải khóa học nào")).to_be_visible()


def test_a_new_edition_brings_what_changed_and_leads_on_from_the_old(page, line, edition):
    take_along(page)
    newer = make_edition(number=2, level="typo")
    page.evaluate(CHECK_AGAIN)
    line.asked.clear()
    page.goto("/da-tai/")
    newest = f"/hoc/{newer.public_id}/"
    wait_until(page, lambda: page.locator(f'a[href="{newest}"]').count() == 1)
    page.wait_for_timeout(500)
    assert [one for one in line.asked if "/goi/" in one] == []
    line.cut()
    page.goto(step_of(edition, "tim"))
    assert page.url.endswith(f"{newest}{uids(newer)['tim']}/")
    expect(page.locator("[data-step]")).to_have_attribute("data-edition", newer.public_id)


@pytest.fixture
def next_release(settings, tmp_path):
    """`next_release()`: the site draws its steps a little differently from now on."""

    def released():
        page = (settings.BASE_DIR / "templates" / "courses" / "step.html").read_text()
        (tmp_path / "courses").mkdir()
        newer = page.replace("data-step=", 'data-drawn="anew" data-step=')
        (tmp_path / "courses" / "step.html").write_text(newer, encoding="utf-8")
        (engine,) = settings.TEMPLATES
        settings.TEMPLATES = [{**engine, "DIRS": [tmp_path, *engine["DIRS"]]}]
        settings.RELEASE = "r8"

    return released


@pytest.mark.large
def test_a_new_release_that_breaks_off_leaves_the_course_whole(page, line, edition, next_release):
    take_along(page)
    next_release()
    page.evaluate(CHECK_AGAIN)
    line.bytes_left = 25_000
    page.goto("/da-tai/")
    wait_until(page, lambda: line.state == "down")
    for name in uids(edition):
        page.goto(step_of(edition, name))
        expect(page.locator("[data-step]")).to_be_visible()
        assert page.locator("[data-drawn]").count() == 0
    line.mend()
    page.evaluate(CHECK_AGAIN)
    page.goto("/da-tai/")
    wait_until(page, lambda: '"coming":null' in page.evaluate(LISTS))
    line.cut()
    page.goto(step_of(edition, "tim"))
    expect(page.locator("[data-drawn]")).to_be_visible()


def test_a_newer_worker_neither_interrupts_a_lesson_nor_strands_its_page(
    page, line, edition, next_release
):
    take_along(page)
    page.goto(step_of(edition, "tin-nhan"))
    page.locator("label.opt", has_text="Không bấm").click()
    page.evaluate("window.sameLesson = true")
    next_release()
    assert page.evaluate(ANOTHER_WORKER) == "activated"
    assert page.evaluate("window.sameLesson")
    expect(page.get_by_role("radio", checked=True)).to_have_count(1)
    line.cut()
    page.get_by_role("button", name="Trả lời", exact=True).click()
    expect(page.get_by_role("heading", name="Đúng rồi!")).to_be_visible()
    page.locator("[data-dock] a:visible", has_text="Tiếp tục").click()
    expect(page.locator(f"[data-step='{uids(edition)['anh-giay-to']}']")).to_be_visible()
    page.go_back()
    expect(page.locator("[data-question]")).to_be_visible()


@pytest.mark.large
def test_what_is_kept_can_be_read_and_touched(
    page, line, edition, assert_accessible, assert_fits, screenshot
):
    def looked(name):
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            screenshot(page, f"offline-{name}-{theme}")
        page.emulate_media(color_scheme="light")
        assert driving.small_targets(page, least=48) == []
        assert_fits(page)
        page.set_viewport_size({"width": 360, "height": 3000})
        assert_accessible(page)
        page.set_viewport_size(PHONE["viewport"])

    page.goto("/da-tai/")
    expect(page.get_by_text("Chưa tải khóa học nào")).to_be_visible()
    looked("empty")
    open_course(page)
    looked("offer")
    page.get_by_role("button", name="Tải về máy").click()
    expect(page.get_by_text("học khoảng")).to_be_visible()
    looked("weighed")
    page.get_by_role("button", name="Tải", exact=True).click()
    expect(page.get_by_text("Đã tải về máy")).to_be_visible()
    looked("ready")
    line.cut()
    page.goto("/da-tai/")
    expect(page.get_by_text("Đang không có mạng")).to_be_visible()
    page.emulate_media(color_scheme="light")
    screenshot(page, "offline-kept-top")
    looked("kept")
    page.set_viewport_size({"width": 360, "height": 1500})
    screenshot(page, "offline-kept-whole")
    page.set_viewport_size({"width": 1280, "height": 800})
    screenshot(page, "offline-kept-desktop")
    page.set_viewport_size(PHONE["viewport"])
    page.get_by_role("button", name="Xóa khỏi máy").click()
    looked("dropping")
