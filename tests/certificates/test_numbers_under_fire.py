"""Numbers stay consecutive when processes race and are killed (full size: `make prove`)."""

import pytest

from tests.prove import certificates


def holds(row):
    assert row["certificates"] == row["finished"] == row["files asked for"] == 60
    assert (row["gaps"], row["twice"], row["jobs not done"]) == (0, 0, 0)
    assert row["kills"] >= 1


@pytest.mark.worker
def test_on_sqlite():
    holds(certificates.main(databases=("sqlite",))[0])


@pytest.mark.worker
def test_on_postgresql():
    holds(certificates.main(databases=("postgresql",))[0])
