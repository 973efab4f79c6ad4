"""A site of its own for a benchmark: as it is served, a new database, requests without a server.

`BENCH_DATABASE=postgresql://…` measures on PostgreSQL; where its process runs on this machine its
time is counted too.
"""

import gc
import gzip
import io
import os
import statistics
import tempfile
import time
from functools import cache
from http.cookies import SimpleCookie
from pathlib import Path

from lms import env

ROUNDS = 5
REPEATS = 60
LOOP = 100_000


@cache
def ready():
    """Set Django up in a scratch folder; safe to call from every benchmark."""
    os.environ["LMS_DATA"] = tempfile.mkdtemp(prefix="hocso-bench-")
    os.environ["DJANGO_SETTINGS_MODULE"] = "lms.settings.base"
    import django  # noqa: PLC0415 (after the folder is chosen)

    if env.text("BENCH_DATABASE"):
        from lms.settings import base, databases  # noqa: PLC0415

        base.DATABASES = {"default": databases.postgres(env.text("BENCH_DATABASE"))}
    django.setup()
    from django.conf import settings  # noqa: PLC0415

    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    _migrate()


@cache
def with_static_files():
    """The joined and named styles and scripts that pages point at."""
    from django.core.management import call_command  # noqa: PLC0415

    call_command("collectstatic", interactive=False, verbosity=0)


def _migrate():
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415

    from tests import databases  # noqa: PLC0415

    database = settings.DATABASES["default"]
    if "sqlite" in database["ENGINE"] and databases.template().exists():
        databases.take(databases.template(), database["NAME"])
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)


class Caller:
    """Calls the WSGI application as one browser, signed in or not, and weighs each call."""

    def __init__(self, person=None):
        from django.core.wsgi import get_wsgi_application  # noqa: PLC0415
        from django.test import Client  # noqa: PLC0415

        client = Client()
        if person:
            client.force_login(person)
        self.cookies = SimpleCookie(client.cookies.output(header="", sep=";"))
        self.application = get_wsgi_application()

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
        """(status, body as it travels, CPU seconds of this process)."""
        status = []

        def start_response(line, headers, _exception=None):
            status.append(int(line.split(" ", 1)[0]))
            for name, value in headers:
                if name.lower() == "set-cookie":
                    self.cookies.load(value)

        start = time.process_time()
        response = self.application(environ, start_response)
        body = b"".join(response)
        response.close()
        return status[0], body, time.process_time() - start


def weigh(name, caller, make_environ, *, budget, most_queries, per=1, before=None):
    """A row of the table: the median over rounds of the mean of each round.

    `budget` is the most CPU-ms the design allows, for each of the `per` things a request brings;
    `before` is called before every request and not weighed.
    """
    rounds = [_round(caller, make_environ, before) for _ in range(ROUNDS)]
    # Last, when nothing has to be got to know any more.
    queries = _queries(caller, make_environ, before)
    middle = statistics.median(one for one, _ in rounds) / per
    body = rounds[-1][1]
    return {
        "request": name,
        "CPU-ms": f"{middle:.2f}",
        "at most": f"{budget:g}",
        "queries": queries,
        "at most ": most_queries,
        "bytes": len(gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body),
        "gzip": len(body if body[:2] == b"\x1f\x8b" else gzip.compress(body, 6)),
        "rounds, whole request": " ".join(f"{one:.2f}" for one in sorted(one for one, _ in rounds)),
    }


def _round(caller, make_environ, before):
    environs = [make_environ() for _ in range(REPEATS)]
    gc.collect()
    spent, start = 0.0, _database_seconds()
    for environ in environs:
        if before:
            before()
        status, body, seconds = caller.call(environ)
        assert status == 200, status
        spent += seconds
    return 1000 * (spent + _database_seconds() - start) / REPEATS, body


def _queries(caller, make_environ, before):
    """Statements of one request, without BEGIN and COMMIT."""
    from django.db import connection  # noqa: PLC0415

    found = []

    def watch(execute, sql, params, many, context):
        found.append(sql)
        return execute(sql, params, many, context)

    if before:
        before()
    with connection.execute_wrapper(watch):
        caller.call(make_environ())
    return sum(not sql.startswith(("BEGIN", "COMMIT", "PRAGMA")) for sql in found)


def _database_seconds():
    """CPU seconds of PostgreSQL's process for this connection; 0 where it is not to be seen."""
    process = _database_process()
    return int(process.read_text().split()[0]) / 1e9 if process else 0.0


@cache
def _database_process():
    from django.db import connection  # noqa: PLC0415

    if connection.vendor != "postgresql" or connection.settings_dict["HOST"] != "127.0.0.1":
        return None
    connection.ensure_connection()
    process = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
    return process if process.exists() else None


def speed():
    """CPU-ms of a fixed piece of Python: figures of two runs compare by the ratio of theirs."""
    times = []
    for _ in range(7):
        start = time.process_time()
        sum(number * number % 7 for number in range(LOOP))
        times.append(1000 * (time.process_time() - start))
    return statistics.median(times)
