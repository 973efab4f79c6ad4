"""Later work of committees: papers are printed, those in charge are reminded."""

from lms.common import clock
from lms.jobs.models import Job
from lms.jobs.nightly import every_night
from lms.jobs.registry import job_kind
from lms.meetings.services import minding, papers, praising


@job_kind(papers.PRINT, label="In tài liệu của Ban Chỉ đạo", prepare=papers.draw)
def print_paper(job: Job, content: bytes) -> None:
    papers.store(job, content)


@every_night("meetings.remind", label="Nhắc việc Ban Chỉ đạo giao")
def remind(job: Job) -> None:  # noqa: ARG001
    minding.remind(now=clock.now())


@every_night("meetings.take_down_old", label="Gỡ nêu gương đã hết hạn")
def take_down_old(job: Job) -> None:  # noqa: ARG001
    praising.take_down_old(now=clock.now())
