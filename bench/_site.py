"""A site of its own for a benchmark: as it is served, with a new database.

`BENCH_DATABASE=postgresql://…` puts it on an empty database there, `BENCH_DATA` into a folder that
a benchmark made before.
"""

import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from lms import env

LOOP = 100_000


@cache
def ready():
    """Set Django up in a scratch folder; safe to call from every benchmark."""
    os.environ["LMS_DATA"] = env.text("BENCH_DATA") or tempfile.mkdtemp(prefix="hocso-bench-")
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
    # What lies in a folder of before stays.
    if "sqlite" in database["ENGINE"] and not Path(database["NAME"]).exists():
        databases.make(settings.DATA_DIR)
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)


@contextmanager
def server() -> Iterator[str]:
    """The web server `make run` starts, on the site of this process."""
    from lms.jobs.processes import children  # noqa: PLC0415 (after Django is ready)

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with _running(children.web("127.0.0.1", port)):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def worker() -> Iterator[None]:
    """The worker `make run` starts; it takes some seconds to be ready."""
    from lms.jobs.processes import children  # noqa: PLC0415 (after Django is ready)

    with _running(children.worker()):
        yield


@contextmanager
def _running(child) -> Iterator[None]:
    environment = {**os.environ, **child.environment}
    command = [sys.executable, "-m", *child.command]
    # What the product prints is no part of a table.
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    # Also when this process is told to stop, or the server would keep its port.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    try:
        while not child.is_ready():
            if process.poll() is not None:
                sys.exit(f"{child.title} did not start.")
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait()


def speed():
    """CPU-ms of a fixed piece of Python: figures of two runs compare by the ratio of theirs."""
    times = []
    for _ in range(7):
        start = time.process_time()
        sum(number * number % 7 for number in range(LOOP))
        times.append(1000 * (time.process_time() - start))
    return statistics.median(times)
