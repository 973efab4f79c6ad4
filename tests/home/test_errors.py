"""What went wrong is said in plain words, with a way home and nothing lost."""

import gzip
import logging
from io import StringIO

import pytest
from django.test import Client
from django.urls import path

from lms import urls as product

pytestmark = pytest.mark.django_db

HOME = 'href="/"'


def broken(request):
    raise RuntimeError


def refused(request):
    from django.core.exceptions import PermissionDenied

    raise PermissionDenied


urlpatterns = [path("hong/", broken), path("cam/", refused), *product.urlpatterns]


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/khong-co/", 404, "Không tìm thấy trang này"),
        ("/cam/", 403, "Trang này dành cho người khác"),
        ("/hong/", 500, "Học số đang gặp trục trặc"),
    ],
)
@pytest.mark.urls(__name__)
def test_an_error_is_a_light_page_with_a_way_home(address, status, words):
    response = Client(raise_request_exception=False).get(address)
    page = response.content.decode()
    assert response.status_code == status
    assert words in page
    assert HOME in page
    assert len(gzip.compress(response.content, 9)) <= 4 * 1024
    assert "Vary" not in response or "Cookie" not in response["Vary"]


@pytest.mark.urls(__name__)
def test_an_error_tells_a_stranger_nothing(settings):
    page = Client(raise_request_exception=False).get("/hong/").content.decode()
    assert "RuntimeError" not in page
    assert "Traceback" not in page


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(("address", "is_traced"), [("/hong/", True), ("/khong-co/", False)])
def test_a_fault_leaves_its_trace_on_the_console(monkeypatch, address, is_traced):
    console = logging.getLogger("django").handlers[0]
    monkeypatch.setattr(console, "stream", printed := StringIO())
    Client(raise_request_exception=False).get(address)
    assert ("Traceback" in printed.getvalue()) is is_traced


def test_maintenance_closes_everything_but_the_heartbeat(settings):
    settings.MAINTENANCE = True
    client = Client()
    response = client.get("/")
    assert response.status_code == 503
    assert response["Retry-After"] == "600"
    assert "nghỉ ít phút" in response.content.decode()
    assert client.get("/healthz").status_code == 200
    assert b"".join(client.get("/static/css/site.css").streaming_content)


def post(address="/tim/", origin="http://testserver", **fields):
    client = Client(enforce_csrf_checks=True)
    return client.post(address, fields, headers={"Origin": origin} if origin else {})


def test_an_expired_form_comes_back_filled_in():
    page = post(noi_dung='Cài VNeID "mức 2" <b>', so_nguoi="14")
    assert page.status_code == 403
    text = page.content.decode()
    assert 'name="so_nguoi" value="14"' in text
    assert 'value="Cài VNeID &quot;mức 2&quot; &lt;b&gt;"' in text
    assert 'name="csrfmiddlewaretoken"' in text
    assert 'action="/tim/"' in text


@pytest.mark.parametrize("origin", ["https://ke-gian.example", "null", None])
def test_a_form_of_a_foreign_page_does_not_come_back(origin):
    text = post(origin=origin, so_nguoi="14").content.decode()
    assert "so_nguoi" not in text
    assert "Mở lại trang" in text


def test_a_secret_is_never_sent_back():
    text = post(login="lan@demo.test", password="mat-khau-cua-lan").content.decode()
    assert "mat-khau-cua-lan" not in text
    assert "Mở lại trang" in text


def test_a_huge_form_is_not_sent_back():
    text = post(noi_dung="a" * 100_001).content.decode()
    assert "Mở lại trang" in text
