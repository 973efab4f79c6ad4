"""Six clients that send the same logs in lockstep leave each session once (full: `make prove`)."""

import pytest

from tests.prove import submissions


def holds(row):
    assert not submissions.faults(row)
    assert row["sent"] == row["logs"] * submissions.CLIENTS * submissions.TIMES


@pytest.mark.worker
def test_six_racing_clients_on_sqlite():
    holds(submissions.main(databases=("sqlite",))[0])


@pytest.mark.worker
def test_six_racing_clients_on_postgresql():
    holds(submissions.main(databases=("postgresql",))[0])
