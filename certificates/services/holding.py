"""What a person holds, and how far its file is."""

from collections.abc import Iterable

from django.db.models import Q

from certificates.models import Certificate, CertificateQuerySet
from lms.jobs.models import Job
from lms.users.models import User

SEAL_KEY = "certificate-seal:"


def held_by(person: User) -> CertificateQuerySet:
    """All of a person, also those got under a name that was merged into this one."""
    return Certificate.objects.filter(Q(person=person) | Q(person__merged_into=person))


def stuck_codes(codes: Iterable[str]) -> set[str]:
    """Those of the codes whose file could not be drawn and is not being tried again; one query."""
    keys = [f"{SEAL_KEY}{code}" for code in codes]
    failed = Job.objects.filter(key__in=keys, state=Job.State.FAILED)
    return {key.removeprefix(SEAL_KEY) for key in failed.values_list("key", flat=True)}


def trouble(code: str) -> str:
    """Why the file of this certificate is given up, in words for an officer; "" if it is not."""
    job = Job.objects.filter(key=f"{SEAL_KEY}{code}", state=Job.State.FAILED).first()
    return job.error if job else ""


def newest_of(enrolment_ids: Iterable[int]) -> dict[int, Certificate]:
    """The newest certificate that has a file or was revoked, with its status; by enrolment."""
    rows = (
        Certificate.objects.with_status()
        .filter(~Q(pdf_sha256="") | Q(is_revoked=True), enrolment__in=list(enrolment_ids))
        .only("enrolment", "code", "register_no", "issued_on", "expires_on")
        .order_by("pk")
    )
    return {row.enrolment_id: row for row in rows if row.enrolment_id}
