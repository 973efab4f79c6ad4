"""The WSGI application; does not start on a database that must not be served."""

import os

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

from lms.common import content_types, fitness
from lms.jobs.processes import lifeline

lifeline.watch()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.base")

application = content_types.readable(get_wsgi_application())

if faults := fitness.faults():
    raise ImproperlyConfigured(faults)
