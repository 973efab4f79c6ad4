"""A former province is merged as it was in 2025 while others write (full size: `make prove`)."""

import pytest

from tests.prove import merging

pytestmark = pytest.mark.worker


# PostgreSQL has its row in the full proof: migrating it takes a minute.
def test_every_sum_is_the_same_before_and_after():
    [row] = merging.main(databases=("sqlite",))
    assert merging.faults(row) == []
    assert (row["communes"], row["became"], row["divided communes"]) == (125, 39, 1)
    assert row["logs meanwhile"] > 0
