"""Sessions a team plans: put into its calendar, changed, called off, and taken up again."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from lms.audit import services as audit
from lms.common import clock, text
from lms.common.icalendar import Event
from lms.notifications import inbox
from lms.places.models import Unit
from lms.users.models import User
from teams.models import PlannedSession, Team, Topic
from teams.models.plans import PlannedSessionQuerySet

AHEAD = timedelta(days=60)
"""How far residents look."""
FED = timedelta(days=30)
"""How long a calendar still tells of what was."""
CARRIED = timedelta(days=14)
"""How far ahead a team's phone knows the calendar."""
MOST_CARRIED = 60
KEPT = timedelta(days=30)
"""How long after a session it is known who meant to come."""


class TakenTime(Exception):
    """The team has another session planned at this very time."""


class TeamOver(Exception):
    """The team's time has ended by that day."""


@dataclass(frozen=True)
class Intent:
    """What a team means to do: when, where, about what, and a word to whoever comes."""

    on: date
    at: time
    minutes: int
    kind: str
    topic: Topic
    venue: str
    note: str = ""


def plan(team: Team, intent: Intent, *, by: User, now: datetime) -> PlannedSession:
    """A session in the team's calendar; raises TakenTime, TeamOver."""
    _before_its_end(team, intent.on)
    planned = PlannedSession(team=team, created_by=by, created_at=now, changed_at=now)
    _describe(planned, intent)
    try:
        with transaction.atomic():
            planned.save(force_insert=True)
            audit.record("plan.made", subject=planned, actor=by, at=now, team=team.code)
    except IntegrityError as error:
        raise TakenTime from error
    return planned


def change(planned: PlannedSession, intent: Intent, *, by: User, now: datetime) -> None:
    """Another day, place or topic; who said she will come is told. Raises TakenTime, TeamOver."""
    _before_its_end(planned.team, intent.on)
    before = (planned.planned_on, planned.starts_at, planned.venue)
    _describe(planned, intent)
    planned.changed_at = now
    planned.sequence += 1
    try:
        with transaction.atomic():
            planned.save()
            audit.record("plan.changed", subject=planned, actor=by, at=now)
            if before != (planned.planned_on, planned.starts_at, planned.venue):
                _tell(planned, "Buổi hướng dẫn đã đổi", _where(planned), now=now)
    except IntegrityError as error:
        raise TakenTime from error


def cancel(planned: PlannedSession, *, reason: str, by: User, now: datetime) -> bool:
    """Call it off; who said she will come is told. True only for the call that did."""
    rows = PlannedSession.objects.standing().filter(pk=planned.pk)
    with transaction.atomic():
        changed = {"cancelled_at": now, "cancel_reason": text.nfc(reason), "changed_at": now}
        if not rows.update(**changed, sequence=planned.sequence + 1):
            return False
        audit.record("plan.cancelled", subject=planned, actor=by, at=now)
        planned.refresh_from_db()
        _tell(planned, "Buổi hướng dẫn tạm hoãn", planned.cancel_reason, now=now)
    return True


def restore(planned: PlannedSession, *, by: User, now: datetime) -> bool:
    """Undo `cancel`; raises TakenTime when another stands at that time by now, and TeamOver."""
    _before_its_end(planned.team, planned.planned_on)
    rows = PlannedSession.objects.filter(pk=planned.pk, cancelled_at__isnull=False)
    try:
        with transaction.atomic():
            changed = {"cancelled_at": None, "cancel_reason": "", "changed_at": now}
            if not rows.update(**changed, sequence=planned.sequence + 1):
                return False
            audit.record("plan.restored", subject=planned, actor=by, at=now)
            planned.refresh_from_db()
            _tell(planned, "Buổi hướng dẫn vẫn diễn ra", _where(planned), now=now)
    except IntegrityError as error:
        raise TakenTime from error
    return True


def near(commune: Unit, *, now: datetime) -> PlannedSessionQuerySet:
    """What the teams of a commune mean to hold in the weeks to come, for everybody."""
    last = clock.local(now).date() + AHEAD
    rows = PlannedSession.objects.within(commune).standing().to_come(now)
    return rows.filter(planned_on__lte=last).select_related("team__unit", "topic").with_expected()


def of_team(team: Team, *, now: datetime) -> PlannedSessionQuerySet:
    """A team's own calendar: what is to come, called off or not."""
    return team.plans.to_come(now).select_related("topic").with_expected().with_logged()


def overdue(team: Team, *, now: datetime) -> PlannedSessionQuerySet:
    """Planned in the last month and not logged, the latest first."""
    today = clock.local(now).date()
    rows = team.plans.standing().planned_between(today - FED, today - timedelta(days=1))
    return rows.unlogged().select_related("topic").order_by("-planned_on", "-starts_at")


def carried(team: Team, *, on: date) -> PlannedSessionQuerySet:
    """What a phone may log from, of the last month and the days it may be without a line."""
    rows = team.plans.standing().planned_between(on - FED, on + CARRIED).unlogged()
    rows = rows.select_related("topic").with_expected().order_by("planned_on", "starts_at", "pk")
    return rows[:MOST_CARRIED]


def asked_for(team: Team, written: str) -> PlannedSession | None:
    """The plan of this team whose id somebody wrote; None for anything else."""
    try:
        wanted = UUID(written)
    except ValueError:
        return None
    return team.plans.standing().filter(pk=wanted).select_related("topic").first()


def fed(plans: PlannedSessionQuerySet, *, now: datetime) -> PlannedSessionQuerySet:
    """What a calendar that is fetched again and again tells, called-off ones marked as such."""
    first = clock.local(now).date() - FED
    rows = plans.filter(planned_on__gte=first).select_related("team__unit__parent", "topic")
    return rows.order_by("planned_on", "starts_at", "pk")


def event(planned: PlannedSession, *, site: str) -> Event:
    """The session as a calendar keeps it; nobody is named in it."""
    place = ", ".join(filter(None, (planned.venue, planned.team.unit.label)))
    address = f"{site}{planned.get_absolute_url()}"
    called_off = planned.cancelled_at is not None
    about = planned.cancel_reason if called_off else planned.note
    return Event(
        uid=f"{planned.pk}@hocso",
        summary=f"{'Hoãn: ' if called_off else ''}{planned.topic.name}",
        starts=planned.starts,
        lasts=timedelta(minutes=planned.duration_minutes),
        changed_at=planned.changed_at,
        sequence=planned.sequence,
        location=place,
        description="\n".join(filter(None, (planned.team.name, about))),
        url=address,
        is_cancelled=called_off,
    )


def _before_its_end(team: Team, day: date) -> None:
    if team.is_over_on(day):
        raise TeamOver


def _describe(planned: PlannedSession, intent: Intent) -> None:
    planned.planned_on, planned.starts_at = intent.on, intent.at
    planned.duration_minutes, planned.type = intent.minutes, intent.kind
    planned.topic = intent.topic
    planned.venue, planned.note = text.nfc(intent.venue), text.nfc(intent.note)


def _where(planned: PlannedSession) -> str:
    return (
        f"{planned.topic.name}: {planned.starts_at:%H:%M} ngày {planned.planned_on:%d/%m/%Y}, "
        f"{planned.venue}."
    )


def _tell(planned: PlannedSession, title: str, body: str, *, now: datetime) -> None:
    """Whoever is known by an account; other phones read it on the page."""
    people = planned.comings.filter(person__isnull=False).values_list("person_id", flat=True)
    inbox.tell(
        people,
        key=f"plan:{planned.pk.hex}:{planned.sequence}",
        title=title,
        body=body,
        url=planned.get_absolute_url(),
        now=now,
    )
