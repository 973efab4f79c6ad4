"""The phone learns of the certificate as soon as its file is there."""

import pytest

from certificates.services import issuing, revoking, sealing
from lms.common import clock
from tests.certificates.conftest import finish
from tests.certificates.issuers import make_issuer
from tests.courses.editions import make_edition


def course_in_me(client):
    return client.get("/api/v1/learning/me").json()["courses"][0]


@pytest.fixture
def enrolment(client, hoa):
    make_issuer()
    client.force_login(hoa)
    return finish(hoa, make_edition())


def test_the_certificate_is_named_once_its_file_is_there(client, enrolment):
    assert course_in_me(client)["certificate"] is None
    certificate = issuing.issue_completion(enrolment, now=clock.now())
    assert course_in_me(client)["certificate"] is None
    sealing.store(certificate, b"%PDF-1", now=clock.now())
    url = f"/toi/giay-chung-nhan/{certificate.code}.pdf"
    assert course_in_me(client)["certificate"] == {
        "code": certificate.code,
        "number": certificate.register_no,
        "on": certificate.issued_on.strftime("%d/%m/%Y"),
        "url": url,
    }
    assert client.get(url).status_code == 200


def test_a_certificate_taken_back_is_said_to_be_so(client, enrolment, son):
    certificate = issuing.issue_completion(enrolment, now=clock.now())
    assert not course_in_me(client)["certificate_revoked"]
    revoking.revoke(certificate, by=son, reason="Học hộ", now=clock.now())
    assert course_in_me(client)["certificate_revoked"]
    assert course_in_me(client)["certificate"] is None


def test_what_replaced_a_certificate_and_was_taken_back_does_not_bring_the_old_one_back(
    client, enrolment, son
):
    old = issuing.issue_completion(enrolment, now=clock.now())
    sealing.store(old, b"%PDF-1", now=clock.now())
    new = issuing.replace(old, by=son, reason="Sai tên", now=clock.now())
    assert course_in_me(client)["certificate"]["code"] == old.code
    revoking.revoke(new, by=son, reason="Học hộ", now=clock.now())
    assert course_in_me(client)["certificate"] is None
    assert course_in_me(client)["certificate_revoked"]
