"""Tests run as a proof of their own: how many were gone, and how many to their end."""

import subprocess
import sys
import tempfile
from pathlib import Path
from xml.etree import ElementTree as ET

from tests.prove._site import unlike

Row = dict[str, object]


def gone(what: str, *words: str, environment: dict[str, str] | None = None) -> Row:
    """One row of pytest called with these words; `what` heads the column of their number."""
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "told.xml"
        command = [sys.executable, "-m", "pytest", "-n", "2", f"--junitxml={told}", *words]
        subprocess.run(command, check=False, env=environment)
        suite = next(ET.parse(told).iter("testsuite"))
    every = int(suite.get("tests", 0))
    bad = sum(int(suite.get(kind, 0)) for kind in ("errors", "failures"))
    return {what: every, "gone to the end": every - bad, "seconds": suite.get("time")}


def faults(what: str, row: Row) -> list[str]:
    return ["none gone"] if not row[what] else unlike(row, row[what], "gone to the end")
