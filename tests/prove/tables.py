"""What a new data folder begins with is what all migrations leave.

`make test` only looks whether it was written from today's migrations.
"""

import os
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Made after the migrations, and how the search index lays out its own words.
ASIDE = ("cache", "wagtailsearch_indexentry_fts", "sqlite_")
BEGIN = "from lms.home.starting import preparing; preparing.migrate()"
MIGRATE = "from django.core.management import call_command; call_command('migrate', verbosity=0)"


def main(*, full: bool) -> list[dict[str, object]]:
    """One row a kind of thing: how many there are both ways, and the names of those that differ."""
    (begun, rows), (migrated, all_rows) = _made(BEGIN), _made(MIGRATE)
    kinds = sorted({kind for kind, _ in migrated.values()})
    told = [_told(kind, begun, migrated) for kind in kinds]
    wrong = sorted(name for name in {*rows, *all_rows} if rows.get(name) != all_rows.get(name))
    counts = {"written out": sum(rows.values()), "migrated": sum(all_rows.values())}
    return [*told, {"what": "row", **counts, "differing": " ".join(wrong)}]


def faults(row: dict[str, object]) -> list[str]:
    return [f"{row['what']}: {row['differing']}"] if row["differing"] else []


def drawn(file: Path) -> tuple[dict[str, tuple[str, str]], dict[str, int]]:
    """What each table, index and trigger is, and how many rows each table has."""
    with sqlite3.connect(file) as database:
        made = "SELECT name, type, sql FROM sqlite_master WHERE sql IS NOT NULL"
        found = {name: (kind, sql) for name, kind, sql in database.execute(made)}
        found = {name: one for name, one in found.items() if not name.startswith(ASIDE)}
        rows = {
            name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
            for name, (kind, _) in found.items()
            if kind == "table"
        }
    database.close()
    return found, rows


def _told(kind, begun, migrated):
    names = sorted(name for name in {*begun, *migrated} if begun.get(name) != migrated.get(name))
    here = [name for name in names if kind == (begun | migrated)[name][0]]
    counts = [sum(one == kind for one, _ in found.values()) for found in (begun, migrated)]
    return {
        "what": kind,
        "written out": counts[0],
        "migrated": counts[1],
        "differing": " ".join(here),
    }


def _made(words):
    with tempfile.TemporaryDirectory() as folder:
        told = {"LMS_DATA": folder, "DJANGO_SETTINGS_MODULE": "lms.settings.base"}
        subprocess.run(
            [sys.executable, "-c", f"import django; django.setup(); {words}"],
            cwd=ROOT,
            env={**os.environ, **told},
            stdout=subprocess.DEVNULL,
            check=True,
        )
        return drawn(Path(folder) / "db.sqlite3")
