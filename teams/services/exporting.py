"""Who is in the teams of a commune, as rows under the headings a list of members is read by."""

from datetime import date, datetime

from lms.audit import services as audit
from lms.common import phone
from lms.places.models import Unit
from lms.users.models import User
from teams.models import Team, TeamMembership
from teams.services import lists


def rows(commune: Unit, *, on: date, has_numbers: bool) -> list[list[str]]:
    """Team by team, leaders first; the number somebody is rung under only where it may be seen."""
    teams = Team.objects.open().within(commune)
    places = TeamMembership.objects.open().valid_on(on).filter(team__in=teams)
    found = places.select_related("team__unit", "person").prefetch_related("person__login_phones")
    order = {role: nth for nth, role in enumerate(TeamMembership.Role.values)}
    seats = sorted(
        found,
        key=lambda seat: (
            seat.team.level,
            seat.team.sort_key,
            order[seat.role],
            seat.person.sort_key,
        ),
    )
    return [_row(seat, has_numbers=has_numbers) for seat in seats]


def _row(seat: TeamMembership, *, has_numbers: bool) -> list[str]:
    person, team = seat.person, seat.team
    number = lists.number_of(person) if has_numbers else ""
    return [
        str(person),
        str(person.birth_year or ""),
        team.unit.name if team.level == Team.Level.VILLAGE else "",
        phone.display(number) if number else "",
        str(seat.get_role_display()),
        seat.organisation,
        str(seat.households_count),
    ]


def note(commune: Unit, *, by: User, rows: int, now: datetime) -> None:
    """Names and numbers leave with it: that is written down."""
    audit.record("team_roster.exported", subject=commune, actor=by, at=now, rows=rows)
