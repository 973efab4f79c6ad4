"""Awkward names come out of the printer as they went in (hundreds of them: `make prove`)."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.prove import papers

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.programs
@pytest.mark.worker
def test_every_check_passes_on_every_paper():
    """Asked for as `make prove` asks, which says no settings beforehand."""
    kept = {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}
    command = [sys.executable, "-m", "tests.prove", "--small", "papers"]
    done = subprocess.run(command, cwd=ROOT, env=kept, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    drawn_and_passed = ["certificates", "drawn", *papers.CHECKS]
    assert f"| {f'{len(papers.AWKWARD)} | ' * len(drawn_and_passed)}" in done.stdout
