"""Processes forked with everything imported: the application behind one door, killed at will."""

import os
import random
import signal
import socket
import traceback
from contextlib import contextmanager
from functools import partial
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

HOST = "127.0.0.1"


def fork(play_part) -> int:
    """The number of a process that plays its part and ends, with 1 if it raises."""
    pid = os.fork()
    if not pid:
        code = 1
        try:
            play_part()
            code = 0
        except BaseException:
            traceback.print_exc()
            raise
        finally:
            os._exit(code)
    return pid


def leave_out_ended(running: list[int]) -> None:
    """Raises ChildProcessError when one of them did not end well."""
    for pid in list(running):
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            running.remove(pid)
        if ended and status:
            raise ChildProcessError(status)


@contextmanager
def forked(parts):
    """A process for each part, by their numbers; those still running are gone with the block."""
    running = [fork(part) for part in parts]
    try:
        yield running
    finally:
        for pid in running:
            _kill(pid)


class Servers:
    """So many processes accept at one door, which stays open whoever of them dies."""

    def __init__(self, door: socket.socket, running: list[int]):
        self.door, self.running = door, running
        self.port = door.getsockname()[1]

    def kill_one(self, chance: random.Random) -> None:
        """SIGKILL any of them, whatever it is doing, and start another."""
        _kill(self.running.pop(chance.randrange(len(self.running))))
        self.running.append(fork(partial(_serve, self.door)))


@contextmanager
def servers(count: int):
    """They are gone with the block."""
    with (
        socket.create_server((HOST, 0), backlog=256) as door,
        forked([partial(_serve, door)] * count) as running,
    ):
        yield Servers(door, running)


def _kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


class _Handler(WSGIRequestHandler):
    def log_message(self, *_words):
        """Says nothing."""


class _Server(WSGIServer):
    def handle_error(self, *_request):
        """A phone that hung up does not hear the answer."""


def _serve(door: socket.socket) -> None:
    """The product's application, one request at a time, until it is killed."""
    from django.core.handlers.wsgi import WSGIHandler

    server = _Server((HOST, 0), _Handler, bind_and_activate=False)
    server.socket.close()
    server.socket = door
    server.server_name, server.server_port = door.getsockname()
    server.setup_environ()
    server.set_app(WSGIHandler())
    server.serve_forever()
