"""The whole way of a phone far from any line, once with each thing that phones and lines do wrong.

A cold visit on a slow line, a download, flight mode, the whole course with its practice and its
test, the browser closed and opened again, and then the line: receipts, the mark, the certificate.
What goes wrong goes wrong somewhere on that way. `test_faults` looks at the moment of each fault,
`test_far_from_any_line` at the same way on the product as `make run` starts it.
"""

import datetime
import re

import pytest
from playwright.sync_api import expect

from certificates.models import Certificate
from courses.models import Attempt, Enrolment, LearningEvent
from lms.common import clock
from lms.users.models import Session
from lms.users.services import people
from tests.browser import driving
from tests.browser.conftest import SLOW
from tests.browser.learner import (
    answer,
    kept,
    opened,
    sign_in,
    step_of,
    take_test,
    wait_until,
    worker_at_work,
)
from tests.browser.taking import COURSE, begin_download, take_along
from tests.browser.test_faults import CLOSABLE, FULL, allow_only, wire
from tests.certificates.issuers import make_issuer
from tests.courses.editions import PUBLISHED, make_edition, uids
from tests.users.conftest import NUMBER


def practise(page):
    page.get_by_label("Ô tìm kiếm").fill("cư trú")
    page.get_by_role("button", name="Gõ xong").click()
    page.get_by_role("button", name="Màn tiếp theo").click()
    page.get_by_role("button", name="Nộp trực tuyến", exact=True).click()


def do_it_for_real(page):
    for item in page.locator("[data-checklist] label").all():
        item.click()
    page.get_by_role("button", name="Tôi đã làm xong").click()


STEPS = {
    "tim": lambda page: None,
    "trang-that": lambda page: None,
    "tap-nop": practise,
    "tin-nhan": lambda page: answer(page, "Không bấm, gọi hỏi công an xã"),
    "anh-giay-to": lambda page: answer(page, "Rõ chữ", "Đủ bốn góc"),
    "ma-otp": lambda page: answer(page, "Sai"),
    "lam-that": do_it_for_real,
}


class Way:
    """One phone's way; what goes wrong is said by overriding a part of it."""

    def __init__(self, browser, line, edition):
        self.browser, self.line, self.edition = browser, line, edition

    def visit_cold(self):
        page = self.browser()
        driving.slow_down(page)
        page.goto("/")
        worker_at_work(page)
        self.take_along(page)
        page.context.close()

    def take_along(self, page):
        begin_download(page)
        expect(page.get_by_text("Đã tải về máy")).to_be_visible(timeout=SLOW)

    def learn_in_flight_mode(self):
        """Ends with the browser closed; the ids of all that was told to the phone."""
        page = self.in_flight_mode()
        page.goto(COURSE)
        page.get_by_role("link", name="Bắt đầu học").click()
        for name, do in STEPS.items():
            uid = uids(self.edition)[name]
            expect(page.locator(f"[data-step='{uid}']")).to_be_visible()
            self.wait_for_script(page, uid)
            page = self.at_step(page, name)
            do(page)
            page.locator("[data-dock] a:visible", has_text="Tiếp tục").click()
        page.get_by_role("button", name="Bắt đầu làm bài").click()
        take_test(page, right=True)
        expect(page.get_by_role("heading", name="Bài đã giữ trong máy")).to_be_visible()
        told = {row["id"] for row in kept(page, "events")}
        page.context.close()
        return told

    def wait_for_script(self, page, uid):
        """Nobody is done with a page before its script has come; this hand would be."""
        wait_until(page, lambda: any(one.get("current") == uid for one in kept(page, "progress")))

    def at_step(self, page, _name):
        """The page on which the step is done."""
        return page

    def open_again(self, told):
        """Everything is there, still without a line."""
        page = self.in_flight_mode()
        page.goto(COURSE)
        expect(page.get_by_text("đã xong").first).to_be_visible()
        page.goto("/da-tai/")
        expect(page.locator("#cho-gui [data-chip=waiting]")).to_contain_text("chờ gửi")
        assert told == {row["id"] for row in kept(page, "events")}
        return page

    def away(self):
        """What happens at the province meanwhile."""

    def come_back(self, page):
        self.back_on_the_line(page)
        page.goto("/da-tai/")

    def in_flight_mode(self):
        self.line.cut()
        page = self.browser()
        driving.go_offline(page)
        return page

    def back_on_the_line(self, page):
        self.line.mend()
        driving.go_online(page)


class OverABrokenDownload(Way):
    def take_along(self, page):
        self.line.bytes_left = 40_000
        begin_download(page)
        expect(page.get_by_text("Mất mạng giữa chừng.")).to_be_visible(timeout=SLOW)
        self.line.mend()
        page.get_by_role("button", name="Tải tiếp").click()
        expect(page.get_by_text("Đã tải về máy")).to_be_visible(timeout=SLOW)


class WithADatabaseThatCloses(Way):
    def in_flight_mode(self):
        page = super().in_flight_mode()
        page.context.add_init_script(CLOSABLE)
        return page

    def at_step(self, page, _name):
        assert page.evaluate("window.closeAll()") > 0
        return page


class OnAFullPhone(Way):
    """No room for the course, then none for one answer."""

    def take_along(self, page):
        used = page.evaluate("navigator.storage.estimate().then((now) => now.usage)")
        allow_only(page, self.line, used + 8_000)
        begin_download(page)
        expect(page.get_by_text("Máy hết chỗ.")).to_be_visible(timeout=SLOW)
        allow_only(page, self.line, 50_000_000)
        # Where not even "full" could be noted, the phone has forgotten that it began.
        page.get_by_role("button", name=re.compile("Tải tiếp|Tải về máy")).click()
        begin = page.get_by_role("button", name="Tải", exact=True)
        whole = page.get_by_text("Đã tải về máy")
        expect(begin.or_(whole).filter(visible=True)).to_be_visible(timeout=SLOW)
        if begin.is_visible():
            begin.click()
        expect(whole).to_be_visible(timeout=SLOW)

    def at_step(self, page, name):
        if name == "tin-nhan":
            before = {row["id"] for row in kept(page, "events")}
            page.evaluate(FULL)
            answer(page, "Không bấm, gọi hỏi công an xã")
            expect(page.locator("[data-lossy]").first).to_be_visible()
            page.reload()
            assert before <= {row["id"] for row in kept(page, "events")}
        return page


class InTwoTabs(Way):
    """One tab does a step while the other still shows the one before."""

    def at_step(self, page, _name):
        if len(page.context.pages) == 1:
            page.context.new_page()
        other = next(one for one in page.context.pages if one != page)
        other.goto(page.url)
        return other

    def come_back(self, page):
        other = page.context.new_page()
        other.goto(COURSE)
        super().come_back(page)
        other.goto("/da-tai/")


class WithAClearedCache(Way):
    """All pages go; what waits stays, and the course is taken along anew."""

    def at_step(self, page, name):
        if name != "anh-giay-to":
            return page
        before = {row["id"] for row in kept(page, "events")}
        wire(page).send(
            "Storage.clearDataForOrigin",
            {"origin": self.line.address, "storageTypes": "cache_storage"},
        )
        self.back_on_the_line(page)
        opened(page, COURSE)
        take_along(page)
        wait_until(page, lambda: kept(page, "events") == [])
        arrived = LearningEvent.objects.values_list("pk", flat=True)
        assert before <= {str(key) for key in arrived}
        self.line.cut()
        driving.go_offline(page)
        page.goto(step_of(self.edition, name))
        return page


class WithASignInThatRanOut(Way):
    def away(self):
        Session.objects.all().delete()

    def come_back(self, page):
        self.back_on_the_line(page)
        opened(page, "/da-tai/")
        assert not LearningEvent.objects.exists()
        sign_in(page, come_back="/da-tai/")


class WithASmallNewEdition(Way):
    def away(self):
        make_edition(number=2, level="minor")


class WithALargeNewEdition(Way):
    def away(self):
        make_edition(number=2, level="major")


class WithASlowClock(Way):
    years = -1

    def in_flight_mode(self):
        page = super().in_flight_mode()
        now = datetime.datetime.now(datetime.UTC)
        page.clock.set_system_time(now + datetime.timedelta(days=365 * self.years))
        return page


class WithAFastClock(WithASlowClock):
    years = 1


class PastAPortal(Way):
    def come_back(self, page):
        told = {row["id"] for row in kept(page, "events")}
        self.line.state = "portal"
        driving.go_online(page)
        page.reload()
        page.get_by_role("button", name="Thử gửi lại").click()
        expect(page.locator("#cho-gui [role=status]")).to_contain_text("Chưa gửi được")
        assert told == {row["id"] for row in kept(page, "events")}
        super().come_back(page)


@pytest.fixture
def hoa(hoa):
    people.attach_phone(hoa, NUMBER, verified_at=clock.now(), by=None)
    return hoa


# Each takes half a minute: three in `make test`, all in `make prove`. Every fault has its own test,
# too, with a single answer.
ALWAYS = [PastAPortal]
IN_THE_PROOF = [
    WithAClearedCache,
    WithALargeNewEdition,
    OverABrokenDownload,
    WithADatabaseThatCloses,
    OnAFullPhone,
    InTwoTabs,
    WithASignInThatRanOut,
    WithASmallNewEdition,
    WithASlowClock,
    WithAFastClock,
]


@pytest.mark.parametrize(
    "way", [*ALWAYS, *(pytest.param(way, marks=pytest.mark.large) for way in IN_THE_PROOF)]
)
def test_the_whole_way_is_gone_with_nothing_lost_and_nothing_twice(
    way, browser, line, hoa, edition, run_jobs
):
    make_issuer()
    page = browser()
    sign_in(page)
    page.context.close()
    gone = way(browser, line, edition)
    gone.visit_cold()
    told = gone.learn_in_flight_mode()
    page = gone.open_again(told)
    gone.away()
    gone.come_back(page)
    expect(page.get_by_text("Mọi việc đã tới tỉnh.")).to_be_visible(timeout=SLOW)
    assert kept(page, "events") == []
    page.locator("#cho-gui summary:visible").click()
    expect(page.locator("#cho-gui [data-receipt]").first).to_be_visible()
    assert_counted_once(hoa, edition, told)
    run_jobs()
    prove(page)


def assert_counted_once(hoa, edition, told):
    arrived = LearningEvent.objects.filter(person=hoa)
    assert told <= {str(key) for key in arrived.values_list("pk", flat=True)}
    assert arrived.filter(kind="tested").count() == Attempt.objects.count() == 1
    enrolment = Enrolment.objects.get()
    assert (enrolment.learner, str(enrolment.completed_mark)) == (hoa, "10.00")
    assert set(enrolment.done) == {uids(edition)[name] for name in STEPS}
    assert PUBLISHED <= enrolment.completed_at <= clock.now()


def prove(page):
    page.goto(COURSE)
    page.get_by_role("link", name="Xem kết quả").first.click()
    certificate = page.get_by_role("link", name="Mở giấy chứng nhận")
    expect(certificate).to_be_visible(timeout=SLOW)
    expect(page.locator("[data-mark]")).to_have_text("Bài kiểm tra: 10 điểm")
    one = Certificate.objects.get()
    expect(certificate).to_have_attribute("href", f"/toi/giay-chung-nhan/{one.code}.pdf")
    file = page.request.get(f"/toi/giay-chung-nhan/{one.code}.pdf")
    assert file.body().startswith(b"%PDF")
