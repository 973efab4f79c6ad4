"""A small province laid as the large one is, every figure held against its rows (`make prove`)."""

import pytest

from tests.prove import scale

pytestmark = pytest.mark.worker


def test_what_is_counted_is_what_the_rows_say():
    [row] = scale.main(databases=("sqlite",))
    assert scale.faults(row) == []
    assert (row["communes"], row["teams"], row["residents"]) == (57, 114, 1710)
    assert row["came"] > 0
    assert row["courses begun"] == 342
