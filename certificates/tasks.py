"""Later work on certificates."""

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext as _

from certificates.models import Certificate
from certificates.services import issuing, sealing
from courses.models import Enrolment
from lms.common import clock
from lms.common.pdf import CannotRender, MissingLetters
from lms.jobs.models import Job
from lms.jobs.registry import GiveUp, job_kind
from lms.notifications import inbox


@job_kind("certificates.issue", label="Cấp giấy chứng nhận", queue="now", max_attempts=12)
def issue(job: Job) -> None:
    enrolment = Enrolment.objects.filter(pk=job.ids["enrolment"]).first()
    if enrolment is None:
        # Joined with another of the same learner, which asked anew.
        return
    try:
        issuing.issue_completion(enrolment, now=clock.now())
    except issuing.HolderErased as error:
        message = "Người học đã xóa dữ liệu, không còn tên để ghi vào giấy"
        raise GiveUp(message) from error


def _draw(job: Job) -> bytes:
    try:
        certificate = Certificate.objects.defer("pdf").get(pk=job.ids["certificate"])
        return sealing.draw(certificate)
    except ObjectDoesNotExist as error:
        message = "Giấy chứng nhận không còn trong sổ"
        raise GiveUp(message) from error
    except MissingLetters as error:
        letters = ", ".join(f"{letter} (U+{ord(letter):04X})" for letter in error.letters)
        message = f"Chữ in trên giấy chưa có những chữ này: {letters}"
        raise GiveUp(message) from error
    except CannotRender as error:
        message = f"Chưa dựng được tệp PDF: {error}"
        raise RuntimeError(message) from error


@job_kind(
    "certificates.seal",
    label="Dựng tệp giấy chứng nhận",
    queue="now",
    max_attempts=8,
    prepare=_draw,
)
def seal(job: Job, pdf: bytes) -> None:
    certificate = (
        Certificate.objects.defer("pdf").select_related("person").get(pk=job.ids["certificate"])
    )
    sealing.store(certificate, pdf, now=clock.now())
    if certificate.person.erased_at:
        return
    inbox.tell(
        [certificate.person_id],
        key=f"certificate:{certificate.pk}",
        title=_("Có giấy chứng nhận: %(title)s") % {"title": certificate.snapshot["course"]},
        body=_("Xem, tải về hoặc in lúc nào cũng được."),
        url="/toi/giay-chung-nhan/",
        now=clock.now(),
    )
