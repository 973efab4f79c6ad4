"""Later work of courses."""

from collections.abc import Mapping

from courses.drafting.freezing import Picture
from courses.services import editions, publishing, scheduling, sections
from lms.jobs.models import Job
from lms.jobs.registry import job_kind


@job_kind(
    publishing.KIND,
    max_attempts=4,
    prepare=editions.prepare_pictures,
    on_failed=scheduling.note_failure,
)
def publish(job: Job, pictures: Mapping[int, Picture]) -> None:
    editions.write_edition(job, pictures)


@job_kind(scheduling.KIND)
def publish_due(job: Job) -> None:  # noqa: ARG001  the job is the alarm clock, the pages know
    scheduling.publish_due()


@job_kind(sections.SYNC_KIND)
def sync_groups(job: Job) -> None:
    sections.sync_groups(job.ids["person"])
