"""A cheap phone on a slow line, its processor slowed by a chosen rate, and what it waits for."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PHONE = {
    "viewport": {"width": 360, "height": 740},
    "device_scale_factor": 2,
    "has_touch": True,
    "is_mobile": True,
    "locale": "vi-VN",
}
LINE = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": 400_000 / 8,
    "uploadThroughput": 400_000 / 8,
}
TAP_WITHIN = 5_000
# What was fetched up to the largest paint; what lies on the phone already has no size.
COST = """() => document.fonts.ready.then(() => new Promise((done) => {
  new PerformanceObserver((list) => {
    const painted = list.getEntries();
    const largest = painted[painted.length - 1].startTime;
    const [first] = performance.getEntriesByName("first-contentful-paint");
    const [page] = performance.getEntriesByType("navigation");
    const aside = /\\/api\\/|icon/;
    const fetched = [page, ...performance.getEntriesByType("resource")].filter(
      (one) => one.transferSize && one.startTime <= largest && !aside.test(one.name),
    );
    const tasks = window.hocsoTasks || [];
    done({
      size: fetched.reduce((sum, one) => sum + one.transferSize, 0),
      requests: fetched.length,
      first: first.startTime,
      largest,
      usable: Math.max(first.startTime, page.domContentLoadedEventEnd),
      quiet: Math.max(first.startTime, 0, ...tasks),
    });
  }).observe({ type: "largest-contentful-paint", buffered: true });
}))"""

# From the first moment on: ends of long tasks, and how long taps waited.
WATCH = """
window.hocsoTasks = [];
window.hocsoTaps = [];
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) window.hocsoTasks.push(one.startTime + one.duration);
}).observe({ type: "longtask", buffered: true });
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) if (one.interactionId) window.hocsoTaps.push(one.duration);
}).observe({ type: "event", durationThreshold: 16, buffered: true });
"""


@dataclass(frozen=True)
class Page:
    """A page of the way, the KB it may cost a phone that has never been here, and what to tap."""

    name: str
    address: str
    budget: int
    tapped: str = ""


BARE = Page("bare page", "/static/bare.html", 0)


@dataclass(frozen=True)
class Visit:
    """What one opening of a page cost; bytes as they travelled, headers included."""

    size: int
    requests: int
    first: float
    largest: float
    usable: float
    quiet: float
    tap: float


@contextmanager
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 (a tool of tests and benches)

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


class Slow:
    """A slow phone on a slow line."""

    def __init__(self, context: Any, rate: float) -> None:
        self.leave = context.close
        self.page = context.new_page()
        self.page.add_init_script(WATCH)
        wire = context.new_cdp_session(self.page)
        wire.send("Network.enable")
        wire.send("Network.emulateNetworkConditions", LINE)
        wire.send("Emulation.setCPUThrottlingRate", {"rate": rate})

    def open(self, page: Page) -> Visit:
        self.page.goto(page.address, wait_until="networkidle")
        cost = self.page.evaluate(COST)
        return Visit(**cost, tap=self._tap(page))

    def _tap(self, page: Page) -> float:
        """Milliseconds; taps that were answered within 16 are not told by the browser."""
        if page is BARE:
            return 0
        if page.tapped:
            self.page.locator(page.tapped).locator("visible=true").first.tap(timeout=TAP_WITHIN)
        self.page.locator("[data-look]").first.tap()
        self.page.wait_for_timeout(500)
        return max(self.page.evaluate("window.hocsoTaps"), default=16)
