"""The embedded product on a PostgreSQL of its own, to measure on what `seed_scale` makes there."""

from lms import env
from lms.settings.base import *  # noqa: F403
from lms.settings.databases import postgres

DATABASES = {"default": postgres(env.required("LMS_MEASURING_DATABASE"))}
