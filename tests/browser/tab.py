"""A browser held by its tab, over a pipe.

Playwright holds every page itself, and Chromium then makes none ready ahead (decision 0710). Here
the tab is held; each page in it, seen or not yet seen, is dressed before its first line.
"""

import json
import queue
import subprocess
import tempfile
import threading
import time
from contextlib import contextmanager, suppress

ANSWERED = 30
ONE_ANSWERED = 8
LEFT = "Target.detachedFromTarget"
# The pipe lies at 3 and 4; what the browser prints goes nowhere.
PIPED = 'exec "$@" --remote-debugging-pipe 3<&0 4>&1 0</dev/null 1>/dev/null 2>&1'


class Refused(RuntimeError):
    """The browser would not do it; of a page that has just gone it does nothing more."""


class Tab:
    """The one tab of a browser; `dress` is sent to every page in it, as (method, parameters)."""

    def __init__(self, process, dress):
        self._process = process
        self._dress = dress
        self._count = 0
        self._heard = queue.Queue()
        self._pages = []
        threading.Thread(target=self._listen, daemon=True).start()
        made = self._ask("Target.createTarget", url="about:blank", forTab=True)
        held = self._ask("Target.attachToTarget", targetId=made["targetId"], flatten=True)
        every = {"autoAttach": True, "waitForDebuggerOnStart": True, "flatten": True}
        self._ask("Target.setAutoAttach", held["sessionId"], **every)

    def open(self, address):
        """Go to the address and wait until the page has come whole."""
        self._ask("Page.navigate", self._shown(), url=address)
        self.wait_until("document.readyState === 'complete'")

    def evaluate(self, expression):
        """What it, or its promise, comes to on the page that is shown."""
        return self._evaluate(self._shown(), expression)

    def wait_until(self, expression):
        self._wait(lambda: self.evaluate(expression), expression)

    def wait_until_ready(self, path):
        """Wait until the page at this path stands ready and unseen."""
        here = f"location.pathname === {json.dumps(path)} && document.readyState === 'complete'"
        self._wait(lambda: any(self._evaluate(page, here) for page in self._pages[1:]), path)

    def tap(self, selector):
        """With a finger, in the middle of what is shown."""
        place = self.evaluate(
            f"""(() => {{
              const box = document.querySelector({json.dumps(selector)}).getBoundingClientRect();
              return {{ x: box.x + box.width / 2, y: box.y + box.height / 2 }};
            }})()"""
        )
        page = self._shown()
        self._post("Input.dispatchTouchEvent", page, type="touchStart", touchPoints=[place])
        self._post("Input.dispatchTouchEvent", page, type="touchEnd", touchPoints=[])

    def _wait(self, holds, what):
        until = time.monotonic() + ANSWERED
        while time.monotonic() < until:
            # A page that gives way to the next is gone in the middle of a question.
            with suppress(Refused):
                if holds():
                    return
            time.sleep(0.1)
        raise TimeoutError(what)

    def _shown(self):
        """The page that has been there longest: one made ready comes after it, and follows it."""
        self._ask("Target.getTargets")
        return self._pages[0]

    def _evaluate(self, page, expression):
        wanted = {"expression": expression, "awaitPromise": True, "returnByValue": True}
        return self._ask("Runtime.evaluate", page, **wanted)["result"].get("value")

    def _post(self, method, session=None, **parameters):
        self._count += 1
        told = {"id": self._count, "method": method, "params": parameters}
        if session:
            told["sessionId"] = session
        self._process.stdin.write(json.dumps(told).encode() + b"\0")
        self._process.stdin.flush()
        return self._count

    def _ask(self, method, session=None, **parameters):
        number = self._post(method, session, **parameters)
        while True:
            try:
                told = self._heard.get(timeout=ONE_ANSWERED)
            except queue.Empty:
                raise Refused(f"{method}: no answer") from None
            if told.get("id") == number:
                if "error" in told:
                    raise Refused(f"{method}: {told['error']['message']}")
                return told["result"]
            self._notice(told)
            if told.get("method") == LEFT and told["params"]["sessionId"] == session:
                raise Refused(f"{method}: the page has gone")

    def _listen(self):
        rest = b""
        # Closed under it, when the browser has ended.
        with suppress(ValueError):
            while data := self._process.stdout.read1():
                *whole, rest = (rest + data).split(b"\0")
                for told in whole:
                    self._heard.put(json.loads(told))

    def _notice(self, told):
        about = told.get("params", {})
        if told.get("method") == "Target.attachedToTarget":
            session = about["sessionId"]
            if about["targetInfo"]["type"] == "page":
                self._pages.append(session)
                for method, parameters in self._dress:
                    self._post(method, session, **parameters)
            self._post("Runtime.runIfWaitingForDebugger", session)
        elif told.get("method") == LEFT:
            self._pages = [page for page in self._pages if page != about["sessionId"]]


@contextmanager
def tab(executable, arguments, dress=()):
    """A tab of a browser of its own that has never been anywhere."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        command = [executable, *arguments, f"--user-data-dir={folder}"]
        with subprocess.Popen(
            ["sh", "-c", PIPED, "sh", *command], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as process:
            try:
                yield Tab(process, dress)
            finally:
                process.kill()
                process.wait()
