"""Who sees, gives, breaks down and answers targets; who closes periods."""

from lms.dashboards.models import Target
from lms.places.models import Unit
from lms.users import policies
from lms.users.models import Agency, RoleGrant
from lms.users.policies import Somebody
from teams import policies as teams
from teams.models import Team

Role = RoleGrant.Role
PROVINCE = (Role.PROVINCE_ADMIN, Role.PROVINCE_VIEWER)
COMMUNE = (Role.COMMUNE_MANAGER, Role.COMMUNE_REVIEWER, Role.STEERING_MEMBER, *PROVINCE)


def may_see_province(user: Somebody) -> bool:
    """Every target there is, and the periods: whoever administers the province or leads it."""
    return policies.has_any_role(user, *PROVINCE) or policies.steers_province(user)


def may_assign(user: Somebody) -> bool:
    """Gives targets in the name of the province, and opens, closes and locks periods."""
    return policies.has_role(user, Role.PROVINCE_ADMIN)


def may_see_commune(user: Somebody, commune: Unit) -> bool:
    """The commune's targets and those below it; not its teams, who see their own."""
    return teams.holds_in(user, *COMMUNE, unit=commune)


def may_see_agency(user: Somebody, agency: Agency) -> bool:
    return policies.may_manage_agency(user, agency) or policies.has_any_role(
        user, *PROVINCE, Role.STEERING_MEMBER, agency=agency
    )


def may_see_team(user: Somebody, team: Team) -> bool:
    """The team itself, those who look after it, and the committee above it."""
    return looks_after(user, team) or teams.may_see_team(user, team)


def looks_after(user: Somebody, team: Team) -> bool:
    """Sees it without being in it."""
    return teams.holds_in(user, *teams.TEAM_READERS, Role.STEERING_MEMBER, unit=team.unit)


def may_see(user: Somebody, target: Target) -> bool:
    """The target of a unit above goes to nobody below: each sees its own and what is below."""
    if target.team:
        return may_see_team(user, target.team)
    if target.agency:
        return may_see_agency(user, target.agency)
    unit = target.unit
    if unit is None:
        return False
    is_own = unit.level == Unit.Level.VILLAGE and (
        teams.holds_in(user, Role.VILLAGE_HEAD, unit=unit) or teams.is_in_team_at(user, unit)
    )
    return is_own or may_see_commune(user, unit)


def may_answer_for_village(user: Somebody, village: Unit) -> bool:
    """Whoever heads it, and who leads a team of it; not the commune, which gave it."""
    is_head = teams.holds_in(user, Role.VILLAGE_HEAD, unit=village)
    return is_head or teams.is_in_team_at(user, village, *teams.LEADING)


def may_answer(user: Somebody, target: Target) -> bool:
    """Accepts or disputes it for its holder; the province's own needs no answer."""
    if target.team:
        return teams.leads(user, target.team)
    if target.agency:
        return policies.may_manage_agency(user, target.agency)
    unit = target.unit
    if unit is None:
        return False
    if unit.level == Unit.Level.VILLAGE:
        return may_answer_for_village(user, unit)
    return teams.holds_in(user, Role.COMMUNE_MANAGER, unit=unit)


def may_break_down(user: Somebody, target: Target) -> bool:
    """The province its own, a commune's manager the commune's, an agency's the agency's."""
    if target.agency:
        return policies.may_manage_agency(user, target.agency)
    if target.unit is None:
        return False
    if target.unit.level == Unit.Level.PROVINCE:
        return policies.has_role(user, Role.PROVINCE_ADMIN, unit=target.unit)
    is_commune = target.unit.level == Unit.Level.COMMUNE
    return is_commune and teams.holds_in(user, Role.COMMUNE_MANAGER, unit=target.unit)


def may_change(user: Somebody, target: Target) -> bool:
    """Whoever gave it: the province, or who may break down what it was broken down from."""
    if target.parent_id and target.parent:
        return may_break_down(user, target.parent)
    if target.unit:
        return policies.has_role(user, Role.PROVINCE_ADMIN, unit=target.unit)
    return policies.has_role(user, Role.PROVINCE_ADMIN)
