"""The line between a phone and the site: it can be cut, slowed, or ended at somebody's portal.

A phone behind it never knows more than a real one would: connections fail, hang, or are answered
by a stranger.
"""

import socket
import threading
import time
from contextlib import contextmanager, suppress

PORTAL = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nConnection: close\r\n\r\n"
    b"<!doctype html><title>Wi-Fi</title><h1>Wi-Fi sign-in</h1>"
)
CHUNK = 16_384


class Line:
    """Stands between a port of its own and the site; `state` may be set at any time.

    "up" passes everything on, "down" ends every connection at once, "portal" answers for the site,
    "hung" takes everything and hands nothing on until it is set anew. `bytes_left` cuts the line
    (once) when so many bytes have come from the site, `unheard` when the answer comes to a request
    whose first line has these words; `pause` is the seconds each chunk waits. `asked` lists the
    first lines of all requests that were passed on.
    """

    def __init__(self, site_port):
        self.site_port = site_port
        self.state = "up"
        self.bytes_left = None
        self.pause = 0.0
        self.unheard = ""
        self.asked = []
        self._open = set()
        self._last = {}
        self._door = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._door.getsockname()[1]}"
        threading.Thread(target=self._receive, daemon=True).start()

    def cut(self):
        """Nothing comes through any more, also of what is under way."""
        self.state = "down"
        for end in list(self._open):
            _shut(end)

    def mend(self):
        self.state = "up"
        self.bytes_left = None
        self.unheard = ""

    def close(self):
        self.cut()
        self._door.close()

    def _receive(self):
        while True:
            try:
                phone, _ = self._door.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(phone,), daemon=True).start()

    def _serve(self, phone):
        self._open.add(phone)
        try:
            if self.state == "down":
                return
            first = phone.recv(CHUNK)
            self._wait_while_hung()
            if self.state == "portal" and first:
                phone.sendall(PORTAL)
            elif self.state == "up" and first:
                self._pass_on(phone, first)
        except OSError:
            pass
        finally:
            _shut(phone)
            self._open.discard(phone)

    def _pass_on(self, phone, first):
        site = socket.create_connection(("127.0.0.1", self.site_port))
        self._open.add(site)
        try:
            self._note(site, first)
            site.sendall(first)
            threading.Thread(target=self._upward, args=(phone, site), daemon=True).start()
            while data := site.recv(CHUNK):
                time.sleep(self.pause)
                self._wait_while_hung()
                if not self._may_pass(site, len(data)):
                    return
                phone.sendall(data)
        finally:
            _shut(site)
            self._open.discard(site)
            self._last.pop(site, None)

    def _upward(self, phone, site):
        try:
            while data := phone.recv(CHUNK):
                self._wait_while_hung()
                self._note(site, data)
                site.sendall(data)
        except OSError:
            pass
        _shut(site)

    def _wait_while_hung(self):
        while self.state == "hung":
            time.sleep(0.05)

    def _note(self, site, data):
        if data[:4] in {b"GET ", b"POST", b"PUT "}:
            first_line = data.split(b"\r\n", 1)[0].decode("latin-1")
            self.asked.append(first_line)
            self._last[site] = first_line

    def _may_pass(self, site, size):
        if self.state != "up":
            return False
        if self.unheard and self.unheard in self._last[site]:
            self.cut()
            return False
        if self.bytes_left is not None:
            self.bytes_left -= size
            if self.bytes_left < 0:
                self.cut()
                return False
        return True


def _shut(end):
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()


@contextmanager
def line_to(site):
    """A line to the site at this address."""
    line = Line(int(site.rsplit(":", 1)[1]))
    yield line
    line.close()
