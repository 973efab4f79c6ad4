"""The last resorts: too much, too little, and an error page that cannot be drawn itself."""

import pytest
from django.core.exceptions import SuspiciousOperation
from django.test import Client
from django.test.client import MULTIPART_CONTENT
from django.urls import path

from lms import urls as product
from lms.home import errors

HOME = 'href="/"'


def broken(request):
    raise RuntimeError


def strange(request):
    raise SuspiciousOperation


urlpatterns = [path("hong/", broken), path("la/", strange), *product.urlpatterns]
handler400, handler500 = product.handler400, product.handler500

pytestmark = pytest.mark.urls(__name__)


@pytest.fixture
def browser():
    return Client(raise_request_exception=False)


def test_a_request_too_large_says_what_is_wrong_and_what_to_do(browser, db):
    browser = Client(enforce_csrf_checks=True)
    browser.cookies["csrftoken"] = "a" * 32
    answer = browser.generic(
        "POST",
        "/tim/",
        b"--x",
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(10**10),
    )
    page = answer.content.decode()
    assert answer.status_code == 413
    assert "Tệp gửi lên lớn quá" in page
    assert "dưới 10 MB" in page
    assert HOME in page


@pytest.mark.parametrize("content_type", [MULTIPART_CONTENT, "application/x-www-form-urlencoded"])
@pytest.mark.parametrize("address", ["/dang-nhap/", "/toi/du-lieu/ten/"])
def test_a_form_of_fifty_megabytes_is_too_much(browser, db, content_type, address):
    typed = "a" * (50 * 1024 * 1024)
    fields = {"o": typed} if content_type == MULTIPART_CONTENT else f"o={typed}"
    answer = browser.post(address, fields, content_type=content_type)
    assert answer.status_code == 413
    assert "Tệp gửi lên lớn quá" in answer.text


def test_too_many_fields_are_too_much(db, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 10
    browser = Client(enforce_csrf_checks=True)
    browser.cookies["csrftoken"] = "a" * 32
    answer = browser.post("/tim/", {f"o{number}": 1 for number in range(20)})
    assert answer.status_code == 413


def test_a_strange_request_is_answered_in_words(browser):
    answer = browser.get("/la/")
    assert answer.status_code == 400
    assert "Trang này chưa mở được" in answer.content.decode()


def test_a_fault_of_ours_needs_no_database(browser, settings):
    """This test may not touch the database at all."""
    answer = browser.get("/hong/")
    assert answer.status_code == 500
    assert "Học số đang gặp trục trặc" in answer.content.decode()


def test_an_error_page_that_cannot_be_drawn_still_says_something(browser, settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    }
    settings.STATIC_ROOT = tmp_path
    answer = browser.get("/hong/")
    assert answer.status_code == 500
    assert answer.content.decode() == errors.LAST_WORDS
    assert HOME in errors.LAST_WORDS


def test_the_middle_of_maintenance_needs_no_database(settings):
    settings.MAINTENANCE = True
    answer = Client().get("/khoa-hoc/bat-ky/")
    assert answer.status_code == 503
    assert "nghỉ ít phút" in answer.content.decode()


@pytest.mark.django_db
def test_the_sign_nul_is_in_no_address_and_no_question(client):
    assert client.get("/khoa-hoc/%00/").status_code == 400
    assert client.get("/tim/?q=%00ho%00+so").status_code == 200
    assert client.get("/K?ma=%00").status_code == 200
    assert "\0" not in client.get("/tim/?q=%0%000ho%0%0%00000").wsgi_request.GET["q"]
