"""A throw-away PostgreSQL: its own folder, its own port, gone with the block."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lms.bootstrap import program_path

FAST = (
    "-c fsync=off -c synchronous_commit=off -c full_page_writes=off "
    "-c max_connections=60 -c listen_addresses=127.0.0.1"
)


class NoPostgres(Exception):
    """PostgreSQL's own programs are not on this machine."""


@contextmanager
def server() -> Iterator[str]:
    """The address of an empty database named `hocso`; raises NoPostgres."""
    programs = _programs()
    # Not below a home folder that only its owner may enter.
    folder = Path(tempfile.mkdtemp(prefix="hocso-pg-", dir="/tmp"))
    port = _free_port()
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        data = folder / "data"
        _as_owner(
            programs / "initdb",
            "-D",
            data,
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-sync",
        )
        control = programs / "pg_ctl"
        options = f"{FAST} -p {port} -k {folder}"
        log = folder / "log"
        _as_owner(control, "-D", data, "-w", "-s", "-l", log, "-o", options, "start")
        try:
            _as_owner(programs / "createdb", "-h", folder, "-p", port, "-U", "postgres", "hocso")
            yield f"postgresql://postgres@127.0.0.1:{port}/hocso"
        finally:
            _as_owner(control, "-D", data, "-m", "immediate", "-s", "stop")
    finally:
        time.sleep(0.1)
        shutil.rmtree(folder, ignore_errors=True)


def write_out(address: str, target: Path) -> None:
    """Keep the whole database at this address as a file, whole or not at all."""
    half = target.with_suffix(".half-sql")
    dump = [_programs() / "pg_dump", "--no-owner", "--file", half, address]
    subprocess.run(dump, check=True)
    half.rename(target)


def read_in(address: str, source: Path) -> None:
    """Fill an empty database with what was written out."""
    options = ("--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1")
    psql = [_programs() / "psql", *options, "--file", source, address]
    subprocess.run(psql, check=True, stdout=subprocess.DEVNULL)


def _programs() -> Path:
    initdb = program_path("initdb")
    if initdb is None:
        raise NoPostgres
    return Path(initdb).resolve().parent


def _as_owner(*command: object) -> None:
    """Run as `postgres` when we are root, which PostgreSQL refuses to run as."""
    words = [str(word) for word in command]
    if os.geteuid() == 0:
        words = ["runuser", "-u", "postgres", "--", *words]
    subprocess.run(words, check=True, cwd="/", stdout=subprocess.DEVNULL)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
