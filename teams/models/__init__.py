"""Community digital-technology teams, their members, and what they did in the field."""

from teams.models.sessions import Act, Attendance, Session, SessionAct
from teams.models.sheets import CardSheets, SheetPart
from teams.models.submissions import FieldSubmission, QuarantinedSubmission
from teams.models.teams import Team, TeamMembership, Topic

__all__ = [
    "Act",
    "Attendance",
    "CardSheets",
    "FieldSubmission",
    "QuarantinedSubmission",
    "Session",
    "SessionAct",
    "SheetPart",
    "Team",
    "TeamMembership",
    "Topic",
]
