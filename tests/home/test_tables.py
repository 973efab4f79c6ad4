"""An empty data folder begins with written-out tables and ends where all migrations end."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connections
from django.db.backends.sqlite3.base import DatabaseWrapper

from lms.home.starting import tables
from tests.prove.tables import drawn

ROOT = Path(__file__).resolve().parents[2]
MIGRATE = (
    "import django; django.setup(); "
    "from lms.home.starting import preparing; preparing.migrate(); preparing.migrate()"
)


@pytest.fixture
def begun(tmp_path):
    """The database of a new data folder, and what was said."""
    told = {"LMS_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "lms.settings.base"}
    done = subprocess.run(
        [sys.executable, "-c", MIGRATE],
        cwd=ROOT,
        env={**os.environ, **told},
        capture_output=True,
        text=True,
        check=True,
    )
    return tmp_path / "db.sqlite3", done.stdout


def test_what_is_written_out_is_of_todays_migrations():
    """That it is what they leave, table by table, is a proof of its own: `make prove`, tables."""
    assert tables.is_of_today(), "manage.py write_out_tables"


def test_a_new_data_folder_says_once_how_far_it_is(begun):
    file, said = begun
    assert "users_user" in drawn(file)[0]
    assert said.count("bước chuẩn bị cơ sở dữ liệu") == 1


@pytest.mark.django_db
def test_a_database_with_tables_is_left_as_it_is():
    before = connections["default"].introspection.table_names()
    assert not tables.take(connections["default"])
    assert connections["default"].introspection.table_names() == before


def test_an_interrupted_beginning_leaves_nothing(tmp_path, monkeypatch):
    half = tmp_path / "half.sql"
    text = tables.FILE.read_text(encoding="utf-8")
    half.write_text(text[: len(text) // 2].rpartition(";")[0] + "; broken;", encoding="utf-8")
    monkeypatch.setattr(tables, "FILE", half)
    told = {**connections["default"].settings_dict, "OPTIONS": {}}
    connection = DatabaseWrapper({**told, "NAME": tmp_path / "db.sqlite3"})
    with pytest.raises(sqlite3.OperationalError):
        tables.take(connection)
    assert drawn(tmp_path / "db.sqlite3") == ({}, {})
