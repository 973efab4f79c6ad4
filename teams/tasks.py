"""The jobs of teams."""

from lms.common import clock
from lms.jobs.models import Job
from lms.jobs.registry import Again, job_kind
from teams.services import attending, printing, projecting


@job_kind(printing.PRINT, label="In thẻ học", queue=Job.Queue.BULK, prepare=printing.prepare)
def print_cards(job: Job, part: printing.Part | None) -> Again | None:
    return printing.keep(job, part)


@job_kind(printing.FORGET, label="Xóa tệp thẻ học đã in")
def forget_cards(job: Job) -> None:
    printing.forget(job)


@job_kind(projecting.ATTENDED, label="Điểm danh: thẻ học và việc đã làm được")
def attended(job: Job) -> None:
    attending.settle(job.ids["records"], now=clock.now())
