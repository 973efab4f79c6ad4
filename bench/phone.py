"""What a cheap phone waits for: 360×740, 400 kbit/s, 400 ms a round trip, a quarter of this CPU.

Behind each figure stands the one at the rate that makes this machine the phone of the goals, told
from a bare page opened in the same rounds (`calibrated`).

Each page as a phone that has never been here opens it ("cold"), as the next page of a visit
("next": styles, fonts and whatever the page before fetched ahead are there), and out of a course
that lies on the phone ("kept"; its requests are those the server saw, but for learning itself).
Only kept pages have the service worker: what passes through it escapes the slowing of the line.
"By its button" is a kept step reached by "Tiếp tục" of the step before, once the browser has made
it ready: from the tap to its paint (`_ahead`). Medians of three. Goals of the design: home 45 KB, a
step 45 KB and 75 KB with its picture, 6 requests, next step 8 KB beside its picture, largest paint
1.5 s, usable 2 s, a kept step 200 ms.

"Quiet" is the end of the last task over 50 ms on the main thread. "Tap" is the longest a tap waited
for the next paint (INP of that visit): the AA panel, and what the page is for.
"""

import statistics
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from bench import _ahead, _site
from bench._phone import BARE, PHONE, Page, Slow, Visit, chromium
from tests.browser.line import line_to

COURSE = "nop-ho-so-dich-vu-cong"
ROUNDS = 3
BY_ITS_BUTTON = "read, kept, by its button"
DOWNLOAD = """async (edition) => {
  const { active } = await navigator.serviceWorker.ready;
  return new Promise((done) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => done(data.answer);
    active.postMessage({ do: "download", edition }, [port2]);
  });
}"""
KEEP_BARE = """async () => (await caches.open("hocso-files")).addAll(
  ["/static/bare.html", "/static/bare.css"],
)"""


# As little as a page of a lesson can be: its words and one stylesheet, 2.3 KB with their headers.
BARE_PAGE = """<!doctype html><html lang="vi"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>Bài</title>
<link rel="stylesheet" href="bare.css"><main><h1>Mở ứng dụng</h1><p>%s</p></main></html>
"""
BARE_WORDS = "Bấm vào biểu tượng trên màn hình, đợi ứng dụng mở ra, rồi đọc dòng chữ đầu tiên. "
BARE_STYLES = "body{font:18px/1.6 sans-serif;margin:16px;color:#1b2520;background:#faf5ea}"
# Seconds to the largest paint of such a page on the machine for which the goals were set, at ÷ 4.
BARE_THERE = 1.07
QUARTER = 4.0


def main() -> dict[str, list[dict[str, object]]]:
    _site.ready()
    pages, before = course_pages(), before_reading()
    write_bare_page()
    with _site.server() as address, chromium() as browser:
        rate = calibrated(browser, address)
        benches = [_Bench(browser, address, pages, before, each) for each in (QUARTER, rate)]
        rounds = [[one.round() for one in benches] for _ in range(ROUNDS)]
    rows = [
        _row(
            *name, [[visits[number] for visits in of_rate] for of_rate in zip(*rounds, strict=True)]
        )
        for number, name in enumerate(benches[0].names())
    ]
    return {f"phone, CPU ÷ {QUARTER:g}, and ÷ {rate:.1f} as calibrated": rows}


def write_bare_page() -> None:
    from django.conf import settings  # noqa: PLC0415 (after Django is ready)

    folder = Path(settings.STATIC_ROOT)
    (folder / "bare.html").write_text(BARE_PAGE % (BARE_WORDS * 8), encoding="utf-8")
    (folder / "bare.css").write_text(BARE_STYLES, encoding="utf-8")


def calibrated(browser: Any, address: str) -> float:
    """How much to slow this machine so that it is the phone the goals were set for.

    A bare page took 1.07 s to its largest paint there, at ÷ 4. What it takes here grows evenly
    with the rate, so measuring it at ÷ 4 and unslowed tells the rate at which it takes 1.07 s.
    """
    rates = QUARTER, 1.0
    found = {rate: [] for rate in rates}
    for _ in range(2 * ROUNDS + 1):
        for rate in rates:
            context = browser.new_context(base_url=address, service_workers="block", **PHONE)
            found[rate].append(Slow(context, rate).open(BARE).largest / 1000)
            context.close()
    slowed, unslowed = (statistics.median(found[rate]) for rate in rates)
    rate = 1 + (QUARTER - 1) * (BARE_THERE - unslowed) / max(slowed - unslowed, 0.01)
    print(f"A bare page: {slowed:.2f} s at ÷ 4, {unslowed:.2f} s unslowed.", flush=True)
    return min(max(rate, 1.0), QUARTER)


def _row(name: str, budget: int, kinds: list[list[Visit]]) -> dict[str, object]:
    """One page; `visits` of each rate."""

    def middle(name: str, which: int) -> float:
        return statistics.median(getattr(visit, name) for visit in kinds[which])

    def seconds(name: str) -> str:
        return " / ".join(f"{middle(name, which) / 1000:.2f}" for which in (0, 1))

    return {
        "page": name,
        "KB": f"{middle('size', 0) / 1024:.1f}",
        "goal": budget or "",
        "requests": middle("requests", 0),
        "first paint, s": seconds("first"),
        "largest paint, s (1.5)": seconds("largest"),
        "usable, s (2)": seconds("usable"),
        "quiet, s": seconds("quiet"),
        "tap, ms (200)": f"{middle('tap', 0):.0f} / {middle('tap', 1):.0f}",
        "largest of each": " ".join(f"{one.largest / 1000:.2f}" for one in kinds[1]),
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


def before_reading() -> str:
    """The first step of those pages' course that leads on to one to read."""
    from courses.models import CourseEdition  # noqa: PLC0415 (after Django is ready)

    edition = CourseEdition.objects.get(course__code=COURSE)
    steps = edition.steps.order_by("position").values_list("kind", "uid")
    before = next(uid for (_, uid), (kind, _) in pairwise(steps) if kind == "read")
    return f"/hoc/{edition.public_id}/{before}/"


@dataclass(frozen=True)
class _Bench:
    """Everything that is opened in one round, slowed by one rate."""

    browser: Any
    address: str
    pages: list[Page]
    before: str
    rate: float

    @property
    def kept(self) -> list[Page]:
        return [page for page in self.pages if page.address.startswith("/hoc/")]

    def names(self) -> list[tuple[str, int]]:
        """As `round` has them: what was opened, and the KB it may cost."""
        cold = [(f"{page.name}, cold", page.budget) for page in (BARE, *self.pages)]
        following = [(f"{page.name}, next", 0) for page in self.pages]
        kept = [(f"{page.name}, kept", 0) for page in (BARE, *self.kept)]
        return [*cold, *following, *kept, (BY_ITS_BUTTON, 0)]

    def round(self) -> list[Visit]:
        return [*self._cold(), *self._following(), *self._kept(), self._by_its_button()]

    def _phone(self, address: str = "", **more: str) -> Slow:
        context = self.browser.new_context(base_url=address or self.address, **more, **PHONE)
        return Slow(context, self.rate)

    def _cold(self) -> Iterator[Visit]:
        """Each page on a phone of its own."""
        for page in (BARE, *self.pages):
            phone = self._phone(service_workers="block")
            yield phone.open(page)
            phone.leave()

    def _following(self) -> list[Visit]:
        """All pages on one phone, one after the other, the home page once before."""
        phone = self._phone(service_workers="block")
        phone.open(self.pages[0])
        visits = [phone.open(page) for page in self.pages]
        phone.leave()
        return visits

    def _kept(self) -> Iterator[Visit]:
        """The steps of the course on a phone that has taken it along; requests as the line saw
        them. The bare page, too, lies where the files of a course lie.
        """
        with line_to(self.address) as line:
            phone = self._phone(line.address)
            phone.page.goto("/", wait_until="networkidle")
            if phone.page.evaluate(DOWNLOAD, self.kept[0].address.split("/")[2]) != "ready":
                sys.exit("The course could not be downloaded.")
            phone.page.evaluate(KEEP_BARE)
            for page in (BARE, *self.kept):
                line.asked.clear()
                visit = phone.open(page)
                asked = [one for one in line.asked if "/api/" not in one and "/sw.js" not in one]
                yield replace(visit, requests=len(asked), size=0 if not asked else visit.size)
            phone.leave()

    def _by_its_button(self) -> Visit:
        """On a phone of its own, which is held in another way."""
        with line_to(self.address) as line, _ahead.phone(self.rate) as phone:
            phone.open(line.address)
            edition = self.before.split("/")[2]
            if phone.evaluate(f"({DOWNLOAD})({edition!r})") != "ready":
                sys.exit("The course could not be downloaded.")
            return _ahead.by_its_button(phone, line, self.before)
