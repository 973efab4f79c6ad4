"""What a cheap phone waits for: 360×740, 400 kbit/s, 400 ms a round trip, a quarter of this CPU.

Each page as a phone that has never been here opens it ("cold"), as the next page of a visit
("next": styles, fonts and whatever the page before fetched ahead are there), and out of a course
that lies on the phone ("kept"; its requests are those the server saw, but for learning itself).
Only kept pages have the service worker: what passes through it escapes the slowing of the line.
Medians of three. Goals of the design: home 45 KB, a step 45 KB and 75 KB with its picture, 6
requests, next step 8 KB beside its picture, largest paint 1.5 s, usable 2 s, a kept step 200 ms.

"Quiet" is the end of the last task over 50 ms on the main thread. "Tap" is the longest a tap waited
for the next paint (INP of that visit): the AA panel, and what the page is for.
"""

import statistics
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from bench import _site
from tests.browser.line import line_to

COURSE = "nop-ho-so-dich-vu-cong"
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
ROUNDS = 3
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
DOWNLOAD = """async (edition) => {
  const { active } = await navigator.serviceWorker.ready;
  return new Promise((done) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => done(data.answer);
    active.postMessage({ do: "download", edition }, [port2]);
  });
}"""


@dataclass(frozen=True)
class Page:
    """A page of the way, the KB it may cost a phone that has never been here, and what to tap."""

    name: str
    address: str
    budget: int
    tapped: str = ""


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


def main() -> list[dict[str, object]]:
    _site.ready()
    pages = course_pages()
    with _site.server() as address, _chromium() as browser:
        cold = [_cold(browser, address, pages) for _ in range(ROUNDS)]
        following = [_following(browser, address, pages) for _ in range(ROUNDS)]
        kept = [_kept(browser, address, pages) for _ in range(ROUNDS)]
    return [
        _row(page, kind, [visits[number] for visits in rounds])
        for kind, rounds in (("cold", cold), ("next", following))
        for number, page in enumerate(pages)
    ] + [
        _row(page, "kept", [visits[number] for visits in kept])
        for number, page in enumerate(_lying(pages))
    ]


def _row(page: Page, kind: str, visits: list[Visit]) -> dict[str, object]:
    def middle(name: str) -> float:
        return statistics.median(getattr(visit, name) for visit in visits)

    return {
        "page": f"{page.name}, {kind}",
        "KB": f"{middle('size') / 1024:.1f}",
        "goal": page.budget if kind == "cold" else "",
        "requests": middle("requests"),
        "first paint, s": f"{middle('first') / 1000:.2f}",
        "largest paint, s (1.5)": f"{middle('largest') / 1000:.2f}",
        "usable, s (2)": f"{middle('usable') / 1000:.2f}",
        "quiet, s": f"{middle('quiet') / 1000:.2f}",
        "tap, ms (200)": f"{middle('tap'):.0f}",
        "largest of each": " ".join(f"{visit.largest / 1000:.2f}" for visit in visits),
    }


def course_pages() -> list[Page]:
    """Publish the demo courses and find the pages of one."""
    from django.conf import settings  # noqa: PLC0415 (after Django is ready)

    from courses.models import CourseEdition  # noqa: PLC0415
    from courses.services import importing  # noqa: PLC0415
    from lms.jobs import running  # noqa: PLC0415
    from lms.jobs.models import Job  # noqa: PLC0415

    _site.with_static_files()
    for folder in sorted((settings.BASE_DIR / "courses" / "demo").iterdir()):
        importing.load_course(folder)
    for queue in Job.Queue.values:
        running.drain(queue)
    edition = CourseEdition.objects.get(course__code=COURSE)
    folder = f"/hoc/{edition.public_id}/"

    def step(kind: str) -> str:
        rows = edition.steps.filter(kind=kind).order_by("position")
        return f"{folder}{rows.values_list('uid', flat=True)[0]}/"

    return [
        Page("home", "/", 45),
        Page("course", f"/khoa-hoc/{COURSE}/", 45),
        Page("read", step("read"), 75),
        Page("question", step("question"), 45, "label.opt"),
        Page("simulator", step("simulate"), 75, "[data-dock] button"),
        Page("final test", f"{folder}kiem-tra/", 45),
        Page("finish", f"{folder}xong/", 45),
    ]


@contextmanager
def _chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 (a tool of tests and benches)

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


def _cold(browser, address: str, pages: list[Page]) -> list[Visit]:
    """Each page on a phone of its own."""
    visits = []
    for page in pages:
        context = browser.new_context(base_url=address, service_workers="block", **PHONE)
        visits.append(Slow(context).open(page))
        context.close()
    return visits


def _following(browser, address: str, pages: list[Page]) -> list[Visit]:
    """All pages on one phone, one after the other, the home page once before."""
    context = browser.new_context(base_url=address, service_workers="block", **PHONE)
    phone = Slow(context)
    phone.open(pages[0])
    visits = [phone.open(page) for page in pages]
    context.close()
    return visits


def _kept(browser: Any, address: str, pages: list[Page]) -> list[Visit]:
    """The steps of the course on a phone that has taken it along; requests as the line saw them."""
    lying = _lying(pages)
    edition = lying[0].address.split("/")[2]
    with line_to(address) as line:
        context = browser.new_context(base_url=line.address, **PHONE)
        phone = Slow(context)
        phone.page.goto("/", wait_until="networkidle")
        if phone.page.evaluate(DOWNLOAD, edition) != "ready":
            sys.exit("The course could not be downloaded.")
        visits = []
        for page in lying:
            line.asked.clear()
            visit = phone.open(page)
            asked = [one for one in line.asked if "/api/" not in one and "/sw.js" not in one]
            visits.append(replace(visit, requests=len(asked), size=0 if not asked else visit.size))
        context.close()
    return visits


def _lying(pages: list[Page]) -> list[Page]:
    return [page for page in pages if page.address.startswith("/hoc/")]


class Slow:
    """A slow phone on a slow line."""

    def __init__(self, context: Any) -> None:
        self.page = context.new_page()
        self.page.add_init_script(WATCH)
        wire = context.new_cdp_session(self.page)
        wire.send("Network.enable")
        wire.send("Network.emulateNetworkConditions", LINE)
        wire.send("Emulation.setCPUThrottlingRate", {"rate": 4})

    def open(self, page: Page) -> Visit:
        self.page.goto(page.address, wait_until="networkidle")
        cost = self.page.evaluate(COST)
        return Visit(**cost, tap=self._tap(page))

    def _tap(self, page: Page) -> float:
        """Milliseconds; taps that were answered within 16 are not told by the browser."""
        if page.tapped:
            self.page.locator(page.tapped).locator("visible=true").first.tap(timeout=TAP_WITHIN)
        self.page.locator("[data-look]").first.tap()
        self.page.wait_for_timeout(500)
        return max(self.page.evaluate("window.hocsoTaps"), default=16)
