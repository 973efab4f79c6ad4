"""The one way from HTML to PDF: a child process that can be killed, reaching only our fonts."""

import atexit
import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

TIME_LIMIT = 45.0
"""Seconds for one document; far beyond any honest one."""
PAGES_A_CHILD = 500
REST_LIMIT = 90.0
"""Seconds of rest after which a child is not asked again; it ends by itself at 120."""
_ROOT = Path(__file__).resolve().parent.parent


class CannotRender(Exception):
    """The page could not be turned into a PDF: it is hostile, or the renderer is missing."""


class Renderer:
    """One child at a time, kept for the next page, replaced when it is old, dead or stuck."""

    def __init__(self, time_limit: float = TIME_LIMIT) -> None:
        self._time_limit = time_limit
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._pages = 0
        self._last_asked = 0.0

    def render(self, html: str, *, identifier: str) -> bytes:
        """The PDF/A-3a of a whole page of HTML; the same page and identifier, the same bytes.

        Raises CannotRender. `identifier` goes into the file as its name.
        """
        with self._lock:
            child = self._ready_child()
            watch = threading.Timer(self._time_limit, child.kill)
            watch.start()
            try:
                return self._ask(child, html.encode(), identifier)
            except (OSError, ValueError) as error:
                self.close()
                message = "the renderer stopped: out of time or memory"
                raise CannotRender(message) from error
            finally:
                watch.cancel()

    def _ask(self, child: subprocess.Popen[bytes], html: bytes, identifier: str) -> bytes:
        sender, receiver = child.stdin, child.stdout
        if sender is None or receiver is None:
            message = "the renderer has no pipes"
            raise CannotRender(message)
        head = json.dumps({"length": len(html), "identifier": identifier})
        sender.write(head.encode() + b"\n" + html)
        sender.flush()
        answer = json.loads(receiver.readline())
        pdf = receiver.read(answer["length"])
        self._pages += 1
        if answer["error"]:
            raise CannotRender(answer["error"])
        if len(pdf) != answer["length"]:
            message = "the renderer's answer was cut off"
            raise ValueError(message)
        return pdf

    def _ready_child(self) -> subprocess.Popen[bytes]:
        old, rested = self._child, time.monotonic() - self._last_asked
        if old is not None and (
            old.poll() is not None or self._pages >= PAGES_A_CHILD or rested > REST_LIMIT
        ):
            self.close()
        self._last_asked = time.monotonic()
        if self._child is None:
            self._pages = 0
            self._child = subprocess.Popen(
                [sys.executable, "-m", "certificates.pdf_child"],
                cwd=_ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                # WeasyPrint's notes on styles are of no use to anyone here.
                stderr=subprocess.DEVNULL,
            )
        return self._child

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


_renderers: dict[int, Renderer] = {}


def render_pdf(html: str, *, identifier: str) -> bytes:
    """`Renderer.render` with this process's own renderer."""
    return _own().render(html, identifier=identifier)


def _own() -> Renderer:
    pid = os.getpid()
    if pid not in _renderers:
        _renderers.clear()
        _renderers[pid] = Renderer()
        atexit.register(_renderers[pid].close)
    return _renderers[pid]
