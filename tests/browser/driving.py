"""What browser tests do to a page besides touching it."""

import gzip
import os
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from zlib import crc32

import axe_playwright_python
import pytest

from tests import pairs

AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
# Every other page of ours has a path that ends like this one's, too.
HOME = re.compile(r"//[^/]+/$")
# What differs between the addresses of one page from run to run.
NUMBERS = re.compile(rb"[\da-f-]{8,}|\d+")
# A journey goes on a phone in `make test`, on a computer's screen, too, at `make prove`.
SCREENS = ["phone", pytest.param("desktop", marks=pytest.mark.large)]
SHOTS = Path(__file__).resolve().parents[2] / ".build" / "shots"


def first_of(ways, count=1):
    """So many of these values of a test in `make test`, all of them at `make prove`."""
    ways = [way if isinstance(way, tuple) else (way,) for way in ways]
    marks = [()] * count + [pytest.mark.large] * (len(ways) - count)
    return [pytest.param(*way, marks=mark) for way, mark in zip(ways, marks, strict=True)]


def slow_down(page, *, kilobits=400, delay_ms=400, cpu=4):
    """The phone of DESIGN §9: 400 kbit/s, 400 ms round trip, a quarter of this machine."""
    session = page.context.new_cdp_session(page)
    bytes_a_second = kilobits * 1000 / 8
    session.send("Network.enable")
    session.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": delay_ms,
            "downloadThroughput": bytes_a_second,
            "uploadThroughput": bytes_a_second,
        },
    )
    session.send("Emulation.setCPUThrottlingRate", {"rate": cpu})


def go_offline(page):
    page.context.set_offline(True)


def go_online(page):
    page.context.set_offline(False)


def settled(page):
    """Once the page a click leads to is there: between two pages there is no document."""
    page.wait_for_load_state()


# In one go: each word with the page costs as much as a small rule. Without axe it says nothing.
ASK_AXE = """async ([context, options]) => {
  if (!("axe" in window)) return null;
  // A colour half way to the next theme is nobody's choice.
  document.getAnimations().forEach((one) => one instanceof CSSTransition && one.finish());
  const { violations } = await axe.run(context, options);
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${JSON.stringify(node.target)} ${node.failureSummary}`));
}"""


@cache
def _axe():
    # A failure names the place and what is wrong there. The markup of all it looks at, written
    # out, takes a tenth of its time.
    return f"{AXE.read_text(encoding='utf-8')}\naxe.configure({{ noHtml: true }});"


def accessibility_errors(page, *, only=None, but=(), without=()):
    """What axe finds outside the places `but`, one line for each; rules `without` are left out.

    All of `RULES`, or those rules `only`.
    """
    settled(page)
    options = {
        "runOnly": {"type": "rule", "values": only} if only else {"type": "tag", "values": RULES},
        "rules": {rule: {"enabled": False} for rule in without},
        # What passes is not asked for, and need not be described.
        "resultTypes": ["violations"],
        # What a page shows in a frame is looked at where it has a page of its own.
        "iframes": False,
    }
    asked = [{"include": [["html"]], "exclude": [[place] for place in but]}, options]
    found = page.evaluate(ASK_AXE, asked)
    if found is None:
        # The pages this one leads to have it from their beginning: handed over to each of them
        # anew it takes as long as the colours of a theme.
        page.add_init_script(_axe())
        page.evaluate(_axe())
        found = page.evaluate(ASK_AXE, asked)
    return found


def assert_accessible(page, themes=("light", "dark"), *, beside=lambda theme: None, **left_out):
    """No axe error in any theme; themes are the phone's own wish.

    Between themes only colours change: those after the first are asked about contrast alone. In
    `make test` a page is looked at in one of them, the next page in the other. `beside` is called
    in each of them, for what else is asked there.
    """
    themes = pairs.some(themes, crc32(NUMBERS.sub(b"", page.url.split("/", 3)[3].encode())))
    size = page.viewport_size
    # Tall enough that the dock covers nothing: axe takes what is under it for out of reach.
    page.set_viewport_size({"width": size["width"], "height": 9000})
    for theme in themes:
        page.emulate_media(color_scheme=theme)
        beside(theme)
        only = None if theme == themes[0] else COLOURS
        errors = accessibility_errors(page, only=only, **left_out)
        assert not errors, f"{page.url} in {theme}:\n" + "\n".join(errors)
    page.set_viewport_size(size)


def sideways(page):
    """By how many pixels the page is wider than the phone.

    Measured against what the page was laid out in: a phone zooms out until a page that is too wide
    fits, and `innerWidth` grows along.
    """
    return _sideways(page, None)[0]


def _sideways(page, *sizes):
    """The same with the reader's text at each of these per cents, in one go."""
    return page.evaluate(
        """(sizes) => {
          const root = document.documentElement;
          const [before, extra] = [root.style.fontSize, []];
          for (const size of sizes) {
            if (size) root.style.fontSize = size + "%";
            extra.push(root.scrollWidth - root.clientWidth);
          }
          root.style.fontSize = before;
          return extra;
        }""",
        sizes,
    )


def assert_fits(page, *, text=200, widths=(320, 360)):
    """Nothing scrolls sideways, also with the reader's text at `text` per cent."""
    settled(page)
    size, percents = page.viewport_size, (100, text)
    # The width it has already comes first: each change is laid out and painted anew.
    for width in sorted(widths, key=lambda width: width != size["width"]):
        if page.viewport_size["width"] != width:
            page.set_viewport_size({"width": width, "height": size["height"]})
        for percent, extra in zip(percents, _sideways(page, *percents), strict=True):
            assert extra <= 0, f"{page.url}: {extra} px too wide at {width} px, text {percent} %"
    if page.viewport_size != size:
        page.set_viewport_size(size)


def small_targets(page, least=44):
    """Links and buttons a thumb would miss; links inside a sentence are let through.

    A choice is as large as the label around it. Places on a practice phone are as large as they are
    drawn: a tap beside one counts for it.
    """
    return page.evaluate(
        """(least) => [...document.querySelectorAll("a[href], button, input, select, summary")]
          .filter((it) => it.offsetParent && !it.closest("p, .skip, dialog, .spot"))
          .map((it) => [it, (it.closest("label") ?? it).getBoundingClientRect()])
          .filter(([it, box]) => box.width && (box.height < least || box.width < least))
          .map(([it, box]) => `${it.outerHTML.slice(0, 90)} ${box.width}x${box.height}`)""",
        least,
    )


def crushed(page):
    """Words broken over lines letter by letter, because what is beside them took the room."""
    return page.evaluate(
        """() => [...document.querySelectorAll("main *")].filter((it) => {
            const own = [...it.childNodes].filter((one) => one.nodeType === Node.TEXT_NODE);
            const words = own.map((one) => one.textContent.trim()).join(" ").trim();
            if (words.length < 7 || !it.offsetParent) return false;
            const range = document.createRange();
            range.selectNodeContents(it);
            const tops = new Set([...range.getClientRects()].map((box) => Math.round(box.top / 4)));
            const wide = it.getBoundingClientRect().width;
            const letter = parseFloat(getComputedStyle(it).fontSize);
            return tops.size > Math.max(2, words.split(/\\s+/).length) && wide < 6 * letter;
          }).map((it) => it.textContent.trim().slice(0, 60))"""
    )


def faint_edges(page, least=3):
    """Controls drawn by an edge that stands out neither from the page nor from their own ground.

    A card that is a link is known by its words.
    """
    return page.evaluate(
        """(least) => {
          const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
          const solid = (colour) => (parts(colour)[3] ?? 1) > 0;
          const light = (colour) => parts(colour).slice(0, 3).map((one) => one / 255)
            .map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4))
            .reduce((sum, one, at) => sum + one * [0.2126, 0.7152, 0.0722][at], 0);
          const contrast = (one, other) => {
            const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
            return (high + 0.05) / (low + 0.05);
          };
          const ground = (it) => {
            const colour = getComputedStyle(it).backgroundColor;
            return solid(colour) || !it.parentElement ? colour : ground(it.parentElement);
          };
          const controls = "button, a:not(.card), select, textarea, label, input";
          return [...document.querySelectorAll(controls)]
            .map((it) => [it, getComputedStyle(it), it.getBoundingClientRect()])
            .filter(([it, style, box]) => box.width && style.opacity !== "0" && it.parentElement)
            .filter(([, style]) => parseFloat(style.borderTopWidth) && solid(style.borderTopColor))
            .filter(([it, style]) => [ground(it), ground(it.parentElement)]
              .every((behind) => contrast(style.borderTopColor, behind) < least))
            .map(([it]) => it.outerHTML.slice(0, 90));
        }""",
        least,
    )


def screenshot(page, name, *, full=False):
    """Keep a picture as `.build/shots/<name>.png`, where `SHOTS=1` says somebody looks at it."""
    if not os.environ.get("SHOTS"):
        return
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png", full_page=full)


def pictures(page, name, *, full=False):
    """One in each theme, `<name>-dark` and `<name>-light`, where somebody looks at them."""
    if not os.environ.get("SHOTS"):
        return
    for theme in ("dark", "light"):
        page.emulate_media(color_scheme=theme)
        screenshot(page, f"{name}-{theme}", full=full)


@dataclass
class Weights:
    """Packed bytes of a view by kind of file, as a phone with an empty store fetches them."""

    by_kind: dict = field(default_factory=dict)
    urls: list = field(default_factory=list)

    @property
    def total(self):
        return sum(self.by_kind.values())


# Asked for when the page is there (see `test_what_comes_after_waits_for_the_page`).
BESIDE = ("/api/", "icon", "/js/after.")


def weigh(page, address, *, cached=False):
    """Open `address` and weigh what it fetched; text is counted as gzip packs it.

    What it fetches ahead for the next page is left out, and what no paint waits for; with
    `cached`, what the phone had, too.
    """
    weights = Weights()

    def take(response):
        kind = response.request.resource_type
        body = response.body()
        size = len(body) if kind in {"font", "image", "media"} else len(gzip.compress(body, 9))
        weights.by_kind[kind] = weights.by_kind.get(kind, 0) + size
        weights.urls.append(response.url)

    seen = []
    had = page.evaluate("performance.getEntriesByType('resource').map((one) => one.name)")

    def see(response):
        seen.append(response)

    page.on("response", see)
    page.goto(address, wait_until="networkidle")
    page.remove_listener("response", see)
    for response in seen:
        if not response.ok or any(part in response.url for part in BESIDE):
            continue
        if "prefetch" in response.request.headers.get("sec-purpose", ""):
            continue
        if not (cached and response.url in had):
            take(response)
    return weights


def largest_paint_ms(page):
    """When the largest thing on the first screen was painted."""
    return page.evaluate(
        """() => new Promise((done) => {
          new PerformanceObserver((list) => {
            const all = list.getEntries();
            done(all[all.length - 1].startTime);
          }).observe({ type: "largest-contentful-paint", buffered: true });
        })"""
    )
