"""A throw-away Redis that keeps nothing: its own port, gone with the block."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager

from lms.bootstrap import program_path


class NoRedis(Exception):
    """Redis is not on this machine."""


class Server:
    """A Redis that can be killed and started again at the same address."""

    def __init__(self, program: str, port: int, folder: str) -> None:
        self.port = port
        self.command = [
            *(program, "--port", str(port), "--bind", "127.0.0.1"),
            *("--save", "", "--appendonly", "no", "--dir", folder, "--loglevel", "warning"),
        ]
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(
            self.command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, process_group=0
        )
        until = time.monotonic() + 20
        while not _answers(self.port):
            if time.monotonic() > until or self.process.poll() is not None:
                raise RuntimeError(f"redis-server does not answer on port {self.port}")
            time.sleep(0.02)

    def kill(self) -> None:
        if self.process and self.process.poll() is None:
            os.kill(self.process.pid, signal.SIGKILL)
            self.process.wait()


@contextmanager
def server(port: int) -> Iterator[Server]:
    """An empty Redis at this port; raises NoRedis."""
    program = program_path("redis-server")
    if program is None:
        raise NoRedis
    folder = tempfile.mkdtemp(prefix="hocso-redis-")
    redis = Server(program, port, folder)
    try:
        redis.start()
        yield redis
    finally:
        redis.kill()
        shutil.rmtree(folder, ignore_errors=True)


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as talk:
            talk.sendall(b"PING\r\n")
            return talk.recv(16).startswith(b"+PONG")
    except OSError:
        return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
