"""A kept step reached by the button of the step before, which the browser has made ready.

Its time runs from the finger on the button to the paint; what the browser did before it, while the
step before was being read, is in none of the figures but the requests.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from bench._phone import ARGUMENTS, CHROMIUM, COST, LINE, WATCH, Visit
from tests.browser.line import Line
from tests.browser.tab import Tab, tab

SCREEN = {"width": 360, "height": 740, "deviceScaleFactor": 2, "mobile": True}
TOUCHED = """
addEventListener("pointerdown", (event) => {
  localStorage.setItem("touched", performance.timeOrigin + event.timeStamp);
}, true);
"""
ONWARD = '[data-dock] a[rel="next"]'
PAINTED = "performance.getEntriesByName('first-contentful-paint').length > 0"
MADE_READY = "performance.getEntriesByType('navigation')[0].activationStart > 0"
SINCE_TOUCHED = "Number(localStorage.getItem('touched')) - performance.timeOrigin"


@contextmanager
def phone(rate: float) -> Iterator[Tab]:
    """A slow phone on a slow line, as `Slow` is, held so that pages are made ready."""
    dress = [
        ("Emulation.setDeviceMetricsOverride", SCREEN),
        ("Emulation.setTouchEmulationEnabled", {"enabled": True}),
        ("Emulation.setCPUThrottlingRate", {"rate": rate}),
        ("Page.enable", {}),
        ("Network.enable", {}),
        ("Network.emulateNetworkConditions", LINE),
        ("Page.addScriptToEvaluateOnNewDocument", {"source": WATCH + TOUCHED}),
    ]
    with tab(CHROMIUM, ARGUMENTS, dress) as held:
        yield held


def by_its_button(held: Tab, line: Line, before: str) -> Visit:
    """Open a kept step, wait until the one behind it stands ready, tap "Tiếp tục"."""
    line.asked.clear()
    held.open(line.address + before)
    held.wait_until(f"Boolean(document.querySelector('{ONWARD}').dataset.ahead === '')")
    onward = held.evaluate(f"document.querySelector('{ONWARD}').href")
    held.wait_until_ready(urlsplit(onward).path)
    held.tap(ONWARD)
    held.wait_until(f"location.href === {onward!r} && {PAINTED}")
    if not held.evaluate(MADE_READY):
        sys.exit("The step behind was not the one made ready.")
    late = held.evaluate(SINCE_TOUCHED)
    cost = held.evaluate(f"({COST})()")
    asked = [one for one in line.asked if "/api/" not in one and "/sw.js" not in one]
    times = {name: cost[name] - late for name in ("first", "largest", "usable", "quiet")}
    return Visit(
        size=cost["size"] if asked else 0, requests=len(asked), **times, tap=times["first"]
    )
