"""How many households are in whose charge: set for a whole team at once, put back as it was."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from lms.audit import services as audit
from lms.users.models import User
from teams.models import Team, TeamMembership


def left(team: Team, places: Iterable[TeamMembership]) -> int:
    """Households of the team that none of these who stay is in charge of; none once it is over."""
    if team.is_over:
        return 0
    staying = (place.households_count for place in places if place.valid_to is None)
    return max(team.households_count - sum(staying), 0)


def put_back(
    team: Team, before: Mapping[int, int], after: Mapping[int, int], *, by: User, now: datetime
) -> bool:
    """Undo `share` where its number still stands; false where somebody has said another since."""
    with transaction.atomic():
        Team.objects.select_for_update().get(pk=team.pk)
        kept = dict(team.memberships.open().values_list("pk", "households_count"))
        counts = {key: count for key, count in before.items() if kept.get(key) == after[key]}
        share(team, counts, by=by, now=now)
    return len(counts) == len(before)


def share(team: Team, counts: Mapping[int, int], *, by: User, now: datetime) -> dict[int, int]:
    """Write the number of each place named; what stood before where it changed, by the place.

    A place that has ended meanwhile is passed over: its number is of its time.
    """
    before: dict[int, int] = {}
    with transaction.atomic():
        Team.objects.select_for_update().get(pk=team.pk)
        for place in team.memberships.open().filter(pk__in=counts):
            if place.households_count != counts[place.pk]:
                before[place.pk] = place.households_count
                place.households_count = counts[place.pk]
                place.save(update_fields=["households_count"])
        if before:
            audit.record("team.households_shared", subject=team, actor=by, at=now)
    return before
