"""A finished course gives one certificate with the next number of the book."""

import pytest
from django.db import IntegrityError, transaction

from certificates.models import Certificate, CertificateEvent, RegisterBook
from certificates.services import issuing
from courses.signals import course_completed
from lms.common import clock
from lms.jobs.models import Job
from tests.certificates.conftest import finish
from tests.courses.editions import make_edition
from tests.people import make_person


def issue(enrolment):
    return issuing.issue_completion(enrolment, now=clock.now())


def test_the_first_certificate_of_the_year_has_number_one(finished, issuer):
    certificate = issue(finished)
    year = clock.today().year
    assert certificate.register_no == f"000001/{year}/GCN-KNS"
    assert len(certificate.code) == 13


def test_numbers_follow_each_other_without_a_gap(edition, issuer):
    people = [make_person(f"Người Số {n}") for n in range(5)]
    numbers = [issue(finish(person, edition)).number for person in people]
    assert numbers == [1, 2, 3, 4, 5]


def test_asking_twice_gives_the_same_certificate_and_no_number_is_burnt(finished, issuer, edition):
    first = issue(finished)
    assert issue(finished) == first
    assert issue(finish(make_person("Vũ Văn Hai"), edition)).number == 2


def test_a_resident_shows_birth_year_and_commune_only(finished, issuer):
    printed = issue(finished).snapshot
    assert printed["holder"] == {
        "salutation": "Ông/Bà",
        "name": "Trần Thị Hoa",
        "line": "Sinh năm 1958 · Nơi cư trú: Xã Ý Yên, Tỉnh Ninh Bình",
    }
    assert printed["detail"].endswith("Kết quả kiểm tra: 9/10")


def test_an_official_shows_post_and_agency(edition, issuer, department, bich):
    bich.posts.create(agency=department, kind="civil_servant", job_title="Chuyên viên")
    printed = issue(finish(bich, edition)).snapshot
    assert printed["holder"]["line"] == "Chuyên viên · Sở Khoa học và Công nghệ"


def test_a_new_name_does_not_change_an_issued_certificate(finished, issuer, hoa):
    certificate = issue(finished)
    hoa.rename("Trần Thị Hòa Bình")
    hoa.save()
    certificate.refresh_from_db()
    assert certificate.snapshot["holder"]["name"] == "Trần Thị Hoa"


def test_without_a_public_host_it_is_marked_as_a_trial(finished, issuer, settings):
    settings.PUBLIC_HOST = ""
    assert issue(finished).snapshot["is_trial"] is True


def test_the_address_in_the_code_is_upper_case_and_of_the_public_host(finished, issuer, settings):
    settings.PUBLIC_HOST = "hocso.ninhbinh.gov.vn"
    certificate = issue(finished)
    expected = f"HTTPS://HOCSO.NINHBINH.GOV.VN/K/{certificate.code}"
    assert certificate.snapshot["address"] == expected
    assert certificate.snapshot["is_trial"] is False


def test_an_unfinished_course_gives_nothing(hoa, edition, issuer):
    enrolment = hoa.enrolments.create(course=edition.course, edition=edition)
    with pytest.raises(issuing.NotCompleted):
        issue(enrolment)
    assert not RegisterBook.objects.exists()


def test_without_an_issuer_nothing_is_numbered(finished):
    with pytest.raises(issuing.NoIssuer):
        issue(finished)


def test_finishing_a_course_writes_the_job_that_issues(finished, issuer, run_jobs):
    course_completed.send(type(finished), enrolment_id=finished.pk)
    course_completed.send(type(finished), enrolment_id=finished.pk)
    assert Job.objects.filter(kind="certificates.issue").count() == 1
    run_jobs()
    certificate = Certificate.objects.get()
    assert certificate.is_sealed
    assert {event.kind for event in certificate.events.all()} == {"issued", "sealed"}


def test_a_course_without_certificates_gives_none(hoa, issuer, run_jobs):
    edition = make_edition("khong-giay")
    edition.pk, edition.public_id, edition.number = None, "khonggiay0000", 2
    edition.outline["gives_certificate"] = False
    edition.save(force_insert=True)
    enrolment = finish(hoa, edition)
    course_completed.send(type(enrolment), enrolment_id=enrolment.pk)
    assert not Job.objects.filter(kind="certificates.issue").exists()


def test_a_correction_is_a_new_certificate_that_replaces_the_old_one(
    finished, issuer, hoa, officer
):
    old = issue(finished)
    hoa.rename("Trần Thị Hòa")
    hoa.save()
    new = issuing.replace(old, by=officer, reason="Ghi sai tên", now=clock.now())
    assert new.snapshot["holder"]["name"] == "Trần Thị Hòa"
    assert (new.number, new.replaces) == (2, old)
    assert Certificate.objects.with_status().get(pk=old.pk).status == "replaced"


def test_a_certificate_is_replaced_once(finished, issuer, officer):
    old = issue(finished)
    issuing.replace(old, by=officer, reason="Ghi sai tên", now=clock.now())
    with pytest.raises(issuing.AlreadyReplaced):
        issuing.replace(old, by=officer, reason="Lại nữa", now=clock.now())
    assert RegisterBook.objects.get().last_number == 2


def violates(name, write):
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        write()
    text = str(error.value)
    assert name in text or "UNIQUE" in text


def copy_of(certificate, **changes):
    fields = {
        field.name: getattr(certificate, field.name)
        for field in Certificate._meta.concrete_fields
        if field.name not in {"id", "code"}
    }
    return Certificate(**{**fields, **changes})


def test_the_database_refuses_a_number_twice(finished, issuer):
    certificate = issue(finished)
    violates(
        "certificate_number_once",
        lambda: copy_of(certificate, replaces=certificate).save(),
    )


def test_the_database_refuses_a_second_first_certificate_of_an_enrolment(finished, issuer):
    certificate = issue(finished)
    violates("certificate_once_an_enrolment", lambda: copy_of(certificate, number=9).save())


def test_the_database_refuses_number_zero(finished, issuer):
    certificate = issue(finished)
    violates(
        "certificate_number_from_one",
        lambda: copy_of(certificate, number=0, replaces=certificate).save(),
    )


def test_the_database_refuses_a_file_without_its_hash(finished, issuer):
    certificate = issue(finished)
    rows = Certificate.objects.filter(pk=certificate.pk)
    violates("certificate_file_has_hash", lambda: rows.update(pdf=b"%PDF", pdf_sha256=""))


def test_the_database_refuses_a_revocation_without_reason(finished, issuer):
    certificate = issue(finished)
    violates(
        "revocation_has_reason",
        lambda: CertificateEvent.objects.create(certificate=certificate, kind="revoked"),
    )


def test_the_database_refuses_two_default_issuers(issuer, province):
    from tests.certificates.conftest import make_agency

    other = make_agency("Sở Y tế", "SYT", province)
    issuer.pk, issuer.agency = None, other
    violates("issuer_one_default", issuer.save)


def test_what_happened_to_a_certificate_cannot_be_rewritten(finished, issuer):
    events = issue(finished).events.all()
    violates("only grows", lambda: events.update(reason="khác"))
    violates("only grows", events.delete)
