"""What runs below the supervisor: the web server, the worker, the clock."""

import errno
import http.client
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

# Three that import the product at once on two cores keep the first page waiting.
WEB_FIRST = 3.0
ANY_HOST = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104


REASONS = {
    errno.EADDRINUSE: "chương trình khác đang dùng cổng này",
    errno.EACCES: "máy không cho phép",
    errno.EADDRNOTAVAIL: "máy này không có địa chỉ ấy",
}


def always() -> bool:
    return True


def nothing() -> str:
    return ""


@dataclass(frozen=True)
class Child:
    """A process the supervisor keeps alive: a Python module and its arguments."""

    name: str
    """Short, before every line it prints."""
    title: str
    """What it is, in messages to people."""
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    is_ready: Callable[[], bool] = always
    obstacle: Callable[[], str] = nothing
    """Why it cannot start on this machine, in words for people; empty when it can."""
    starts_after: float = 0.0
    """Seconds it leaves the machine to the others at the first start."""


def web(host: str, port: int, *, threads: int = 4) -> Child:
    """One process of `threads` threads, ready when it has answered a request."""
    command = (
        "granian",
        *("--interface", "wsgi", "--host", host, "--port", str(port)),
        *("--workers", "1", "--blocking-threads", str(threads)),
        *("--no-ws", "--log-level", "warning", "lms.wsgi:application"),
    )
    return Child(
        "web",
        "Máy chủ web",
        command,
        is_ready=lambda: _answers(host, port),
        obstacle=lambda: _taken(host, port),
    )


def worker(*, processes: int = 2) -> Child:
    """Both queues; bulk work leaves one process for work somebody waits for."""
    command = (
        *("celery", "-A", "lms", "--quiet", "worker"),
        *("--queues", "now,bulk", "--concurrency", str(processes), "--loglevel", "WARNING"),
        *("--without-gossip", "--without-mingle", "--without-heartbeat"),
    )
    quiet = {
        # The checks have run before; a second time they cost a second and 20 MB.
        "CELERY_SKIP_CHECKS": "1",
        # In a container one is root; with JSON messages that is no danger.
        "PYTHONWARNINGS": "ignore:You're running the worker",
    }
    return Child("việc", "Bộ làm việc nền", command, quiet, starts_after=WEB_FIRST)


def beat() -> Child:
    return Child("lịch", "Bộ hẹn giờ", ("lms.jobs.beat",), starts_after=WEB_FIRST)


def _answers(host: str, port: int) -> bool:
    """Any answer will do; asking also makes the first page of the first visitor quick."""
    connection = http.client.HTTPConnection(ANY_HOST.get(host, host), port, timeout=30)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status > 0
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _taken(host: str, port: int) -> str:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            reason = REASONS.get(error.errno or 0, error.strerror)
            return f"Không mở được cổng {port}: {reason}. Chọn cổng khác: make run PORT={port + 1}"
    return ""
