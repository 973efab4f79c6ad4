"""What stands before private views: `signed_in` and `second_factor_required`."""

import pytest
from django.http import HttpResponse
from django.urls import path

from lms.users import http
from lms.users.models import RoleGrant
from lms.users.services import grants
from tests.people import sign_in

pytestmark = pytest.mark.urls(__name__)


@http.signed_in
def private(request):
    return HttpResponse(f"riêng của {request.user}")


@http.second_factor_required
def closed(request):
    return HttpResponse("mở")


urlpatterns = [path("rieng/", private), path("kin/", closed)]


@pytest.fixture
def certificate_officer(bich):
    grants.grant(bich, RoleGrant.Role.CERTIFICATE_OFFICER, scope=("authority", "1"), by=None)
    return bich


def test_a_stranger_is_led_to_sign_in_and_back(client):
    answer = client.get("/rieng/?trang=2")
    assert answer.status_code == 302
    assert answer["Location"] == "/dang-nhap/?next=/rieng/%3Ftrang%3D2"


def test_a_stranger_is_not_led_back_to_a_form_that_was_sent(client):
    assert client.post("/rieng/")["Location"] == "/dang-nhap/"


def test_a_private_answer_is_never_stored(client, hoa):
    client.force_login(hoa)
    answer = client.get("/rieng/")
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]


def test_staff_pages_lead_strangers_to_the_staff_entrance(client):
    assert client.get("/kin/")["Location"] == "/dang-nhap/can-bo/?next=/kin/"


def test_a_role_that_issues_is_closed_until_the_second_factor(client, certificate_officer):
    client.force_login(certificate_officer)
    assert client.get("/kin/")["Location"] == "/dang-nhap/hai-lop/?next=/kin/"


def test_a_role_that_issues_is_open_after_the_second_factor(client, certificate_officer):
    sign_in(client, certificate_officer)
    assert client.get("/kin/").status_code == 200


def test_the_second_factor_of_another_person_does_not_count(client, certificate_officer, hoa):
    sign_in(client, hoa)
    session = client.session
    records = session["account_authentication_methods"]
    client.force_login(certificate_officer)
    session = client.session
    session["account_authentication_methods"] = records
    session["account_authentication_methods_user"] = str(hoa.pk)
    session.save()
    assert client.get("/kin/").status_code == 302


def test_a_person_without_such_a_role_needs_no_second_factor(client, hoa):
    client.force_login(hoa)
    assert client.get("/kin/").status_code == 200


def test_somebody_put_out_of_use_is_out_at_once(client, hoa):
    client.force_login(hoa)
    type(hoa).objects.filter(pk=hoa.pk).update(is_active=False)
    assert client.get("/rieng/").status_code == 302
