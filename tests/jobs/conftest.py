"""What the tests of the jobs share."""

import pytest

from tests.jobs import kinds


@pytest.fixture(autouse=True)
def _no_calls():
    kinds.calls.clear()


@pytest.fixture
def effects():
    """effects(key=""): how many effects of jobs the database holds."""
    return kinds.effects
