"""What units know of themselves: entered with what proves it, approved by somebody else."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from lms.audit import services as audit
from lms.common import clock, text
from lms.dashboards.models import Entry, GivenFigure, Indicator
from lms.dashboards.services import naming, plausible, populations, restating
from lms.dashboards.services.naming import Period
from lms.notifications import inbox
from lms.places.models import Unit
from lms.users.models import RoleGrant, User

State = Entry.State


@dataclass(slots=True)
class Line:
    """One indicator of a unit and period: what stands, what waits, what was before."""

    indicator: Indicator
    last: GivenFigure | None = None
    """The last figure of a period as long before this one."""
    standing: GivenFigure | None = None
    known: populations.Known | None = None
    """How many there are, where the population is the denominator."""
    history: list[Entry] = field(default_factory=list)
    """Everything that was sent in for this period, newest first."""

    @property
    def newest(self) -> Entry | None:
        return self.history[0] if self.history else None

    @property
    def waiting(self) -> Entry | None:
        """What was sent in and not decided; until it is, nothing more can be sent."""
        newest = self.newest
        return newest if newest and newest.state == State.SUBMITTED else None


@dataclass(frozen=True, slots=True)
class Said:
    """What a unit says of one indicator."""

    indicator: Indicator
    above: Decimal
    below: Decimal | None = None
    doubt: str = ""
    """Why it was asked about; whoever sends it has said that it is right."""
    words: str = ""
    file: "File[Any] | None" = None


def sheet(unit: Unit, span: Period) -> list[Line]:
    """Every indicator that is entered, as it stands for a unit and period; a number of queries
    that does not grow with the indicators, but by four for each group of the population."""
    asked = Indicator.objects.offered().filter(kind=Indicator.Kind.ENTERED)
    lines = {one.pk: Line(one) for one in asked.order_by("position", "code")}
    figures = GivenFigure.objects.standing().filter(
        unit=unit, indicator__in=lines.keys(), last_on__lte=span.last
    )
    for row in figures.order_by("last_on", "-first_on"):
        line = lines[row.indicator_id]
        if (row.first_on, row.last_on) == (span.first, span.last):
            line.standing = row
        elif plausible.is_as_long(row, span.first, span.last):
            line.last = row
    sent = Entry.objects.filter(unit=unit, first_on=span.first, last_on=span.last)
    sent = sent.filter(indicator__in=lines.keys()).select_related("submitted_by", "decided_by")
    for entry in sent.order_by("-submitted_at", "-pk"):
        lines[entry.indicator_id].history.append(entry)
    groups: defaultdict[str, list[Line]] = defaultdict(list)
    for line in lines.values():
        if line.indicator.denominator:
            groups[line.indicator.denominator].append(line)
    for measure, listed in groups.items():
        known = populations.of(unit, measure.removeprefix(populations.MEASURE), on=span.last)
        for line in listed:
            line.known = known
    return list(lines.values())


def fault_of(line: Line, above: Decimal, below: Decimal | None) -> str:
    """Why a value cannot be; blank where it can."""
    if line.known and above > line.known.count:
        below = Decimal(line.known.count)
    return "" if below is None else plausible.share_fault(line.indicator, above, below)


def submit(
    unit: Unit, span: Period, said: Iterable[Said], *, by: User, now: datetime
) -> tuple[list[Entry], list[Indicator]]:
    """Send values in to be approved; which were, and of which something waits already.

    The same twice is sent once.
    """
    sent, held = [], []
    with transaction.atomic():
        for one in said:
            entry = Entry(
                indicator=one.indicator,
                unit=unit,
                first_on=span.first,
                last_on=span.last,
                numerator=one.above,
                denominator=one.below,
                doubt=one.doubt,
                evidence_words=text.nfc(one.words),
                evidence_file=one.file or "",
                submitted_by=by,
                submitted_at=now,
            )
            try:
                with transaction.atomic():
                    entry.save(force_insert=True)
            except IntegrityError:
                if entry.evidence_file:
                    entry.evidence_file.delete(save=False)
                held.append(one.indicator)
                continue
            sent.append(entry)
        audit.record_all("entry.submitted", sent, actor=by, at=now, unit=unit.pk)
        if sent:
            _tell_deciders({one.indicator.owner_id for one in sent}, by=by, now=now)
    return sent, held


def waiting() -> QuerySet[Entry]:
    """What waits to be decided, longest first, with what a page shows of it."""
    rows = Entry.objects.filter(state=State.SUBMITTED)
    return rows.select_related("indicator__owner", "unit", "submitted_by").order_by(
        "submitted_at", "pk"
    )


def last_of(entries: Sequence[Entry]) -> dict[Any, GivenFigure]:
    """Of each entry the last figure of a period as long before it; in one query."""
    figures = GivenFigure.objects.standing().filter(
        Q(indicator__in={one.indicator_id for one in entries})
        & Q(unit__in={one.unit_id for one in entries})
    )
    rows = list(figures.order_by("last_on", "-first_on"))
    found: dict[Any, GivenFigure] = {}
    for entry in entries:
        for row in rows:
            is_same = (row.indicator_id, row.unit_id) == (entry.indicator_id, entry.unit_id)
            is_before = row.last_on < entry.last_on
            if is_same and is_before and plausible.is_as_long(row, entry.first_on, entry.last_on):
                found[entry.pk] = row
    return found


def approve(entry: Entry, *, by: User, now: datetime) -> bool:
    """Let an entry stand as the unit's figure; true only for the call that did.

    Never by whoever sent it in. What stood before is kept, withdrawn.
    """
    with transaction.atomic():
        restating.hold()
        if not _decide(entry, State.APPROVED, by=by, now=now):
            return False
        sent_on = clock.local(entry.submitted_at).date()
        figure = GivenFigure(
            indicator_id=entry.indicator_id,
            unit_id=entry.unit_id,
            first_on=entry.first_on,
            last_on=entry.last_on,
            numerator=entry.numerator,
            denominator=entry.denominator,
            source=_("%(unit)s nhập") % {"unit": entry.unit.name},
            as_of=min(entry.last_on, sent_on),
            entry=entry,
        )
        standing = GivenFigure.objects.standing().filter(
            indicator=entry.indicator_id,
            unit=entry.unit_id,
            first_on=entry.first_on,
            last_on=entry.last_on,
        )
        restating.write([figure], standing, now=now)
        audit.record("entry.approved", subject=entry, actor=by, at=now)
        _tell(entry, _("Số liệu đã được duyệt"), now=now)
    return True


def send_back(entry: Entry, reason: str, *, by: User, now: datetime) -> bool:
    """Give an entry back with a reason, to be sent in anew; true only for the call that did."""
    with transaction.atomic():
        if not _decide(entry, State.RETURNED, by=by, now=now, reason=text.nfc(reason)):
            return False
        audit.record("entry.returned", subject=entry, actor=by, at=now)
        _tell(entry, _("Số liệu được trả lại, cần xem lại"), now=now, reason=reason)
    return True


def _decide(entry: Entry, state: State, *, by: User, now: datetime, reason: str = "") -> int:
    open_one = Entry.objects.filter(pk=entry.pk, state=State.SUBMITTED)
    return open_one.exclude(submitted_by=by).update(
        state=state, decided_by=by, decided_at=now, reason=reason
    )


def _tell_deciders(owners: Collection[Any], *, by: User, now: datetime) -> None:
    """Say that something waits to those who may decide, once a day however much comes."""
    day = clock.local(now).date()
    grants = RoleGrant.objects.valid_on(day).exclude(person=by)
    found = grants.filter(
        Q(role=RoleGrant.Role.PROVINCE_ADMIN)
        | Q(role=RoleGrant.Role.AGENCY_MANAGER, agency__in=[one for one in owners if one])
    )
    inbox.tell(
        sorted(set(found.values_list("person_id", flat=True))),
        key=f"entries-waiting:{day.isoformat()}",
        title=_("Có số liệu chờ duyệt"),
        body=_("Đơn vị vừa gửi số liệu. Duyệt xong số mới được dùng."),
        url="/so-lieu/duyet/",
        now=now,
    )


def _tell(entry: Entry, title: str, *, now: datetime, reason: str = "") -> None:
    about = (
        f"{entry.indicator.name}, {entry.unit.name}, {naming.name(entry.first_on, entry.last_on)}."
    )
    inbox.tell(
        {entry.submitted_by_id},
        key=f"entry:{entry.pk}:decided",
        title=title,
        body=f"{about} {reason}".strip(),
        url=f"/so-lieu/nhap/?don-vi={entry.unit_id}&ky={naming.key(entry.first_on, entry.last_on)}",
        now=now,
    )
