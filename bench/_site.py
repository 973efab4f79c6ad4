"""A site of its own for a benchmark: embedded settings, a new database, requests without a server.

`BENCH_DATABASE=postgresql://…` measures on PostgreSQL; its own processes' time is then not counted.
"""

import gc
import io
import os
import statistics
import tempfile
import time
from functools import cache
from http.cookies import SimpleCookie

from lms import env

ROUNDS = 5
REPEATS = 60


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
    _migrate()


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
    """Calls the WSGI application as one signed-in browser, and weighs each call."""

    def __init__(self, person):
        from django.core.wsgi import get_wsgi_application  # noqa: PLC0415
        from django.test import Client  # noqa: PLC0415

        client = Client()
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
        """(status, bytes on the wire, CPU seconds of this process)."""
        status = []

        def start_response(line, headers, _exception=None):
            status.append(int(line.split(" ", 1)[0]))
            for name, value in headers:
                if name.lower() == "set-cookie":
                    self.cookies.load(value)

        start = time.process_time()
        response = self.application(environ, start_response)
        size = sum(len(part) for part in response)
        response.close()
        return status[0], size, time.process_time() - start


def weigh(name, caller, make_environ, *, per=1, repeats=REPEATS):
    """A row of the table: medians over rounds of the mean of each round."""
    queries = _queries(caller, make_environ)
    rounds, size = [], 0
    for _ in range(ROUNDS):
        environs = [make_environ() for _ in range(repeats)]
        gc.collect()
        spent = 0.0
        for environ in environs:
            status, size, seconds = caller.call(environ)
            assert status == 200, status
            spent += seconds
        rounds.append(1000 * spent / repeats)
    middle = statistics.median(rounds)
    return {
        "request": name,
        "CPU-ms": f"{middle:.2f}",
        "CPU-ms an event": f"{middle / per:.3f}" if per > 1 else "",
        "queries": queries,
        "bytes, gzip": size,
        "rounds": " ".join(f"{one:.2f}" for one in sorted(rounds)),
    }


def _queries(caller, make_environ):
    """Statements of one request that is not the first of its process, without BEGIN and COMMIT."""
    from django.db import connection  # noqa: PLC0415

    found = []

    def watch(execute, sql, params, many, context):
        found.append(sql)
        return execute(sql, params, many, context)

    caller.call(make_environ())
    with connection.execute_wrapper(watch):
        caller.call(make_environ())
    return sum(not sql.startswith(("BEGIN", "COMMIT", "PRAGMA")) for sql in found)
