"""Community digital-technology teams, their members, and what they did in the field."""

from teams.models.entries import Difficulty, Outcome, Topic, VenueKind
from teams.models.periods import PeriodLock
from teams.models.plans import Campaign, Coming, PlannedSession, VisitRequest
from teams.models.rosters import TeamRoster
from teams.models.sessions import Attendance, Session, SessionAct, SessionTurn
from teams.models.sheets import CardSheets, SheetPart
from teams.models.submissions import FieldSubmission, QuarantinedSubmission
from teams.models.teams import Consolidation, Team, TeamMembership

__all__ = [
    "Attendance",
    "Campaign",
    "CardSheets",
    "Coming",
    "Consolidation",
    "Difficulty",
    "FieldSubmission",
    "Outcome",
    "PeriodLock",
    "PlannedSession",
    "QuarantinedSubmission",
    "Session",
    "SessionAct",
    "SessionTurn",
    "SheetPart",
    "Team",
    "TeamMembership",
    "TeamRoster",
    "Topic",
    "VenueKind",
    "VisitRequest",
]
