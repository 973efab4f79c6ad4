"""Papers: frozen when they are made, then printed by a job."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.template.loader import render_to_string

from lms.audit import services as audit
from lms.common import clock, pdf
from lms.jobs import services as jobs
from lms.jobs.models import Job
from lms.jobs.registry import GiveUp
from lms.meetings.models import Meeting, Paper
from lms.places.models import Unit
from lms.users.models import User

PRINT = "meetings.print"


@dataclass(frozen=True)
class Printing:
    """A paper and how far its PDF is."""

    paper: Paper
    job: Job | None

    @property
    def is_ready(self) -> bool:
        return self.paper.pdf is not None

    @property
    def has_failed(self) -> bool:
        return self.job is not None and self.job.state == Job.State.FAILED


def make(
    kind: Paper.Kind,
    unit: Unit,
    content: dict[str, Any],
    *,
    meeting: Meeting | None = None,
    by: User,
    now: datetime,
) -> Paper:
    """Keep what it says as it is now, and have it printed."""
    with transaction.atomic():
        paper = Paper.objects.create(
            kind=kind, unit=unit, meeting=meeting, content=content, made_by=by, made_at=now
        )
        jobs.add(PRINT, key=_key(paper), ids={"paper": str(paper.pk)}, requested_by=by)
        audit.record(f"meeting.{kind}_made", subject=paper, actor=by, at=now)
    return paper


def printing(paper: Paper) -> Printing:
    return Printing(paper, Job.objects.filter(key=_key(paper)).first())


def again(paper: Paper, *, by: User) -> bool:
    """Try once more what the machine could not print."""
    job = Job.objects.filter(key=_key(paper)).first()
    return job is not None and jobs.retry(job, by=by)


def draw(job: Job) -> bytes:
    """The PDF of a paper; writes nothing."""
    paper = Paper.objects.select_related("unit__parent", "meeting").get(pk=job.ids["paper"])
    try:
        return pdf.render(html(paper), identifier=str(paper.pk))
    except pdf.MissingLetters as error:
        letters = ", ".join(f"{letter} (U+{ord(letter):04X})" for letter in error.letters)
        message = f"Chữ in chưa có những chữ này: {letters}"
        raise GiveUp(message) from error
    except pdf.CannotRender as error:
        message = f"Chưa dựng được tệp PDF: {error}"
        raise RuntimeError(message) from error


def store(job: Job, content: bytes) -> None:
    Paper.objects.filter(pk=job.ids["paper"], pdf=None).update(pdf=content)


def html(paper: Paper) -> str:
    """The page that is printed."""
    unit = paper.unit
    province = unit if unit.parent is None else unit.parent
    context = {
        "paper": paper,
        "said": paper.content,
        "unit": unit,
        "place": province.name.removeprefix("Tỉnh ").removeprefix("Thành phố "),
        "on": clock.local(paper.made_at),
    }
    return render_to_string(f"pdf/meetings/{paper.kind}.html", context)


def _key(paper: Paper) -> str:
    return f"{PRINT}:{paper.pk}"
