"""The complete, safe, embedded product with nothing set."""

import secrets
from pathlib import Path
from typing import Any

from lms import env
from lms.settings import brokers, oidc, release
from lms.settings.csp import *  # noqa: F403
from lms.settings.messages import *  # noqa: F403

BASE_DIR = Path(__file__).resolve().parent.parent.parent
DATA_DIR = env.path("LMS_DATA", BASE_DIR / "data")


def _secret_key() -> str:
    """A key of this data folder, made at first start and readable by its owner only."""
    file = DATA_DIR / "secret_key"
    if not file.exists():
        DATA_DIR.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(50), encoding="utf-8")
    return file.read_text(encoding="utf-8").strip()


def _address() -> str:
    """Where the product of this data folder was last started, for links in messages."""
    file = DATA_DIR / "address"
    kept = file.read_text(encoding="utf-8").strip() if file.exists() else ""
    return kept or "http://localhost:8000"


EMBEDDED = True
DEBUG = False
SECRET_KEY = env.secret("LMS_SECRET_KEY") or _secret_key()
ALLOWED_HOSTS = env.words("LMS_HOSTS") or ["*"]
# The host name printed in certificates and links; empty means "trial only".
PUBLIC_HOST = env.text("LMS_PUBLIC_HOST")
# New code makes pages anew: without a name of its own it is known by its sources.
RELEASE = env.text("LMS_RELEASE") or release.of_sources(BASE_DIR)
# How many proxies of ours stand before us, whose X-Forwarded-For is believed.
PROXY_COUNT = env.number("LMS_PROXIES", 0)
ALLAUTH_TRUSTED_PROXY_COUNT = PROXY_COUNT

INSTALLED_APPS = [
    "lms.common",
    "lms.places",
    "lms.audit",
    "lms.jobs",
    "lms.media",
    "lms.notifications",
    "lms.users",
    "courses",
    "teams",
    "certificates",
    "lms.sync",
    "lms.dashboards",
    "lms.meetings",
    "lms.reports",
    "lms.home",
    "lms.api",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "wagtail.contrib.settings",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.admin",
    "wagtail.search",
    "wagtail",
    "modelcluster",
    "taggit",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "lms.common.csp.AdminPolicyMiddleware",
    "lms.home.middleware.MaintenanceMiddleware",
    "lms.home.middleware.NulMiddleware",
    "lms.home.middleware.CharsetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "lms.users.sessions.PersonMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "lms.users.middleware.AdminDoor",
    "lms.home.middleware.DeskMiddleware",
]

ROOT_URLCONF = "lms.urls"
WSGI_APPLICATION = "lms.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA_DIR / "db.sqlite3",
        # Opening costs more than all that one request asks, and closing writes the log back.
        "CONN_MAX_AGE": 600,
        "OPTIONS": {
            # Deferred transactions fail with "locked" as soon as two writers meet.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
                "PRAGMA mmap_size=134217728; PRAGMA cache_size=-4000; "
                "PRAGMA journal_size_limit=67108864;"
            ),
        },
    },
}

CACHES = {
    # Limits and codes must be seen by every process.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        # Django throws a third away at 300 entries, limits and all.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    # Bodies that can never change for their key, and what may be a minute old.
    "bodies": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "TIMEOUT": None,
        "OPTIONS": {"MAX_ENTRIES": 2000},
    },
}

AUTH_USER_MODEL = "users.User"
# allauth's own checks passwords by e-mail and permissions; a second one would double the time
# a wrong password takes.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
# Rounds of PBKDF2 a PIN is kept by. Whoever has a copy of the database lacks our key; with both,
# each guess still costs this much.
PIN_ROUNDS = 50_000
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LOGIN_URL = "/dang-nhap/"
LOGIN_REDIRECT_URL = "/toi/"
LOGOUT_REDIRECT_URL = "/"
STAFF_LOGIN_URL = "/dang-nhap/can-bo/"
SECOND_FACTOR_URL = "/dang-nhap/hai-lop/"
PROOF_URL = "/dang-nhap/dung-nguoi/"
# Where a form comes back that was sent when the session was over.
LOST_FORM_URL = "/gui-lai/"

ACCOUNT_ADAPTER = "lms.users.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "lms.users.forms.staff.LoginForm",
    "reauthenticate": "lms.users.forms.staff.ReauthenticateForm",
    "change_password": "lms.users.forms.staff.ChangePasswordForm",
    "set_password": "lms.users.forms.staff.SetPasswordForm",
    "reset_password": "lms.users.forms.staff.ResetPasswordForm",
    "confirm_password_reset_code": "lms.users.forms.staff.ResetPasswordCodeForm",
    "reset_password_from_key": "lms.users.forms.staff.ResetPasswordKeyForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 600
ACCOUNT_SESSION_REMEMBER = True
# Those who sign in by password are staff: a working day.
ACCOUNT_SESSION_COOKIE_AGE = 12 * 60 * 60
# By e-mail, phone number and device first; an address is a wide outer ring, for a school, a
# ministry or a whole mobile network may stand behind it.
ACCOUNT_RATE_LIMITS = {
    "login": "600/10m/ip",
    "login_failed": "300/10m/ip,5/5m/key",
    "reset_password": "120/10m/ip,3/10m/key",
    "reset_password_from_key": "120/10m/ip",
    "change_password": "5/5m/user",
    "reauthenticate": "20/5m/user",
    "phone_code_sent": "600/10m/ip",
    "phone_code_tried": "1800/10m/ip",
    # A birth year is soon guessed.
    "long_ago": "3/1d/key",
    "email_code_sent": "5/1h/user",
    "card_tried": "1800/10m/ip",
    "presence_code": "600/10m/ip,20/10m/key",
    # Who says to be there: one phone for a family, one session for a hall.
    "presence_phone": "600/10m/ip,20/d/key",
    "presence_session": "300/d/key",
    # Wrong ones from one device; a leader's phone lets a whole village in.
    "card_failed": "30/1h/key",
}
# An identity provider, where one is set up: no button and no page without.
OIDC_PROVIDER = "dinh-danh"
OIDC_ISSUER = env.text("LMS_OIDC_ISSUER")
OIDC_NAME = env.text("LMS_OIDC_NAME", "VNeID") if OIDC_ISSUER else ""
SOCIALACCOUNT_ADAPTER = "lms.users.views.oidc.Decisions"
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5
SOCIALACCOUNT_PROVIDERS = oidc.providers(OIDC_PROVIDER, OIDC_NAME, OIDC_ISSUER)

MFA_ADAPTER = "lms.users.adapters.FactorAdapter"
MFA_FORMS = {
    "authenticate": "lms.users.forms.staff.AuthenticateForm",
    "reauthenticate": "lms.users.forms.staff.ReauthenticateFactorForm",
    "activate_totp": "lms.users.forms.staff.ActivateForm",
}
# Phones' clocks differ and people type slowly: the code before and after counts too.
MFA_TOTP_TOLERANCE = 1

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["lms.common.formats"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
# The sources of stylesheet and scripts are joined, never served as they are.
FRONTEND_SOURCES = BASE_DIR / "static"
FRONTEND_BUILD = DATA_DIR / "frontend"
# Files that browsers and crawlers ask for without being told their address.
WHITENOISE_ROOT = BASE_DIR / "static" / "root"
STATICFILES_DIRS = [
    ("desk", BASE_DIR / "static" / "desk"),
    ("fonts", BASE_DIR / "static" / "fonts"),
    ("guide", BASE_DIR / "static" / "guide"),
    ("guide-office", BASE_DIR / "static" / "guide-office"),
    ("img", BASE_DIR / "static" / "img"),
    ("voices", BASE_DIR / "static" / "voices"),
]
STATICFILES_FINDERS = [
    "lms.common.frontend.finders.JoinedFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
# Photos of sessions are erased so many days after the session.
PHOTOS_KEPT_DAYS = env.number("LMS_PHOTOS_KEPT_DAYS", 730)
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "lms.common.frontend.storage.PackedStorage"},
}

SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 90
SESSION_ENGINE = "lms.users.sessions"
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
# Editors see previews of our own pages in frames.
X_FRAME_OPTIONS = "SAMEORIGIN"
SILENCED_SYSTEM_CHECKS = ["security.W019"]
CSRF_FAILURE_VIEW = "lms.home.errors.expired_form"
MAINTENANCE = env.flag("LMS_MAINTENANCE")
MAINTENANCE_MINUTES = 10

# How many different people say of a step that its screen changed until its author is asked to look.
STALE_AFTER_REPORTS = env.number("LMS_STALE_AFTER", 3)
JOBS_LEASE_SECONDS = env.number("LMS_JOBS_LEASE", 60)
# How many bulk jobs run at once; keep it below the number of worker processes.
JOBS_BULK_AT_ONCE = env.number("LMS_JOBS_BULK", 1)
CELERY_BROKER_URL = env.text("LMS_BROKER", brokers.EMBEDDED)
CELERY_BROKER_TRANSPORT_OPTIONS = brokers.transport_options(CELERY_BROKER_URL, DATA_DIR / "queue")
CELERY_BROKER_CONNECTION_TIMEOUT = 1
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "now"
# The Job row is the truth: a message may be lost, never hoarded by one worker.
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
# What a handler prints is meant for the console as it is.
CELERY_WORKER_REDIRECT_STDOUTS = False
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
# A share of 50 s may begin its last job just before the end, and that job has its lease.
CELERY_TASK_TIME_LIMIT = 50 + JOBS_LEASE_SECONDS + 5
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "jobs.sweep", "schedule": 15.0, "options": {"expires": 15}},
}

# A fault leaves its trace where the supervisor or the system keeps what is printed; what merely
# was not found or not allowed does not.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "django.request": {"level": "ERROR"},
    },
}

WAGTAIL_SITE_NAME = "Học số"
WAGTAILADMIN_BASE_URL = f"https://{PUBLIC_HOST}" if PUBLIC_HOST else _address()
WAGTAIL_I18N_ENABLED = False
# Wagtail's pages of it go page by page; a course is sent, read and approved as one, on our page.
WAGTAIL_WORKFLOW_ENABLED = False
WAGTAIL_FINISH_WORKFLOW_ACTION = "courses.seams.review_finished"
WAGTAIL_CONTENT_LANGUAGES = WAGTAILADMIN_PERMITTED_LANGUAGES = [("vi", "Tiếng Việt")]
# One province, one clock.
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
WAGTAIL_DATE_FORMAT = "%d/%m/%Y"
WAGTAIL_DATETIME_FORMAT = "%d/%m/%Y %H:%M"
WAGTAIL_ENABLE_UPDATE_CHECK = False
# No third party learns who works here.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILADMIN_LOGIN_URL = STAFF_LOGIN_URL
# Passwords and e-mail addresses change on our own pages, behind their limits.
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILIMAGES_IMAGE_MODEL = "media.CustomImage"
WAGTAILDOCS_DOCUMENT_MODEL = "media.CustomDocument"
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp", "svg"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10_000_000
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
WAGTAILIMAGES_IMAGE_FORM_BASE = "lms.media.forms.ImageForm"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "lms.media.forms.DocumentForm"
WAGTAILDOCS_EXTENSIONS = [
    "pdf", "docx", "xlsx", "pptx", "odt", "ods", "odp", "txt", "csv", "mp3",
]  # fmt: skip
WAGTAILDOCS_MAX_UPLOAD_SIZE = 20_000_000
WAGTAILDOCS_SERVE_METHOD = "serve_view"
# Always a download: no document is opened inside our own origin.
WAGTAILDOCS_INLINE_CONTENT_TYPES: list[str] = []
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "lms.common.admin_search"}}
TAGGIT_CASE_INSENSITIVE = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
FILE_UPLOAD_HANDLERS = [
    "lms.media.uploads.CappedUploads",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
