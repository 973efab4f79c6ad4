"""What is missing today, for the home of a commune or a team: its targets of the month, worst
first, how the month before ended while this one has just begun, and the villages that should be
next."""

from dataclasses import dataclass
from datetime import date, timedelta

from lms.common import clock
from lms.dashboards.models import ReportingPeriod, Target
from lms.dashboards.services.boards import asking, spans, villages
from lms.dashboards.services.boards.villages import Village
from lms.dashboards.services.targets import pace, reading, reporting, words
from lms.places.models import Unit
from lms.users.models import User
from teams import policies, seams
from teams.models import Team
from teams.seams import Card

SHOWN = 4
TEMPLATE = "dashboards/boards/_home.html"
LAST = (pace.Step.REACHED, pace.Step.NOT_BEGUN, pace.Step.UNKNOWN)


def add() -> None:
    """Announce it; called once, from `AppConfig.ready`."""
    seams.missing_today = card


def card(place: Unit | Team, user: User) -> Card | None:
    """None where the month has no target for the place and no village is proposed; villages lead
    to where this person may do something about them."""
    today = clock.today()
    shown, last = _months(place, today)
    standing = shown.standing
    commune = place if isinstance(place, Unit) else _commune_of(place)
    proposed = villages.next_of(commune, today=today) if commune else []
    if not standing and not proposed:
        return None
    is_unit = isinstance(place, Unit)
    return Card(
        TEMPLATE,
        {
            "period": shown.period,
            "is_over": shown.period is not None and shown.period.last_on < today,
            "last": last,
            "lines": [words.line(one) for one in standing[:SHOWN]],
            "more_count": max(len(standing) - SHOWN, 0),
            "waiting_count": sum(one.target.waits_for_holder for one in standing),
            "villages": [(one, one.why(today), _way(place, one, user)) for one in proposed],
            "targets_url": f"/chi-tieu/{'xa' if is_unit else 'to'}/{place.code}/",
            "board_url": f"/bang/{'xa' if is_unit else 'to'}/{place.code}/",
        },
    )


@dataclass(frozen=True)
class Month:
    """The targets of a place in a month, worst first."""

    period: ReportingPeriod | None
    standing: list[reading.Standing]

    @property
    def reached_count(self) -> int:
        return sum(one.pace.step == pace.Step.REACHED for one in self.standing)

    @property
    def query(self) -> str:
        """What the address of its board ends in."""
        return f"{asking.PERIOD}={spans.key(self.period)}" if self.period else ""


def _months(place: Unit | Team, today: date) -> tuple[Month, Month | None]:
    """The month that is shown, and in the first days of it how the one before ended. Before this
    month's targets are given the last one is shown."""
    period = reporting.current("month", on=today)
    now = _month(period, place)
    if period and not pace.has_just_begun(period.first_on, period.last_on, today):
        return now, None
    ended = (period.first_on if period else today.replace(day=1)) - timedelta(days=1)
    before = _month(reporting.current("month", on=ended), place)
    if not before.standing:
        return now, None
    return (now, before) if now.standing else (before, None)


def _month(period: ReportingPeriod | None, place: Unit | Team) -> Month:
    rows = Target.objects.standing().filter(period=period) if period else Target.objects.none()
    rows = rows.filter(unit=place) if isinstance(place, Unit) else rows.of_team(place)
    standing = reading.standings(list(rows.with_all().order_by("indicator__position", "pk")))
    return Month(period, sorted(standing, key=_worst_first))


def _way(place: Unit | Team, village: Village, user: User) -> str:
    """From a commune to the plans of the village's team, or to where one is founded; from a team to
    its own plans; blank for whoever may not go there."""
    if isinstance(place, Team):
        return f"/to/{place.code}/lich/" if policies.may_see_plans(user, place) else ""
    if village.team_code:
        return f"/to/{village.team_code}/lich/" if policies.may_review_in(user, place) else ""
    return f"/xa/{place.code}/to/" if policies.may_manage_teams(user, place) else ""


def _commune_of(team: Team) -> Unit | None:
    """Whose villages a team chooses from: that of a team of the commune, not of a village's."""
    return team.unit if team.level == Team.Level.COMMUNE else None


def _worst_first(found: reading.Standing) -> tuple[bool, int]:
    due = found.percent_due
    return found.pace.step in LAST, found.percent - due
