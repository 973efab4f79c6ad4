"""What a team has before it: who is expected, whom it promised to visit, who still waits."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q

from lms.common import clock
from lms.users.models import User
from teams.models import PlannedSession, Team, VisitRequest
from teams.services import campaigns, planning
from teams.services.campaigns import Share

SHOWN = 3
UNMET_DAYS = 30
Status = VisitRequest.Status


@dataclass(frozen=True)
class Ahead:
    """On the leader's home: the next sessions, visits, and what nobody could do yet."""

    plans: list[PlannedSession]
    visits: list[VisitRequest]
    shares: list[Share]
    waiting_count: int
    unmet_count: int
    today: date

    @property
    def next(self) -> PlannedSession | None:
        """The one to hold now; what is logged already is behind the team."""
        open_ones = (plan for plan in self.plans if not plan.is_logged)  # type: ignore[attr-defined]  # annotated
        return next(open_ones, None)

    @property
    def later(self) -> list[PlannedSession]:
        return [plan for plan in self.plans if plan != self.next]

    @property
    def days_left(self) -> int:
        """Until the next one; 0 where it is today's."""
        return (self.next.planned_on - self.today).days if self.next else 0


def of_team(team: Team, *, viewer: User, leads: bool, now: datetime) -> Ahead:
    """For whoever leads all visits and requests; for another member the visits she makes.

    A fixed number of queries.
    """
    today = clock.local(now).date()
    visits = VisitRequest.objects.filter(team=team, with_commune_since=None).due()
    if not leads:
        visits = visits.filter(visitor=viewer)
    counts = {"waiting": 0, "unmet": 0}
    if leads:
        since = now - timedelta(days=UNMET_DAYS)
        counts = VisitRequest.objects.filter(team=team).aggregate(
            waiting=Count("pk", filter=Q(status=Status.WAITING, with_commune_since=None)),
            unmet=Count(
                "pk",
                filter=Q(status=Status.WAITING) | Q(status=Status.DECLINED, closed_at__gte=since),
            ),
        )
    return Ahead(
        plans=list(planning.of_team(team, now=now).standing()[: SHOWN + 1]),
        visits=list(visits.select_related("visitor", "topic")[:20]),
        shares=campaigns.of_team(team, on=today),
        waiting_count=counts["waiting"],
        unmet_count=counts["unmet"],
        today=today,
    )
