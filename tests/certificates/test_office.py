"""The officer of the issuing agency looks up, revokes and corrects; nobody else does."""

import re

import pytest

from certificates.models import Certificate
from certificates.services import issuing, revoking
from lms.common import clock
from lms.jobs.models import Job
from lms.users.services import personal
from tests.certificates.conftest import finish
from tests.certificates.issuers import make_issuer
from tests.people import make_person, sign_in


@pytest.fixture
def certificate(finished, issuer):
    return issuing.issue_completion(finished, now=clock.now())


def status(certificate):
    return Certificate.objects.with_status().get(pk=certificate.pk).status


def revoke(client, certificate, reason="Cấp nhầm người", **more):
    words = {"revoke-reason": reason, "confirm": "1", **more}
    return client.post(f"/cap-giay/{certificate.code}/thu-hoi/", words)


def replace(client, certificate, reason="Sai dấu", **more):
    words = {"replace-reason": reason, "confirm": "1", **more}
    return client.post(f"/cap-giay/{certificate.code}/cap-lai/", words)


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
    assert replace(client, certificate).status_code == 403
    address = f"/toi/giay-chung-nhan/{certificate.code}.pdf"
    assert client.get(address).status_code == 403
    assert status(certificate) == "valid"


def test_the_holder_and_nobody_are_refused(client, hoa, certificate):
    assert revoke(client, certificate).status_code == 302
    assert replace(client, certificate).status_code == 302
    sign_in(client, hoa)
    assert revoke(client, certificate).status_code == 403
    assert replace(client, certificate).status_code == 403
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
    replace(client, certificate)
    assert certificate.replaced_by.snapshot["holder"]["name"] == "Trần Thị Hòa"
    assert status(certificate) == "replaced"


def search(client, query, **more):
    return client.post("/cap-giay/", {"q": query, **more}, follow=True)


def test_the_register_finds_by_name_without_marks_number_and_code(client, officer, certificate):
    sign_in(client, officer)
    for query in ("tran thi hoa", certificate.register_no, certificate.code.lower()):
        assert certificate.register_no in search(client, query).text
    assert "Không thấy giấy nào" in search(client, "khong co ai").text


def test_no_address_of_a_search_holds_what_was_typed(client, officer, certificate):
    sign_in(client, officer)
    away = client.post("/cap-giay/", {"q": "Trần Thị Hoa", "tinh_trang": "con-hieu-luc"})
    address = away.headers["Location"]
    assert re.fullmatch(r"/cap-giay/\?tim=\w{13}&tinh_trang=con-hieu-luc", address)
    page = client.get(address).text
    assert 'value="Trần Thị Hoa"' in page
    assert certificate.register_no in page


def test_going_back_to_an_earlier_search_finds_the_same(client, officer, certificate):
    sign_in(client, officer)
    first = client.post("/cap-giay/", {"q": "khong co ai"}).headers["Location"]
    search(client, "tran thi hoa")
    assert "Không thấy giấy nào" in client.get(first).text
    assert certificate.register_no in client.get("/cap-giay/?tim=la").text


def test_a_search_is_paged(client, officer, issuer, commune, edition):
    for _number in range(51):
        learner = make_person("Người Học", home_unit=commune)
        issuing.issue_completion(finish(learner, edition), now=clock.now())
    sign_in(client, officer)
    found = search(client, "nguoi hoc")
    onward = re.search(r'href="([^"]*trang=2)"', found.text)[1]
    assert "nguoi" not in onward
    assert "Trang 2 trong 2" in client.get("/cap-giay/" + onward.replace("&amp;", "&")).text


def test_the_register_shows_only_the_own_books(client, other_officer, certificate):
    make_issuer(other_officer.grants.get().agency, name="Sở Y tế", series="GCN-YT")
    sign_in(client, other_officer)
    page = client.get("/cap-giay/").text
    assert "Sổ còn trống" in page
    assert certificate.register_no not in page


def test_the_register_costs_the_same_for_three_and_thirty(client, officer, edition, issuer):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    sign_in(client, officer)
    counts = []
    for size in (3, 27):  # and all of them found by name and by how they stand
        for n in range(size):
            person = make_person(f"Người {size} {n}")
            issuing.issue_completion(finish(person, edition), now=clock.now())
        with CaptureQueriesContext(connection) as queries:
            page = search(client, "nguoi", tinh_trang="con-hieu-luc")
            assert page.text.count("GCN-KNS") >= size
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_revoked_certificate_keeps_its_number(client, officer, certificate, edition):
    revoking.revoke(certificate, by=officer, reason="Nhầm", now=clock.now())
    following = issuing.issue_completion(
        finish(make_person("Ngô Văn Ba"), edition), now=clock.now()
    )
    assert following.number == certificate.number + 1


def test_revoking_is_shown_again_before_it_is_done(client, officer, certificate):
    sign_in(client, officer)
    words = {"revoke-reason": "Cấp nhầm người", "revoke-decision_no": "12/QĐ-SKHCN"}
    page = client.post(f"/cap-giay/{certificate.code}/thu-hoi/", words)
    assert "Xem lại trước khi thu hồi" in page.text
    assert "12/QĐ-SKHCN" in page.text
    assert status(certificate) == "valid"
    client.post(f"/cap-giay/{certificate.code}/thu-hoi/", {**words, "confirm": "1"})
    assert certificate.events.get(kind="revoked").decision_no == "12/QĐ-SKHCN"
    assert "12/QĐ-SKHCN" in client.get(f"/K/{certificate.code}").text


def test_the_new_words_are_shown_before_a_correction(client, officer, certificate, hoa):
    sign_in(client, officer)
    page = client.post(f"/cap-giay/{certificate.code}/cap-lai/", {"replace-reason": "Sai dấu"})
    assert "Giấy mới sẽ giống giấy cũ" in page.text
    hoa.rename("Trần Thị Hòa")
    hoa.save()
    page = client.post(f"/cap-giay/{certificate.code}/cap-lai/", {"replace-reason": "Sai dấu"})
    assert "Trần Thị Hòa" in page.text
    assert "Giấy mới sẽ giống giấy cũ" not in page.text
    assert status(certificate) == "valid"
    assert Certificate.objects.count() == 1


def test_a_revoked_or_replaced_one_is_not_corrected(client, officer, certificate):
    sign_in(client, officer)
    replace(client, certificate)
    page = client.post(
        f"/cap-giay/{certificate.code}/cap-lai/", {"replace-reason": "x"}, follow=True
    )
    assert "đã có giấy thay" in page.text
    new = certificate.replaced_by
    revoke(client, new)
    page = client.post(
        f"/cap-giay/{new.code}/cap-lai/", {"replace-reason": "x", "confirm": "1"}, follow=True
    )
    assert "đã thu hồi, không sửa được" in page.text
    assert Certificate.objects.count() == 2


def test_a_certificate_of_an_erased_person_is_revoked_but_not_corrected(
    client, officer, certificate, hoa
):
    personal.erase(hoa, by=hoa, now=clock.now())
    sign_in(client, officer)
    page = client.get(f"/cap-giay/{certificate.code}/").text
    assert "Trần Thị Hoa" in page
    assert "cấp lại giấy mới" not in page
    answer = client.post(
        f"/cap-giay/{certificate.code}/cap-lai/",
        {"replace-reason": "x", "confirm": "1"},
        follow=True,
    )
    assert "không còn tên để ghi" in answer.text
    revoke(client, certificate)
    assert status(certificate) == "revoked"


def test_the_register_is_narrowed_by_how_certificates_stand(client, officer, certificate, edition):
    sign_in(client, officer)
    other = issuing.issue_completion(finish(make_person("Lê Văn Tư"), edition), now=clock.now())
    revoking.revoke(other, by=officer, reason="Nhầm", now=clock.now())
    pages = {
        state: client.get("/cap-giay/", {"tinh_trang": state}).text
        for state in ("con-hieu-luc", "thu-hoi", "da-thay", "chua-co-tep", "khong-co-loai-nay")
    }
    assert certificate.register_no in pages["con-hieu-luc"]
    assert other.register_no not in pages["con-hieu-luc"]
    assert other.register_no in pages["thu-hoi"]
    assert "Không thấy giấy nào" in pages["da-thay"]
    assert other.register_no in pages["chua-co-tep"]
    assert other.register_no in pages["khong-co-loai-nay"]


@pytest.mark.parametrize("query", ["%", "' or 1=1 --", "\x00", "ộ" * 300, "\u202e", "!!!"])
def test_odd_searches_are_answered(client, officer, certificate, query):
    sign_in(client, officer)
    assert search(client, query).status_code == 200


def test_a_file_that_cannot_be_drawn_is_told_to_the_officer_and_the_holder(
    client, officer, hoa, edition, issuer, run_jobs
):
    hoa.rename("Trần Thị 花")
    hoa.save()
    certificate = issuing.issue_completion(finish(hoa, edition), now=clock.now())
    run_jobs(may_fail=True)
    assert Job.objects.get(kind="certificates.seal").state == "failed"
    sign_in(client, officer)
    assert "chưa có những chữ này: 花" in client.get(f"/cap-giay/{certificate.code}/").text
    sign_in(client, hoa)
    assert "chưa làm được" in client.get("/toi/giay-chung-nhan/").text
    page = client.get(f"/toi/giay-chung-nhan/{certificate.code}.pdf")
    assert "vẫn có giá trị" in page.text
    assert client.get(f"/K/{certificate.code}").status_code == 200
