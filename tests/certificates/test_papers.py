"""Awkward names come out of the printer as they went in (hundreds of them: `make prove`)."""

import pytest

from tests.prove import papers


@pytest.mark.programs
@pytest.mark.worker
def test_every_check_passes_on_every_paper():
    row = papers.main()[0]
    assert row["drawn"] == row["certificates"] == len(papers.AWKWARD)
    assert [row[check] for check in papers.CHECKS] == [row["certificates"]] * len(papers.CHECKS)
