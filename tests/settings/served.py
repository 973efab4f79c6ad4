"""Settings of a product that is let to the public, on the database of a data folder."""

from lms.settings.test import *  # noqa: F403

EMBEDDED = False
