"""What is missing today, for the home of a commune or a team: its targets of the month, worst
first, and the villages that should be next."""

from lms.common import clock
from lms.dashboards.models import Target
from lms.dashboards.services.boards import villages
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
    period = reporting.current("month", on=today)
    rows = Target.objects.standing().filter(period=period) if period else Target.objects.none()
    rows = rows.filter(unit=place) if isinstance(place, Unit) else rows.filter(team=place)
    standing = reading.standings(list(rows.with_all().order_by("indicator__position", "pk")))
    standing.sort(key=_worst_first)
    commune = place if isinstance(place, Unit) else _commune_of(place)
    proposed = villages.next_of(commune, today=today) if commune else []
    if not standing and not proposed:
        return None
    is_unit = isinstance(place, Unit)
    return Card(
        TEMPLATE,
        {
            "period": period,
            "lines": [words.line(one) for one in standing[:SHOWN]],
            "more_count": max(len(standing) - SHOWN, 0),
            "waiting_count": sum(one.target.waits_for_holder for one in standing),
            "villages": [(one, one.why(today), _way(place, one, user)) for one in proposed],
            "targets_url": f"/chi-tieu/{'xa' if is_unit else 'to'}/{place.code}/",
            "board_url": f"/bang/{'xa' if is_unit else 'to'}/{place.code}/",
        },
    )


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
