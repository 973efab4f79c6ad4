"""Who of the team took part in a session."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Q

from lms.common import clock
from lms.users.models import User
from teams.models import Session, Team, TeamMembership

GONE_DAYS = 45
"""Whoever left not longer ago is still offered: a log may come as late."""


def members(public_ids: Iterable[str], team: Team) -> list[User]:
    """Those of them who are or were in the team; of a merged record the one that stays."""
    ids = list(public_ids)
    if not ids:
        return []
    found = User.objects.filter(public_id__in=ids).values_list("pk", "merged_into")
    people = {into or pk for pk, into in found}
    places = TeamMembership.objects.filter(team=team, person__in=people)
    return list(User.objects.filter(pk__in=places.values("person")))


def offered(team: Team, *, by: User, session: Session | None = None) -> list[User]:
    """Whom the form lists: the team of today and of late, the writer, who helped already."""
    since = clock.today() - timedelta(days=GONE_DAYS)
    places = team.memberships.filter(Q(valid_to=None) | Q(valid_to__gte=since))
    wanted = Q(pk__in=places.values("person")) | Q(pk=by.pk)
    if session:
        wanted |= Q(pk__in=session.helpers.values("pk"))
    return list(User.objects.filter(wanted).order_by("sort_key", "pk"))


def usual(last: Session | None, team: Team, *, by: User) -> list[str]:
    """Who is ticked at first: the writer, and those who took part last time and are still here."""
    here = team.memberships.valid_on(clock.today()).values("person")
    people = last.helpers.filter(pk__in=here) if last else User.objects.none()
    return [by.public_id, *people.exclude(pk=by.pk).values_list("public_id", flat=True)]
