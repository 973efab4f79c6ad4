"""Giving a number, in one transaction with everything it belongs to."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from certificates.models import (
    Certificate,
    CertificateEvent,
    Issuer,
    RegisterBook,
    certificate_code,
)
from certificates.services import holding, snapshots, templates
from courses.models import Enrolment
from lms.audit import services as audit
from lms.common import clock
from lms.jobs import services as jobs
from lms.users.models import User


class NoIssuer(Exception):
    """No agency is set up to issue certificates by itself."""


class NotCompleted(Exception):
    """There is nothing to certify: the course is not finished."""


class CannotReplace(Exception):
    """There is a reason why no new certificate may take this one's place."""


class AlreadyReplaced(CannotReplace):
    """The certificate has a successor; correct that one."""


class AlreadyRevoked(CannotReplace):
    """The certificate was taken back; what is no longer valid is not corrected."""


class HolderErased(CannotReplace):
    """The holder had their data erased: there are no words left to print."""


_TEMPLATES = {
    Certificate.Kind.COMPLETION.value: templates.COMPLETION,
    Certificate.Kind.THANKS.value: templates.THANKS,
}


THANKS_SERIES = "GCƠ-CNSCĐ"
"""Of the book of thanks, "Giấy cảm ơn": they certify no skill and take no number of that book."""


@dataclass(frozen=True)
class Thanks:
    """What a word of thanks says; one for each person and subject."""

    subject: str
    what_for: str
    line: str
    detail: str


def issue_completion(enrolment: Enrolment, *, now: datetime) -> Certificate:
    """The certificate of a finished course: this call's, or the one it has already.

    Raises NotCompleted, NoIssuer and HolderErased. Number, words and template are fixed here;
    the file is drawn by a job afterwards, so nothing that fails there can burn a number.
    """
    if enrolment.completed_at is None:
        raise NotCompleted
    issuer = Issuer.objects.filter(is_default=True).first()
    if issuer is None:
        raise NoIssuer
    template = templates.current(templates.COMPLETION)
    on = clock.local(now).date()
    with transaction.atomic():
        book = _next_number(issuer, Certificate.Kind.COMPLETION, year=on.year)
        known = _first_of(enrolment)
        if known is not None:
            _give_back(book)
            return known
        if enrolment.learner.erased_at:
            raise HolderErased
        snapshot = snapshots.of_completion(enrolment, issuer=issuer, on=on)
        certificate = Certificate(
            kind=Certificate.Kind.COMPLETION,
            book=book,
            enrolment=enrolment,
            person=enrolment.learner,
            template=template,
            issued_on=on,
            created_at=now,
        )
        return _write(certificate, snapshot, actor=None, now=now)


def replace(certificate: Certificate, *, by: User, reason: str, now: datetime) -> Certificate:
    """A new certificate with the holder's corrected words, in place of the old one.

    The old one stays, marked replaced. Raises CannotReplace.
    """
    issuer = certificate.book.issuer
    on = clock.local(now).date()
    with transaction.atomic():
        # So that it is not replaced or revoked beside us.
        Certificate.objects.select_for_update().only("pk").get(pk=certificate.pk)
        check_replaceable(certificate)
        book = _next_number(issuer, certificate.kind, year=on.year)
        snapshot = snapshots.again(certificate, on=on)
        successor = Certificate(
            kind=certificate.kind,
            book=book,
            enrolment=certificate.enrolment,
            subject=certificate.subject,
            person=certificate.person,
            template=templates.current(_TEMPLATES[certificate.kind]),
            replaces=certificate,
            issued_on=on,
            created_at=now,
        )
        _write(successor, snapshot, actor=by, now=now)
        CertificateEvent.objects.create(
            certificate=certificate,
            kind=CertificateEvent.Kind.REPLACED,
            at=now,
            actor=by,
            reason=reason,
        )
    return successor


def issue_thanks(
    person: User, words: Thanks, *, issuer: Issuer, by: User, now: datetime
) -> Certificate | None:
    """The year's thanks to a member of a team; None for who has it already. Raises HolderErased."""
    on = clock.local(now).date()
    with transaction.atomic():
        book = _next_number(issuer, Certificate.Kind.THANKS, year=on.year)
        if holding.held_by(person).filter(subject=words.subject).exists():
            _give_back(book)
            return None
        if person.erased_at:
            raise HolderErased
        snapshot = snapshots.of_thanks(
            person,
            line=words.line,
            course=words.what_for,
            detail=words.detail,
            issuer=issuer,
            on=on,
        )
        certificate = Certificate(
            kind=Certificate.Kind.THANKS,
            book=book,
            subject=words.subject,
            person=person,
            template=templates.current(templates.THANKS),
            issued_on=on,
            created_at=now,
        )
        return _write(certificate, snapshot, actor=by, now=now)


def check_replaceable(certificate: Certificate) -> None:
    """Raises the CannotReplace that holds now, if one does."""
    if certificate.person.erased_at:
        raise HolderErased
    known = Certificate.objects.with_status().filter(pk=certificate.pk)
    if known.replaced().exists():
        raise AlreadyReplaced
    if known.revoked().exists():
        raise AlreadyRevoked


def _next_number(issuer: Issuer, kind: str, *, year: int) -> RegisterBook:
    """The kind's book with its next number taken; the row stays locked to the transaction's end."""
    series = THANKS_SERIES if kind == Certificate.Kind.THANKS else issuer.series
    RegisterBook.objects.bulk_create(
        [RegisterBook(issuer=issuer, series=series, year=year)], ignore_conflicts=True
    )
    books = RegisterBook.objects.filter(issuer=issuer, series=series, year=year)
    books.update(last_number=F("last_number") + 1)
    return books.get()


def _give_back(book: RegisterBook) -> None:
    """Undo this transaction's own step; the lock makes it ours alone."""
    RegisterBook.objects.filter(pk=book.pk).update(last_number=F("last_number") - 1)


def _first_of(enrolment: Enrolment) -> Certificate | None:
    return Certificate.objects.filter(
        enrolment=enrolment, kind=Certificate.Kind.COMPLETION, replaces=None
    ).first()


def _write(
    certificate: Certificate,
    snapshot: dict[str, object],
    *,
    actor: User | None,
    now: datetime,
) -> Certificate:
    book = certificate.book
    certificate.number = book.last_number
    certificate.register_no = book.last_register_no
    certificate.code = certificate_code()
    certificate.snapshot = snapshots.numbered(
        snapshot, register_no=certificate.register_no, code=certificate.code
    )
    certificate.snapshot_sha256 = snapshots.digest(certificate.snapshot)
    certificate.name_fold = certificate.person.name_fold
    certificate.save(force_insert=True)
    CertificateEvent.objects.create(
        certificate=certificate, kind=CertificateEvent.Kind.ISSUED, at=now, actor=actor
    )
    audit.record(
        "certificate.issued",
        subject=certificate,
        actor=actor,
        at=now,
        register_no=certificate.register_no,
    )
    jobs.add(
        "certificates.seal",
        key=f"{holding.SEAL_KEY}{certificate.code}",
        ids={"certificate": certificate.pk},
    )
    return certificate
