"""What is done with a report: written, submitted, taken back, returned, approved, numbered, opened
again. Each says whether it happened; twice the same happens once."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Value
from django.db.models.functions import Coalesce

from lms.audit import services as audit
from lms.common import text
from lms.places.models import Unit
from lms.reports.models import Report, ReportEvent, ReportRound, ReportVersion
from lms.reports.services import composing, letterhead
from lms.reports.services import telling as tell
from lms.users.models import User

State, Action = Report.State, ReportEvent.Action
WRITTEN = ("difficulties", "tasks", "proposals", "signer", "signer_name")


class WrittenMeanwhile(Exception):
    """Somebody else changed the report since the page was opened; `report` is as it is now."""

    def __init__(self, report: Report) -> None:
        super().__init__("the report was written meanwhile")
        self.report = report


class NumberTaken(Exception):
    """Another report of the commune has this number in this year."""


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody wrote, and the revision of the report she wrote on; 0 where there was none."""

    seen: int
    difficulties: str
    tasks: str
    proposals: str
    signer: str = Report.Signer.CHAIR
    signer_name: str = ""

    def columns(self) -> dict[str, str]:
        return {name: tidy(getattr(self, name)) for name in WRITTEN}


def tidy(said: str) -> str:
    """Words as they are kept, line by line, without empty lines at either end."""
    return "\n".join(text.nfc(line) for line in said.splitlines()).strip()


def find(found: ReportRound, unit: Unit) -> Report | None:
    rows = Report.objects.filter(round=found, unit=unit)
    return rows.select_related("submitted_by", "decided_by", "edited_by", "unit").first()


def save(found: ReportRound, unit: Unit, words: Words, *, by: User, now: datetime) -> Report:
    """Keep what was written; raises WrittenMeanwhile where another page was faster.

    The same words again are kept once and raise nothing.
    """
    columns = words.columns()
    about = {"edited_at": now, "edited_by": by}
    if not words.seen:
        try:
            with transaction.atomic():
                return Report.objects.create(round=found, unit=unit, **columns, **about)
        except IntegrityError:
            pass
    rows = Report.objects.filter(round=found, unit=unit, revision=words.seen)
    open_one = rows.filter(state__in=(State.DRAFT, State.RETURNED))
    open_one.update(**columns, **about, revision=F("revision") + 1)
    report = Report.objects.select_related("edited_by", "unit").get(round=found, unit=unit)
    kept = {name: getattr(report, name) for name in WRITTEN}
    if kept != columns or not report.may_be_written:
        raise WrittenMeanwhile(report)
    return report


def submit(report: Report, *, by: User, now: datetime) -> bool:
    """Send it to the province with the figures of this moment; true only for the call that did."""
    found = ReportRound.objects.select_related("form", "period").get(pk=report.round_id)
    figures = composing.figures(found, report.unit, now=now)
    with transaction.atomic():
        rows = Report.objects.filter(pk=report.pk, revision=report.revision)
        if not rows.filter(state__in=(State.DRAFT, State.RETURNED)).update(
            state=State.SUBMITTED,
            figures=figures,
            first_submitted_at=Coalesce("first_submitted_at", Value(now)),
            submitted_at=now,
            submitted_by=by,
            decided_at=None,
            decided_by=None,
            reason="",
            revision=F("revision") + 1,
        ):
            return False
        _note(report, Action.SUBMITTED, by=by, now=now)
        tell.province(found, report, now=now)
    return True


def take_back(report: Report, *, by: User, now: datetime) -> bool:
    """Have it back for mending before anybody decided; when it first came stays."""
    return _open(report, (State.SUBMITTED,), Action.TAKEN_BACK, State.DRAFT, "", by=by, now=now)


def send_back(report: Report, reason: str, *, by: User, now: datetime) -> bool:
    """Return it with a reason; true only for the call that did."""
    return _open(
        report, (State.SUBMITTED,), Action.RETURNED, State.RETURNED, reason, by=by, now=now
    )


def reopen(report: Report, reason: str, *, by: User, now: datetime) -> bool:
    """Have what was approved or issued written anew; what was issued stands as another version."""
    states = (State.APPROVED, State.ISSUED)
    return _open(report, states, Action.REOPENED, State.RETURNED, reason, by=by, now=now)


def _open(
    report: Report,
    states: tuple[Report.State, ...],
    action: ReportEvent.Action,
    state: Report.State,
    reason: str,
    *,
    by: User,
    now: datetime,
) -> bool:
    said = text.nfc(reason)[:500]
    with transaction.atomic():
        # What was looked at, and no other submission.
        rows = Report.objects.filter(pk=report.pk, state__in=states, revision=report.revision)
        versions = ReportVersion.objects.filter(report=report).count()
        if not rows.update(
            state=state,
            figures=None,
            decided_at=now,
            decided_by=by,
            reason=said,
            version=versions + 1,
            revision=F("revision") + 1,
        ):
            return False
        _note(report, action, by=by, now=now, reason=said)
        if action != Action.TAKEN_BACK:
            tell.commune(report, action, now=now, reason=said)
    return True


def approve(report: Report, *, by: User, now: datetime) -> bool:
    """Let it stand as it was submitted; never by whoever did. True only for the call that did."""
    with transaction.atomic():
        # What was looked at, and no other submission.
        rows = Report.objects.filter(
            pk=report.pk, state=State.SUBMITTED, revision=report.revision
        ).exclude(submitted_by=by)
        if not rows.update(
            state=State.APPROVED, decided_at=now, decided_by=by, revision=F("revision") + 1
        ):
            return False
        _note(report, Action.APPROVED, by=by, now=now)
        tell.commune(report, Action.APPROVED, now=now)
    return True


def issue(
    report: Report, document_no: str, document_on: date, *, by: User, now: datetime
) -> ReportVersion | None:
    """Give an approved report its number and day, and freeze all it says; None where it is not.

    Raises NumberTaken.
    """
    number = text.nfc(document_no)
    with transaction.atomic():
        rows = Report.objects.filter(pk=report.pk, state=State.APPROVED)
        if not rows.update(state=State.ISSUED, revision=F("revision") + 1):
            return None
        # Of two numbered at once the second sees the first.
        Unit.objects.select_for_update(of=("self",)).only("pk").get(pk=report.unit_id)
        same = ReportVersion.objects.filter(
            report__unit=report.unit_id, document_no=number, document_on__year=document_on.year
        )
        if same.exists():
            raise NumberTaken(number)
        whole = Report.objects.select_related("round__form", "round__period", "unit__parent").get(
            pk=report.pk
        )
        content = paper(whole, document_no=number, document_on=document_on)
        said = json.dumps(content, ensure_ascii=False, sort_keys=True)
        version = ReportVersion.objects.create(
            report=report,
            number=whole.version,
            document_no=number,
            document_on=document_on,
            content=content,
            content_sha256=hashlib.sha256(said.encode()).hexdigest(),
            issued_by=by,
            issued_at=now,
        )
        _note(report, Action.ISSUED, by=by, now=now)
        tell.commune(report, Action.ISSUED, now=now)
    return version


def paper(
    report: Report, *, document_no: str = "", document_on: date | None = None
) -> dict[str, Any]:
    """All that the paper says, as plain JSON; of a report with figures."""
    found = report.round
    return {
        **letterhead.of(found, report.unit),
        "document_no": document_no,
        "document_on": document_on.isoformat() if document_on else "",
        **{name: getattr(report, name) for name in WRITTEN},
        "figures": report.figures,
    }


def _note(
    report: Report, action: ReportEvent.Action, *, by: User, now: datetime, reason: str = ""
) -> None:
    version = Report.objects.filter(pk=report.pk).values_list("version", flat=True).get()
    ReportEvent.objects.create(
        report=report, version=version, action=action, by=by, at=now, reason=reason
    )
    audit.record(f"report.{action}", subject=report, actor=by, at=now, version=version)
