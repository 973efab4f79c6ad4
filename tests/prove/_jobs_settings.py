"""The embedded product as `make run` has it, and the kinds of job that only the tests know.

LMS_BROKER and LMS_JOBS_LEASE work as in the product; TEST_DATABASE names a PostgreSQL, and
PROOF_SWEEP how often the clock sweeps, in seconds.
"""

from lms import env
from lms.settings.base import *  # noqa: F403
from lms.settings.base import CELERY_BEAT_SCHEDULE
from lms.settings.databases import postgres

CELERY_IMPORTS = ("tests.jobs.kinds",)
CELERY_BEAT_SCHEDULE = {
    "sweep": {
        **CELERY_BEAT_SCHEDULE["sweep"],
        "schedule": float(
            env.number("PROOF_SWEEP", int(CELERY_BEAT_SCHEDULE["sweep"]["schedule"]))
        ),
    }
}
if env.text("TEST_DATABASE"):
    DATABASES = {"default": postgres(env.text("TEST_DATABASE"))}
