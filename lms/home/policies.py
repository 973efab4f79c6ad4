"""Who may change what every page shows: pure questions to role grants."""

from courses.policies import ADMINS
from lms.users import policies as rights
from lms.users.policies import Somebody


def may_read_frame(user: Somebody) -> bool:
    """Administrators of the province and of the system choose whose voice the frame has."""
    return bool(user.is_superuser) or rights.has_any_role(user, *ADMINS)
