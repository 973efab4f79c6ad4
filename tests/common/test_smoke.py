import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_a_person_is_found_without_marks(hoa):
    assert hoa.name_fold == "tran thi hoa"


def test_the_command_that_draws_the_screens_starts_by_itself():
    """Run as a command it has no settings yet, unlike under pytest."""
    ask = [sys.executable, "-c", "import tests.browser.screenshots"]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("DJANGO")}
    subprocess.run(ask, cwd=ROOT, env=environment, check=True)
