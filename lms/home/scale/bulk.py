"""Millions of rows written at once: COPY on PostgreSQL, many at a time on SQLite.

Rows are tuples of texts, numbers and None, as both databases read them: a moment is
"2026-11-30 12:00:00" of UTC, an id its hexadecimal digits, true and false 1 and 0.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import batched
from typing import Any

from django.db import connection

type Cell = str | int | None
AT_ONCE = 5000
"""Rows that go to the database together."""
ROOM = ("maintenance_work_mem = '512MB'", "work_mem = '128MB'")
_PARTS = """
SELECT c.conrelid::regclass::text, quote_ident(c.conname), pg_get_constraintdef(c.oid)
FROM pg_constraint c WHERE c.contype = 'f' AND c.conrelid::regclass::text = ANY(%s)
ORDER BY 1, 2
"""
_INDEXES = """
SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid)
FROM pg_index i WHERE NOT i.indisunique AND i.indrelid::regclass::text = ANY(%s) ORDER BY 1
"""


def is_postgres() -> bool:
    return connection.vendor == "postgresql"


def write(table: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> int:
    """Add rows to a table; how many. Their texts have no tab, line break or backslash; whoever
    makes them asks the database nothing meanwhile, for it listens to them alone."""
    names = ", ".join(connection.ops.quote_name(one) for one in columns)
    write_ = _copy if is_postgres() else _insert
    return write_(connection.ops.quote_name(table), names, len(columns), rows)


def _copy(table: str, names: str, _width: int, rows: Iterable[Sequence[Cell]]) -> int:
    count = 0
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy,
    ):
        for part in batched(rows, AT_ONCE):
            copy.write("".join(map(_line, part)))
            count += len(part)
    return count


def _line(row: Sequence[Cell]) -> str:
    return "\t".join([r"\N" if one is None else str(one) for one in row]) + "\n"


def _insert(table: str, names: str, width: int, rows: Iterable[Sequence[Cell]]) -> int:
    marks, count = ", ".join(["%s"] * width), 0
    with connection.cursor() as cursor:
        for part in batched(rows, AT_ONCE):
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", part)  # noqa: S608  ours
            count += len(part)
    return count


def next_key(table: str) -> int:
    """The first number that no row of a table has."""
    named = connection.ops.quote_name(table)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COALESCE(MAX(id), 0) + 1 FROM {named}")  # noqa: S608  ours
        return int(cursor.fetchone()[0])


def count_on(models: Iterable[Any]) -> None:
    """Let the database number on behind the keys that were written."""
    from django.core.management.color import no_style  # noqa: PLC0415  only a name

    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(models)):
            cursor.execute(statement)


def look_at_all() -> None:
    """Let the planner know how many rows there are of everything: it hears of nothing that was
    written in this transaction."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


@contextmanager
def at_hand() -> Iterator[None]:
    """What was just written lies in memory, where rows that lie apart are read as fast as others.

    By its usual settings PostgreSQL would read a whole table for a month of it.
    """
    if not is_postgres():
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET random_page_cost = 1.1")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET random_page_cost")


@contextmanager
def bare(tables: Sequence[str]) -> Iterator[None]:
    """Within a transaction: tables without what watches single rows, all laid again at the end.

    On PostgreSQL their references are taken off and held against all rows at the end, their
    indexes made then, and their feeds are silent; on SQLite feeds are taken off. Whoever breaks
    off in between rolls the transaction back, and nothing has happened.
    """
    if not is_postgres():
        with _without_triggers(tables):
            yield
        return
    with connection.cursor() as cursor:
        # What waits to be checked at the end would keep these tables from being altered.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for said in ROOM:
            cursor.execute(f"SET LOCAL {said}")
        cursor.execute(_PARTS, [list(tables)])
        references = cursor.fetchall()
        cursor.execute(_INDEXES, [list(tables)])
        indexes = cursor.fetchall()
        for table, name, _definition in references:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        for name, _definition in indexes:
            cursor.execute(f"DROP INDEX {name}")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    yield
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        for _name, definition in indexes:
            cursor.execute(definition)
        for table, name, definition in references:
            cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")


@contextmanager
def _without_triggers(tables: Sequence[str]) -> Iterator[None]:
    marks = ", ".join(["%s"] * len(tables))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, sql FROM sqlite_master"  # noqa: S608  only marks
            f" WHERE type = 'trigger' AND tbl_name IN ({marks}) ORDER BY name",
            list(tables),
        )
        found = cursor.fetchall()
        for name, _sql in found:
            cursor.execute(f"DROP TRIGGER {connection.ops.quote_name(name)}")
    yield
    with connection.cursor() as cursor:
        for _name, sql in found:
            cursor.execute(sql)
