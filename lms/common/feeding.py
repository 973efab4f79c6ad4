"""What changes leaves a line saying where and when: the database itself writes it, whoever writes.

The lines are taken by whoever counts those rows, and counted anew.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.apps.registry import Apps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import RunPython

_MACRO = re.compile(r"(day_after|local_day|place_of)\(([^()]+)\)")
_SAID = {
    "sqlite": {
        "day_after": "date({0}, '+1 day')",
        # The clock of Vietnam has not been moved since 1975.
        "local_day": "date({0}, '+7 hours')",
        "place_of": "COALESCE({0}, '00000000000000000000000000000000')",
    },
    "postgresql": {
        "day_after": "({0} + 1)",
        "local_day": "(({0}) AT TIME ZONE 'Asia/Ho_Chi_Minh')::date",
        "place_of": "COALESCE({0}, '00000000-0000-0000-0000-000000000000'::uuid)",
    },
}
_DIFFERS = {"sqlite": "IS NOT", "postgresql": "IS DISTINCT FROM"}


@dataclass(frozen=True)
class Line:
    """What one row of a table says: a place and a day of a source.

    `{row}` is the row that changed. Known are `day_after(day)`, `local_day(moment)` and
    `place_of(place or nothing)`; a line without a day says nothing.
    """

    source: str
    place: str
    day: str
    joined: str = ""
    """Other tables the line is read from, with commas between; `where` says how."""
    where: str = "1 = 1"

    def select(self, vendor: str, row: str, *, table: str = "") -> str:
        """The query of this line: for one row that changed, or for all rows of `table`."""
        tables = ", ".join(filter(None, (f"{table} AS {row}" if table else "", self.joined)))
        words = f"SELECT '{self.source}', {self.place}, {self.day}"
        words += f" FROM {tables}" if tables else ""
        words += f" WHERE ({self.where}) AND {self.day} IS NOT NULL"
        said = _SAID[vendor]
        words = _MACRO.sub(lambda found: said[found[1]].format(found[2]), words)
        return words.replace("{row}", row)


EVENTS = ("insert", "delete", "update")


def feed(  # a trigger has that many parts
    table: str,
    name: str,
    lines: Sequence[Line],
    *,
    into: str,
    columns: Sequence[str] = (),
    events: Sequence[str] = EVENTS,
) -> RunPython:
    """A migration step after which rows of `table` that come, go or change leave their lines.

    With `columns`, only a change of those is one; with `events`, only those leave lines. What a row
    said before the change and says after it are both left. The step leaves the lines of all rows
    that are there, too.

    SQLite makes a table anew when a later migration alters it, and forgets its triggers: such a
    migration needs this step after it.
    """

    def lay(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:  # noqa: ARG001
        vendor = schema_editor.connection.vendor
        for statement in _UNDO[vendor](table, name):
            schema_editor.execute(statement, params=None)
        for statement in _DO[vendor](f"{table}_{name}", lines, into):
            schema_editor.execute(statement, params=None)
        for event in events:
            when = _changed(vendor, columns) if event == "update" else ""
            trigger = _trigger(vendor, f"{table}_{name}", table, event, when, lines, into)
            schema_editor.execute(trigger, params=None)
        for line in lines:
            there = line.select(vendor, "r", table=table)
            schema_editor.execute(f"{_insert(into)} {there}", params=None)

    def lift(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:  # noqa: ARG001
        vendor = schema_editor.connection.vendor
        for statement in _UNDO[vendor](table, name):
            schema_editor.execute(statement, params=None)

    return RunPython(lay, lift)


def _insert(into: str) -> str:
    return f"INSERT INTO {into} (source, place, day)"


def _changed(vendor: str, columns: Sequence[str]) -> str:
    if not columns:
        return ""
    differs = _DIFFERS[vendor]
    changes = " OR ".join(f"NEW.{column} {differs} OLD.{column}" for column in columns)
    return f"WHEN ({changes})"


def _body(vendor: str, lines: Sequence[Line], into: str, event: str) -> str:
    """What a row that changed said before and says now, each line once."""
    rows = {"insert": ("NEW",), "delete": ("OLD",), "update": ("OLD", "NEW")}[event]
    return " ".join(
        f"{_insert(into)} {' UNION '.join(line.select(vendor, row) for row in rows)};"
        for line in lines
    )


def _trigger(  # noqa: PLR0917  # as above
    vendor: str,
    name: str,
    table: str,
    event: str,
    when: str,
    lines: Sequence[Line],
    into: str,
) -> str:
    head = f"CREATE TRIGGER {name}_{event} AFTER {event.upper()} ON {table}"
    if vendor == "sqlite":
        return f"{head} {when} BEGIN {_body(vendor, lines, into, event)} END"
    return f"{head} FOR EACH ROW {when} EXECUTE FUNCTION {name}()"


def _function(name: str, lines: Sequence[Line], into: str) -> list[str]:
    insert, delete, update = (_body("postgresql", lines, into, event) for event in EVENTS)
    body = (
        f"IF TG_OP = 'INSERT' THEN {insert} ELSIF TG_OP = 'DELETE' THEN {delete} "
        f"ELSE {update} END IF; RETURN NULL;"
    )
    head = f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS"
    return [f"{head} $$ BEGIN {body} END $$"]


def _no_function(name: str, lines: Sequence[Line], into: str) -> list[str]:  # noqa: ARG001
    return []


_DO = {"sqlite": _no_function, "postgresql": _function}
_UNDO: dict[str, Callable[[str, str], list[str]]] = {
    "sqlite": lambda table, name: [
        f"DROP TRIGGER IF EXISTS {table}_{name}_{event}" for event in EVENTS
    ],
    "postgresql": lambda table, name: [
        *(f"DROP TRIGGER IF EXISTS {table}_{name}_{event} ON {table}" for event in EVENTS),
        f"DROP FUNCTION IF EXISTS {table}_{name}()",
    ],
}
