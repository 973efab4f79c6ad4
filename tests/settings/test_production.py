"""Production is tighter than the embedded product, and refuses to start half set up."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NEEDED = {
    "LMS_SECRET_KEY": "a-long-secret-of-production-that-nobody-knows-0123456789",
    "LMS_HOSTS": "hocso.example.vn,www.hocso.example.vn",
    "LMS_PUBLIC_HOST": "hocso.example.vn",
    "LMS_DATABASE": "postgresql://hocso:secret@db.example.vn:5432/hocso",
    "LMS_REDIS": "redis://cache.example.vn:6379/0",
    "LMS_BROKER": "redis://cache.example.vn:6379/1",
    "LMS_SMS_URL": "https://sms.example.vn/gui",
    "LMS_SMS_TOKEN": "secret-of-the-provider",
}
PRINT = """
import json, django
from django.conf import settings
names = {names!r}
print(json.dumps({{name: getattr(settings, name) for name in names}}, default=str))
"""


def run(code, tmp_path, **environment):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LMS_")}
    kept |= {"DJANGO_SETTINGS_MODULE": "lms.settings.production", "LMS_DATA": str(tmp_path)}
    return subprocess.run(
        [sys.executable, "-c", code],
        env={**kept, **environment},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def values(tmp_path, *names, **environment):
    done = run(PRINT.format(names=names), tmp_path, **{**NEEDED, **environment})
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


SECURITY = {
    "DEBUG": False,
    "EMBEDDED": False,
    "ALLOWED_HOSTS": ["hocso.example.vn", "www.hocso.example.vn"],
    "SECURE_SSL_REDIRECT": True,
    "SECURE_REDIRECT_EXEMPT": ["^healthz$", "^readyz$"],
    "SECURE_HSTS_SECONDS": 31536000,
    "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
    "SECURE_HSTS_PRELOAD": True,
    "SECURE_CONTENT_TYPE_NOSNIFF": True,
    "SECURE_REFERRER_POLICY": "same-origin",
    "SECURE_CROSS_ORIGIN_OPENER_POLICY": "same-origin",
    "SECURE_PROXY_SSL_HEADER": None,
    "X_FRAME_OPTIONS": "SAMEORIGIN",
    "SESSION_COOKIE_NAME": "__Host-sessionid",
    "SESSION_COOKIE_SECURE": True,
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Lax",
    "SESSION_COOKIE_DOMAIN": None,
    "SESSION_COOKIE_PATH": "/",
    "CSRF_COOKIE_NAME": "__Host-csrftoken",
    "CSRF_COOKIE_SECURE": True,
    "CSRF_COOKIE_SAMESITE": "Lax",
    "CSRF_COOKIE_DOMAIN": None,
    "CSRF_COOKIE_PATH": "/",
    "CSRF_TRUSTED_ORIGINS": ["https://hocso.example.vn", "https://www.hocso.example.vn"],
    "CSRF_FAILURE_VIEW": "lms.home.errors.expired_form",
    "DATA_UPLOAD_MAX_MEMORY_SIZE": 2621440,
    "SECURE_CSP": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "media-src": ["'self'"],
        "manifest-src": ["'self'"],
        "worker-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'self'"],
        "object-src": ["'none'"],
    },
}


def test_every_security_value_of_production_is_what_it_must_be(tmp_path):
    assert values(tmp_path, *SECURITY) == SECURITY


def test_passwords_are_hashed_with_argon2_first(tmp_path):
    hashers = values(tmp_path, "PASSWORD_HASHERS")["PASSWORD_HASHERS"]
    assert hashers[0] == "django.contrib.auth.hashers.Argon2PasswordHasher"


@pytest.mark.parametrize("name", NEEDED)
def test_production_refuses_to_start_without(name, tmp_path):
    done = run("import django; django.setup()", tmp_path, **{**NEEDED, name: ""})
    assert done.returncode != 0
    assert f"Cần đặt {name}" in done.stderr


@pytest.mark.parametrize("issuer", ["http://id.example.vn", "id.example.vn", "https://"])
def test_an_identity_provider_is_asked_over_https_only(issuer, tmp_path):
    given = {**NEEDED, "LMS_OIDC_ISSUER": issuer, "LMS_OIDC_CLIENT": "hocso"}
    done = run("import django; django.setup()", tmp_path, **given)
    assert done.returncode != 0
    assert "LMS_OIDC_ISSUER phải là một địa chỉ https://" in done.stderr


def test_an_identity_provider_is_a_way_in_once_its_issuer_is_set(tmp_path):
    issuer = "https://id.example.vn/tinh"
    given = {"LMS_OIDC_ISSUER": issuer, "LMS_OIDC_CLIENT": "hocso"}
    found = values(tmp_path, "OIDC_ISSUER", "OIDC_NAME", **given)
    assert found == {"OIDC_ISSUER": issuer, "OIDC_NAME": "VNeID"}


def test_a_secret_may_lie_in_a_file(tmp_path):
    file = tmp_path / "key"
    file.write_text("the-key-in-a-file\n")
    found = values(tmp_path, "SECRET_KEY", LMS_SECRET_KEY="", LMS_SECRET_KEY_FILE=str(file))
    assert found["SECRET_KEY"] == "the-key-in-a-file"
    assert not (tmp_path / "secret_key").exists()


def test_a_proxy_is_believed_about_https_only_when_it_is_named(tmp_path):
    found = values(tmp_path, "SECURE_PROXY_SSL_HEADER", LMS_PROXIES="1")
    assert found["SECURE_PROXY_SSL_HEADER"] == ["HTTP_X_FORWARDED_PROTO", "https"]


def test_limits_and_sign_in_count_the_same_proxies(tmp_path):
    found = values(tmp_path, "PROXY_COUNT", "ALLAUTH_TRUSTED_PROXY_COUNT", LMS_PROXIES="2")
    assert found == {"PROXY_COUNT": 2, "ALLAUTH_TRUSTED_PROXY_COUNT": 2}


def test_files_may_lie_in_any_storage_django_knows(tmp_path):
    found = values(
        tmp_path,
        "STORAGES",
        LMS_FILES_BACKEND="storages.backends.s3.S3Storage",
        LMS_FILES_OPTIONS='{"bucket_name": "hocso"}',
    )
    assert found["STORAGES"]["default"] == {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {"bucket_name": "hocso"},
    }


def test_django_finds_nothing_to_warn_about(tmp_path):
    done = run(
        "import django; django.setup(); from django.core.management import call_command; "
        "call_command('check', deploy=True, fail_level='WARNING', tags=['security'])",
        tmp_path,
        **NEEDED,
    )
    assert done.returncode == 0, done.stderr


def test_a_guess_at_a_pin_costs_what_it_should(tmp_path):
    assert values(tmp_path, "PIN_ROUNDS") == {"PIN_ROUNDS": 50_000}
