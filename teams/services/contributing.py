"""What one member gave in a year: hours, sessions, people met; only what a commune confirmed."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Sum

from lms.places.models import Unit
from lms.users.models import User
from teams.models import Session, SessionAct, Team, TeamMembership, VisitRequest


@dataclass(frozen=True)
class Contribution:
    """One member's year in a team. Hours are of sessions whose length was written down."""

    year: int
    minutes: int
    sessions_count: int
    untimed_count: int
    heads_count: int
    acts_count: int
    visits_count: int
    waiting_count: int
    by_type: list[tuple[str, int]]

    @property
    def hours(self) -> str:
        return hours_of(self.minutes)


def of_member(person: User, team: Team, *, year: int) -> Contribution:
    """Sessions she took part in; a fixed number of queries."""
    held = Session.objects.filter(team=team, helpers=person).held_between(
        date(year, 1, 1), date(year, 12, 31)
    )
    confirmed = held.verified().order_by()
    sums = confirmed.aggregate(
        minutes=Sum("duration_minutes"),
        heads=Sum("heads_count"),
        sessions=Count("pk"),
        timed=Count("duration_minutes"),
    )
    acts = SessionAct.objects.filter(session__in=confirmed).aggregate(total=Sum("count"))["total"]
    visits = VisitRequest.objects.filter(
        team=team, visitor=person, status=VisitRequest.Status.DONE, visit_on__year=year
    )
    types = dict(confirmed.values_list("type").annotate(Count("pk")))
    return Contribution(
        year=year,
        minutes=sums["minutes"] or 0,
        sessions_count=sums["sessions"],
        untimed_count=sums["sessions"] - sums["timed"],
        heads_count=sums["heads"] or 0,
        acts_count=acts or 0,
        visits_count=visits.count(),
        waiting_count=held.waiting().count(),
        by_type=[(str(kind.label), types[kind]) for kind in Session.Type if kind in types],
    )


@dataclass(frozen=True)
class Year:
    """What one person gave in one team of a commune in a year."""

    person: User
    team: Team
    role: str
    minutes: int
    sessions_count: int
    heads_count: int

    @property
    def hours(self) -> str:
        return hours_of(self.minutes)


def of_commune(commune: Unit, *, year: int) -> list[Year]:
    """Whoever took part in confirmed sessions, the most hours first; four queries."""
    sessions = Session.objects.within(commune).verified()
    held = sessions.held_between(date(year, 1, 1), date(year, 12, 31)).order_by()
    # One row for each helper of each session, so that nobody's hours are another's.
    rows = (
        held.exclude(helpers=None)
        .values_list("team", "helpers")
        .annotate(Sum("duration_minutes"), Count("pk"), Sum("heads_count"))
    )
    found = list(rows)
    people = User.objects.in_bulk({person for _team, person, *_sums in found})
    teams = Team.objects.select_related("unit__parent").in_bulk({team for team, *_more in found})
    places = TeamMembership.objects.filter(team__in=teams, person__in=people)
    roles = {
        (place.team_id, place.person_id): place.get_role_display()
        for place in places.order_by("valid_from", "pk")
    }
    years = [
        Year(
            people[person],
            teams[team],
            roles.get((team, person), ""),
            minutes or 0,
            sessions_count,
            heads or 0,
        )
        for team, person, minutes, sessions_count, heads in found
    ]
    return sorted(years, key=lambda one: (-one.minutes, one.person.sort_key))


def hours_of(minutes: int) -> str:
    """1,5: as hours are written here."""
    return f"{minutes / 60:.1f}".removesuffix(".0").replace(".", ",")
