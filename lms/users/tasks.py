"""The jobs of people."""

from lms.common import clock
from lms.jobs.models import Job
from lms.jobs.nightly import every_night
from lms.users.services import codes


@every_night("users.purge_codes")
def purge_codes(job: Job) -> None:  # noqa: ARG001  the night itself says all
    codes.purge(now=clock.now())
