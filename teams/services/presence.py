"""The two halves of "she was there": what the leader's phone shows, what a resident's phone says.

A team's phone carries the codes of the next days and needs no line to show one: four signs to be
said aloud, and a longer mark in a square for cameras. They are made of our key, the team, the day
and a number, so nothing is stored for them and each is good for one session of one day. A log names
the number that was shown; the halves meet by it, whichever comes first.
"""

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.crypto import constant_time_compare

from lms.common import text
from lms.common.ids import ALPHABET, uuid7
from lms.jobs import services as jobs
from lms.users.models import User
from teams.models import Attendance, AttendanceTie, CheckIn, Session, Team
from teams.services import projecting

SALT = "teams.presence"
SIGNS = "2346789ACDEHKMPRTUVXY"
"""None looks or sounds like another, said aloud or written by hand."""
CODE_LENGTH, PROOF_LENGTH = 4, 8
A_DAY = 3
"""Sessions of one team on one day that can have a code each."""
AHEAD = 10
"""Days whose codes a phone carries along."""
NAME_LENGTH = 100
TICKET_LASTS = 60 * 60
UNMET_KEPT = timedelta(days=180)
"""A phone may bring its log late; a name nobody ever met goes after that."""
UNCOUNTED = (Session.Status.WITHDRAWN, Session.Status.REJECTED)


class WrongTicket(Exception):
    """It was not made here, is too old, or its day is over."""


@dataclass(frozen=True)
class Code:
    """What stands for one session of a team on one day."""

    day: date
    nth: int
    said: str
    proof: str

    @property
    def mark(self) -> str:
        """What the square holds."""
        return self.said + self.proof


@dataclass(frozen=True)
class Shown:
    """A session somebody may be at: whose, and which of the day."""

    team: Team
    day: date
    nth: int
    key: UUID = field(default_factory=uuid7)
    """What whoever confirms it is noted under: a page that is sent again notes her once."""

    def ticket(self) -> str:
        """Good for an hour: what was found is confirmed without the code."""
        told = [str(self.team.pk), self.day.isoformat(), self.nth, str(self.key)]
        return signing.dumps(told, salt=SALT)


def code(team_id: object, day: date, nth: int) -> Code:
    made = hmac.digest(_key(), f"{team_id}/{day}/{nth}".encode(), "sha256")
    number, rest = int.from_bytes(made[:8], "big"), int.from_bytes(made[8:16], "big")
    said = "".join(SIGNS[number // len(SIGNS) ** n % len(SIGNS)] for n in range(CODE_LENGTH))
    proof = "".join(ALPHABET[rest >> 5 * n & 31] for n in range(PROOF_LENGTH))
    return Code(day, nth, said, proof)


@cache
def _key() -> bytes:
    return hashlib.sha256(f"{SALT}/{settings.SECRET_KEY}".encode()).digest()


def codes(team: Team, *, on: date) -> list[Code]:
    """What the team's phone carries along."""
    days = [on + timedelta(days=number) for number in range(AHEAD)]
    return [code(team.pk, day, nth) for day in days for nth in range(1, A_DAY + 1)]


def find(typed: str, *, on: date) -> list[Shown]:
    """Whose session of today that is; of four signs alone several may be meant.

    Looks at each open team: some ten milliseconds for a province.
    """
    signs = "".join(sign for sign in text.fold(typed).upper() if sign.isalnum())
    said, proof = signs[:CODE_LENGTH], signs[CODE_LENGTH:]
    if len(said) < CODE_LENGTH or len(proof) not in {0, PROOF_LENGTH}:
        return []
    found = {}
    for key in Team.objects.working_on(on).values_list("pk", flat=True):
        for nth in range(1, A_DAY + 1):
            made = code(key, on, nth)
            is_meant = not proof or constant_time_compare(made.proof, proof)
            if made.said == said and is_meant:
                found[key] = nth
    teams = Team.objects.filter(pk__in=found).select_related("unit__parent").order_by("sort_key")
    return [Shown(team, on, found[team.pk]) for team in teams]


def read(ticket: str, *, on: date) -> Shown:
    """Raises WrongTicket."""
    try:
        team_id, day, nth, key = signing.loads(ticket, salt=SALT, max_age=TICKET_LASTS)
        team = Team.objects.select_related("unit__parent").get(pk=team_id)
    except (signing.BadSignature, ValueError, Team.DoesNotExist) as error:
        raise WrongTicket from error
    if day != on.isoformat():
        raise WrongTicket
    return Shown(team, on, nth, UUID(key))


def check_in(shown: Shown, *, person: User | None, name: str, now: datetime) -> CheckIn:
    """Say that somebody is there; the same person, or the same page sent again, is there once."""
    named = text.nfc(str(person) if person else name)[:NAME_LENGTH]
    sent = CheckIn.objects.filter(pk=shown.key).first()
    if sent and (sent.person, sent.name, sent.withdrawn_at) == (person, named, None):
        return sent
    row = CheckIn(
        # Somebody else may write her name into a page that was used before.
        id=uuid7() if sent else shown.key,
        team=shown.team,
        held_on=shown.day,
        nth=shown.nth,
        person=person,
        name=named,
        told_at=now,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            _wake(row)
    except IntegrityError:
        rows = of_code(shown.team, shown.day, shown.nth)
        return rows.get(person=person) if person else rows.get(pk=row.pk)
    return row


def withdraw(row: CheckIn, *, now: datetime) -> bool:
    """She was not there after all; true only for the call that said so."""
    with transaction.atomic():
        open_ones = CheckIn.objects.filter(pk=row.pk, withdrawn_at=None)
        if not open_ones.update(withdrawn_at=now, name=""):
            return False
        row.refresh_from_db()
        if record_id := row.record_id:
            Attendance.objects.filter(session__record_id=record_id, local_id=row.pk).delete()
            ties = AttendanceTie.objects.open().filter(record_id=record_id, local_id=row.pk)
            ties.update(undone_at=now)
    return True


def of_code(team: Team, day: date, nth: int) -> QuerySet[CheckIn]:
    """Whoever says to be there."""
    rows = CheckIn.objects.filter(team=team, held_on=day, nth=nth, withdrawn_at=None)
    return rows.order_by("told_at", "pk")


def set_free(session: Session) -> None:
    """The session does not count any more: whoever said to be there is at another of its code."""
    if session.code_nth is not None:
        _wake_all(session.team_id, session.held_on, session.code_nth)


def forget_old(*, now: datetime) -> int:
    """Drop what was taken back, and what no log has met for long; how many."""
    unmet = Q(record_id=None) | Q(withdrawn_at__isnull=False)
    dropped, _by_model = CheckIn.objects.filter(unmet, told_at__lt=now - UNMET_KEPT).delete()
    return dropped


def _wake(row: CheckIn) -> None:
    """Where the log is here already, look after it once more."""
    _wake_all(row.team_id, row.held_on, row.nth)


def _wake_all(team_id: UUID, day: date, nth: int) -> None:
    alike = Session.objects.filter(team=team_id, held_on=day, code_nth=nth)
    records = [str(one) for one in alike.values_list("record_id", flat=True)]
    if records:
        key = f"{projecting.ATTENDED}:{uuid7()}"
        jobs.add(projecting.ATTENDED, key=key, ids={"records": records})


def join(session: Session) -> Iterable[tuple[Attendance, User]]:
    """Add whoever said to be at this session, once; lines that are a person's own, and whose.

    Where two sessions of a day showed one code, whichever arrived first has the people.
    """
    if session.code_nth is not None:
        rows = of_code(session.team, session.held_on, session.code_nth)
        # Who was joined to a log that is taken back or merged away is at the one that counts.
        void = Session.objects.filter(team=session.team, status__in=UNCOUNTED)
        free = Q(record_id=None) | Q(record_id__in=void.values("record_id"))
        rows.filter(free).update(record_id=session.record_id)
    _leave_out(session)
    # Theirs it stays, whatever day a later revision names.
    met = CheckIn.objects.filter(record_id=session.record_id, withdrawn_at=None)
    mine = list(met.order_by("told_at", "pk").select_related("person"))
    if not mine:
        return []
    there = {line.local_id: line for line in session.attendances.all()}
    out = _taken_out(session)
    # Whose card was read is there already.
    known = {line.person_id for line in there.values() if line.person_id}
    last = max((line.position for line in there.values()), default=0)
    fresh = [
        row
        for row in mine
        if row.pk not in there and str(row.pk) not in out and row.person_id not in known
    ]
    made = Attendance.objects.bulk_create(
        Attendance(
            session=session,
            position=position,
            local_id=row.pk,
            how=Attendance.How.CODE,
            name=row.name,
        )
        for position, row in enumerate(fresh, last + 1)
    )
    there |= {line.local_id: line for line in made}
    return [(there[row.pk], row.person) for row in mine if row.person and row.pk in there]


def _leave_out(session: Session) -> None:
    """Who took it back stays out, also where the leader's phone had read it before."""
    numbers = session.attendances.exclude(local_id=None).values("local_id")
    back = CheckIn.objects.filter(pk__in=numbers, team=session.team, withdrawn_at__isnull=False)
    found = [*back.values_list("pk", flat=True)]
    if found:
        # So that it is known where else she may stand.
        CheckIn.objects.filter(pk__in=found).update(record_id=session.record_id)
        session.attendances.filter(local_id__in=found).delete()


def _taken_out(session: Session) -> set[str]:
    """Those whom the leader took out."""
    lines = session.submission.told().get("attendees", [])
    return {line["id"] for line in lines if line.get("gone")}
