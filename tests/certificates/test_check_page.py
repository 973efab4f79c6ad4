"""Anyone can check a certificate: valid, replaced, revoked, unknown."""

import pytest

from certificates.services import issuing, revoking, verification
from lms.common import clock


@pytest.fixture
def certificate(finished, issuer):
    return issuing.issue_completion(finished, now=clock.now())


def test_a_valid_certificate_says_so_and_shows_what_is_printed(client, certificate):
    page = client.get(f"/K/{certificate.code}")
    assert page.status_code == 200
    assert "Giấy chứng nhận thật, còn hiệu lực" in page.text
    assert "Trần Thị Hoa" in page.text
    assert "1958" not in page.text


@pytest.mark.parametrize("spell", [str.lower, lambda code: f"{code[:4]}-{code[4:8]}-{code[8:]}"])
def test_case_and_dashes_do_not_matter(client, certificate, spell):
    assert client.get(f"/K/{spell(certificate.code)}").status_code == 200
    assert client.get(f"/k/{spell(certificate.code)}/").status_code == 200


def test_look_alikes_do_not_matter(client, certificate):
    code = certificate.code.replace("0", "O").replace("1", "I")
    assert client.get(f"/K/{code}").status_code == 200
    assert verification.clean_code("oI-l u") == "011V"


def test_a_revoked_one_says_why_and_since_when(client, certificate, officer):
    revoking.revoke(certificate, by=officer, reason="Cấp nhầm người", now=clock.now())
    page = client.get(f"/K/{certificate.code}")
    assert "đã bị thu hồi" in page.text
    assert "Cấp nhầm người" in page.text
    assert "còn hiệu lực" not in page.text


def test_a_replaced_one_leads_to_the_new_one(client, certificate, officer):
    new = issuing.replace(certificate, by=officer, reason="Sai tên", now=clock.now())
    page = client.get(f"/K/{certificate.code}")
    assert "đã được thay bằng giấy mới" in page.text
    assert f"/K/{new.code}" in page.text


@pytest.mark.parametrize("code", ["7T4M9Q2XK8WZC", "x", "%3Cscript%3E", "A" * 60, "%E2%80%AEabc"])
def test_an_unknown_code_says_what_to_do(client, db, code):
    page = client.get(f"/K/{code}")
    assert page.status_code == 404
    assert "Không tìm thấy giấy nào có mã này" in page.text
    assert "<script>" not in page.text.replace('<script type="module"', "")


def test_the_code_can_be_typed_by_hand(client, certificate):
    answer = client.get("/K/", {"ma": certificate.code.lower()})
    assert answer.headers["Location"] == f"/K/{certificate.code}"
    assert client.get("/K/").status_code == 200
    assert "Chưa gõ mã" in client.get("/K/", {"ma": " "}).text


def test_no_shared_cache_keeps_it_and_no_cookie_is_set(client, certificate):
    page = client.get(f"/K/{certificate.code}")
    assert "no-store" in page.headers["Cache-Control"]
    assert not page.cookies
    assert page.headers["X-Robots-Tag"] == "noindex"


def test_checking_costs_two_queries(client, certificate, django_assert_num_queries):
    with django_assert_num_queries(2):
        client.get(f"/K/{certificate.code}")


def test_a_hostile_name_is_shown_as_plain_text(client, finished, issuer, hoa):
    hoa.rename("<script>alert(1)</script> Hoa")
    hoa.save()
    finished.refresh_from_db()
    certificate = issuing.issue_completion(finished, now=clock.now())
    page = client.get(f"/K/{certificate.code}").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
