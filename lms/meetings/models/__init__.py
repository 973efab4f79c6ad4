from lms.meetings.models.actions import Action, ActionEvent
from lms.meetings.models.exemplars import Adoption, Criterion, Exemplar, ExemplarPerson
from lms.meetings.models.meetings import AgendaChange, Decision, Meeting, Paper

__all__ = [
    "Action",
    "ActionEvent",
    "Adoption",
    "AgendaChange",
    "Criterion",
    "Decision",
    "Exemplar",
    "ExemplarPerson",
    "Meeting",
    "Paper",
]
