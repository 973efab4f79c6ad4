"""A site of its own for a proof: a database with all tables, and processes that use it.

A proof is one file with three parts: `main(full)` in the asking process, which gives rows of
figures; `faults(row)`, what of it disproves; and the acts it plays (`act("fill", …)`) in processes
of their own, each with Django set up on the proof's database.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tests import databases, postgres

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True)
class Site:
    """Where the proof's data lies and what its processes need to find it."""

    folder: Path
    environment: dict[str, str]

    def ask(self, proof: str, act: str, *words: str) -> dict[str, int]:
        """Play an act to its end and read the JSON it prints last."""
        done = subprocess.run(
            [sys.executable, "-m", f"tests.prove.{proof}", act, *words],
            cwd=ROOT,
            env=self.environment,
            check=True,
            stdout=subprocess.PIPE,
        )
        return json.loads(done.stdout.splitlines()[-1])


def unlike(row: dict[str, object], wanted: object, *columns: str) -> list[str]:
    """The columns of a row that hold something else than `wanted`, in words."""
    return [f"{name} is {row[name]}, not {wanted}" for name in columns if row[name] != wanted]


@contextmanager
def site(database: str) -> Iterator[Site]:
    """A migrated site on "sqlite" or "postgresql", gone with the block."""
    folder = Path(tempfile.mkdtemp(prefix="hocso-prove-"))
    environment = {
        **os.environ,
        "LMS_DATA": str(folder),
        "DJANGO_SETTINGS_MODULE": "lms.settings.test",
    }
    environment.pop("TEST_DATABASE", None)
    try:
        if database == "sqlite":
            databases.make(folder)
            yield Site(folder, environment)
            return
        with postgres.server() as address:
            environment["TEST_DATABASE"] = address
            databases.make_on_server(address)
            yield Site(folder, environment)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def beside(place: Site) -> Site:
    """A second, fresh site like it, gone with it; to be made before anything is written there."""
    folder = place.folder / "beside"
    environment = {**place.environment, "LMS_DATA": str(folder)}
    address = environment.get("TEST_DATABASE")
    if address is None:
        databases.make(folder)
    else:
        server, _, name = address.rpartition("/")
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE beside TEMPLATE {name}")
        environment["TEST_DATABASE"] = f"{server}/beside"
    return Site(folder, environment)


def play(acts: dict[str, object]) -> None:
    """In a process of its own: set Django up and play the act named on the command line."""
    import django

    django.setup()
    name, *words = sys.argv[1:]
    answer = acts[name](*words)  # type: ignore[operator]  # a table of functions
    print(json.dumps(answer or {}))
