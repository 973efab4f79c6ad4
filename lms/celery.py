"""The Celery application: the same tasks on every broker."""
