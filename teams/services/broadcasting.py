"""A commune tells its leaders something: some minutes to think again, then into their inbox."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from lms.audit import services as audit
from lms.common import clock, text
from lms.jobs import services as jobs
from lms.notifications import inbox
from lms.places.models import Unit
from lms.users.models import User
from teams import policies
from teams.models import Broadcast, Team, TeamMembership

SEND = "teams.broadcast"
MINUTES = 5
State = Broadcast.State


class NotYours(Exception):
    """Only who manages the teams of a commune speaks to all of them."""


@dataclass(frozen=True)
class Reader:
    """Somebody it was told, and when it was first seen; never, as far as is known, where None."""

    person: User
    read_at: datetime | None


def audience(unit: Unit, whom: str, *, on: date) -> QuerySet[User]:
    """Whom it would reach on a day: each once, however many teams somebody leads."""
    teams = Team.objects.working_on(on).within(unit)
    places = TeamMembership.objects.valid_on(on).filter(team__in=teams)
    if whom == Broadcast.Audience.LEADERS:
        places = places.filter(role=TeamMembership.Role.LEADER)
    found: QuerySet[User] = User.objects.filter(pk__in=places.values("person"), is_active=True)
    return found.order_by("sort_key", "pk")


def announce(  # one row with all that is said
    unit: Unit,
    *,
    broadcast_id: UUID,
    title: str,
    body: str,
    whom: str,
    by: User,
    now: datetime,
) -> Broadcast:
    """Have it sent in some minutes; the same one twice is sent once. Raises NotYours."""
    if not policies.may_manage_teams(by, unit):
        raise NotYours
    wanted = {
        "unit": unit,
        "title": text.nfc(title),
        "body": text.nfc(body),
        "audience": whom,
        "written_by": by,
        "created_at": now,
        "due_at": now + timedelta(minutes=MINUTES),
    }
    with transaction.atomic():
        found, is_new = Broadcast.objects.get_or_create(pk=broadcast_id, defaults=wanted)
        if not is_new:
            return found
        audit.record("broadcast.written", subject=found, actor=by, at=now, unit=unit.pk)
        jobs.add(
            SEND,
            key=f"{SEND}:{found.pk}",
            ids={"broadcast": str(found.pk)},
            due_at=found.due_at,
            requested_by=by,
        )
    return found


def send(broadcast_id: str, *, now: datetime) -> bool:
    """Put it into the inboxes, unless it was taken back; true only for the call that did."""
    rows = Broadcast.objects.filter(pk=broadcast_id, state=State.WAITING)
    if not rows.update(state=State.SENT, sent_at=now):
        return False
    found = Broadcast.objects.select_related("unit").get(pk=broadcast_id)
    people = audience(found.unit, found.audience, on=clock.local(now).date())
    keys = [*people.values_list("pk", flat=True)]
    inbox.tell(keys, key=found.key, title=found.title, body=found.body, url="/to/", now=now)
    Broadcast.objects.filter(pk=found.pk).update(people_count=len(keys))
    audit.record("broadcast.sent", subject=found, at=now, people=len(keys))
    return True


def withdraw(broadcast: Broadcast, *, by: User, now: datetime) -> bool:
    """Take it back, before it went or out of the inboxes; true only for the call that did."""
    if not policies.may_manage_teams(by, broadcast.unit):
        raise NotYours
    with transaction.atomic():
        rows = Broadcast.objects.filter(pk=broadcast.pk).exclude(state=State.WITHDRAWN)
        if not rows.update(state=State.WITHDRAWN):
            return False
        gone = inbox.take_back(broadcast.key)
        audit.record("broadcast.withdrawn", subject=broadcast, actor=by, at=now, notices=gone)
    return True


def readers(broadcast: Broadcast) -> list[Reader]:
    """Who got it, those who have not read it first."""
    seen = inbox.read_by(broadcast.key)
    people = {one.pk: one for one in User.objects.filter(pk__in=seen).order_by("sort_key", "pk")}
    found = [Reader(person, seen[key]) for key, person in people.items()]
    return sorted(found, key=lambda one: one.read_at is not None)


def read_counts(broadcasts: Iterable[Broadcast]) -> dict[UUID, int]:
    """How many have read each; one question for all of them."""
    by_key = {one.key: one.pk for one in broadcasts}
    return {by_key[key]: count for key, count in inbox.read_counts(by_key).items()}
