"""What certificates do when a course is finished: one job row."""

from typing import Any

from courses.models import Enrolment
from lms.jobs import services as jobs


def on_course_completed(*, enrolment_id: int, **_signal: Any) -> None:
    """Ask for the certificate, if the finished edition gives one."""
    enrolment = Enrolment.objects.select_related("completed_edition").get(pk=enrolment_id)
    edition = enrolment.completed_edition or enrolment.edition
    if edition.gives_certificate:
        jobs.add(
            "certificates.issue",
            key=f"certificate-issue:{enrolment.public_id}",
            ids={"enrolment": enrolment_id},
        )
