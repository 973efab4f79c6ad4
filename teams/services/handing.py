"""Logs one phone of a team handed to another, which sent them."""

from lms.users.models import User
from teams.models import Session

LONGEST_ID = 40


def written_by(session: Session) -> User | None:
    """Whose phone a session was written on, where somebody else of the team sent it.

    By the word of the phone that sent it, which is believed of people of this very team only.
    """
    told = (session.submission.raw or {}).get("taken")
    if not isinstance(told, str) or not 0 < len(told) <= LONGEST_ID or "\x00" in told:
        return None
    found = User.objects.filter(public_id=told, team_memberships__team=session.team_id)
    return found.exclude(pk=session.logged_by_id).first()
