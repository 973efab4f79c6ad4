"""The embedded product, made faster to test; TEST_DATABASE names a PostgreSQL instead."""

import tempfile
from pathlib import Path

from lms import env
from lms.settings.base import *  # noqa: F403

DATA_DIR = Path(tempfile.mkdtemp(prefix="hocso-test-"))
SECRET_KEY = "only-for-tests"  # noqa: S105
WAGTAILADMIN_BASE_URL = "http://localhost:8000"
MEDIA_ROOT = DATA_DIR / "media"
STATIC_ROOT = DATA_DIR / "static"
CELERY_BROKER_URL = "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS = {}
FRONTEND_BUILD = DATA_DIR / "frontend"
# Joined when asked for: no test waits for collectstatic.
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
ALLOWED_HOSTS = ["*"]
PIN_ROUNDS = 10
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "main"},
    "bodies": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "bodies"},
}
# Wagtail's own index of words and references, anew at every save, took a quarter of the tests with
# pages; who searches there asks for the fixture `indexed`.
TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
TEST_DATABASE = env.text("TEST_DATABASE")
if TEST_DATABASE:
    from lms.settings.databases import postgres

    DATABASES = {"default": postgres(TEST_DATABASE)}
