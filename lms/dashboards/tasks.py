"""The jobs of figures: one that folds all day long, one that recounts every night."""

from datetime import date, datetime, timedelta

from lms.common import clock
from lms.dashboards.services import folding, imports, periods, recounting
from lms.dashboards.services.boards import keeping
from lms.dashboards.services.public import taking
from lms.dashboards.services.targets import reaching
from lms.jobs import services as jobs
from lms.jobs.models import Job
from lms.jobs.nightly import NIGHT, every_night
from lms.jobs.registry import Again, job_kind

PAUSE = timedelta(minutes=1)
FOLD = "dashboards.fold"
RECOUNT = "dashboards.recount"


@every_night(FOLD, label="Cộng số liệu vào bảng chỉ số")
def fold(job: Job) -> Again | None:
    """Folds until nothing waits, then looks again every minute, till the next night's job."""
    now = clock.now()
    if folding.fold(now=now) or periods.count_one(now=now):
        return Again()
    reaching.look(now=now)
    return None if now >= _begun(job) + timedelta(days=1) else Again(PAUSE)


@every_night("dashboards.close_periods", label="Đếm lại số không trùng của các kỳ đang mở")
def close_periods(job: Job) -> None:
    today = _begun(job).date()
    periods.touch_open(on=today)
    # A period that ended yesterday is counted once more, whole.
    periods.touch_open(on=today - timedelta(days=1))


def _look(job: Job) -> recounting.Part:
    return recounting.look(job.done_count)


@every_night(RECOUNT, label="Đếm lại số liệu và so với bảng chỉ số", prepare=_look)
def recount(job: Job, part: recounting.Part) -> Again | None:
    now = clock.now()
    found = len(recounting.settle(part.suspects, now=now))
    total = int(job.note or 0) + found
    jobs.progress(job, job.done_count + part.days_count, part.total_count, note=str(total))
    if not part.is_last:
        return Again()
    recounting.finish(total, now=now)
    return None


@every_night("dashboards.take_open", label="Chốt số công khai của các tháng đã qua")
def take_open(job: Job) -> Again | None:
    """One month with something to take at a time; what was taken before stays."""
    months = taking.settled(today=_begun(job).date())
    for number in range(job.done_count, len(months)):
        if taking.take(months[number], now=clock.now()):
            jobs.progress(job, number + 1, len(months))
            return Again()
    return None


@every_night("dashboards.mail_views", label="Gửi các bảng đã lưu")
def mail_views(job: Job) -> Again | None:
    """A few at a time, so that it may be killed between any two."""
    found = keeping.due(_begun(job).date())
    for view in found:
        keeping.send(view, now=_begun(job))
    return Again() if found else None


@job_kind(imports.APPLY, label="Nhập tệp số liệu")
def apply_import(job: Job) -> None:
    imports.apply(job.ids["batch"], now=clock.now())


def _begun(job: Job) -> datetime:
    """When the night of this job was, by its key."""
    return datetime.combine(date.fromisoformat(job.key.rpartition(":")[2]), NIGHT)
