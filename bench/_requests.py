"""Requests weighed side by side: each as a browser sends it, answered without a web server.

CPU-ms are those of this process and of PostgreSQL's where it runs on this machine, both as the
kernel counts them; p50 and p95 are ms on the clock from the request to its last byte.
"""

import gc
import gzip
import io
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

ROUNDS = 5
YARDSTICK = 4.6
"""CPU-ms of a plain Wagtail page on the machine whose figures the budgets were set beside."""
BESIDE = f"where it takes {YARDSTICK}"


class Caller:
    """Calls a WSGI application as one browser, signed in or not, and weighs each call."""

    def __init__(self, person=None, *, application=None):
        from django.core.wsgi import get_wsgi_application  # noqa: PLC0415 (after Django is ready)
        from django.test import Client  # noqa: PLC0415

        from tests.people import sign_in  # noqa: PLC0415

        client = Client()
        if person:
            sign_in(client, person)
        self.cookies = SimpleCookie(client.cookies.output(header="", sep=";"))
        self.application = application or get_wsgi_application()

    def environ(self, method, address, body=b"", **headers):
        path, _, query = address.partition("?")
        cookies = "; ".join(f"{name}={cookie.value}" for name, cookie in self.cookies.items())
        return {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "8000",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "localhost",
            "HTTP_ACCEPT_ENCODING": "gzip",
            "HTTP_COOKIE": cookies,
            "CONTENT_TYPE": "application/json" if body else "",
            "CONTENT_LENGTH": str(len(body)),
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(),
            "wsgi.url_scheme": "http",
            "wsgi.version": (1, 0),
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        } | headers

    def call(self, environ):
        """The answer with its CPU and clock seconds in this process."""
        status = []

        def start_response(line, headers, _exception=None):
            status.append(int(line.split(" ", 1)[0]))
            for name, value in headers:
                if name.lower() == "set-cookie":
                    self.cookies.load(value)

        cpu, clock = time.process_time(), time.perf_counter()
        response = self.application(environ, start_response)
        body = b"".join(response)
        response.close()
        return Answer(status[0], body, time.process_time() - cpu, time.perf_counter() - clock)


@dataclass(frozen=True)
class Answer:
    """`body` as it travels; seconds."""

    status: int
    body: bytes
    cpu: float
    clock: float


@dataclass(frozen=True)
class Request:
    """What is asked, and the most CPU-ms and queries the design allows for it, if it says so.

    `per` is how many things a request brings, for each of which CPU-ms are told; `repeats` how
    often a round asks; `before` is called before every request and not weighed.
    """

    name: str
    caller: Caller
    make: Callable[[], dict[str, Any]]
    budget: float | None = None
    most_queries: int | None = None
    per: int = 1
    repeats: int = 30
    before: Callable[[], None] = lambda: None

    def call(self):
        environ = self.make()
        self.before()
        answer = self.caller.call(environ)
        assert answer.status == 200, (self.name, answer.status)
        return answer


def weigh(requests, *, yardstick):
    """A row for each request; every round asks all of them in turn.

    CPU-ms are medians over rounds of the mean of each; beside them what they would be on a machine
    where the request named `yardstick` takes YARDSTICK, by the ratio of the two in each round.
    """
    rounds = [[_burst(request) for request in requests] for _ in range(ROUNDS)]
    bursts = dict(zip(requests, zip(*rounds, strict=True), strict=True))
    spent = {one: statistics.median(burst.cpu for burst in bursts[one]) for one in requests}
    beside = next(bursts[one] for one in requests if one.name == yardstick)
    return [_row(one, bursts[one], spent[one], _ratio(bursts[one], beside)) for one in requests]


def _ratio(bursts, beside):
    """How many times the yardstick it costs: the median over rounds, each of one moment."""
    rounds = zip(bursts, beside, strict=True)
    return statistics.median(burst.cpu / yard.cpu for burst, yard in rounds)


@dataclass(frozen=True)
class _Burst:
    """Mean CPU-ms of a request, ms on the clock of each, and the last body."""

    cpu: float
    clock: list[float]
    body: bytes


def _burst(request):
    # What another request made this process forget is no cost of this one; a page is packed best
    # when it is asked for a second time, and that once.
    request.call()
    request.call()
    gc.collect()
    start = database_seconds()
    answers = [request.call() for _ in range(request.repeats)]
    database = database_seconds()
    cpu = sum(answer.cpu for answer in answers)
    cpu += sum(spent - start.get(process, 0) for process, spent in database.items())
    clock = [1000 * answer.clock for answer in answers]
    return _Burst(1000 * cpu / request.repeats, clock, answers[-1].body)


def _row(request, bursts, cpu, ratio):
    each, clock = cpu / request.per, [ms for burst in bursts for ms in burst.clock]
    parts = statistics.quantiles(clock, n=20)
    digits = 3 if request.per > 1 else 2
    body = bursts[-1].body
    is_packed = body[:2] == b"\x1f\x8b"
    return {
        "request": request.name,
        "CPU-ms": f"{each:.{digits}f}",
        BESIDE: f"{ratio * YARDSTICK / request.per:.{digits}f}",
        "at most": "" if request.budget is None else f"{request.budget:g}",
        "queries": _queries(request),
        "at most ": "" if request.most_queries is None else request.most_queries,
        "p50 ms": f"{parts[9]:.1f}",
        "p95 ms": f"{parts[18]:.1f}",
        "bytes": len(gzip.decompress(body)) if is_packed else len(body),
        "gzip": len(body) if is_packed else len(gzip.compress(body, 6)),
        "× plain Wagtail": f"{ratio:.2f}",
        "rounds, whole request": " ".join(f"{one:.2f}" for one in sorted(b.cpu for b in bursts)),
    }


def _queries(request):
    """Statements of one request, without BEGIN and COMMIT."""
    from django.db import connection  # noqa: PLC0415 (after Django is ready)

    found = []

    def watch(execute, sql, params, many, context):
        found.append(sql)
        return execute(sql, params, many, context)

    # Another request may have made this process forget what it knew.
    request.call()
    with connection.execute_wrapper(watch):
        request.call()
    return sum(not sql.startswith(("BEGIN", "COMMIT", "PRAGMA")) for sql in found)


def database_seconds():
    """CPU seconds of each process of PostgreSQL by its file; empty where they are not seen."""
    files = _postmaster().glob("task/*/children") if _postmaster() else ()
    processes = [Path("/proc") / number for file in files for number in file.read_text().split()]
    return {one: int((one / "schedstat").read_text().split()[0]) / 1e9 for one in processes}


@cache
def _postmaster():
    from django.db import connection  # noqa: PLC0415 (after Django is ready)

    if connection.vendor != "postgresql" or connection.settings_dict["HOST"] != "127.0.0.1":
        return None
    connection.ensure_connection()
    status = Path(f"/proc/{connection.connection.info.backend_pid}/status")
    if not status.exists():
        return None
    (parent,) = (line for line in status.read_text().splitlines() if line.startswith("PPid:"))
    return Path("/proc") / parent.split()[1]
