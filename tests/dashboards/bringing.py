"""Files of figures, brought in whole."""

import pytest

from lms.common import clock
from lms.dashboards.services import imports


@pytest.fixture
def bring(send, admin, run_jobs):
    """Send a file in the way of the test's own `send`, confirm it, and what became of it."""

    def bring(*rows, **said):
        batch = send(*rows, **said)
        assert imports.confirm(batch, by=admin, now=clock.now())
        run_jobs()
        batch.refresh_from_db()
        assert batch.state == "applied"
        return batch

    return bring
