"""The one way from HTML to PDF: a child process that can be killed, reaching only our fonts."""

import atexit
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lms.common.pdf import CannotRender, MissingLetters

CPU_LIMIT = 20
"""Seconds of the processor for one document; an honest one takes a twentieth of one."""
TIME_LIMIT = 45.0
"""Seconds on the clock for one document, the start of a child included."""
PAGES_A_CHILD = 500
REST_LIMIT = 90.0
"""Seconds of rest after which a child is not asked again; it ends by itself at 120."""
_ROOT = Path(__file__).resolve().parent.parent


class Renderer:
    """One child at a time, kept for the next page, replaced when it is old, dead or stuck."""

    def __init__(
        self,
        *,
        time_limit: float = TIME_LIMIT,
        cpu_limit: int = CPU_LIMIT,
        options: Sequence[str] = (),
    ) -> None:
        self._time_limit = time_limit
        self._cpu_limit = cpu_limit
        # Of the child: a folder of fonts, megabytes to draw with.
        self._options = options
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._pages = 0
        self._last_asked = 0.0

    def render(self, html: str, *, identifier: str) -> bytes:
        """The PDF/A-3a of a whole page of HTML; the same page and identifier, the same bytes.

        Raises CannotRender. `identifier` goes into the file as its name.
        """
        with self._lock, self._watched():
            self._start_if_needed()
            self._last_asked = time.monotonic()
            self._pages += 1
            return self._ask(html.encode(), identifier)

    @property
    def pid(self) -> int | None:
        """The child that stands ready, if one does."""
        return self._child.pid if self._child else None

    @contextmanager
    def _watched(self) -> Iterator[None]:
        """Kill the child when time is up, and give it up when it does not answer."""
        watch = threading.Timer(self._time_limit, self._kill)
        watch.daemon = True
        watch.start()
        try:
            yield
        except (OSError, ValueError) as error:
            self.close()
            message = "the renderer stopped: killed, out of time or out of memory"
            raise CannotRender(message) from error
        finally:
            watch.cancel()

    def _ask(self, html: bytes, identifier: str) -> bytes:
        child = self._child
        if child is None or child.stdin is None or child.stdout is None:
            message = "the renderer has no pipes"
            raise CannotRender(message)
        head = {"length": len(html), "identifier": identifier, "seconds": self._cpu_limit}
        child.stdin.write(json.dumps(head).encode() + b"\n" + html)
        child.stdin.flush()
        answer = _read_line(child)
        pdf = child.stdout.read(answer["length"])
        if answer["spent"]:
            self.close()
        if answer["missing"]:
            raise MissingLetters(answer["missing"])
        if answer["error"]:
            raise CannotRender(answer["error"])
        if len(pdf) != answer["length"]:
            message = "the renderer's answer was cut off"
            raise ValueError(message)
        return pdf

    def _start_if_needed(self) -> None:
        old, rested = self._child, time.monotonic() - self._last_asked
        if old is not None and (
            old.poll() is not None or self._pages >= PAGES_A_CHILD or rested > REST_LIMIT
        ):
            self.close()
        if self._child is not None:
            return
        self._pages = 0
        self._child = subprocess.Popen(  # noqa: S603 - our own module, a folder of ours
            [sys.executable, "-m", "certificates.pdf_child", *self._options],
            cwd=_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # WeasyPrint's notes on styles are of no use to anyone here.
            stderr=subprocess.DEVNULL,
        )
        answer = _read_line(self._child)
        if not answer["ready"]:
            self.close()
            raise CannotRender(answer["error"])

    def _kill(self) -> None:
        if child := self._child:
            child.kill()

    def close(self) -> None:
        """End the child, if there is one."""
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    continue
        child.wait()


def _read_line(child: subprocess.Popen[bytes]) -> Any:
    """One answer of the child; raises ValueError when it ended instead."""
    return json.loads(child.stdout.readline() if child.stdout else b"")


_renderers: dict[int, Renderer] = {}


def render_pdf(html: str, *, identifier: str) -> bytes:
    """`Renderer.render` with this process's own renderer."""
    return _own().render(html, identifier=identifier)


def child_pid() -> int | None:
    """The child of this process that stands ready, if one does."""
    return _own().pid


def close() -> None:
    """End it; the next page starts another."""
    _own().close()


def _own() -> Renderer:
    pid = os.getpid()
    if pid not in _renderers:
        _renderers.clear()
        _renderers[pid] = Renderer()
        atexit.register(_renderers[pid].close)
    return _renderers[pid]
