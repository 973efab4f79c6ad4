"""The whole way of a phone without a line, once with each fault that may meet it, in Chromium.

From the cold visit to the certificate; nothing acknowledged is lost, nothing counts twice.
"""

import subprocess
import sys
import tempfile
from pathlib import Path
from xml.etree import ElementTree as ET

from tests.prove._site import unlike

WAYS = "tests/browser/test_far_with_faults.py"


def main(*, full: bool = False):
    """One row: how many ways were gone, and how many to their end."""
    chosen = "browser" if full else "browser and not large"
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "told.xml"
        words = ["-n", "2", "-m", chosen, f"--junitxml={told}", WAYS]
        subprocess.run([sys.executable, "-m", "pytest", *words], check=False)
        suite = next(ET.parse(told).iter("testsuite"))
    ways, bad = (
        int(suite.get("tests", 0)),
        sum(int(suite.get(k, 0)) for k in ("errors", "failures")),
    )
    return [{"ways": ways, "gone to the end": ways - bad, "seconds": suite.get("time")}]


def faults(row):
    return ["none gone"] if not row["ways"] else unlike(row, row["ways"], "gone to the end")
