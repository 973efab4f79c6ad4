"""The product for a province: the embedded one, tightened. Refuses to start when half set up."""

import json

from lms import env
from lms.settings.base import *  # noqa: F403
from lms.settings.base import PROXY_COUNT, STORAGES
from lms.settings.databases import postgres

EMBEDDED = False
SECRET_KEY = env.required("LMS_SECRET_KEY")
PUBLIC_HOST = env.required("LMS_PUBLIC_HOST")
ALLOWED_HOSTS = env.required_words("LMS_HOSTS")
DATABASES = {"default": postgres(env.required("LMS_DATABASE"))}
CELERY_BROKER_URL = env.required("LMS_BROKER")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": env.required("LMS_REDIS"),
        "KEY_PREFIX": "hocso",
    },
    # Only bodies that can never change for their key; each process keeps its own.
    "bodies": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "TIMEOUT": None,
        "OPTIONS": {"MAX_ENTRIES": 2000},
    },
}
if backend := env.text("LMS_FILES_BACKEND"):
    STORAGES = {
        **STORAGES,
        "default": {
            "BACKEND": backend,
            "OPTIONS": json.loads(env.secret("LMS_FILES_OPTIONS", "{}")),
        },
    }
WAGTAILADMIN_BASE_URL = f"https://{PUBLIC_HOST}"

# Only https, and for good: a year, with every host below ours.
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
if PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# A "__Host-" cookie is refused by browsers unless it is Secure and of this very host.
SESSION_COOKIE_NAME = "__Host-sessionid"
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_NAME = "__Host-csrftoken"
CSRF_COOKIE_SECURE = True
CSRF_TRUSTED_ORIGINS = [f"https://{host.lstrip('.')}" for host in ALLOWED_HOSTS]

# Over plain http anybody on the way could say who somebody is.
OIDC_ISSUER = env.https("LMS_OIDC_ISSUER")

NOTIFICATION_CHANNELS = {
    "sms": "lms.notifications.channels.http.send",
    "mail": "lms.notifications.channels.mail.send",
}
OUTBOX_SHOWS_TEXT = False
SMS_URL = env.required("LMS_SMS_URL")
SMS_TOKEN = env.required("LMS_SMS_TOKEN")
VOICE_URL = env.secret("LMS_VOICE_URL")
VOICE_TOKEN = env.secret("LMS_VOICE_TOKEN")
if VOICE_URL:
    NOTIFICATION_CHANNELS["voice"] = "lms.notifications.channels.http.call"
MAILERS = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": env.text("LMS_MAIL_HOST", "localhost"),
            "port": env.number("LMS_MAIL_PORT", 587),
            "username": env.text("LMS_MAIL_USER"),
            "password": env.secret("LMS_MAIL_PASSWORD"),
            "use_tls": env.flag("LMS_MAIL_TLS", default=True),
            "timeout": 20,
        },
    },
}
