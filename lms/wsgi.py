"""The WSGI application; does not start on a database that must not be served."""

import os

from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

from lms.jobs.processes import lifeline

lifeline.watch()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.base")

application = get_wsgi_application()

for problem in checks.run_checks(tags=[checks.Tags.database], databases=["default"]):
    if problem.is_serious():
        raise ImproperlyConfigured(str(problem))
