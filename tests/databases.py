"""Migrated databases made once for each state of the code and copied for every run."""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from django.conf import settings

from lms.home.starting import tables
from tests import postgres

BUILD = Path(__file__).resolve().parent.parent / ".build"


def template() -> Path:
    """Where the SQLite file for today's apps, migrations and packages lies, made or not."""
    apps = " ".join(settings.INSTALLED_APPS).encode()
    state = hashlib.sha256(apps + tables.state().encode() + tables.FILE.read_bytes())
    return BUILD / f"migrated-{state.hexdigest()[:16]}.sqlite3"


def dump() -> Path:
    """Where the same lies as PostgreSQL writes it out, made or not."""
    return template().with_suffix(".sql")


@contextmanager
def alone(target: Path):
    """Hold off the other test processes of this clone that would make `target`, too."""
    BUILD.mkdir(exist_ok=True)
    with (BUILD / f"lock{target.suffix}").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def keep(database: Path, target: Path) -> None:
    """Copy a live database to `target`, whole or not at all."""
    half = target.with_suffix(".half")
    half.unlink(missing_ok=True)
    with sqlite3.connect(database) as source, sqlite3.connect(half) as copy:
        source.backup(copy)
    source.close()
    copy.close()
    half.rename(target)


def take(source: Path, target: Path) -> None:
    """Put a copy of `source` in the place of `target`, whatever was there."""
    half = target.with_suffix(".half")
    shutil.copyfile(source, half)
    for suffix in ("-wal", "-shm"):
        Path(f"{target}{suffix}").unlink(missing_ok=True)
    half.replace(target)


def begin_on_server(connection, name: str) -> None:
    """Go on in a migrated database of that name, with a copy beside it, on PostgreSQL."""
    connection.close()
    drop_on_server(connection, name)
    _on_server(connection, f"CREATE DATABASE {name}_whole")
    server = settings.TEST_DATABASE.rpartition("/")[0]
    make_on_server(f"{server}/{name}_whole")
    _on_server(connection, f"CREATE DATABASE {name} TEMPLATE {name}_whole")
    connection.settings_dict["NAME"] = name


def drop_on_server(connection, name: str) -> None:
    """Leave nothing of what was begun."""
    for made in (name, f"{name}_whole"):
        _on_server(connection, f"DROP DATABASE IF EXISTS {made} WITH (FORCE)")


def take_on_server(connection) -> None:
    """Put a copy of that copy in its place, whoever is still connected to it."""
    name = connection.settings_dict["NAME"]
    _on_server(
        connection,
        f"DROP DATABASE {name} WITH (FORCE)",
        f"CREATE DATABASE {name} TEMPLATE {name}_whole",
    )


def _on_server(connection, *statements: str) -> None:
    with connection._nodb_cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def take_anew(connection) -> None:
    """Go on in a new copy under a new name.

    A connection of a request that is not quite over, or of another context, may still be open to
    the old file: closing it would take the new copy's log with it if both had one name.
    """
    old = Path(connection.settings_dict["NAME"])
    new = old.with_name(f"test-{uuid4().hex}.sqlite3")
    take(template(), new)
    connection.settings_dict["NAME"] = str(new)
    for suffix in ("", "-wal", "-shm"):
        Path(f"{old}{suffix}").unlink(missing_ok=True)


def make(folder: Path) -> None:
    """A migrated database in a data folder of its own, for programs that run as in real life."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / "db.sqlite3"
    with alone(template()):
        if not template().exists():
            _migrate(LMS_DATA=str(folder), DJANGO_SETTINGS_MODULE="lms.settings.base")
            keep(target, template())
            return
    take(template(), target)


def make_on_server(address: str) -> None:
    """Migrate an empty PostgreSQL database, by what an earlier one became where there was one."""
    with alone(dump()):
        if not dump().exists():
            _migrate(TEST_DATABASE=address, DJANGO_SETTINGS_MODULE="lms.settings.test")
            postgres.write_out(address, dump())
            return
    postgres.read_in(address, dump())


# As `manage.py up` begins: on SQLite with the tables that are written out.
MIGRATE = (
    "import django; django.setup(); from lms.home.starting import preparing; preparing.migrate()"
)


def _migrate(**environment: str) -> None:
    command = [sys.executable, "-c", MIGRATE]
    told = {**os.environ, **environment}
    subprocess.run(command, cwd=BUILD.parent, env=told, stdout=subprocess.DEVNULL, check=True)


def leave_flushing_to_the_copy(connection):
    """Empty no table after a test that commits: the next test gets a whole new copy anyway.

    A flush would also take the rows that migrations made, and triggers of append-only tables
    refuse it. Said to the class: beside Playwright's event loop Django opens a second connection.
    """
    type(connection.ops).sql_flush = lambda *_args, **_options: []
