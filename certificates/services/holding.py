"""What a person holds."""

from collections.abc import Iterable

from certificates.models import Certificate


def sealed_codes(enrolment_ids: Iterable[int]) -> dict[int, str]:
    """The code of the newest certificate with a file, by enrolment; one query."""
    rows = (
        Certificate.objects.filter(enrolment__in=list(enrolment_ids))
        .exclude(pdf_sha256="")
        .order_by("pk")
        .values_list("enrolment_id", "code")
    )
    return dict(rows)
