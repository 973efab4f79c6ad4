"""The platform; importing it makes the Celery application, so that every process can ring."""

from lms.celery import app as celery_app

__all__ = ["celery_app"]
