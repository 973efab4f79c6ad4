"""No query groups by a parameter: PostgreSQL, given values apart from the words, cannot know that
two parameters are one value, and refuses it (decision 0730)."""

import pytest
from django.db.models.sql.compiler import SQLCompiler


class GroupedByParameterError(AssertionError):
    """Seen on every database, so that the run on SQLite tells it, too."""


@pytest.fixture(scope="session", autouse=True)
def _group_by_columns_alone():
    found = SQLCompiler.get_group_by

    def checked(compiler, *args):
        groups = found(compiler, *args)
        for sql, params in groups:
            if params:
                raise GroupedByParameterError(sql)
        return groups

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SQLCompiler, "get_group_by", checked)
        yield
