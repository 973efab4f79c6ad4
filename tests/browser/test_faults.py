"""What phones and lines do wrong: nothing the province acknowledged is lost, nothing counts twice.

Every phone here stands behind a line that can fail, with a service worker and what it keeps.
"""

from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

from courses.models import Attempt, Enrolment, LearningEvent
from courses.services import events
from lms.users.models import Session
from tests.browser.conftest import PHONE
from tests.browser.learner import (
    answer,
    kept,
    opened,
    signed_in,
    step_of,
    take_test,
    wait_until,
    worker_at_work,
)
from tests.browser.taking import begin_download, open_course, take_along, things_kept
from tests.courses.editions import make_edition, uids

RIGHT = "Không bấm, gọi hỏi công an xã"
REFUSES = """
Object.defineProperty(window, "indexedDB", {
  value: { open() { throw new DOMException("refused", "SecurityError"); } },
});
"""

KEEPS_NOTHING = "Boolean(window.hocsoSpare && window.hocsoSpare.rows)"
LOOKED_AT = "document.dispatchEvent(new Event('visibilitychange'))"

SENT = "POST /api/v1/learning/events"

# As in browsers before 2018, where tabs agree by a note of who sends.
NO_LOCKS = "Object.defineProperty(navigator, 'locks', { value: undefined });"

# Every database this page opens can be closed at once, as a browser does it.
CLOSABLE = """
window.databases = [];
const open = IDBFactory.prototype.open;
IDBFactory.prototype.open = function (...named) {
  const request = open.apply(this, named);
  request.addEventListener("success", () => window.databases.push(request.result));
  return request;
};
window.closeAll = () => window.databases.splice(0).map((one) => one.close()).length;
"""

# Nothing more fits: what is to be kept is given back, as a full phone does it.
FULL = """() => {
  IDBObjectStore.prototype.put = () => { throw new DOMException("full", "QuotaExceededError"); };
}"""


@pytest.fixture
def edition(line):
    return make_edition()


@pytest.fixture
def page(visit, line, hoa):
    """A phone of Hoa's, signed in."""
    page = visit({**PHONE, "service_workers": "allow"}, line.address)
    return signed_in(page, hoa, line.address)


def at_question(page, edition):
    opened(page, step_of(edition, "tin-nhan"))
    wait_until(page, lambda: kept(page, "events") == [])


def answer_without_a_line(page, line, edition):
    """On a kept course, after the phone has been told who learns."""
    take_along(page)
    at_question(page, edition)
    line.cut()
    page.goto(step_of(edition, "tin-nhan"))
    answer(page, RIGHT)
    expect(page.get_by_role("heading", name="Đúng rồi!")).to_be_visible()


def arrived(page, edition, *names):
    """Each of these steps is done, and the province has each answer once, however often the phone
    sends; what it told the phone it has, it has.
    """
    steps = {uids(edition)[name] for name in names}

    def there():
        row = Enrolment.objects.first()
        return row is not None and steps <= set(row.done)

    wait_until(page, there)
    page.evaluate(LOOKED_AT)
    page.wait_for_timeout(700)
    told = list(LearningEvent.objects.filter(kind="answered").values_list("step", flat=True))
    assert sorted(told) == sorted(steps)
    receipts = {str(one.event_id): receipt(one) for one in LearningEvent.objects.all()}
    assert acknowledged(page).items() <= receipts.items()


def receipt(event):
    return events.receipt_of(SimpleNamespace(id=event.event_id, body_hash=event.body_hash))


def acknowledged(page):
    """The receipts this phone was given, by the event; none where it may keep nothing."""
    if page.evaluate(KEEPS_NOTHING):
        return {}
    logs = [row for row in kept(page, "kv") if row["key"].startswith("log:")]
    return {one["id"]: one["receipt"] for log in logs for one in log["rows"]}


def wire(page):
    return page.context.new_cdp_session(page)


def allow_only(page, line, size):
    """The phone gives the site so many bytes of room and no more."""
    wire(page).send("Storage.overrideQuotaForOrigin", {"origin": line.address, "quotaSize": size})


def test_a_phone_that_will_keep_nothing_says_so_and_sends_at_once(page, line, edition):
    page.add_init_script(REFUSES)
    opened(page, step_of(edition, "tin-nhan"))
    answer(page, RIGHT)
    expect(page.locator("[data-lossy]").first).to_be_visible()
    expect(page.get_by_role("heading", name="Đúng rồi!")).to_be_visible()
    arrived(page, edition, "tin-nhan")


@pytest.mark.large
def test_a_phone_that_will_keep_nothing_has_sent_before_one_goes_on(page, line, edition):
    page.add_init_script(REFUSES)
    opened(page, step_of(edition, "tin-nhan"))
    answer(page, RIGHT)
    page.wait_for_timeout(300)
    page.locator("[data-dock] a:visible", has_text="Tiếp tục").click()
    arrived(page, edition, "tin-nhan")


@pytest.mark.large
def test_an_answer_that_no_longer_fits_on_a_full_phone_is_sent_at_once(page, line, edition):
    at_question(page, edition)
    page.evaluate(FULL)
    answer(page, RIGHT)
    expect(page.locator("[data-lossy]").first).to_be_visible()
    expect(page.get_by_role("heading", name="Đúng rồi!")).to_be_visible()
    arrived(page, edition, "tin-nhan")


@pytest.mark.large
def test_what_waited_before_the_phone_was_full_is_sent_with_what_came_after(page, line, edition):
    take_along(page)
    at_question(page, edition)
    line.cut()
    page.goto(step_of(edition, "ma-otp"))
    answer(page, "Sai")
    page.goto(step_of(edition, "tin-nhan"))
    page.evaluate(FULL)
    line.mend()
    line.asked.clear()
    answer(page, RIGHT)
    expect(page.locator("[data-lossy]").first).to_be_visible()
    wait_until(page, lambda: any(SENT in one for one in line.asked))
    opened(page, step_of(edition, "tin-nhan"))
    arrived(page, edition, "tin-nhan", "ma-otp")
    wait_until(page, lambda: kept(page, "events") == [])


@pytest.mark.large
def test_storage_taken_away_under_an_open_page_costs_nothing_that_had_arrived(page, line, edition):
    at_question(page, edition)
    answer(page, RIGHT)
    arrived(page, edition, "tin-nhan")
    wait_until(page, lambda: kept(page, "events") == [])
    # A phone short of memory closes the database; here it is emptied as well.
    wire(page).send(
        "Storage.clearDataForOrigin", {"origin": line.address, "storageTypes": "indexeddb"}
    )
    page.goto(step_of(edition, "ma-otp"))
    answer(page, "Sai")
    arrived(page, edition, "tin-nhan", "ma-otp")


@pytest.mark.large
def test_a_database_the_phone_closes_is_opened_again_with_all_that_waits(page, line, edition):
    page.add_init_script(CLOSABLE)
    take_along(page)
    at_question(page, edition)
    line.cut()
    answer(page, RIGHT)
    before = {row["id"] for row in kept(page, "events")}
    assert before
    page.goto(step_of(edition, "ma-otp"))
    wait_until(page, lambda: len(kept(page, "events")) > len(before))
    # As a phone short of memory does it, under a page that goes on.
    assert page.evaluate("window.closeAll()") > 0
    answer(page, "Sai")
    expect(page.get_by_role("heading", name="Đúng rồi!")).to_be_visible()
    expect(page.locator("[data-lossy]").first).to_be_hidden()
    assert before < {row["id"] for row in kept(page, "events")}
    line.mend()
    page.reload()
    arrived(page, edition, "tin-nhan", "ma-otp")


@pytest.mark.large
def test_a_phone_cleared_of_everything_learns_on_where_the_province_knows_it_is(
    page, line, edition, hoa
):
    take_along(page)
    at_question(page, edition)
    answer(page, RIGHT)
    arrived(page, edition, "tin-nhan")
    wire(page).send("Storage.clearDataForOrigin", {"origin": line.address, "storageTypes": "all"})
    signed_in(page, hoa, line.address)
    opened(page, f"/khoa-hoc/{edition.course.code}/")
    expect(page.get_by_text("đã xong").first).to_be_visible()
    assert things_kept(page) == 0
    take_along(page)
    at_question(page, edition)
    arrived(page, edition, "tin-nhan")
    # A phone that begins to count anew is refused nothing.
    opened(page, step_of(edition, "ma-otp"))
    answer(page, "Sai")
    arrived(page, edition, "tin-nhan", "ma-otp")
    devices = LearningEvent.objects.filter(kind="answered").values_list("device", flat=True)
    assert len(set(devices)) == 2


@pytest.mark.large
def test_a_course_cleared_from_the_phone_takes_nothing_that_waits_with_it(page, line, edition):
    answer_without_a_line(page, line, edition)
    waiting = {row["id"] for row in kept(page, "events")}
    wire(page).send(
        "Storage.clearDataForOrigin", {"origin": line.address, "storageTypes": "cache_storage"}
    )
    assert things_kept(page) == 0
    assert {row["id"] for row in kept(page, "events")} == waiting
    line.mend()
    opened(page, step_of(edition, "ma-otp"))
    arrived(page, edition, "tin-nhan")
    assert waiting <= {str(one.event_id) for one in LearningEvent.objects.all()}


def test_a_phone_without_room_says_so_and_the_lesson_goes_on(page, line, edition):
    at_question(page, edition)
    # The worker comes after the page; it must have had its room before there is none.
    worker_at_work(page)
    used = page.evaluate("navigator.storage.estimate().then((now) => now.usage)")
    allow_only(page, line, used + 8_000)
    begin_download(page)
    expect(page.get_by_text("Máy hết chỗ.")).to_be_visible(timeout=30_000)
    page.goto(step_of(edition, "tin-nhan"))
    answer(page, RIGHT)
    expect(page.get_by_role("heading", name="Đúng rồi!")).to_be_visible()
    arrived(page, edition, "tin-nhan")
    allow_only(page, line, 50_000_000)
    open_course(page)
    # Where not even "full" could be noted, the phone goes on by itself.
    again = page.get_by_role("button", name="Tải tiếp")
    whole = page.get_by_text("Đã tải về máy")
    expect(again.or_(whole).first).to_be_visible()
    if again.is_visible():
        again.click()
    expect(whole).to_be_visible()


@pytest.mark.large
@pytest.mark.parametrize("locks", [True, False], ids=["locks", "no-locks"])
def test_two_tabs_without_a_line_send_each_answer_once(page, line, edition, locks):
    if not locks:
        page.context.add_init_script(NO_LOCKS)
    take_along(page)
    other = page.context.new_page()
    at_question(page, edition)
    line.cut()
    page.goto(step_of(edition, "tin-nhan"))
    other.goto(step_of(edition, "ma-otp"))
    answer(page, RIGHT)
    answer(other, "Sai")
    for tab in (page, other):
        expect(tab.get_by_role("heading", name="Đúng rồi!")).to_be_visible()
    line.mend()
    page.reload()
    other.reload()
    arrived(page, edition, "tin-nhan", "ma-otp")
    wait_until(page, lambda: kept(page, "events") == [])


@pytest.mark.large
def test_an_answer_told_to_a_portal_waits_for_the_province(page, line, edition):
    at_question(page, edition)
    line.cut()
    line.state = "portal"
    answer(page, RIGHT)
    expect(page.get_by_role("heading", name="Đúng rồi!")).to_be_visible()
    wait_until(page, lambda: [row["kind"] for row in kept(page, "events")] == ["answered"])
    page.wait_for_timeout(3_000)
    assert [row["kind"] for row in kept(page, "events")] == ["answered"]
    line.mend()
    page.reload()
    arrived(page, edition, "tin-nhan")
    wait_until(page, lambda: kept(page, "events") == [])


def test_an_answer_whose_receipt_is_lost_on_the_way_back_counts_once(page, line, edition):
    at_question(page, edition)
    line.unheard = SENT
    answer(page, RIGHT)
    wait_until(page, lambda: LearningEvent.objects.filter(kind="answered").exists())
    wait_until(page, lambda: line.state == "down")
    assert [row["kind"] for row in kept(page, "events")] == ["answered"]
    line.mend()
    page.reload()
    wait_until(page, lambda: kept(page, "events") == [])
    arrived(page, edition, "tin-nhan")
    assert acknowledged(page)


@pytest.mark.large
def test_a_test_whose_receipt_is_lost_on_the_way_back_is_graded_once(page, line, edition):
    opened(page, f"/hoc/{edition.public_id}/kiem-tra/")
    page.get_by_role("button", name="Bắt đầu làm bài").click()
    line.unheard = SENT
    take_test(page, right=True)
    expect(page.get_by_role("heading", name="Bài đã giữ trong máy")).to_be_visible()
    wait_until(page, Attempt.objects.exists)
    assert [row["kind"] for row in kept(page, "events")] == ["tested"]
    line.mend()
    page.get_by_role("button", name="Gửi lại ngay").click()
    expect(page.get_by_role("heading", name="Đạt rồi!")).to_be_visible()
    wait_until(page, lambda: kept(page, "events") == [])
    assert Attempt.objects.get().passed
    assert LearningEvent.objects.filter(kind="tested").count() == 1


@pytest.mark.large
def test_a_sign_in_that_ran_out_far_from_any_line_loses_nothing(page, line, edition, hoa):
    answer_without_a_line(page, line, edition)
    Session.objects.all().delete()
    line.mend()
    # An answer to the old session, still under way, would take the new one's cookie away.
    opened(page, page.url)
    assert "answered" in {row["kind"] for row in kept(page, "events")}
    assert not LearningEvent.objects.filter(kind="answered").exists()
    signed_in(page, hoa, line.address)
    page.reload()
    arrived(page, edition, "tin-nhan")


@pytest.mark.large
@pytest.mark.parametrize(("level", "moves"), [("minor", True), ("major", False)])
def test_what_is_answered_in_an_old_edition_counts_once_whatever_came_meanwhile(
    page, line, edition, level, moves
):
    answer_without_a_line(page, line, edition)
    newer = make_edition(number=2, level=level)
    line.mend()
    page.reload()
    arrived(page, edition, "tin-nhan")
    assert Enrolment.objects.get().edition == (newer if moves else edition)
    assert {one.edition for one in LearningEvent.objects.all()} == {edition}
