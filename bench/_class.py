"""A class of 50 new phones behind one address: all ask for a code, type it in and give a name.

Web server and worker run as `make run` starts them; the phones share the processors with them.
"""

import http.client
import re
import time
from concurrent.futures import ThreadPoolExecutor
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

from bench import _site

PHONES = 50
PATIENCE = 60


def seconds():
    """From the first request to the last phone that has signed in."""
    with _site.worker(), _site.server() as address:
        host = urlsplit(address).netloc
        # One came early: every process has answered once, the worker too.
        _sign_in(host, PHONES)
        _until_sent(_number(PHONES))
        start = time.monotonic()
        with ThreadPoolExecutor(PHONES) as phones:
            list(phones.map(lambda place: _sign_in(host, place), range(PHONES)))
        return time.monotonic() - start


def _sign_in(host, place):
    phone = _Phone(host)
    phone.open("/dang-nhap/")
    assert phone.send("/dang-nhap/", number=_number(place)) == "/dang-nhap/ma/"
    phone.open("/dang-nhap/ma/")
    assert phone.send("/dang-nhap/ma/", code=_code(_number(place))) == "/dang-nhap/ten/"
    phone.open("/dang-nhap/ten/")
    name = f"Trần Văn {chr(ord('A') + place % 26)}"
    assert phone.send("/dang-nhap/ten/", full_name=name, agrees="on") == "/toi/"
    phone.open("/toi/")


class _Phone:
    """A browser that keeps its cookies and its line."""

    def __init__(self, host):
        self.line = http.client.HTTPConnection(host, timeout=PATIENCE)
        self.cookies = SimpleCookie()

    def open(self, path):
        assert self._ask("GET", path).status == 200, path

    def send(self, path, **fields):
        """Where the answer to a form leads."""
        return self._ask("POST", path, urlencode(fields)).headers["Location"]

    def _ask(self, method, path, body=None):
        cookies = "; ".join(f"{name}={cookie.value}" for name, cookie in self.cookies.items())
        headers = {"Cookie": cookies, "Accept-Encoding": "gzip"}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["X-CSRFToken"] = self.cookies["csrftoken"].value
        self.line.request(method, path, body, headers)
        answer = self.line.getresponse()
        answer.read()
        for cookie in answer.headers.get_all("Set-Cookie", []):
            self.cookies.load(cookie)
        return answer


def _number(place):
    return f"+84912{place:06}"


def _code(number):
    """As the outbox of a trial shows it."""
    return re.search(r"\d{6}", _message(number).body)[0]


def _message(number):
    from lms.notifications.models import Message  # noqa: PLC0415 (after Django is ready)

    return Message.objects.get(channel="sms", address=number)


def _until_sent(number):
    late = time.monotonic() + PATIENCE
    while _message(number).state != "sent":
        assert time.monotonic() < late, "The worker sends nothing."
        time.sleep(0.1)
