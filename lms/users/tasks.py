"""The jobs of people."""

from lms.common import clock
from lms.jobs import services as jobs
from lms.jobs.models import Job
from lms.jobs.nightly import every_night
from lms.jobs.registry import Again, GiveUp, job_kind
from lms.users.reorganising import carrying
from lms.users.rosters import applying, staging, undoing
from lms.users.rosters.staging import Part
from lms.users.services import codes, rosters


@every_night("users.purge_codes", label="Dọn mã đăng nhập cũ")
def purge_codes(job: Job) -> None:  # noqa: ARG001  the night itself says all
    codes.purge(now=clock.now())


@every_night("users.forget_rosters", label="Dọn danh sách đã nhập")
def forget_rosters(job: Job) -> Again | None:  # noqa: ARG001  the night itself says all
    return Again() if rosters.forget_old(now=clock.now()) else None


@job_kind(
    rosters.READ,
    label="Đọc danh sách gửi lên",
    queue=Job.Queue.BULK,
    prepare=staging.prepare,
)
def read_roster(job: Job, part: Part | None) -> Again | None:
    return staging.stage(job, part)


@job_kind(rosters.APPLY, label="Nhập danh sách gửi lên", queue=Job.Queue.BULK)
def apply_roster(job: Job) -> Again | None:
    return applying.apply(job)


@job_kind(rosters.UNDO, label="Lấy lại danh sách bà con", queue=Job.Queue.BULK)
def undo_roster(job: Job) -> Again | None:
    return undoing.undo(job)


@job_kind(carrying.CARRY, label="Sắp xếp đơn vị", queue=Job.Queue.BULK)
def reorganise(job: Job) -> Again | None:
    """One step, then the next."""
    try:
        goes_on = carrying.carry_out(job.ids["act"], job.done_count, now=clock.now())
    except carrying.ActRefused as refused:
        raise GiveUp(str(refused)) from refused
    jobs.progress(job, job.done_count + 1, len(carrying.steps()))
    return Again() if goes_on else None
