"""What a download brings and in which order, and what the phone says of it meanwhile."""

import json

import pytest
from playwright.sync_api import expect

from tests.browser.learner import kept, step_of, wait_until
from tests.browser.taking import COURSE, begin_download, open_course, take_along
from tests.browser.test_offline import CHECK_AGAIN
from tests.courses.editions import make_edition, uids
from tests.courses.lessons import usual_lessons

# By a clock that ran ahead and was set right since.
ASKED_NEXT_YEAR = CHECK_AGAIN.replace("at: 0", "at: Date.now() + 365 * 86400000")
# Things the worker asks for at the same moment; a busy machine hears them in any order.
AT_ONCE = 3
LISTED = """async (edition) => {
  const answer = await fetch("/hoc/" + edition + "/goi.json");
  return (await answer.json()).listed;
}"""
# How far the bar of a download had come, whenever it moved.
BARS = """
window.barsSeen = [];
setInterval(() => {
  const bar = document.querySelector("[data-keepcard] progress");
  const shown = bar && bar.checkVisibility() && [bar.value, bar.max];
  if (shown && String(shown) !== String(window.barsSeen.slice(-1)[0])) window.barsSeen.push(shown);
}, 20);
"""

# The names of all that lies on the phone of any course.
LYING = """async () => {
  const names = [];
  for (const box of ["hocso-parts", "hocso-files"]) {
    for (const key of await (await caches.open(box)).keys()) names.push(new URL(key.url).pathname);
  }
  return names;
}"""


def parts_of(page, edition):
    """The part each page of the edition is, by the page's path."""
    listed = json.loads(page.evaluate(LISTED, edition.public_id))
    return {one["path"]: one["part"] for one in listed["pages"]}


def parts_asked(line):
    """The names of the parts that were asked for, in this order."""
    found = [one.split(" ")[1] for one in line.asked if "/goi/" in one]
    return [address.rsplit("/", 1)[1] for address in found]


@pytest.mark.large
def test_the_lesson_in_hand_comes_first_and_what_lies_before_it_last(page, line, edition):
    page.goto(step_of(edition, "tin-nhan"))
    here = uids(edition)["tin-nhan"]
    wait_until(page, lambda: any(row["current"] == here for row in kept(page, "progress")))
    open_course(page)
    onward = page.get_by_role("link", name="Học tiếp bước 4")
    expect(onward).to_have_attribute("href", step_of(edition, "tin-nhan"))
    parts = parts_of(page, edition)
    line.asked.clear()
    take_along(page)
    asked = parts_asked(line)
    order = {name: asked.index(parts[f"{uid}/"]) for name, uid in uids(edition).items()}
    assert order["tin-nhan"] < AT_ONCE
    before = [order[name] for name in ("tim", "tap-nop")]
    assert min(before) > order["anh-giay-to"]
    assert min(before) > order["lam-that"]


def test_a_bar_and_words_say_how_far_a_download_has_come(page, line, edition):
    page.add_init_script(BARS)
    line.pause = 0.1
    begin_download(page)
    bar = page.get_by_role("progressbar", name="Học không cần mạng")
    expect(bar).to_be_visible()
    expect(page.locator("[data-parts]")).to_contain_text("Đã tải")
    expect(page.get_by_text("Đã tải về máy")).to_be_visible()
    expect(bar).to_be_hidden()
    seen = [done for done, total in page.evaluate("window.barsSeen") if total > 1]
    assert len(set(seen)) > 3
    assert seen == sorted(seen)


@pytest.mark.large
def test_what_is_kept_says_how_much_room_it_takes(page, line, edition):
    page.goto("/da-tai/")
    expect(page.get_by_text("Chưa tải khóa học nào")).to_be_visible()
    expect(page.get_by_role("heading", name="Bộ nhớ")).to_be_hidden()
    take_along(page)
    page.goto("/da-tai/")
    expect(page.locator("article").get_by_text("KB")).to_be_visible()
    used, left = page.locator("[data-used]"), page.locator("#con-cho")
    expect(used).to_contain_text("KB đang dùng")
    expect(left).to_contain_text("Máy còn cho dùng khoảng")
    page.get_by_role("button", name="Xóa khỏi máy").click()
    page.locator("dialog").get_by_role("button", name="Xóa khỏi máy").click()
    expect(page.get_by_role("heading", name="Bộ nhớ")).to_be_hidden()


def fetched(line):
    """What of the course was asked for, by the names it is kept under, in this order."""
    addresses = [one.split(" ")[1] for one in line.asked]
    found = [one for one in addresses if one.startswith(("/hoc/", "/tep/", "/static/"))]
    return [f"/goi/{one.rsplit('/', 1)[1]}" if "/goi/" in one else one for one in found]


@pytest.mark.large
@pytest.mark.parametrize(
    "address", [pytest.param(COURSE, marks=pytest.mark.large), "/da-tai/"], ids=["course", "kept"]
)
def test_what_was_paused_by_hand_stays_so_until_it_is_told_to_go_on(page, line, edition, address):
    line.pause = 0.2
    begin_download(page)
    wait_until(page, lambda: len(page.evaluate(LYING)) > 2)
    page.get_by_role("button", name="Tạm dừng").click()
    expect(page.get_by_text("Đang tạm dừng")).to_be_visible()
    # Every page tells the worker to go on with what a bad line broke off; this was no bad line.
    page.goto(address)
    expect(page.get_by_text("Đang tạm dừng")).to_be_visible()
    page.wait_for_load_state("networkidle")
    # What the browser keeps by itself must not hide what is asked for.
    page.context.new_cdp_session(page).send("Network.clearBrowserCache")
    line.pause = 0
    line.asked.clear()
    before = page.evaluate(LYING)
    assert before
    page.wait_for_timeout(1_500)
    assert fetched(line) == []
    page.get_by_role("button", name="Tải tiếp").click()
    give = page.get_by_role("button", name="Gửi cho máy khác")
    expect(give if address == "/da-tai/" else page.get_by_text("Đã tải về máy")).to_be_visible()
    asked = [one for one in fetched(line) if not one.endswith("goi.json")]
    assert len(asked) == len(set(asked))
    assert sorted(asked) == sorted(set(page.evaluate(LYING)) - set(before))
    line.cut()
    for name in uids(edition):
        page.goto(step_of(edition, name))
        expect(page.locator("[data-step]")).to_be_visible()


def changed_lessons():
    """The usual ones, with one word more in one question."""
    lessons = usual_lessons()
    for _, _, steps in lessons:
        for place, (name, kind, title, minutes, values) in enumerate(steps):
            if name == "ma-otp":
                steps[place] = (name, kind, title, minutes, {**values, "prompt": "Đổi một câu?"})
    return lessons


@pytest.mark.parametrize(
    "asked",
    [pytest.param(CHECK_AGAIN, marks=pytest.mark.large), ASKED_NEXT_YEAR],
    ids=["long-ago", "next-year"],
)
def test_of_a_new_edition_only_what_changed_is_fetched(page, line, edition, asked):
    take_along(page)
    before = set(parts_of(page, edition).values())
    newer = make_edition(number=2, level="minor", lessons=changed_lessons())
    after = parts_of(page, newer)
    changed = {path for path, part in after.items() if part not in before}
    assert changed == {f"{uids(newer)['ma-otp']}/"}
    page.evaluate(asked)
    line.asked.clear()
    page.goto("/da-tai/")
    there = page.locator(f'a[href="/hoc/{newer.public_id}/"]')
    wait_until(page, lambda: there.count() == 1)
    # It is named as soon as it is begun.
    new = {f"/goi/{part}" for part in after.values()}
    wait_until(page, lambda: new <= set(page.evaluate(LYING)))
    assert parts_asked(line) == [after[path] for path in changed]
    line.cut()
    page.goto(step_of(newer, "ma-otp"))
    expect(page.get_by_text("Đổi một câu?")).to_be_visible()
