"""Every place asked with every wrong value, and every page on PostgreSQL, too.

`make test` asks each place with a few of the values (`tests/pairs.py`), and pages on PostgreSQL
where the access table and the services ask them.
"""

import os

from tests import pairs, postgres
from tests.prove import _suite

ASKED = "not browser and not worker and not postgres"
HOSTILE = ("tests/access", "tests/api", "tests/teams/test_malformed.py")
SMALL = "tests/common/test_pairs.py"
TESTS = "tests"


def main(*, full: bool = False):
    """A row for each database: how many tests were gone, and how many to their end."""
    environment = {**os.environ, pairs.EVERY_PAIR: "1"}
    words = ["-m", ASKED, "--ignore=tests/browser"]
    asked = HOSTILE if full else (SMALL,)
    rows = [{"database": "sqlite", **_suite.gone(TESTS, *words, *asked, environment=environment)}]
    if full:
        with postgres.server() as address:
            environment["TEST_DATABASE"] = address
            row = _suite.gone(TESTS, *words, "tests", environment=environment)
        rows.append({"database": "postgresql", **row})
    return rows


def faults(row):
    return _suite.faults(TESTS, row)
