"""What is kept is what happened in order, whoever repeats, loses or dies (full: `make prove`)."""

import pytest

from tests.prove import events


def holds(row):
    assert not events.faults(row)
    assert row["kills"] >= 1
    lost = row["batches lost"] + row["answers lost"]
    assert min(row["repeated"], row["reordered"], lost, row["lies"]) >= 1
    assert row["rows compared"] > row["closed"] >= 1


@pytest.mark.worker
def test_on_sqlite():
    holds(events.main(databases=("sqlite",))[0])


@pytest.mark.worker
def test_on_postgresql():
    holds(events.main(databases=("postgresql",))[0])
