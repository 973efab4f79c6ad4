"""Something on paper that was ordered: the row its file is kept in, and the job that draws it."""

from dataclasses import dataclass

from lms.jobs.models import Job
from teams.models import CardSheets, SessionPaper


@dataclass(frozen=True)
class Order[File: (CardSheets, SessionPaper)]:
    """An order and how far it is."""

    file: File
    job: Job

    @property
    def has_failed(self) -> bool:
        return self.job.state == Job.State.FAILED

    @property
    def is_under_way(self) -> bool:
        return self.job.state in {Job.State.WAITING, Job.State.RUNNING}

    @property
    def is_ready(self) -> bool:
        return self.file.content is not None
