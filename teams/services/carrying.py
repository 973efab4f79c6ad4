"""What a phone carries along to log sessions of a team without a network."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Max, Q

from lms.users.models import User
from teams.models import (
    Difficulty,
    Outcome,
    PlannedSession,
    Session,
    SessionAct,
    Team,
    Topic,
    VenueKind,
)
from teams.models.entries import Entry
from teams.services import campaigns, helping, nearness, planning, presence, skills
from teams.services.nearness import Centre
from teams.services.presence import Code
from teams.services.skills import Skill

BACK = timedelta(days=60)
MOST_SESSIONS = 200
MOST_VENUES = 12
FEWEST_OUTCOMES = 4
"""So many kinds of results are on the form at once even where a team has had none yet."""


@dataclass(frozen=True)
class Carried:
    """Of one team and nothing beyond it."""

    topics: list[Entry]
    skills: list[Skill]
    codes: list[Code]
    outcomes: list[Entry]
    """What the month's campaigns are about first, then what the team had lately, most often."""
    usual_outcomes: int
    """How many of them stand on the form at once; the others are folded away."""
    venue_kinds: list[Entry]
    difficulties: list[Entry]
    members: list[User]
    venues: list[str]
    sessions: list[Session]
    plans: list[PlannedSession]
    """Of its calendar, what is not logged."""
    centres: list[Centre]


def of_team(team: Team, *, by: User, on: date) -> Carried:
    """The lists on offer, the people, where the team sat lately, and what it logged lately."""
    topics = list(Topic.objects.filter(is_offered=True).order_by("position", "name"))
    lately = _had_lately(team, on)
    wanted = {one.topic_id for one in campaigns.on_now(team, on=on)}
    outcomes = list(Outcome.objects.filter(is_offered=True).order_by("position", "name"))
    outcomes.sort(key=lambda one: (one.topic_id not in wanted, -lately.get(one.code, 0)))
    usual = sum(one.topic_id in wanted or one.code in lately for one in outcomes)
    return Carried(
        topics=[*topics],
        skills=skills.of_topics(topics),
        codes=presence.codes(team, on=on),
        outcomes=[*outcomes],
        usual_outcomes=max(FEWEST_OUTCOMES, usual),
        venue_kinds=_offered(VenueKind),
        difficulties=_offered(Difficulty),
        members=helping.offered(team, by=by),
        venues=_venues(team, on),
        sessions=list(_sessions(team, on)),
        plans=list(planning.carried(team, on=on)),
        centres=nearness.centres_of([team.unit], on=on)[team.unit_id],
    )


def _offered(model: type[Entry]) -> list[Entry]:
    return list(model.objects.filter(is_offered=True).order_by("position", "name"))


def _had_lately(team: Team, on: date) -> dict[str, int]:
    """At how many sessions of late each kind of result came about."""
    rows = SessionAct.objects.filter(session__team=team, session__held_on__gte=on - BACK)
    rows = rows.exclude(session__status=Session.Status.WITHDRAWN)
    counted = rows.values("kind").annotate(times=Count("pk"))
    return {str(row["kind"]): row["times"] for row in counted}


def _venues(team: Team, on: date) -> list[str]:
    """Where it sat, the latest first."""
    rows = team.sessions.filter(held_on__gte=on - 3 * BACK).order_by().values("venue")
    latest = rows.annotate(last=Max("held_on")).order_by("-last", "venue")
    return [row["venue"] for row in latest[:MOST_VENUES]]


def _sessions(team: Team, on: date) -> Iterable[Session]:
    """What it held lately, and whatever the commune still waits for, however old."""
    wanted = Q(held_on__gte=on - BACK) | Q(status=Session.Status.NEEDS_FIX)
    rows = team.sessions.filter(wanted).select_related("submission", "pending")
    rows = rows.prefetch_related("topics")
    return rows.order_by("-held_on", "-pk")[:MOST_SESSIONS]
