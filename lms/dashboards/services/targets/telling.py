"""Who is told of a target: those who answer for its holder, and those who gave it."""

from collections.abc import Iterable
from datetime import datetime

from lms.common import clock
from lms.dashboards.models import Target
from lms.notifications import inbox
from lms.places.models import Unit, UnitLineage
from lms.users.models import RoleGrant
from teams.models import Team, TeamMembership
from teams.policies import LEADING

HOME = "/chi-tieu/"
Role = RoleGrant.Role


def holders(targets: Iterable[Target], *, key: str, title: str, body: str, now: datetime) -> None:
    """Tell those who answer for these targets; the page it leads to is their own list."""
    found = list(targets)
    told = _managers(found) | _leaders([one.team_id for one in found if one.team_id])
    told |= _of_villages([one.unit for one in found if one.unit])
    # One target leads to itself.
    url = found[0].get_absolute_url() if len(found) == 1 else HOME
    inbox.tell(sorted(told), key=key, title=title, body=body, url=url, now=now)


def givers(target: Target, *, key: str, title: str, body: str, now: datetime) -> None:
    """Tell those who may answer a dispute: of a part, the managers above; else the province."""
    told = _managers([target.parent]) if target.parent else set()
    if not told:
        admins = RoleGrant.objects.filter(role=Role.PROVINCE_ADMIN).valid_on(clock.today())
        told = set(admins.values_list("person_id", flat=True))
    if target.assigned_by_id:
        told.add(target.assigned_by_id)
    inbox.tell(
        sorted(told), key=key, title=title, body=body, url=target.get_absolute_url(), now=now
    )


def _managers(targets: Iterable[Target]) -> set[int]:
    found = list(targets)
    units = {one.unit_id for one in found if one.unit_id}
    agencies = {one.agency_id for one in found if one.agency_id}
    grants = RoleGrant.objects.valid_on(clock.today())
    rows = grants.filter(role=Role.COMMUNE_MANAGER, unit__in=units) | grants.filter(
        role=Role.AGENCY_MANAGER, agency__in=agencies
    )
    return set(rows.values_list("person_id", flat=True))


def _of_villages(units: Iterable[Unit]) -> set[int]:
    """Who heads these villages, and who leads their teams; nobody of communes."""
    villages = [one.pk for one in units if one.level == Unit.Level.VILLAGE]
    if not villages:
        return set()
    heads = RoleGrant.objects.filter(role=Role.VILLAGE_HEAD, unit__in=villages)
    found = set(heads.valid_on(clock.today()).values_list("person_id", flat=True))
    lines = UnitLineage.objects.filter(later__in=villages)
    teams = Team.objects.open().filter(unit__in=lines.values("earlier"))
    return found | _leaders(teams.values_list("pk", flat=True))


def _leaders(teams: Iterable[object]) -> set[int]:
    rows = TeamMembership.objects.filter(team__in=Team.objects.filter(pk__in=list(teams)))
    rows = rows.filter(role__in=LEADING).valid_on(clock.today())
    return set(rows.values_list("person_id", flat=True))
