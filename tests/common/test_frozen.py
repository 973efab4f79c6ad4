"""A frozen table can be thawed again, and only what is named is frozen."""

import pytest
from django.db import IntegrityError, connection, transaction

from lms.common.frozen import freeze

STEP = freeze("ice", columns=["name"], once=["ended_on"])


def write(sql):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.fixture
def ice(db):
    """A table of two rows, gone with the test's transaction."""
    write("CREATE TABLE ice (id integer PRIMARY KEY, name text, ended_on date, note text)")
    write("INSERT INTO ice VALUES (1, 'Ý Yên', NULL, ''), (2, NULL, NULL, '')")


def run(code):
    editor = connection.schema_editor(atomic=False)
    editor.deferred_sql = []
    code(None, editor)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE ice SET name = 'Khác' WHERE id = 1",
        "UPDATE ice SET name = NULL WHERE id = 1",
        "UPDATE ice SET name = 'Mới' WHERE id = 2",
    ],
)
def test_a_frozen_column_never_changes_not_even_from_or_to_nothing(ice, sql):
    run(STEP.code)
    with pytest.raises(IntegrityError, match="frozen"):
        write(sql)


def test_a_column_set_once_stays(ice):
    run(STEP.code)
    write("UPDATE ice SET ended_on = '2028-01-01', note = 'đã đóng' WHERE id = 1")
    write("UPDATE ice SET ended_on = '2028-01-01', name = 'Ý Yên' WHERE id = 1")
    for value in ("NULL", "'2029-01-01'"):
        with pytest.raises(IntegrityError, match="frozen"):
            write(f"UPDATE ice SET ended_on = {value} WHERE id = 1")


def test_a_row_is_not_replaced_by_another_of_its_key(ice):
    run(STEP.code)
    verb = "INSERT OR REPLACE" if connection.vendor == "sqlite" else "INSERT"
    with pytest.raises(IntegrityError):
        write(f"{verb} INTO ice VALUES (1, 'Khác', NULL, '')")


def test_a_step_back_thaws_the_table(ice):
    run(STEP.code)
    run(STEP.reverse_code)
    write("UPDATE ice SET name = 'Khác' WHERE id = 1")
