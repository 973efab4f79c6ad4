"""Who sees the catalogue of indicators, and who brings in figures."""

from lms.users import policies
from lms.users.models import RoleGrant
from lms.users.policies import Somebody

Role = RoleGrant.Role


def may_see_catalogue(user: Somebody) -> bool:
    """The province: whoever administers it and whoever leads it."""
    return policies.has_any_role(user, Role.PROVINCE_ADMIN, Role.PROVINCE_VIEWER)


def may_bring_figures(user: Somebody) -> bool:
    return policies.has_role(user, Role.PROVINCE_ADMIN)
