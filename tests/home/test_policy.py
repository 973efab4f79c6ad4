"""Every answer carries a security policy; only the editors' pages have a looser one."""

import pytest

pytestmark = pytest.mark.django_db

STRICT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; media-src 'self'; manifest-src 'self'; "
    "worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'; "
    "object-src 'none'"
)


@pytest.mark.parametrize("address", ["/", "/khong-co-trang-nay/", "/quan-tri", "/quan-tri-gia/"])
def test_public_pages_run_no_inline_script(client, address):
    assert client.get(address)["Content-Security-Policy"] == STRICT


def test_pages_carry_the_other_headers_too(client):
    response = client.get("/")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"


def test_the_editors_pages_may_run_what_wagtail_prints(client):
    policy = client.get("/quan-tri/")["Content-Security-Policy"]
    assert "script-src 'self' 'unsafe-inline';" in policy
    assert "style-src 'self' 'unsafe-inline';" in policy
    for kept in ("default-src 'none'", "object-src 'none'", "base-uri 'none'"):
        assert kept in policy
    assert "unsafe-eval" not in policy


def test_no_page_of_ours_prints_script_or_style(client):
    page = client.get("/").content.decode()
    assert "<style" not in page
    assert " style=" not in page
    assert "<script>" not in page
    assert " onclick=" not in page
