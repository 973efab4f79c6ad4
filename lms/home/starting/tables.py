"""The tables and rows that migrations leave on SQLite, written out once.

Two hundred migrations take an empty data folder most of a minute. `tables.sql` holds what they
leave; migrations newer than the file run on top of it, so an old one costs time and nothing else.
`manage.py write_out_tables` writes it anew.
"""

import hashlib
import os
import sqlite3
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper

FILE = Path(__file__).with_name("tables.sql")
PACKAGES = ("django", "wagtail", "django-allauth")
"""Those whose migrations run beside ours."""


def take(connection: BaseDatabaseWrapper) -> bool:
    """Fill an empty SQLite database with what was written out, whole or not at all; whether it
    did. Any other database is left as it is."""
    if connection.vendor != "sqlite" or connection.introspection.table_names():
        return False
    # What is open has read the empty file.
    connection.close()
    database = sqlite3.connect(connection.settings_dict["NAME"])
    try:
        database.executescript(FILE.read_text(encoding="utf-8"))
    finally:
        database.close()
    return True


def state() -> str:
    """What names today's migrations: ours word by word, those of packages by their versions."""
    root = settings.BASE_DIR
    named = hashlib.sha256(" ".join(map(version, PACKAGES)).encode())
    for file in sorted([*root.glob("*/migrations/*.py"), *root.glob("lms/*/migrations/*.py")]):
        named.update(file.relative_to(root).as_posix().encode() + file.read_bytes())
    return named.hexdigest()[:16]


def is_of_today() -> bool:
    """Whether the file was written from today's migrations."""
    with FILE.open(encoding="utf-8") as file:
        return file.readline() == _heading()


def _heading() -> str:
    return f"-- migrations {state()}\n"


def write_out() -> None:
    """Write what a run of all migrations leaves, for `take`."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "migrate", "--verbosity=0"]
        kept = {**os.environ, "LMS_DATA": folder, "DJANGO_SETTINGS_MODULE": "lms.settings.base"}
        subprocess.run(command, check=True, env=kept)  # noqa: S603 - our own words
        database = sqlite3.connect(Path(folder) / "db.sqlite3")
        text = _heading() + "\n".join(database.iterdump()) + "\n"
        database.close()
    FILE.write_text(text, encoding="utf-8")
