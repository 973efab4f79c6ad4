"""Later work on reports: files, and the nights' rounds."""

from lms.common import clock
from lms.common.pdf import CannotRender
from lms.jobs.models import Job
from lms.jobs.nightly import every_night
from lms.jobs.registry import job_kind
from lms.reports.services import printing, rounds


def _draw(job: Job) -> printing.Drawn | None:
    try:
        return printing.prepare(job)
    except CannotRender as error:
        message = f"Chưa dựng được tệp: {error}"
        raise RuntimeError(message) from error


@job_kind(printing.PRINT, label="Dựng tệp báo cáo", prepare=_draw)
def print_file(job: Job, drawn: printing.Drawn | None) -> None:
    printing.keep(job, drawn)


@every_night("reports.forget_files", label="Xóa tệp báo cáo đã qua một ngày")
def forget_files(_job: Job) -> None:
    printing.forget_old(now=clock.now())


@every_night("reports.open_rounds", label="Mở các đợt báo cáo đến kỳ")
def open_rounds(_job: Job) -> None:
    rounds.open_due(now=clock.now())
