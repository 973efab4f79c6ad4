"""What one member gave in a year: hours, sessions, people met; only what a commune confirmed."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Sum

from lms.users.models import User
from teams.models import Session, SessionAct, Team, VisitRequest


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
        """1,5: as hours are written here."""
        return f"{self.minutes / 60:.1f}".removesuffix(".0").replace(".", ",")


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
