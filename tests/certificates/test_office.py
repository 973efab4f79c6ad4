"""The officer of the issuing agency looks up, revokes and corrects; nobody else does."""

import pytest

from certificates.models import Certificate
from certificates.services import issuing, revoking
from lms.common import clock
from tests.certificates.conftest import finish
from tests.people import make_person, sign_in


@pytest.fixture
def certificate(finished, issuer):
    return issuing.issue_completion(finished, now=clock.now())


def status(certificate):
    return Certificate.objects.with_status().get(pk=certificate.pk).status


def revoke(client, certificate, reason="Cấp nhầm người"):
    return client.post(f"/cap-giay/{certificate.code}/thu-hoi/", {"revoke-reason": reason})


def test_the_officer_revokes_with_a_reason(client, officer, certificate):
    sign_in(client, officer)
    answer = revoke(client, certificate)
    assert answer.headers["Location"] == f"/cap-giay/{certificate.code}/"
    assert status(certificate) == "revoked"


def test_without_a_reason_nothing_is_revoked(client, officer, certificate):
    sign_in(client, officer)
    page = revoke(client, certificate, "  ")
    assert page.status_code == 422
    assert "Chưa ghi lý do" in page.text
    assert status(certificate) == "valid"


def test_revoking_twice_is_revoking_once(client, officer, certificate):
    sign_in(client, officer)
    revoke(client, certificate)
    revoke(client, certificate, "Lần nữa")
    assert certificate.events.filter(kind="revoked").get().reason == "Cấp nhầm người"


def test_the_officer_of_another_agency_is_refused(client, other_officer, certificate):
    sign_in(client, other_officer)
    assert revoke(client, certificate).status_code == 403
    assert client.get(f"/cap-giay/{certificate.code}/").status_code == 403
    assert status(certificate) == "valid"


def test_the_holder_and_nobody_are_refused(client, hoa, certificate):
    assert revoke(client, certificate).status_code == 302
    sign_in(client, hoa)
    assert revoke(client, certificate).status_code == 403
    assert client.get("/cap-giay/").status_code == 403
    assert status(certificate) == "valid"


def test_an_officer_without_the_second_factor_is_led_to_it(client, officer, certificate):
    client.force_login(officer)
    answer = revoke(client, certificate)
    assert answer.status_code == 302
    assert status(certificate) == "valid"


def test_the_officer_corrects_a_name(client, officer, certificate, hoa):
    hoa.rename("Trần Thị Hòa")
    hoa.save()
    sign_in(client, officer)
    client.post(f"/cap-giay/{certificate.code}/cap-lai/", {"replace-reason": "Sai dấu"})
    assert certificate.replaced_by.snapshot["holder"]["name"] == "Trần Thị Hòa"
    assert status(certificate) == "replaced"


def test_the_register_finds_by_name_without_marks_number_and_code(client, officer, certificate):
    sign_in(client, officer)
    for query in ("tran thi hoa", certificate.register_no, certificate.code.lower()):
        assert certificate.register_no in client.get("/cap-giay/", {"q": query}).text
    assert "Không thấy giấy nào" in client.get("/cap-giay/", {"q": "khong co ai"}).text


def test_the_register_shows_only_the_own_books(client, other_officer, certificate):
    issuing_agency = other_officer.grants.get().agency
    from certificates.models import Issuer

    Issuer.objects.create(
        agency=issuing_agency,
        name="Sở Y tế",
        place="Ninh Bình",
        series="GCN-YT",
        signatory_title="Giám đốc",
        signatory_name="Lê Văn An",
    )
    sign_in(client, other_officer)
    page = client.get("/cap-giay/").text
    assert "Sổ còn trống" in page
    assert certificate.register_no not in page


def test_the_register_costs_the_same_for_three_and_thirty(
    client, officer, edition, issuer, django_assert_max_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    sign_in(client, officer)
    counts = []
    for size in (3, 27):
        for n in range(size):
            person = make_person(f"Người {size} {n}")
            issuing.issue_completion(finish(person, edition), now=clock.now())
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get("/cap-giay/").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_revoked_certificate_keeps_its_number(client, officer, certificate, edition):
    revoking.revoke(certificate, by=officer, reason="Nhầm", now=clock.now())
    following = issuing.issue_completion(
        finish(make_person("Ngô Văn Ba"), edition), now=clock.now()
    )
    assert following.number == certificate.number + 1
