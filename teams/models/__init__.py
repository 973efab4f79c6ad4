"""Community digital-technology teams, their members, and what they did in the field."""

from teams.models.sessions import Act, Attendance, Session, SessionAct
from teams.models.submissions import FieldSubmission, QuarantinedSubmission
from teams.models.teams import Team, TeamMembership, Topic

__all__ = [
    "Act",
    "Attendance",
    "FieldSubmission",
    "QuarantinedSubmission",
    "Session",
    "SessionAct",
    "Team",
    "TeamMembership",
    "Topic",
]
