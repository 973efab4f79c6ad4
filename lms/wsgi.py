"""The WSGI application."""

import os

from django.core.wsgi import get_wsgi_application

from lms.jobs.processes import lifeline

lifeline.watch()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.base")

application = get_wsgi_application()
