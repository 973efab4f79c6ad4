"""`make test`: every check in turn; the first failure stops it.

The last step is the whole suite on SQLite, so that the closing line is its own.
"""

import os
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

from lms.bootstrap import TEST_PROGRAMS, best_path
from tests import postgres

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
SETTINGS = "--settings=lms.settings.test"
IN_CI = os.environ.get("CI") == "true"


class Failed(Exception):
    """A step did not pass."""


def tool(name: str, *words: str, **environment: str) -> None:
    command = [str(BIN / name), *words]
    said = textwrap.shorten(" ".join([name, *words]), 160, placeholder=" …")
    print("$", said, flush=True)
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, check=False)
    if done.returncode:
        raise Failed(said)


def python(*words: str, **environment: str) -> None:
    tool("python", *words, **environment)


def lint() -> None:
    tool("ruff", "check", "--quiet", ".")
    tool("ruff", "format", "--quiet", "--check", ".")
    templates = sorted(str(file.relative_to(ROOT)) for file in ROOT.glob("templates/**/*.html"))
    if templates:
        tool("djade", "--check", *templates)
        tool("djlint", "--lint", "--quiet", "templates")


def types() -> None:
    tool("mypy")


def contracts() -> None:
    tool("lint-imports", "--no-logo")


def begin_migrating() -> None:
    """Let the databases be made beside lint and types, which keep one processor busy.

    Whoever needs them waits for them; after a failed lint they are there for the next run."""
    command = [str(BIN / "python"), "-m", "tests.migrated"]
    subprocess.Popen(command, cwd=ROOT, start_new_session=True)


def migrations() -> None:
    # It runs the system checks first.
    python("manage.py", "makemigrations", "--check", "--dry-run", SETTINGS)
    python("-m", "tests.migrated")


# All its tests bear the mark; reading them takes each process some seconds.
WITHOUT_BROWSER = "--ignore=tests/browser"
DATABASE = "not browser and not worker and not large"
WORKER = "pytest.mark.worker"
# Files and settings are the same on every database; SQLite's run has them.
WITHOUT_A_DATABASE = ("frontend", "media", "settings")


def database() -> None:
    left_out = [WITHOUT_BROWSER, *(f"--ignore=tests/{name}" for name in WITHOUT_A_DATABASE)]
    with postgres.server() as address:
        suite("-n", "2", "-m", DATABASE, *left_out, TEST_DATABASE=address)


def worker() -> None:
    # Only files with such a test: each process reads all it is given.
    files = [file for file in (ROOT / "tests").rglob("test_*.py") if WORKER in file.read_text()]
    suite("-n", "4", "-m", "worker", *sorted(str(file.relative_to(ROOT)) for file in files))


def browser() -> None:
    # A page waits for its worker and its line as often as for a processor. One test at a time is
    # given out, in their order: the longest are not left to one process, nor to the end.
    dealt = ("-n", "4", "--dist", "load", "--maxschedchunk", "1")
    suite(*dealt, "-m", "browser and not large", "tests/browser")


def sqlite() -> None:
    suite("-n", "3", "-m", f"{DATABASE} and not postgres", WITHOUT_BROWSER)


def suite(*words: str, **environment: str) -> None:
    python("-m", "pytest", *words, **environment)


STEPS: list[tuple[str, Callable[[], None], tuple[str, ...]]] = [
    ("Lint", lint, ()),
    ("Types", types, ()),
    ("Import contracts", contracts, ()),
    ("Migrations and system checks", migrations, ()),
    ("Database tests on PostgreSQL", database, ("initdb",)),
    ("Task tests on a real worker", worker, ("redis-server",)),
    ("Browser journeys in Chromium", browser, ("chromium-headless-shell",)),
    ("The whole suite on SQLite", sqlite, ("qpdf", "pdftotext", "zbarimg")),
]


def missing(programs: tuple[str, ...]) -> list[str]:
    return [TEST_PROGRAMS[name] for name in programs if best_path(name) is None]


def main(chosen: list[str]) -> int:
    began = time.monotonic()
    times: list[tuple[str, float]] = []
    if not chosen:
        begin_migrating()
    for number, (title, step, programs) in enumerate(STEPS, start=1):
        if chosen and str(number) not in chosen and step.__name__ not in chosen:
            continue
        lacking = missing(programs)
        if lacking:
            print(f"\n{'!' * 72}\n! SKIPPED: {title}; install {' '.join(lacking)}\n{'!' * 72}")
            if IN_CI:
                return 1
            continue
        report(times)
        print(f"\n━━ {number}/{len(STEPS)} {title}", flush=True)
        start = time.monotonic()
        try:
            step()
        except Failed as failure:
            print(f"\n✗ {title}: {failure}", file=sys.stderr)
            return 1
        times.append((title, time.monotonic() - start))
    took(times, time.monotonic() - began)
    return 0


def report(times: list[tuple[str, float]]) -> None:
    if times:
        title, seconds = times[-1]
        print(f"   {title}: {seconds:.0f} s", flush=True)


def took(times: list[tuple[str, float]], total: float) -> None:
    # On stderr, so that the suite's own line stays the closing one.
    rows = "".join(f"   {seconds:6.1f} s  {title}\n" for title, seconds in times)
    print(f"\n{rows}   {total:6.1f} s  in all", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
