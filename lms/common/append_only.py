"""Tables that only grow: the database itself refuses to change or delete their rows."""

from collections.abc import Callable

from django.apps.registry import Apps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import RunPython

_REFUSE = "BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
_SQLITE = {
    "{table}_kept_update": "BEFORE UPDATE ON {table}",
    "{table}_kept_delete": "BEFORE DELETE ON {table}",
    # INSERT OR REPLACE deletes the old row without asking the trigger above.
    "{table}_kept_insert": (
        "BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)"
    ),
}
_FUNCTION = """
CREATE FUNCTION {table}_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '{table} only grows' USING ERRCODE = 'integrity_constraint_violation';
END $$
"""
_TRIGGER = """
CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION {table}_kept()
"""
_DO = {
    "sqlite": [f"CREATE TRIGGER {name} {event} {_REFUSE}" for name, event in _SQLITE.items()],
    "postgresql": [_FUNCTION, _TRIGGER],
}
_UNDO = {
    "sqlite": [f"DROP TRIGGER {name}" for name in _SQLITE],
    "postgresql": ["DROP TRIGGER {table}_kept ON {table}", "DROP FUNCTION {table}_kept()"],
}


def append_only(table: str) -> RunPython:
    """A migration step after which no row of `table` (its key named id) can change or go.

    SQLite makes a table anew when a later migration alters it, and forgets its triggers:
    such a migration must end in this step again.
    """
    return RunPython(_run(_DO, table), _run(_UNDO, table))


def _run(
    statements: dict[str, list[str]], table: str
) -> Callable[[Apps, BaseDatabaseSchemaEditor], None]:
    def run(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:  # noqa: ARG001
        for statement in statements[schema_editor.connection.vendor]:
            schema_editor.execute(statement.format(table=table), params=None)

    return run
