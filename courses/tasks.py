"""Later work of courses."""

from courses.services import (
    documents,
    editions,
    giving,
    publishing,
    scheduling,
    sections,
    sketching,
)
from lms.jobs.models import Job
from lms.jobs.nightly import every_night
from lms.jobs.registry import Again, job_kind


@job_kind(
    publishing.KIND,
    label="Phát hành khóa học",
    max_attempts=4,
    prepare=editions.prepare,
    on_failed=scheduling.note_failure,
)
def publish(job: Job, prepared: editions.Prepared) -> None:
    editions.write_edition(job, prepared)


@job_kind(editions.SHOW_KIND, label="Đánh dấu bài đã phát hành")
def show_live(job: Job) -> Again | None:
    return editions.show_next_live(job)


@job_kind(scheduling.KIND, label="Phát hành khóa học theo hẹn")
def publish_due(job: Job) -> None:  # noqa: ARG001  the job is the alarm clock, the pages know
    scheduling.publish_due()


@job_kind(sections.SYNC_KIND, label="Cập nhật quyền soạn bài")
def sync_groups(job: Job) -> None:
    sections.sync_groups(job.ids["person"])


@job_kind(giving.KIND, label="Giao khóa học cho nhiều người", queue=Job.Queue.BULK)
def give_duty(job: Job) -> Again | None:
    return giving.go_on(job)


@every_night(sketching.KIND, label="Dọn bài làm dở từ ảnh")
def sweep_sketches(job: Job) -> None:  # noqa: ARG001  all that are due
    sketching.sweep()


@every_night(documents.KIND, label="Dọn bài làm dở từ tệp")
def sweep_documents(job: Job) -> None:  # noqa: ARG001  all that are due
    documents.sweep()
