"""The whole real province for the few tests that need it; the others make what they need."""

import pytest


@pytest.fixture(scope="module")
def standing_units(standing):
    return standing(_imported)


@pytest.fixture
def units(standing_units, db):
    """All units, links and demo villages, as a new installation has them (0.3 s a file)."""
    from lms.places.models import Unit

    if standing_units is None:
        _imported()
    return Unit.objects.all()


def _imported():
    from lms.places.services import importing, villages

    importing.import_units()
    villages.load_demo_villages()
    return True
