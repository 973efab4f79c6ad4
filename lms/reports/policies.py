"""Who writes, decides and reads reports."""

from lms.places.models import Unit
from lms.reports.models import Report
from lms.users import policies
from lms.users.models import RoleGrant
from lms.users.policies import Reach, Somebody
from teams import policies as teams
from teams.models import Team

Role = RoleGrant.Role
PROVINCE = (Role.PROVINCE_ADMIN, Role.PROVINCE_VIEWER)
COMMUNE = (Role.COMMUNE_MANAGER, Role.COMMUNE_REVIEWER, Role.STEERING_MEMBER)


def may_see_province(user: Somebody) -> bool:
    """How all communes stand, and what they come to together: the province and its committee."""
    return policies.has_any_role(user, *PROVINCE) or policies.steers_province(user)


def may_set(user: Somebody) -> bool:
    """Says what is reported by when, and reminds whoever owes it."""
    return policies.has_role(user, Role.PROVINCE_ADMIN)


def reads_for(user: Somebody) -> Reach:
    """The communes whose reports this person reads as one of their own people."""
    return policies.units_within(user, *COMMUNE)


def may_see(user: Somebody, unit: Unit) -> bool:
    """The commune's managers, reviewers and committee, and the province."""
    return teams.holds_in(user, *COMMUNE, *PROVINCE, unit=unit)


def may_write(user: Somebody, unit: Unit) -> bool:
    """Writes and submits in the name of a commune: its managers."""
    return teams.holds_in(user, Role.COMMUNE_MANAGER, unit=unit)


def may_decide(user: Somebody, report: Report) -> bool:
    """Approves or returns: the province's administrators, never what they submitted themselves."""
    if report.submitted_by_id == user.pk:
        return False
    return teams.holds_in(user, Role.PROVINCE_ADMIN, unit=report.unit)


def may_issue(user: Somebody, report: Report) -> bool:
    """Writes down the number an approved report got: the commune's manager, or the province."""
    return teams.holds_in(user, Role.COMMUNE_MANAGER, Role.PROVINCE_ADMIN, unit=report.unit)


def may_reopen(user: Somebody, report: Report) -> bool:
    """Has another version written of what was approved or issued: the province."""
    return teams.holds_in(user, Role.PROVINCE_ADMIN, unit=report.unit)


def may_see_team(user: Somebody, team: Team) -> bool:
    """A team's own month: the team, and those who look after it."""
    return teams.may_see_team(user, team)


def may_see_pay(user: Somebody, unit: Unit) -> bool:
    """What members of a commune are paid: its managers, and the province's administrators."""
    return teams.holds_in(user, Role.COMMUNE_MANAGER, Role.PROVINCE_ADMIN, unit=unit)


def may_freeze_pay(user: Somebody, unit: Unit) -> bool:
    """Freezes a sheet in the name of a commune: its managers."""
    return teams.holds_in(user, Role.COMMUNE_MANAGER, unit=unit)


def may_set_pay(user: Somebody, unit: Unit) -> bool:
    """Writes down by which paper how much is paid: the province for all and for any commune."""
    return policies.has_role(user, Role.PROVINCE_ADMIN, unit=unit)
