"""Later work of the frame."""

from lms.common import clock
from lms.home import frame_voices
from lms.jobs.models import Job
from lms.jobs.nightly import every_night
from lms.jobs.registry import job_kind


@job_kind(
    frame_voices.JOB,
    label="Làm bản đọc cho khung trang",
    queue=Job.Queue.BULK,
    max_attempts=3,
    prepare=frame_voices.prepare,
    on_failed=frame_voices.note_failure,
)
def make_clip(job: Job, outcome: dict[str, str]) -> None:
    frame_voices.take(job, outcome)


@every_night("home.forget_voices", label="Dọn giọng đọc cũ của khung trang")
def forget(job: Job) -> None:  # noqa: ARG001  the night itself says all
    frame_voices.forget_old(now=clock.now())
