"""Who the people of a session are, and what they did there that completes a step of a course.

A phone without a line stores what stands on a card; whose it is shows here. What somebody did at
the session is told to her course in her name only where she was there to prove it (card, code or
PIN), never by a session's own helpers for themselves, and she is told of it.
"""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses.services import assisting
from lms.audit import services as audit
from lms.common import clock
from lms.notifications import inbox
from lms.users import policies as users
from lms.users.models import LearningCard, User
from teams.models import Attendance, AttendanceMark, AttendanceTie, Session
from teams.services import presence

UNKNOWN_CARD = "unknown_card"
USUAL_START = time(19, 30)
COUNTS_AS_DONE = (AttendanceMark.Level.HELPED, AttendanceMark.Level.ALONE)
"""Who did it with help has done it; who only looked on has not."""
NOT_TRUSTED = frozenset({"role_ended", "team_closed", "future"})
"""Flags of a log that completes nothing in anybody's course."""


def settle(records: Iterable[str], *, now: datetime) -> None:
    """Look after each of the sessions; may be called again at any time, for each line once."""
    for record_id in records:
        with transaction.atomic():
            rows = Session.objects.select_for_update(of=("self",)).filter(record_id=record_id)
            session = rows.select_related("team", "submission").first()
            if session and session.status not in presence.UNCOUNTED:
                for line, person in presence.join(session):
                    tie(line, person, how=AttendanceTie.How.CODE, by=None, now=now)
                    # Of a line that a further revision wrote anew the tie is there already.
                    known = open_ties(session).filter(person=person).first()
                    if known and known.local_id == line.local_id:
                        Attendance.objects.filter(pk=line.pk, person=None).update(person=person)
                _tie_cards(session, now=now)
                complete(session, now=now)


def _tie_cards(session: Session, *, now: datetime) -> None:
    """Whose cards were read; a card nobody knows stays as it came and is told to the reviewer.

    Somebody at a session twice, by two cards or by hand and by card, is tied to the first line.
    """
    lines = list(session.attendances.exclude(card_hash="").filter(person=None))
    cards = _cards(lines)
    known = set(open_ties(session).values_list("person_id", flat=True))
    for line in lines:
        card = cards.get(line.card_hash)
        if card and card.person_id not in known and users.may_use_card(card.person):
            known.add(card.person_id)
            tie(line, card.person, how=AttendanceTie.How.CARD, by=None, now=now)
    is_unknown = any(line.card_hash not in cards for line in lines)
    if is_unknown and UNKNOWN_CARD not in session.flags:
        session.flags = [*session.flags, UNKNOWN_CARD]
        session.save(update_fields=["flags"])


def _cards(lines: Iterable[Attendance]) -> dict[str, LearningCard]:
    """By what its code hashes to; one that was stopped since then still says whose it was."""
    hashes = {line.card_hash for line in lines}
    found = LearningCard.objects.filter(code_hash__in=hashes).select_related("person")
    return {card.code_hash: card for card in found}


def open_ties(session: Session) -> QuerySet[AttendanceTie]:
    return AttendanceTie.objects.open().filter(record_id=session.record_id)


def tie(
    line: Attendance, person: User, *, how: AttendanceTie.How, by: User | None, now: datetime
) -> AttendanceTie | None:
    """Say that the line is this person; None where it is somebody already, or has no id.

    Nobody is at one session twice: whoever is another line of it already is not this one, too.
    """
    if line.local_id is None:
        return None
    hers = AttendanceTie.objects.open().filter(record_id=line.session.record_id, person=person)
    if hers.exclude(local_id=line.local_id).exists():
        return None
    wanted = AttendanceTie(
        record_id=line.session.record_id,
        local_id=line.local_id,
        person=person,
        how=how,
        made_by=by,
        made_at=now,
    )
    AttendanceTie.objects.bulk_create([wanted], ignore_conflicts=True)
    rows = AttendanceTie.objects.open().filter(
        record_id=wanted.record_id, local_id=wanted.local_id, person=person, made_at=now
    )
    made = rows.first()
    if made is None:
        return None
    Attendance.objects.filter(pk=line.pk).update(person=person)
    audit.record(
        "attendance.tied", subject=line.session, actor=by, at=now, person=person.pk, how=str(how)
    )
    return made


def complete(session: Session, *, now: datetime) -> int:
    """Tell courses what was done at the session by whoever proved to be there; how many steps."""
    if NOT_TRUSTED & {*session.flags} or session.status in presence.UNCOUNTED:
        return 0
    proved = {tie.local_id: tie for tie in open_ties(session).select_related("person")}
    proved = {key: tie for key, tie in proved.items() if tie.is_proof}
    barred = _own(session)
    marks = AttendanceMark.objects.filter(
        attendance__session=session,
        attendance__local_id__in=proved,
        level__in=COUNTS_AS_DONE,
        topic__course__isnull=False,
    ).exclude(step="")
    done = 0
    for mark in marks.select_related("attendance", "topic__course__current_edition"):
        tie = proved[mark.attendance.local_id]  # type: ignore[index]  # asked for above
        if tie.person_id not in barred and _was_open(tie, session):
            done += _complete(session, tie, mark, now=now)
    return done


def _own(session: Session) -> set[int | None]:
    """Whoever wrote the log or helped confirms nothing for herself."""
    sender = session.submission.submitter
    people = {session.logged_by_id, sender.pk, sender.merged_into_id}
    return people | {*session.helpers.values_list("pk", flat=True)}


def _was_open(tie: AttendanceTie, session: Session) -> bool:
    """A card that had been stopped before the session proves nothing any more."""
    if tie.how != AttendanceTie.How.CARD:
        return True
    line = session.attendances.filter(local_id=tie.local_id).first()
    card = LearningCard.objects.filter(code_hash=line.card_hash).first() if line else None
    stopped = card.stopped_at if card else None
    return card is not None and (stopped is None or stopped > begun_at(session))


def begun_at(session: Session) -> datetime:
    """When it began, as far as anybody said."""
    start = session.start_time or USUAL_START
    return datetime.combine(session.held_on, start, tzinfo=clock.VIETNAM)


def _complete(session: Session, tie: AttendanceTie, mark: AttendanceMark, *, now: datetime) -> bool:
    course = mark.topic.course
    if course is None:
        return False
    at = min(begun_at(session) + timedelta(minutes=session.duration_minutes or 0), now)
    occasion = (session.record_id, tie.local_id)
    if not assisting.complete(tie.person, course, mark.step, occasion=occasion, at=at, now=now):
        return False
    audit.record(
        "attendance.step_confirmed",
        subject=session,
        actor=session.submission.submitter,
        at=now,
        person=tie.person_id,
        step=mark.step,
        level=mark.level,
    )
    inbox.tell(
        [tie.person_id],
        key=f"attended:{tie.local_id}:{mark.step}",
        title=_("Việc làm được tại buổi học đã vào khóa học"),
        body=_("%(team)s ghi ngày %(day)s: %(level)s. Không đúng thì báo tổ hoặc xã.")
        % {
            "team": session.team.name,
            "day": date_format(session.held_on, "d/m/Y"),
            "level": mark.get_level_display().lower(),
        },
        url=course.get_absolute_url(),
        now=now,
    )
    return True
