"""What stands around the logs of one batch, asked once: who was in which team, what is locked.

Nothing here refuses a log. What does not fit is a flag, which the reviewer reads before confirming.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from lms.common import clock
from lms.users.models import User
from teams.models import PeriodLock, Team, TeamMembership
from teams.services import nearness, periods
from teams.services.nearness import Centre
from teams.services.session_form import SessionFacts

OLDEST_DAYS, NEWEST_DAYS = 45, 1
"""Outside this window around the day of receipt a session is flagged, never refused."""
Days = tuple[date, date | None]


@dataclass
class Surroundings:
    """Of a sender, some teams and the people who helped."""

    submitter: User
    today: date
    places: dict[tuple[object, int], list[Days]] = field(default_factory=dict)
    """When a person was in a team, by their keys."""
    people: dict[str, int] = field(default_factory=dict)
    """Keys by public id; of a merged record the one that stays."""
    locks: list[PeriodLock] = field(default_factory=list)
    centres: dict[object, list[Centre]] = field(default_factory=dict)
    """Of the communes around a team's unit, its own first; asked only where a log has a place."""

    def was_ever_member(self, team: Team) -> bool:
        return (team.pk, self.submitter.pk) in self.places

    def helpers(self, facts: SessionFacts, team: Team) -> list[int]:
        """Those who are or were in the team."""
        found = {self.people[one] for one in facts.helpers if one in self.people}
        return sorted(person for person in found if (team.pk, person) in self.places)

    def flags(self, facts: SessionFacts, team: Team) -> list[str]:
        """What the reviewer should know before confirming."""
        held_on, flags = facts.held_on, []
        if held_on < self.today - timedelta(days=OLDEST_DAYS):
            flags.append("late")
        if held_on > self.today + timedelta(days=NEWEST_DAYS):
            flags.append("future")
        if not self._was_there(self.submitter.pk, team, held_on):
            flags.append("role_ended")
        if team.status != Team.Status.ACTIVE or (team.valid_to and team.valid_to < held_on):
            flags.append("team_closed")
        if periods.is_locked(team.unit, held_on, self.locks):
            flags.append("off_period")
        if facts.present_count > facts.heads:
            flags.append("more_attendees")
        place = facts.pictured.place
        if place and nearness.is_outside(place, self.centres.get(team.unit_id, [])):
            flags.append("outside")
        if facts.unknown:
            flags.append("unknown_code")
        there = [one for one in self.helpers(facts, team) if self._was_there(one, team, held_on)]
        if len(there) < len(facts.helpers):
            flags.append("helper_not_member")
        return flags

    def _was_there(self, person: int, team: Team, day: date) -> bool:
        held = self.places.get((team.pk, person), ())
        return any(first <= day and (last is None or last >= day) for first, last in held)


def around(
    submitter: User, logs: Iterable[tuple[Team, SessionFacts | None]], *, now: datetime
) -> Surroundings:
    """A fixed number of questions, however many logs."""
    logs = list(logs)
    locks = periods.over(team.unit for team, _ in logs)
    found = Surroundings(submitter, clock.local(now).date(), locks=locks)
    placed = [team.unit for team, facts in logs if facts and facts.pictured.place]
    if placed:
        found.centres = nearness.centres_of(placed, on=found.today)
    named = {one for _, facts in logs if facts for one in facts.helpers}
    if named:
        rows = User.objects.filter(public_id__in=named)
        for public_id, key, into in rows.values_list("public_id", "pk", "merged_into"):
            found.people[public_id] = into or key
    people = {submitter.pk, *found.people.values()}
    held = TeamMembership.objects.filter(team__in={team.pk for team, _ in logs}, person__in=people)
    places: defaultdict[tuple[object, int], list[Days]] = defaultdict(list)
    for team, person, first, last in held.values_list("team", "person", "valid_from", "valid_to"):
        places[team, person].append((first, last))
    found.places = dict(places)
    return found
