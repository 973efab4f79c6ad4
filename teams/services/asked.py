"""What neighbours asked their team about a step, and the answers members give."""

from datetime import datetime
from uuid import UUID

from courses.models import StepQuestion
from courses.models.signals import StepQuestionQuerySet
from courses.services import answers
from lms.places.models import UnitLineage
from lms.users.models import User
from teams import policies
from teams.models import Team


class NotYours(Exception):
    """Only a member answers, and nobody her own question."""


def of_team(team: Team) -> StepQuestionQuerySet:
    """All that people of the team's own place asked, of what it was before included."""
    lines = UnitLineage.objects.filter(later=team.unit_id).values("earlier")
    rows: StepQuestionQuerySet = StepQuestion.objects.filter(unit__in=lines)
    return rows.asked_of_team().select_related("edition", "person", "answered_by")


def has_team(unit_id: UUID) -> bool:
    """Whether a team works where this is, or in the place it has become."""
    places = UnitLineage.objects.filter(earlier=unit_id).values("later")
    return Team.objects.filter(unit__in=places, valid_to=None, status=Team.Status.ACTIVE).exists()


def waiting_count(team: Team) -> int:
    return of_team(team).waiting().count()


def answer(team: Team, question: StepQuestion, *, by: User, words: str, now: datetime) -> bool:
    """Answer for the team; the asker is told. False where it was closed meanwhile."""
    if not policies.may_log(by, team) or question.person_id == by.pk:
        raise NotYours
    return answers.answer(question, by=by, words=words, now=now)
