"""What members are paid for a period: read from confirmed sessions, frozen once, corrected by
supplements.

Nobody is paid twice for one session, whatever sheets there are: a constraint says so. A supplement
pays what was confirmed since and takes back what no longer counts; of a session whose length was
mended it takes back the one and pays the other.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet, Sum

from lms.audit import services as audit
from lms.common import text
from lms.dashboards.models import ReportingPeriod
from lms.places.models import Unit
from lms.reports.models import PaidSession, PayLine, PayRate, PaySheet
from lms.users.models import User
from teams.models import Session, Team
from teams.models.sessions import SessionQuerySet


class NoRate(Exception):
    """No paper says what is paid in this period."""


class PaidMeanwhile(Exception):
    """Another sheet was frozen since this one was looked at."""


@dataclass(slots=True)
class Owed:
    """What one member is owed, or below nought owes, beyond what was frozen."""

    person: User
    teams: set[str] = field(default_factory=set)
    new: dict[UUID, int] = field(default_factory=dict)
    """Minutes of each session that no sheet has paid."""
    gone: dict[UUID, int] = field(default_factory=dict)
    """Minutes of each that one has paid, and that no longer counts, or not so long."""
    turns: dict[UUID, int] = field(default_factory=dict)
    """How often each was paid before."""
    untimed_count: int = 0
    """Sessions whose length was not written down: they are no hours."""
    amount: int = 0

    @property
    def minutes(self) -> int:
        return sum(self.new.values()) - sum(self.gone.values())

    @property
    def sessions_count(self) -> int:
        return len(self.new) - len(self.gone)

    @property
    def team_names(self) -> str:
        return ", ".join(sorted(self.teams, key=text.sort_key))


@dataclass(frozen=True, slots=True)
class Draft:
    """The next sheet of a commune and period, as it would be frozen now."""

    rate: PayRate
    number: int
    lines: Sequence[Owed]

    @property
    def total(self) -> int:
        return sum(one.amount for one in self.lines)

    @property
    def minutes(self) -> int:
        return sum(one.minutes for one in self.lines)

    @property
    def token(self) -> str:
        """Changes with whatever would be frozen."""
        said = [(one.person.pk, one.amount, one.new, one.gone) for one in self.lines]
        whole = repr([(pk, amount, *map(_sorted, parts)) for pk, amount, *parts in said])
        return f"{self.number}:{self.rate.pk}:{hashlib.sha256(whole.encode()).hexdigest()[:20]}"


def _sorted(part: dict[UUID, int]) -> list[tuple[str, int]]:
    return sorted((str(session), minutes) for session, minutes in part.items())


@dataclass(slots=True)
class _Paid:
    """What was paid of one session to one member: how often, and what of it still stands."""

    turn: int = 0
    minutes: int | None = None
    sheet: UUID | None = None


def rate_of(unit: Unit, period: ReportingPeriod) -> PayRate:
    """The commune's own rate on the period's last day, else the province's; raises NoRate."""
    rows = PayRate.objects.on(period.last_on).filter(unit__in=[unit.pk, unit.parent_id])
    found = {one.unit_id: one for one in rows.order_by("valid_from", "pk")}
    rate = found.get(unit.pk) or next(iter(found.values()), None)
    if rate is None:
        raise NoRate
    return rate


def draft(unit: Unit, period: ReportingPeriod) -> Draft:
    """What would be frozen now, in the order of given names; nine queries. Raises NoRate."""
    rate = rate_of(unit, period)
    sheets = PaySheet.objects.filter(unit=unit, period=period)
    held = _held(unit, period)
    sessions = held.verified().exclude(helpers=None).order_by()
    rows = list(sessions.values_list("pk", "helpers", "duration_minutes", "team"))
    paid = _paid((session for session, *_more in rows), sheets)
    own = set(sheets.values_list("pk", flat=True))
    counts = {(session, person) for session, person, *_more in rows}
    gone = {
        key: minutes
        for key, one in paid.items()
        if one.sheet in own and (minutes := one.minutes) is not None and key not in counts
    }
    people = User.objects.in_bulk({row[1] for row in rows} | {person for _session, person in gone})
    names = dict(Team.objects.filter(pk__in={row[3] for row in rows}).values_list("pk", "name"))
    owed: dict[int, Owed] = {}
    for session, person, minutes, team in rows:
        one = owed.setdefault(person, Owed(people[person]))
        one.teams.add(names[team])
        before = paid.get((session, person), _Paid())
        if before.minutes is not None:
            # Paid on a sheet of another period, it is that one's to mend.
            if before.sheet not in own or before.minutes == (minutes or 0):
                continue
            one.gone[session] = before.minutes
        one.turns[session] = before.turn
        one.new[session] = minutes or 0
        one.untimed_count += minutes is None
    for (session, person), minutes in gone.items():
        one = owed.setdefault(person, Owed(people[person]))
        one.turns[session] = paid[session, person].turn
        one.gone[session] = minutes
    _price(owed, rate, sheets)
    listed = [one for one in owed.values() if one.new or one.gone or one.amount]
    listed.sort(key=lambda one: (text.sort_key(one.person.given_name), one.person.sort_key))
    return Draft(rate, sheets.count() + 1, listed)


def _held(unit: Unit, period: ReportingPeriod) -> SessionQuerySet:
    return Session.objects.within(unit).held_between(period.first_on, period.last_on)


def _paid(sessions: Iterable[UUID], sheets: QuerySet[PaySheet]) -> dict[tuple[UUID, int], _Paid]:
    """What sheets of any period paid for these sessions, and these sheets for any."""
    asked = Q(session__in=set(sessions)) | Q(line__sheet__in=sheets)
    columns = ("session", "person", "turn", "minutes", "line__sheet", "is_taken_back")
    found: dict[tuple[UUID, int], _Paid] = {}
    # Of each turn what was paid comes before what was taken back.
    rows = PaidSession.objects.filter(asked).order_by("turn", "is_taken_back")
    for session, person, turn, minutes, sheet, is_back in rows.values_list(*columns):
        stands = (None, None) if is_back else (minutes, sheet)
        found[session, person] = _Paid(turn, *stands)
    return found


def _price(owed: dict[int, Owed], rate: PayRate, sheets: QuerySet[PaySheet]) -> None:
    """What all of the period comes to by the rate and its limit, less what was frozen of it."""
    rows = PayLine.objects.filter(sheet__in=sheets).order_by().values("person")
    sums = rows.annotate(all=Sum("amount"), time=Sum("minutes"), count=Sum("sessions_count"))
    frozen = {row["person"]: row for row in sums}
    for person, one in owed.items():
        row = frozen.get(person, {"all": 0, "time": 0, "count": 0})
        minutes, count = row["time"] + one.minutes, row["count"] + one.sessions_count
        one.amount = priced(rate, minutes, count) - row["all"]


def priced(rate: PayRate, minutes: int, sessions_count: int) -> int:
    """What a period of one member comes to, in whole đồng, up to the limit."""
    if rate.basis == PayRate.Basis.HOUR:
        amount = (2 * minutes * rate.amount + 60) // 120
    else:
        amount = sessions_count * rate.amount
    return amount if rate.most_each is None else min(amount, rate.most_each)


def freeze(
    unit: Unit, period: ReportingPeriod, seen: str, *, reason: str = "", by: User, now: datetime
) -> PaySheet | None:
    """Freeze what `draft` says; None where there is nothing. Raises NoRate and PaidMeanwhile.

    `seen` is the token of the draft that was looked at: what changed since is looked at first.
    """
    with transaction.atomic():
        # Two taps at once, and two sheets of one commune, wait for each other.
        Unit.objects.select_for_update(of=("self",)).only("pk").get(pk=unit.pk)
        found = draft(unit, period)
        if found.token != seen:
            raise PaidMeanwhile
        if not found.lines:
            return None
        sheet = PaySheet.objects.create(
            unit=unit,
            period=period,
            number=found.number,
            rate=found.rate,
            reason=text.nfc(reason)[:400],
            total=found.total,
            frozen_by=by,
            frozen_at=now,
        )
        lines = PayLine.objects.bulk_create(_line(sheet, one) for one in found.lines)
        PaidSession.objects.bulk_create(
            PaidSession(
                line=line,
                session_id=session,
                person=one.person,
                minutes=minutes,
                # Taken back is what was paid last.
                turn=one.turns[session] + (not is_back),
                is_taken_back=is_back,
            )
            for line, one in zip(lines, found.lines, strict=True)
            for is_back, part in ((False, one.new), (True, one.gone))
            for session, minutes in part.items()
        )
        audit.record(
            "pay.frozen", subject=sheet, actor=by, at=now, number=found.number, total=found.total
        )
    return sheet


def _line(sheet: PaySheet, one: Owed) -> PayLine:
    return PayLine(
        sheet=sheet,
        person=one.person,
        name=str(one.person),
        teams=one.team_names[:400],
        minutes=one.minutes,
        sessions_count=one.sessions_count,
        amount=one.amount,
    )


@dataclass(frozen=True, slots=True)
class Rate:
    """What a paper allows, from which day."""

    basis: str
    amount: int
    most_each: int | None
    document_no: str
    document_on: date
    valid_from: date


class RateTooEarly(Exception):
    """It would begin no later than the one in force."""


def set_rate(unit: Unit, said: Rate, *, by: User, now: datetime) -> PayRate:
    """Let another paper's rate hold from a day on; what was in force ends the day before.

    Raises RateTooEarly. Sheets that were frozen keep the rate they were frozen by.
    """
    with transaction.atomic():
        Unit.objects.select_for_update(of=("self",)).only("pk").get(pk=unit.pk)
        last = PayRate.objects.filter(unit=unit).order_by("-valid_from").first()
        if last and last.valid_from >= said.valid_from:
            raise RateTooEarly
        ends_on = said.valid_from - timedelta(days=1)
        PayRate.objects.filter(unit=unit, valid_to=None).update(valid_to=ends_on)
        made = PayRate.objects.create(unit=unit, made_by=by, made_at=now, **asdict(said))
        audit.record("pay.rate_set", subject=made, actor=by, at=now, amount=said.amount)
    return made
