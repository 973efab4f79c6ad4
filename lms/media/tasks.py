"""Later work of files."""

from lms.common import clock
from lms.jobs.models import Job
from lms.jobs.nightly import every_night
from lms.jobs.registry import Again, job_kind
from lms.media import films, joining, orphans, recordings


@job_kind(
    recordings.KIND,
    label="Làm bản đọc cho điện thoại",
    queue=Job.Queue.BULK,
    max_attempts=3,
    prepare=recordings.prepare,
    on_failed=recordings.note_failure,
)
def make_clip(job: Job, outcome: recordings.Outcome) -> None:
    recordings.take(job, outcome)


@job_kind(
    joining.KIND,
    label="Nối giọng các màn hình thành một",
    queue=Job.Queue.BULK,
    max_attempts=3,
    prepare=joining.prepare,
    on_failed=joining.note_failure,
)
def join_voices(job: Job, joined: joining.Joined) -> Again | None:
    return joining.take(job, joined)


@job_kind(
    films.KIND,
    label="Làm video cho điện thoại",
    queue=Job.Queue.BULK,
    max_attempts=3,
    prepare=films.prepare,
    on_failed=films.note_failure,
)
def make_copies(job: Job, outcome: films.Outcome) -> Again | None:
    return films.take(job, outcome)


@every_night("media.forget_orphans", label="Dọn tệp giọng đọc, video và hình không còn dùng")
def forget_orphans(job: Job) -> None:  # noqa: ARG001  the night itself says all
    orphans.forget_media(now=clock.now())
