"""Community digital-technology teams, their members, and what they did in the field."""

from teams.models.broadcasts import Broadcast
from teams.models.entries import Difficulty, Outcome, Topic, VenueKind
from teams.models.feedback import Feedback, FeedbackStep, Whom
from teams.models.periods import PeriodLock
from teams.models.sessions import Attendance, Session, SessionAct, SessionTurn
from teams.models.sheets import CardSheets, SheetPart
from teams.models.submissions import FieldSubmission, QuarantinedSubmission, TrialLog
from teams.models.teams import Team, TeamMembership

__all__ = [
    "Attendance",
    "Broadcast",
    "CardSheets",
    "Difficulty",
    "Feedback",
    "FeedbackStep",
    "FieldSubmission",
    "Outcome",
    "PeriodLock",
    "QuarantinedSubmission",
    "Session",
    "SessionAct",
    "SessionTurn",
    "SheetPart",
    "Team",
    "TeamMembership",
    "Topic",
    "TrialLog",
    "VenueKind",
    "Whom",
]
