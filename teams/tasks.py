"""The jobs of teams."""

from lms.common import clock
from lms.jobs.models import Job
from lms.jobs.nightly import every_night
from lms.jobs.registry import Again, job_kind
from teams.services import evidence, printing


@job_kind(printing.PRINT, label="In thẻ học", queue=Job.Queue.BULK, prepare=printing.prepare)
def print_cards(job: Job, part: printing.Part | None) -> Again | None:
    return printing.keep(job, part)


@job_kind(printing.FORGET, label="Xóa tệp thẻ học đã in")
def forget_cards(job: Job) -> None:
    printing.forget(job)


@every_night("teams.forget_photos", label="Xóa ảnh buổi hướng dẫn đã bỏ hoặc hết hạn giữ")
def forget_photos(job: Job) -> None:  # noqa: ARG001  the night itself says all
    evidence.forget_old(now=clock.now())
