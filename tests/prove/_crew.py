"""The worker and the clock of the product, started as the supervisor starts them, to be killed."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path

from lms.jobs.processes import children, lifeline

VICTIMS = ("all", "parent", "child")
NOTICE_SECONDS = 0.2
"""So long the supervisor may take to see that a process is gone."""


class Kept:
    """One of the supervisor's children, without the growing waits."""

    def __init__(self, child, lock, log):
        self.child, self.lock, self.log = child, lock, log
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            [sys.executable, "-m", lifeline.__name__, *self.child.command],
            env={**os.environ, lifeline.VARIABLE: str(self.lock), **self.child.environment},
            stdin=subprocess.DEVNULL,
            stdout=self.log,
            stderr=subprocess.STDOUT,
            process_group=0,
        )

    def clear(self):
        """Kill the whole group, as the supervisor does with what is left of a child."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def kill(self, victim, chance):
        """SIGKILL all its processes, the parent alone, or one child that the parent replaces."""
        if victim == "child":
            os.kill(chance.choice(self.forks()), signal.SIGKILL)
            return
        if victim == "parent":
            os.kill(self.process.pid, signal.SIGKILL)
            time.sleep(NOTICE_SECONDS)
        self.clear()
        self.start()

    def forks(self):
        """The processes that do the work; its parent when there are none yet."""
        numbers = [int(folder.name) for folder in Path("/proc").glob("[0-9]*")]
        found = [pid for pid in numbers if _parent(pid) == self.process.pid]
        return found or [self.process.pid]


def _parent(pid):
    try:
        state, parent = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[:2]
    except OSError:
        return None
    return None if state == "Z" else int(parent)


@contextmanager
def at_work(folder):
    """The worker of the product on this process's settings, and its clock; gone with the block.

    They hang on the lock of the folder, so that they die with the proof, whatever kills it.
    """
    with lifeline.held(folder) as lock, (folder / "crew.log").open("ab") as log:
        crew = [Kept(children.worker(), lock, log), Kept(children.beat(), lock, log)]
        try:
            yield crew[0]
        finally:
            for kept in crew:
                kept.clear()
