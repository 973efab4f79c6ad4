"""No job is lost and none is done twice when workers are killed (full size: `make prove`)."""

import pytest

from tests.prove import jobs

pytestmark = pytest.mark.worker


# PostgreSQL has `test_races` here and its row in the full proof: migrating it takes a minute.
@pytest.mark.parametrize("broker", ["folder", "redis"])
def test_nothing_is_lost_or_done_twice_or_waited_for_in_vain(broker):
    [row] = jobs.main(cases=[(broker, "sqlite")])
    assert (row["lost"], row["twice"], row["unanswered"]) == (0, 0, 0)
    assert row["kills of the worker"] == 3
    assert row["claims broken off"] >= 1
