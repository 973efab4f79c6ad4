"""Community digital-technology teams, their members, and what they did in the field."""

from teams.models.attendance import Attendance, AttendanceMark, AttendanceTie, CheckIn
from teams.models.broadcasts import Broadcast
from teams.models.entries import Difficulty, Outcome, Topic, VenueKind
from teams.models.evidence import Evidence, EvidencePart
from teams.models.feedback import Feedback, FeedbackStep, Whom
from teams.models.papers import SessionPaper
from teams.models.periods import PeriodLock
from teams.models.plans import Campaign, Coming, PlannedSession, VisitRequest
from teams.models.rosters import TeamRoster
from teams.models.sessions import Session, SessionAct, SessionTurn
from teams.models.sheets import CardSheets, SheetPart
from teams.models.submissions import FieldSubmission, QuarantinedSubmission, TrialLog
from teams.models.teams import Consolidation, Team, TeamMembership
from teams.models.terms import TeamTerm

__all__ = [
    "Attendance",
    "AttendanceMark",
    "AttendanceTie",
    "Broadcast",
    "Campaign",
    "CardSheets",
    "CheckIn",
    "Coming",
    "Consolidation",
    "Difficulty",
    "Evidence",
    "EvidencePart",
    "Feedback",
    "FeedbackStep",
    "FieldSubmission",
    "Outcome",
    "PeriodLock",
    "PlannedSession",
    "QuarantinedSubmission",
    "Session",
    "SessionAct",
    "SessionPaper",
    "SessionTurn",
    "SheetPart",
    "Team",
    "TeamMembership",
    "TeamRoster",
    "TeamTerm",
    "Topic",
    "TrialLog",
    "VenueKind",
    "VisitRequest",
    "Whom",
]
