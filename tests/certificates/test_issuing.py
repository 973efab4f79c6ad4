"""A finished course gives one certificate with the next number of the book."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from certificates.models import Certificate, CertificateEvent, IssueBatch, RegisterBook
from certificates.services import issuing
from courses.signals import course_completed
from lms.common import clock
from lms.jobs.models import Job
from lms.notifications.models import Notice
from lms.users.services import merging, personal
from tests.certificates.conftest import finish
from tests.courses.editions import make_edition
from tests.people import make_person, sign_in


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


def test_of_a_trial_the_code_leads_where_it_was_started(finished, issuer, settings):
    settings.PUBLIC_HOST = ""
    settings.WAGTAILADMIN_BASE_URL = "http://192.168.1.7:8000"
    certificate = issue(finished)
    assert certificate.snapshot["address"] == f"HTTP://192.168.1.7:8000/K/{certificate.code}"
    assert certificate.snapshot["check_at"] == "192.168.1.7:8000/K"
    assert certificate.snapshot["is_trial"] is True


@pytest.mark.parametrize("started", ["http://localhost:8000", "http://127.0.0.1:9000"])
def test_of_a_trial_on_one_machine_the_code_leads_nowhere(finished, issuer, settings, started):
    settings.PUBLIC_HOST = ""
    settings.WAGTAILADMIN_BASE_URL = started
    certificate = issue(finished)
    assert certificate.snapshot["address"] == f"HTTPS://BAN-THU.INVALID/K/{certificate.code}"
    assert certificate.snapshot["check_at"] == ""


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
    edition.outline["certificate"] = False
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
    from tests.factories import make_agency

    other = make_agency("Sở Y tế", "SYT", province)
    issuer.pk, issuer.agency = None, other
    violates("issuer_one_default", issuer.save)


def test_what_happened_to_a_certificate_cannot_be_rewritten(finished, issuer):
    events = issue(finished).events.all()
    violates("only grows", lambda: events.update(reason="khác"))
    violates("only grows", events.delete)


def test_nothing_printed_can_be_rewritten(finished, issuer):
    certificate = issue(finished)
    rows = Certificate.objects.filter(pk=certificate.pk)
    for changes in (
        {"number": 7},
        {"register_no": "7"},
        {"snapshot": {}},
        {"issued_on": clock.today() - timedelta(days=1)},
        {"expires_on": clock.today()},
    ):
        violates("is frozen", lambda changes=changes: rows.update(**changes))


def test_the_file_and_its_hash_are_written_once(finished, issuer):
    rows = Certificate.objects.filter(pk=issue(finished).pk)
    rows.update(pdf=b"%PDF-1", pdf_sha256="1" * 64)
    violates("is frozen", lambda: rows.update(pdf=b"%PDF-2"))
    violates("is frozen", lambda: rows.update(pdf_sha256="2" * 64))
    violates("is frozen", lambda: rows.update(pdf=None, pdf_sha256=""))


def test_a_template_in_use_cannot_be_rewritten(finished, issuer):
    template = issue(finished).template
    rows = type(template).objects.filter(pk=template.pk)
    violates("is frozen", lambda: rows.update(html="khác"))
    rows.update(state="retired")
    assert sorted(template.assets) == [
        "tinos-vi-400-italic.woff2",
        "tinos-vi-400.woff2",
        "tinos-vi-700.woff2",
    ]


def test_the_database_refuses_an_end_before_the_beginning(finished, issuer):
    certificate = issue(finished)
    early = certificate.issued_on - timedelta(days=1)
    violates(
        "certificate_expires_after_issue",
        lambda: copy_of(certificate, number=2, replaces=certificate, expires_on=early).save(),
    )


def test_a_batch_is_approved_by_somebody_else_and_asked_for_once(issuer, officer, son):
    def make(**more):
        return IssueBatch.objects.create(issuer=issuer, title="Đợt 1", requested_by=officer, **more)

    violates("batch_approved_by_another", lambda: make(approved_by=officer))
    violates("batch_approved_by_somebody", lambda: make(state="approved"))
    assert make(state="approved", approved_by=son, key="dot-1").key == "dot-1"
    violates("certificates_issuebatch_key", lambda: make(key="dot-1"))


def test_numbers_are_written_as_the_book_says(finished, issuer):
    year = clock.today().year
    RegisterBook.objects.create(
        issuer=issuer,
        series=issuer.series,
        year=year,
        number_format="{series}-{year}-{number:04d}",
        last_number=41,
    )
    assert issue(finished).register_no == f"GCN-KNS-{year}-0042"


def test_a_learner_who_had_everything_erased_gets_nothing(finished, issuer, hoa, run_jobs):
    course_completed.send(type(finished), enrolment_id=finished.pk)
    personal.erase(hoa, by=hoa, now=clock.now())
    run_jobs(may_fail=True)
    assert not Certificate.objects.exists()
    assert "đã xóa dữ liệu" in Job.objects.get(kind="certificates.issue").error


def test_a_file_drawn_after_everything_was_erased_is_told_to_nobody(
    finished, issuer, hoa, run_jobs
):
    certificate = issue(finished)
    personal.erase(hoa, by=hoa, now=clock.now())
    run_jobs()
    certificate.refresh_from_db()
    assert certificate.is_sealed
    assert not Notice.objects.filter(person=hoa).exists()


def test_my_data_name_my_certificates_and_keep_them(finished, issuer, hoa):
    certificate = issue(finished)
    part = personal.export(hoa)["parts"]["certificates"]["content"][0]
    assert part["register_no"] == certificate.register_no
    assert part["printed"]["holder"]["name"] == "Trần Thị Hoa"
    personal.erase(hoa, by=hoa, now=clock.now())
    certificate.refresh_from_db()
    assert certificate.snapshot["holder"]["name"] == "Trần Thị Hoa"


def test_whoever_two_accounts_were_merged_into_holds_both(finished, issuer, hoa, lan, client, son):
    certificate = issue(finished)
    merging.merge(hoa, lan, by=son, now=clock.now())
    sign_in(client, lan)
    assert certificate.register_no in client.get("/toi/giay-chung-nhan/").text
    assert client.get(f"/toi/giay-chung-nhan/{certificate.code}.pdf").status_code == 202
