"""The lock of a data folder, which is also the lifeline of the processes below a supervisor.

The supervisor holds the lock as long as it lives. Two supervisors cannot hold it, and whoever
waits for it learns at once that the supervisor is gone, even after SIGKILL: the kernel gives the
lock back. So every process below waits in a thread, and forks of it wait anew; a granian worker
or a Celery child, which outlive their own parents, die with the supervisor too. Needs no help of
one operating system and no word from the process that was killed.

`python -m lms.jobs.processes.lifeline MODULE …` runs a module that way.
"""

import fcntl
import os
import runpy
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lms import env

VARIABLE = "LMS_LIFELINE"
NAME = "supervisor.lock"
GRACE_SECONDS = 3
"""The processes of a supervisor just killed may hold the lock for the moment they need to die."""


class Taken(Exception):
    """Another supervisor works in this data folder."""


@contextmanager
def held(folder: Path) -> Iterator[Path]:
    """Hold the lock of the data folder; raises Taken."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / NAME
    with file.open("a+", encoding="utf-8") as lock:
        _take(lock.fileno())
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        yield file


def _take(descriptor: int) -> None:
    until = time.monotonic() + GRACE_SECONDS
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                raise Taken from None
            time.sleep(0.05)
        else:
            return


def watch() -> None:
    """Die with the supervisor that started this process; without one, do nothing."""
    if not env.text(VARIABLE) or any(thread.name == VARIABLE for thread in threading.enumerate()):
        return
    _wait_in_thread()
    os.register_at_fork(after_in_child=_wait_in_thread)


def _wait_in_thread() -> None:
    threading.Thread(
        target=_die_after, args=[env.text(VARIABLE)], name=VARIABLE, daemon=True
    ).start()


def _die_after(file: str) -> None:
    """Take the whole process group along: programs we started do not wait themselves."""
    with Path(file).open(encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        os.killpg(os.getpgrp(), signal.SIGKILL)


def main() -> None:
    watch()
    sys.argv = sys.argv[1:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
