"""The Celery application: the same tasks on every broker, configured by the settings alone.

Whoever starts a worker or beat names DJANGO_SETTINGS_MODULE; setting a default here would leak
it from every program that only imports `lms`.
"""

from celery import Celery

from lms.jobs import folder

folder.register()
app = Celery("lms")
app.config_from_object("django.conf:settings", namespace="CELERY")
