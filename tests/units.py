"""The whole real province for the few tests that need it; the others make what they need."""

import pytest


@pytest.fixture
def units(db):
    """All units, links and demo villages, as a new installation has them (0.3 s)."""
    from lms.places.models import Unit
    from lms.places.services import importing, villages

    importing.import_units()
    villages.load_demo_villages()
    return Unit.objects.all()
