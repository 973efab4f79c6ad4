"""A migrated SQLite file made once for each state of the code and copied for every run."""

import fcntl
import hashlib
import shutil
import sqlite3
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

BUILD = Path(__file__).resolve().parent.parent / ".build"


def template() -> Path:
    """Where the migrated file for today's migrations and packages lies, made or not."""
    state = hashlib.sha256()
    for package in ("django", "wagtail", "django-allauth"):
        state.update(version(package).encode())
    root = BUILD.parent
    for file in sorted([*root.glob("*/migrations/*.py"), *root.glob("lms/*/migrations/*.py")]):
        state.update(file.relative_to(root).as_posix().encode() + file.read_bytes())
    return BUILD / f"migrated-{state.hexdigest()[:16]}.sqlite3"


@contextmanager
def alone():
    """Hold off the other test processes of this clone."""
    BUILD.mkdir(exist_ok=True)
    with (BUILD / "lock").open("w") as lock:
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
    shutil.copyfile(source, target)


def flush_append_only_tables(connection):
    """Let the flush after a transaction test empty tables whose triggers refuse every delete.

    PostgreSQL truncates, which asks no row trigger; SQLite deletes row by row.
    """
    plain_flush = connection.ops.sql_flush

    def sql_flush(*args, **kwargs):
        statements = plain_flush(*args, **kwargs)
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
        drops = [f'DROP TRIGGER "{name}"' for name, _ in triggers]
        return [*drops, *statements, *(sql for _, sql in triggers)]

    connection.ops.sql_flush = sql_flush
