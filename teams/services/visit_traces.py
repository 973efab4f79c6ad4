"""What a visit leaves behind of people, and how it goes: in the request and in inboxes."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from lms.common import clock
from lms.notifications.models import Notice
from lms.places.models import Unit
from lms.places.services import succession
from lms.users.models import User
from teams.models import VisitRequest
from teams.models.plans import VisitRequestQuerySet

KEPT = timedelta(days=30)
"""How long after the end it is known who asked, where, and under which number."""
KEPT_UNANSWERED = timedelta(days=180)


def forget_old(*, now: datetime) -> int:
    """Take off requests long closed, or never answered, what names somebody; how many.

    One that was still open ends with it: nobody could answer any more, for nobody knows whom. What
    somebody has promised for a day to come is kept until then.
    """
    unanswered = Q(asked_at__lt=now - KEPT_UNANSWERED, status__in=VisitRequest.OPEN)
    ahead = Q(status=VisitRequest.Status.ACCEPTED, visit_on__gte=clock.local(now).date() - KEPT)
    with transaction.atomic():
        stale = VisitRequest.objects.filter(unanswered, forgotten_at=None).exclude(ahead)
        closed = VisitRequest.objects.filter(closed_at__lt=now - KEPT, forgotten_at=None)
        _untell_all(stale | closed)
        stale_count = stale.update(
            status=VisitRequest.Status.WITHDRAWN, closed_at=now, forgotten_at=now, **forgotten()
        )
        return stale_count + closed.update(forgotten_at=now, **forgotten())


def forget_person(person: User, *, now: datetime) -> None:
    """Requests of somebody who is erased are withdrawn; visits she made stay, without a name.

    Nor is she named in the inboxes of those she promised to visit, whichever team of her communes
    the visit went to afterwards.
    """
    told = Notice.objects.filter(key__startswith="visit:", body__startswith=f"{person}, ")
    for commune in _communes_of(person):
        asked = VisitRequest.objects.within(commune).filter(person__isnull=False)
        keys = tuple(map(told_under, asked.values_list("pk", flat=True)))
        here = told.filter(person__in=asked.values("person"))
        named = [row.pk for row in here if row.key.startswith(keys)]
        Notice.objects.filter(pk__in=named).delete()
    mine = VisitRequest.objects.filter(person=person)
    mine.open().update(status=VisitRequest.Status.WITHDRAWN, closed_at=now)
    mine.update(forgotten_at=now, **forgotten())


def _communes_of(person: User) -> set[Unit]:
    """What stands today for the communes of all teams she ever was in."""
    places = person.team_memberships.select_related("team__unit__parent")
    units = {place.team.unit for place in places}
    above = {one.parent if one.level == Unit.Level.VILLAGE and one.parent else one for one in units}
    return {succession.standing(one) for one in above}


def _untell_all(requests: VisitRequestQuerySet) -> None:
    """Take out of inboxes who came; looked for by the person, whose notices are few."""
    asked = requests.filter(person__isnull=False)
    for key, person in asked.values_list("pk", "person").iterator():
        untell(key, person)


def untell(key: UUID, person: int) -> None:
    """Take out of somebody's inbox what was said of one visit."""
    Notice.objects.filter(person=person, key__startswith=told_under(key)).delete()


def told_under(key: UUID) -> str:
    """What keys of notices about a visit begin with."""
    return f"visit:{key.hex}:"


def forgotten() -> dict[str, object]:
    """The columns of a request that name who asked, emptied."""
    return {
        "name": "",
        "number": "",
        "where": "",
        "what": "",
        "person": None,
        "phone_mark": "",
    }
