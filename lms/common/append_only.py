"""Tables that only grow: the database itself refuses to change or delete their rows."""

from collections.abc import Callable, Mapping, Sequence

from django.apps.registry import Apps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import RunPython

Statements = dict[str, list[str]]

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
CREATE OR REPLACE FUNCTION {table}_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '{table} only grows' USING ERRCODE = 'integrity_constraint_violation';
END $$
"""
_TRIGGER = """
CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION {table}_kept()
"""
_DO: Statements = {
    "sqlite": [
        f"CREATE TRIGGER IF NOT EXISTS {name} {event} {_REFUSE}" for name, event in _SQLITE.items()
    ],
    "postgresql": [_FUNCTION, "DROP TRIGGER IF EXISTS {table}_kept ON {table}", _TRIGGER],
}
_UNDO: Statements = {
    "sqlite": [f"DROP TRIGGER IF EXISTS {name}" for name in _SQLITE],
    "postgresql": [
        "DROP TRIGGER IF EXISTS {table}_kept ON {table}",
        "DROP FUNCTION IF EXISTS {table}_kept()",
    ],
}

_BUT_ERASING_SQLITE = {
    "{table}_kept_update": "BEFORE UPDATE ON {table} WHEN {changed}",
    "{table}_kept_delete": "BEFORE DELETE ON {table}",
}
_BUT_ERASING_DO: Statements = {
    "sqlite": [
        f"CREATE TRIGGER {name} {event} {_REFUSE}" for name, event in _BUT_ERASING_SQLITE.items()
    ],
    "postgresql": [
        _FUNCTION,
        *(
            f"CREATE TRIGGER {name} {event} EXECUTE FUNCTION {{table}}_kept()"
            for name, event in {
                "{table}_kept_update": "BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({changed})",
                "{table}_kept_delete": "BEFORE DELETE ON {table} FOR EACH ROW",
            }.items()
        ),
    ],
}
_BUT_ERASING_UNDO: Statements = {
    "sqlite": [f"DROP TRIGGER {name}" for name in _BUT_ERASING_SQLITE],
    "postgresql": [
        "DROP TRIGGER {table}_kept_update ON {table}",
        "DROP TRIGGER {table}_kept_delete ON {table}",
        "DROP FUNCTION {table}_kept()",
    ],
}
_DIFFERS = {"sqlite": "IS NOT", "postgresql": "IS DISTINCT FROM"}


def append_only(table: str) -> RunPython:
    """A migration step after which no row of `table` (its key named id) can change or go.

    SQLite makes a table anew when a later migration alters it, and forgets its triggers:
    such a migration must end in this step again.
    """
    return RunPython(_run(_DO, table), _run(_UNDO, table))


def append_only_but_erasing(
    table: str, *, kept: Sequence[str], erased: Mapping[str, str]
) -> RunPython:
    """A migration step after which a row of `table` can neither go nor change, but forget a person.

    Forgetting sets every column of `erased` to the SQL value named there, all in one statement,
    and leaves those of `kept` alone; together they are all columns. On SQLite nothing stops
    INSERT OR REPLACE: a trigger that did would also fire for ON CONFLICT DO NOTHING.
    """

    def changed(vendor: str) -> str:
        differs = _DIFFERS[vendor]
        changes = [f"NEW.{name} {differs} OLD.{name}" for name in kept]
        changes += [f"NEW.{name} {differs} {blank}" for name, blank in erased.items()]
        return " OR ".join(changes)

    do = _run(_BUT_ERASING_DO, table, changed)
    return RunPython(do, _run(_BUT_ERASING_UNDO, table))


def _run(
    statements: Statements, table: str, changed: Callable[[str], str] = str
) -> Callable[[Apps, BaseDatabaseSchemaEditor], None]:
    def run(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:  # noqa: ARG001
        vendor = schema_editor.connection.vendor
        for statement in statements[vendor]:
            sql = statement.format(table=table, changed=changed(vendor))
            schema_editor.execute(sql, params=None)

    return run
