"""Rows whose facts never change: the database itself refuses, whoever writes."""

from collections.abc import Callable, Sequence

from django.apps.registry import Apps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import RunPython

_REFUSE = "BEGIN SELECT RAISE(ABORT, '{table} is frozen'); END"
_SQLITE = {
    "{table}_frozen_update": "BEFORE UPDATE ON {table} WHEN {changed}",
    # INSERT OR REPLACE deletes the old row without asking the trigger above.
    "{table}_frozen_insert": (
        "BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)"
    ),
}
_FUNCTION = """
CREATE FUNCTION {table}_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '{table} is frozen' USING ERRCODE = 'integrity_constraint_violation';
END $$
"""
_TRIGGER = """
CREATE TRIGGER {table}_frozen BEFORE UPDATE ON {table}
FOR EACH ROW WHEN ({changed}) EXECUTE FUNCTION {table}_frozen()
"""
_DO = {
    "sqlite": [f"CREATE TRIGGER {name} {event} {_REFUSE}" for name, event in _SQLITE.items()],
    "postgresql": [_FUNCTION, _TRIGGER],
}
_UNDO = {
    "sqlite": [f"DROP TRIGGER {name}" for name in _SQLITE],
    "postgresql": ["DROP TRIGGER {table}_frozen ON {table}", "DROP FUNCTION {table}_frozen()"],
}
_DIFFERS = {"sqlite": "IS NOT", "postgresql": "IS DISTINCT FROM"}


def freeze(
    table: str,
    *,
    columns: Sequence[str],
    once: Sequence[str] = (),
    once_filled: Sequence[str] = (),
) -> RunPython:
    """A migration step after which `columns` never change, and `once` only from null to a value.

    `once_filled` are columns of text that change only from "" to a value.

    SQLite makes a table anew when a later migration alters it, and forgets its triggers:
    such a migration must end in this step again.
    """
    frozen = (columns, once, once_filled)
    return RunPython(_run(_DO, table, *frozen), _run(_UNDO, table, *frozen))


def thaw(
    table: str,
    *,
    columns: Sequence[str],
    once: Sequence[str] = (),
    once_filled: Sequence[str] = (),
) -> RunPython:
    """The step before a migration that alters a frozen table; it ends in `freeze` again.

    The columns are those frozen so far, for the way back.
    """
    frozen = (columns, once, once_filled)
    return RunPython(_run(_UNDO, table, *frozen), _run(_DO, table, *frozen))


def _run(
    statements: dict[str, list[str]],
    table: str,
    columns: Sequence[str],
    once: Sequence[str],
    once_filled: Sequence[str],
) -> Callable[[Apps, BaseDatabaseSchemaEditor], None]:
    def run(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:  # noqa: ARG001
        vendor = schema_editor.connection.vendor
        differs = _DIFFERS[vendor]
        changes = [f"NEW.{name} {differs} OLD.{name}" for name in columns]
        changes += [f"(OLD.{n} IS NOT NULL AND NEW.{n} {differs} OLD.{n})" for n in once]
        changes += [f"(OLD.{n} <> '' AND NEW.{n} {differs} OLD.{n})" for n in once_filled]
        for statement in statements[vendor]:
            sql = statement.format(table=table, changed=" OR ".join(changes))
            schema_editor.execute(sql, params=None)

    return run
