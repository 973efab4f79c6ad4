"""Somebody of the team says which of its people a line of attendance is, and takes it back.

Nobody is tied by a name alone: who may be meant is shown beside the line, and a person decides.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from lms.audit import services as audit
from lms.common import text
from lms.users import policies as users
from lms.users.models import LearningCard, User
from lms.users.services import lookalikes
from teams import policies
from teams.models import Attendance, AttendanceTie, Session
from teams.services import attending


class NotOffered(Exception):
    """The person chosen is none of those shown, or is in this session already."""


@dataclass(frozen=True)
class Candidate:
    """Somebody who may be meant, and what speaks for it beside the name."""

    person: User
    is_same_year: bool
    is_same_village: bool


def candidates(line: Attendance) -> list[Candidate]:
    """Whom the team serves and the line may mean: by folded name, birth year and village.

    The likeliest first: of equal names whoever lives in that village, then who is as old.
    """
    if not line.name:
        return []
    among = policies.served_by(line.session.team).select_related("home_unit__parent")
    found = lookalikes.find(line.name, birth_year=line.birth_year, among=among)
    village, name = text.fold(line.village), text.fold(line.name)
    ranked = [
        Candidate(
            person,
            is_same_year=line.birth_year is not None and person.birth_year == line.birth_year,
            is_same_village=bool(village and person.home_unit)
            and text.fold(str(person.home_unit.name)).endswith(village),  # type: ignore[union-attr]
        )
        for person in found
    ]
    ranked.sort(
        key=lambda one: (
            one.person.name_fold != name,
            not one.is_same_village,
            not one.is_same_year,
        )
    )
    return ranked


def recognise(line: Attendance, *, chosen: str, by: User, now: datetime) -> AttendanceTie:
    """Tie the line to the candidate with this public id; raises NotOffered."""
    person = next((c.person for c in candidates(line) if c.person.public_id == chosen), None)
    with transaction.atomic():
        held = Session.objects.select_for_update().get(pk=line.session_id)
        is_there = person and attending.open_ties(held).filter(person=person).exists()
        if person is None or is_there:
            raise NotOffered
        tie = attending.tie(line, person, how=AttendanceTie.How.MATCH, by=by, now=now)
        if tie is None:
            raise NotOffered
    return tie


def undo(line: Attendance, *, by: User, now: datetime) -> bool:
    """Nobody in particular again; true only for the call that undid it.

    What a card or a phone proved is not undone here, and what was done in a course stays.
    """
    ours = (AttendanceTie.How.MATCH, AttendanceTie.How.PIN)
    with transaction.atomic():
        rows = attending.open_ties(line.session).filter(local_id=str(line.local_id), how__in=ours)
        if not rows.update(undone_at=now):
            return False
        person = line.person_id
        Attendance.objects.filter(pk=line.pk).update(person=None)
        audit.record("attendance.untied", subject=line.session, actor=by, at=now, person=person)
    return True


def tie_of(line: Attendance) -> AttendanceTie | None:
    """Who the line is, and how that is known."""
    rows = attending.open_ties(line.session).filter(local_id=str(line.local_id))
    return rows.select_related("person__home_unit__parent").first()


def may_prove(tie: AttendanceTie, *, by: User) -> bool:
    """Whether the PIN of her card would prove that she was there; nobody proves it for herself."""
    if tie.is_proof or tie.person_id == by.pk or not users.may_use_card(tie.person):
        return False
    return LearningCard.objects.open().filter(person=tie.person_id).exists()


def prove(tie: AttendanceTie, line: Attendance, *, by: User, now: datetime) -> int:
    """Her PIN was right: what she did there is told to her courses; how many steps."""
    with transaction.atomic():
        rows = AttendanceTie.objects.open().filter(pk=tie.pk, how=AttendanceTie.How.MATCH)
        if not rows.update(how=AttendanceTie.How.PIN):
            return 0
        audit.record(
            "attendance.proved", subject=line.session, actor=by, at=now, person=tie.person_id
        )
        return attending.complete(line.session, now=now)
