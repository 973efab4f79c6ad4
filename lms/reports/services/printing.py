"""Files of reports: asked for, drawn by a job, fetched by whoever asked, gone after a day.

Each kind says who may have it, in which formats, and how it is drawn; what is drawn is asked anew
when it is fetched, so a role that ended opens nothing.
"""

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import transaction

from lms.audit import services as audit
from lms.jobs import services as jobs
from lms.jobs.models import Job
from lms.jobs.registry import GiveUp
from lms.reports.models import ReportFile
from lms.users import sealing
from lms.users.models import User

PRINT = "reports.print"
KEPT_FOR = timedelta(days=1)
Format = ReportFile.Format
type Asked = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A file: what it holds, and what it is called without its ending."""

    content: bytes
    name: str


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of file. `may` and `draw` raise ObjectDoesNotExist where what is asked is gone."""

    code: str
    label: str
    formats: Collection[str]
    may: Callable[[User, Asked], bool]
    draw: Callable[[ReportFile], Drawn]


@dataclass(frozen=True, slots=True)
class Offer:
    """Files a page offers: what its buttons send."""

    kind: str
    asked: str
    formats: Collection[tuple[str, str]]


_kinds: dict[str, Kind] = {}


class NotAllowed(Exception):
    """This person may not have this file."""


def declare(kind: Kind) -> None:
    _kinds[kind.code] = kind


def kind_named(code: str) -> Kind:
    """Raises LookupError for a code nobody declared."""
    return _kinds[code]


def offer(code: str, asked: Asked) -> Offer:
    """The buttons for what is asked, one for each format."""
    formats = [(str(form), str(Format(form).label)) for form in kind_named(code).formats]
    return Offer(code, json.dumps(asked, sort_keys=True), formats)


def order(code: str, asked: Asked, form: str, *, by: User, now: datetime) -> ReportFile:
    """Have a file drawn; raises NotAllowed, and LookupError for what there is not."""
    kind = kind_named(code)
    if form not in kind.formats:
        raise LookupError(form)
    if not _may(kind, by, asked):
        raise NotAllowed
    with transaction.atomic():
        file = ReportFile.objects.create(
            kind=code, asked=asked, format=form, made_by=by, created_at=now
        )
        jobs.add(PRINT, key=_key(file), ids={"file": str(file.pk)}, requested_by=by)
        audit.record(
            "report.file_asked", subject=file, actor=by, at=now, kind=code, format=str(form)
        )
    return file


def of(by: User, file_id: UUID, *, now: datetime) -> ReportFile | None:
    """The order of this person, as long as it lasts and she may have it; without its content."""
    rows = ReportFile.objects.defer("content").filter(made_by=by, created_at__gt=now - KEPT_FOR)
    file = rows.filter(pk=file_id).first()
    if file is None or not _may(kind_named(file.kind), by, file.asked):
        return None
    return file


def job_of(file: ReportFile) -> Job | None:
    return Job.objects.filter(key=_key(file)).first()


def again(file: ReportFile, *, by: User) -> bool:
    """Try once more what the machine could not do."""
    job = job_of(file)
    return job is not None and jobs.retry(job, by=by)


def fetch(file: ReportFile, *, by: User, now: datetime) -> bytes | None:
    """What it holds; None before it is drawn."""
    rows = ReportFile.objects.filter(pk=file.pk, content__isnull=False)
    content = rows.values_list("content", flat=True).first()
    if content is None:
        return None
    audit.record("report.file_fetched", subject=file, actor=by, at=now, kind=file.kind)
    return sealing.unseal_bytes(bytes(content))


def prepare(job: Job) -> Drawn | None:
    """Draw it; None where nobody wants it any more."""
    rows = ReportFile.objects.select_related("made_by").filter(content=None)
    file = rows.filter(pk=job.ids["file"]).first()
    if file is None:
        return None
    kind = kind_named(file.kind)
    if not _may(kind, file.made_by, file.asked):
        return None
    try:
        drawn = kind.draw(file)
    except ObjectDoesNotExist as gone:
        message = "Báo cáo này không còn nữa"
        raise GiveUp(message) from gone
    return Drawn(sealing.seal_bytes(drawn.content), drawn.name)


def keep(job: Job, drawn: Drawn | None) -> None:
    """Put what was drawn where it is fetched; nowhere, if it was dropped meanwhile."""
    if drawn is not None:
        ReportFile.objects.filter(pk=job.ids["file"], content=None).update(
            content=drawn.content, name=drawn.name[:120]
        )


def forget_old(*, now: datetime) -> None:
    """What the night does: files older than a day go."""
    ReportFile.objects.filter(created_at__lte=now - KEPT_FOR).delete()


def _may(kind: Kind, user: User, asked: Asked) -> bool:
    try:
        return kind.may(user, asked)
    except (ObjectDoesNotExist, ValidationError, LookupError, TypeError, ValueError):
        return False


def _key(file: ReportFile) -> str:
    return f"{PRINT}:{file.pk}"
