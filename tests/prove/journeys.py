"""The longest journeys in Chromium, each to its end.

First the whole way of a phone without a line, once with each fault that may meet it, from the cold
visit to the certificate: nothing acknowledged is lost, nothing counts twice. Then what `make test`
goes on a phone, on a computer's screen, and what it does in one way, in the other ways.
"""

import subprocess
import sys
import tempfile
from pathlib import Path
from xml.etree import ElementTree as ET

from tests.prove._site import unlike

JOURNEYS = "tests/browser"
WAYS = f"{JOURNEYS}/test_far_with_faults.py"


def main(*, full: bool = False):
    """One row: how many journeys were gone, and how many to their end."""
    chosen = ["large", JOURNEYS] if full else ["browser and not large", WAYS]
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "told.xml"
        words = ["-n", "2", f"--junitxml={told}", "-m", *chosen]
        subprocess.run([sys.executable, "-m", "pytest", *words], check=False)
        suite = next(ET.parse(told).iter("testsuite"))
    gone, bad = (
        int(suite.get("tests", 0)),
        sum(int(suite.get(k, 0)) for k in ("errors", "failures")),
    )
    return [{"journeys": gone, "gone to the end": gone - bad, "seconds": suite.get("time")}]


def faults(row):
    return ["none gone"] if not row["journeys"] else unlike(row, row["journeys"], "gone to the end")
