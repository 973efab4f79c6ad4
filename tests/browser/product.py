"""The whole product as `make run` starts it: web server, worker and clock, with the demo province.

What a person would read off the console (sign-ins, codes in messages) is read off the console.
"""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tests import databases

ROOT = Path(__file__).resolve().parents[2]
READY = "Học số đã sẵn sàng"
START_SECONDS = 240


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class Product:
    """A running product; `stop()` ends it and all its processes."""

    folder: Path
    address: str
    process: subprocess.Popen

    @property
    def console(self):
        return (self.folder / "console.log").read_text(encoding="utf-8")

    def wait_for(self, words, *, seconds=60):
        """Wait until the console has said `words`."""
        until = time.monotonic() + seconds
        while words not in self.console:
            assert self.process.poll() is None, self.console
            assert time.monotonic() < until, f"{words!r} never came:\n{self.console}"
            time.sleep(0.2)

    def sign_in_of(self, who):
        """The demo sign-in whose description begins with `who`: its login and password."""
        accounts = json.loads((self.folder / "demo_accounts.json").read_text(encoding="utf-8"))
        found = next(account for account in accounts if account["who"].startswith(who))
        return found["login"], found["password"]

    def codes_sent(self):
        """Every six-digit code in a text message so far, the oldest first."""
        return re.findall(r"\[SMS → .*?\b(\d{6})\b", self.console)

    def next_code(self, already, *, seconds=30):
        """The code that was sent after the `already` known ones."""
        until = time.monotonic() + seconds
        while len(codes := self.codes_sent()) <= already:
            assert time.monotonic() < until, self.console
            time.sleep(0.1)
        return codes[-1]

    def factor_code(self, email):
        """What the authenticator app of a demo person shows, as `manage.py demo_code` tells."""
        return self.manage("demo_code", email).strip()

    def manage(self, *words):
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=_environment(self.folder),
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)


def _environment(folder):
    kept = {name: value for name, value in os.environ.items() if name != "TEST_DATABASE"}
    return {**kept, "LMS_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "lms.settings.base"}


def start(folder, *options):
    """Start it in an empty folder and wait until it answers; `options` are those of `up`."""
    databases.make(folder)
    port = free_port()
    with (folder / "console.log").open("w") as log:
        process = subprocess.Popen(
            [
                sys.executable,
                "manage.py",
                "up",
                "--host",
                "127.0.0.1",
                "--port",
                str(port),
                *options,
            ],
            cwd=ROOT,
            env=_environment(folder),
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    product = Product(folder, f"http://127.0.0.1:{port}", process)
    try:
        product.wait_for(READY, seconds=START_SECONDS)
    except BaseException:
        product.stop()
        raise
    return product
