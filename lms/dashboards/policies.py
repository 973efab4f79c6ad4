"""Who sees the catalogue of indicators, who brings in figures, enters and approves them."""

from lms.dashboards.models import Entry
from lms.places.models import Unit
from lms.users import policies
from lms.users.models import RoleGrant
from lms.users.policies import Reach, Somebody

Role = RoleGrant.Role
ENTERING = (Role.COMMUNE_MANAGER, Role.COMMUNE_REVIEWER, Role.PROVINCE_ADMIN)


def may_see_catalogue(user: Somebody) -> bool:
    """The province: whoever administers it and whoever leads it."""
    is_reader = policies.has_any_role(user, Role.PROVINCE_ADMIN, Role.PROVINCE_VIEWER)
    return is_reader or policies.steers_province(user)


def may_bring_figures(user: Somebody) -> bool:
    return policies.has_role(user, Role.PROVINCE_ADMIN)


def may_word_catalogue(user: Somebody) -> bool:
    """Whoever administers the province words its indicators and sets what groups weigh."""
    return policies.has_role(user, Role.PROVINCE_ADMIN)


def enters_for(user: Somebody) -> Reach:
    """The units whose figures this person may enter: the own commune; for the province all."""
    return policies.units_within(user, *ENTERING)


def may_enter(user: Somebody, unit: Unit) -> bool:
    return policies.has_any_role(user, *ENTERING, unit=unit)


def may_decide_some(user: Somebody) -> bool:
    """Whoever approves what units enter: the province, and the managers of the agency that answers
    for the indicator."""
    return policies.has_any_role(user, Role.PROVINCE_ADMIN, Role.AGENCY_MANAGER)


def may_look_into(user: Somebody, entry: Entry) -> bool:
    """Whoever may decide about such an entry, had she not sent it in herself."""
    if policies.has_role(user, Role.PROVINCE_ADMIN, unit=entry.unit):
        return True
    owner = entry.indicator.owner
    return owner is not None and policies.may_manage_agency(user, owner)


def may_decide(user: Somebody, entry: Entry) -> bool:
    """Never about one's own."""
    return entry.submitted_by_id != user.pk and may_look_into(user, entry)


def may_see_evidence(user: Somebody, entry: Entry) -> bool:
    return may_enter(user, entry.unit) or may_look_into(user, entry)


def may_draw_borders(user: Somebody) -> bool:
    """Whoever administers the province says what its map looks like."""
    return policies.has_role(user, Role.PROVINCE_ADMIN)
