"""What is folded is right although workers are killed in the middle (full size: `make prove`)."""

import pytest

from tests.prove import figures

pytestmark = pytest.mark.worker


# PostgreSQL has its row in the full proof: migrating it takes a minute.
def test_nothing_is_folded_twice_or_lost():
    [row] = figures.main(databases=("sqlite",))
    assert figures.faults(row) == []
    assert (row["kills"], row["sent back"] > 0, row["changed"] > 0) == (3, True, True)
