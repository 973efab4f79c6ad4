"""Anyone can check a certificate: valid, replaced, revoked, unknown."""

import math
import re
import time
from datetime import date, timedelta

import pytest
import time_machine
from django.core.management import call_command

from certificates.models import Certificate, certificate_code
from certificates.services import issuing, revoking, verification
from certificates.views import check
from lms.common import clock
from lms.common.ids import ALPHABET
from lms.settings import base
from lms.users.services import personal
from tests.people import sign_in


@pytest.fixture
def certificate(finished, issuer, settings):
    settings.PUBLIC_HOST = "hocso.ninhbinh.gov.vn"
    return issuing.issue_completion(finished, now=clock.now())


def test_a_valid_certificate_says_so_and_shows_what_is_printed(client, certificate):
    page = client.get(f"/K/{certificate.code}")
    assert page.status_code == 200
    assert "Giấy chứng nhận thật, còn hiệu lực" in page.text
    assert "Trần Thị Hoa" in page.text
    assert "1958" not in page.text


def test_one_of_a_trial_is_never_called_valid(client, finished, issuer, settings):
    settings.PUBLIC_HOST = ""
    certificate = issuing.issue_completion(finished, now=clock.now())
    page = client.get(f"/K/{certificate.code}").text
    assert "Bản thử, không có giá trị sử dụng" in page
    assert "Trần Thị Hoa" in page
    assert "còn hiệu lực" not in page


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


@pytest.mark.parametrize(
    "code",
    ["7T4M9Q2XK8WZC", "x", "%3Cscript%3E", "A" * 60, "B" * 3000, "%E2%80%AEabc", "%FF%FE"],
)
def test_an_unknown_code_says_what_to_do(client, db, code):
    page = client.get(f"/K/{code}")
    assert page.status_code == 404
    assert "Không tìm thấy giấy nào có mã này" in page.text
    assert "<script>" not in page.text


def test_the_code_can_be_typed_by_hand(client, certificate):
    answer = client.get("/K/", {"ma": certificate.code.lower()})
    assert answer.headers["Location"] == f"/K/{certificate.code}"
    assert client.get("/K/").status_code == 200
    assert "Chưa gõ mã" in client.get("/K/", {"ma": " "}).text


def test_the_page_has_the_script_of_every_page_and_no_other(client, certificate):
    """Letters, colours and help are as one chose them; what it says stands there without it."""
    for address in ("/K/", f"/K/{certificate.code}", "/K/7T4M9Q2XK8WZC"):
        page = client.get(address).text
        (script,) = re.findall(r"<script[^>]*>", page)
        assert "js/page." in script


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


def test_a_code_of_the_wrong_length_says_how_many_signs_there_are(client, db):
    assert "Ở đây có 4" in client.get("/K/7T4M").text
    assert "Ở đây có 16" in client.get("/K/7T4M-9Q2X-K8WZ-C123").text
    assert "Ở đây có" not in client.get("/K/7T4M9Q2XK8WZC").text


def test_blanks_and_full_addresses_are_understood(client, certificate):
    code = certificate.code
    spaced = f" {code[:4]} {code[4:8]}  {code[8:]} "
    assert client.get("/K/", {"ma": spaced}).headers["Location"] == f"/K/{code}"
    assert client.get(f"/K/{spaced}").status_code == 200
    pasted = f"https://hocso.example/K/{code}?x=1"
    assert client.get("/K/", {"ma": pasted}).headers["Location"] == f"/K/{code}"


def test_a_very_long_text_takes_no_time_to_read():
    began = time.process_time()
    assert not verification.clean_code("/" * 20_000)
    assert verification.clean_code("/" * 20_000 + "K/7T4M/") == "7T4M"
    assert time.process_time() - began < 1


def test_the_first_of_a_line_leads_to_the_newest(client, certificate, officer):
    second = issuing.replace(certificate, by=officer, reason="Sai tên", now=clock.now())
    third = issuing.replace(second, by=officer, reason="Sai dấu", now=clock.now())
    for old in (certificate, second):
        page = client.get(f"/K/{old.code}").text
        assert f"/K/{third.code}" in page
        assert third.register_no in page


def test_an_expired_one_says_until_when(client, certificate):
    # Nothing that is issued today ends; the day is fixed with the number.
    fields = {
        field.attname: getattr(certificate, field.attname)
        for field in Certificate._meta.concrete_fields
        if field.name not in {"id", "code", "number", "replaces"}
    }
    ended = date(2026, 1, 31)
    old = Certificate.objects.create(
        **fields | {"issued_on": date(2025, 1, 1), "expires_on": ended},
        number=certificate.number + 1,
        replaces=certificate,
    )
    page = client.get(f"/K/{old.code}").text
    assert "đã hết hạn" in page
    assert "31/01/2026" in page
    assert "còn hiệu lực" not in page


def test_a_certificate_is_not_said_to_go_when_everything_is_erased(client, certificate, hoa):
    sign_in(client, hoa)
    goes, stays = client.get("/toi/du-lieu/xoa/").text.split("Còn lại")
    assert "Việc học" in goes
    assert "Giấy chứng nhận" not in goes
    assert "Giấy đã cấp vẫn nằm trong sổ" in stays


def test_erasing_the_person_leaves_the_certificate_to_be_checked(client, certificate, hoa):
    personal.erase(hoa, by=hoa, now=clock.now())
    page = client.get(f"/K/{certificate.code}").text
    assert "Trần Thị Hoa" in page
    assert "còn hiệu lực" in page


def test_guessing_in_bulk_is_stopped_but_true_codes_are_still_answered(
    client, certificate, monkeypatch
):
    monkeypatch.setattr(check, "MISSES", 20)
    with time_machine.travel(clock.now(), tick=False):
        answers = [client.get(f"/K/{number:013}").status_code for number in range(30)]
        assert answers == [404] * 20 + [429] * 10
        assert client.get(f"/K/{certificate.code}").status_code == 200
        elsewhere = client.get("/K/0000000000000", REMOTE_ADDR="10.9.8.7")
        assert elsewhere.status_code == 404


@pytest.fixture
def cache_of_the_embedded_product(db, settings):
    settings.CACHES = settings.CACHES | {"default": base.CACHES["default"]}
    call_command("createcachetable", verbosity=0)


@pytest.mark.usefixtures("cache_of_the_embedded_product")
def test_a_steady_trickle_of_mistypes_is_not_stopped(client, monkeypatch):
    monkeypatch.setattr(check, "MISSES", 5)
    now = clock.now()
    for turn in range(12):
        with time_machine.travel(now + turn * timedelta(seconds=200), tick=False):
            assert client.get("/K/0000000000000").status_code == 404


def test_codes_cannot_be_guessed():
    codes = {certificate_code() for _ in range(1000)}
    assert len(codes) == 1000
    assert math.log2(len(ALPHABET) ** len(codes.pop())) >= 60
