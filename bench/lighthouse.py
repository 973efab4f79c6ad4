"""What Lighthouse gives home, course and lesson, out of 100; the goal is 98 in each.

Lighthouse comes from npm by way of `npx`, so Node must be there; it drives Debian's Chromium on
the mobile profile it has by default (slow 4G, CPU ÷ 4).
"""

import json
import os
import shutil
import subprocess
import sys

from bench import _site, phone
from bench._phone import CHROMIUM

VERSION = "13.5.0"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
PAGES = ("home", "course", "read")
FLAGS = "--headless=new --no-sandbox --disable-gpu"


def main() -> list[dict[str, object]]:
    if not shutil.which("npx"):
        sys.exit("Lighthouse needs Node.js with npm.")
    _site.ready()
    pages = [page for page in phone.course_pages() if page.name in PAGES]
    with _site.server() as address:
        return [_row(page.name, address + page.address) for page in pages]


def _row(name: str, address: str) -> dict[str, object]:
    report = _report(address)
    scores = {one: round(100 * report["categories"][one]["score"]) for one in CATEGORIES}
    failed = [
        audit["title"]
        for audit in report["audits"].values()
        if audit.get("score") == 0 and audit["scoreDisplayMode"] == "binary"
    ]
    paint = report["audits"]["largest-contentful-paint"]["displayValue"]
    return {"page": name, **scores, "largest paint": paint, "failed": "; ".join(failed)}


def _report(address: str) -> dict[str, dict]:
    command = [
        "npx", "--yes", f"lighthouse@{VERSION}", address, "--quiet", "--output=json",
        f"--chrome-flags={FLAGS}", f"--only-categories={','.join(CATEGORIES)}",
    ]  # fmt: skip
    environment = {**os.environ, "CHROME_PATH": CHROMIUM}
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    return json.loads(done.stdout)
