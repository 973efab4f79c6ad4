"""Keeps a few processes alive, and takes all of them along when it goes.

Each child leads a process group of its own, is restarted with growing waits when it stops by
itself, and hangs on the lifeline, so that nothing is left even after SIGKILL of the supervisor.
"""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType

from lms.jobs.processes import lifeline
from lms.jobs.processes.children import Child

TICK_SECONDS = 0.2
STOP_SECONDS = 10
LONGEST_WAIT = 30.0
SHORT_LIFE_SECONDS = 10
TRIES = 6
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
LOCKED = "Học số đang chạy với thư mục dữ liệu {folder}. Hãy dừng bản đang chạy trước."
STOPPED = "{title} đã dừng ({how}), bật lại sau {wait:.0f} giây."
GAVE_UP = "{title} cứ bật lên là dừng. Hãy xem lỗi ở trên; Học số dừng lại."
STOPPING = "Đang dừng… (nhấn Ctrl+C lần nữa để dừng ngay)"
GONE = "Đã dừng."


def say(text: str, *, name: str = "học số") -> None:
    """One line on the console; a console that was closed is no reason to stop working."""
    with contextlib.suppress(OSError):
        sys.stdout.write(f"{name:>6} │ {text}\n")
        sys.stdout.flush()


def run(
    children: Sequence[Child],
    *,
    data_dir: Path,
    on_ready: Callable[[], None],
    prepare: Callable[[], None] = lambda: None,
    tries: int = TRIES,
) -> int:
    """Keep the children running until told to stop; the exit code for the shell.

    First the lock of the data folder and a look at each child's obstacles, so that nothing is
    touched in vain; then `prepare`; then the children; `on_ready` once, when all are ready.
    A child that stops soon after each of `tries` starts is given up, and all with it.
    """
    try:
        with lifeline.held(data_dir) as lock:
            obstacles = [obstacle for child in children if (obstacle := child.obstacle())]
            for obstacle in obstacles:
                say(obstacle)
            if obstacles:
                return 1
            prepare()
            return _Supervisor(children, lock, on_ready, tries).run()
    except lifeline.Taken:
        say(LOCKED.format(folder=data_dir))
        return 1


class _Kept:
    """One child: its process, and when to start it again."""

    def __init__(self, child: Child, lock: Path) -> None:
        self.child = child
        self.lock = lock
        self.process: subprocess.Popen[bytes] | None = None
        self.started_at = 0.0
        self.start_again_at = time.monotonic() + child.starts_after
        self.short_lives = 0

    def start(self) -> None:
        command = [sys.executable, "-m", lifeline.__name__, *self.child.command]
        settings = {lifeline.VARIABLE: str(self.lock), "PYTHONUNBUFFERED": "1"}
        self.process = subprocess.Popen(  # noqa: S603  the command is ours
            command,
            env={**os.environ, **settings, **self.child.environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            process_group=0,
        )
        self.started_at = time.monotonic()
        threading.Thread(target=_repeat, args=[self.child.name, self.process], daemon=True).start()

    def tend(self) -> None:
        """Notice that it stopped; start it when its wait is over."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.start_again_at:
                self.start()
            return
        code = self.process.poll()
        if code is None:
            return
        self.clear()
        self.process = None
        lived_short = now - self.started_at < SHORT_LIFE_SECONDS
        self.short_lives = self.short_lives + 1 if lived_short else 0
        wait = min(2.0**self.short_lives, LONGEST_WAIT)
        self.start_again_at = now + wait
        how = f"tín hiệu {-code}" if code < 0 else f"mã {code}"
        say(STOPPED.format(title=self.child.title, how=how, wait=wait))

    def tell(self, number: int) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(number)

    def clear(self) -> None:
        """Kill what is left of its group: a granian worker outlives its parent."""
        if self.process:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)


class _Supervisor:
    def __init__(
        self,
        children: Sequence[Child],
        lock: Path,
        on_ready: Callable[[], None],
        tries: int = TRIES,
    ) -> None:
        self.kept = [_Kept(child, lock) for child in children]
        self.on_ready = on_ready
        self.tries = tries
        self.asked_to_stop = 0
        self.wake = threading.Event()
        self.all_ready = threading.Event()

    def run(self) -> int:
        before = {number: signal.signal(number, self._asked) for number in SIGNALS}
        try:
            return self._keep()
        finally:
            self._stop()
            for number, handler in before.items():
                signal.signal(number, handler)

    def _asked(self, _number: int, _frame: FrameType | None) -> None:
        self.asked_to_stop += 1
        self.wake.set()

    def _keep(self) -> int:
        threading.Thread(target=self._await_ready, daemon=True).start()
        has_told = False
        while not self.asked_to_stop:
            for kept in self.kept:
                kept.tend()
                if kept.short_lives >= self.tries:
                    say(GAVE_UP.format(title=kept.child.title))
                    return 1
            if not has_told and self.all_ready.is_set():
                has_told = True
                self.on_ready()
            self.wake.wait(TICK_SECONDS)
        return 0

    def _await_ready(self) -> None:
        """In a thread of its own: asking may take seconds."""
        for kept in self.kept:
            while not kept.child.is_ready():
                time.sleep(TICK_SECONDS)
        self.all_ready.set()

    def _stop(self) -> None:
        """Ask, wait a little, then do not ask."""
        say(STOPPING)
        for kept in self.kept:
            kept.tell(signal.SIGTERM)
        until = time.monotonic() + STOP_SECONDS
        while time.monotonic() < until and self.asked_to_stop < 2:
            if all(kept.process is None or kept.process.poll() is not None for kept in self.kept):
                break
            time.sleep(0.05)
        for kept in self.kept:
            kept.clear()
            if kept.process:
                kept.process.wait()
        say(GONE)


def _repeat(name: str, process: subprocess.Popen[bytes]) -> None:
    """Print what a child prints, each line with its name."""
    if process.stdout is None:
        return
    with process.stdout as lines:
        for line in lines:
            say(line.decode(errors="replace").rstrip(), name=name)
