"""Campaigns: what a month is about in a commune or the whole province, and how far teams are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Count, QuerySet

from lms.audit import services as audit
from lms.common import text
from lms.places.models import Unit, UnitLineage
from lms.users.models import User
from teams.models import Campaign, PlannedSession, Session, Team, Topic
from teams.services import months


class AlreadyThere(Exception):
    """This unit has a campaign of this topic in this month."""


@dataclass(frozen=True)
class Share:
    """One team's part in a campaign: sessions held and still planned, of so many asked for."""

    campaign: Campaign
    team: Team
    held_count: int
    planned_count: int

    @property
    def missing_count(self) -> int:
        return max(self.campaign.quota_count - self.held_count - self.planned_count, 0)


def start(
    name: str, *, unit: Unit, month: date, topic: Topic, quota: int, by: User, now: datetime
) -> Campaign:
    """A campaign of a month; raises AlreadyThere."""
    try:
        with transaction.atomic():
            campaign = Campaign.objects.create(
                name=text.nfc(name),
                unit=unit,
                month=month.replace(day=1),
                topic=topic,
                quota_count=quota,
                created_by=by,
                created_at=now,
            )
            audit.record("campaign.started", subject=campaign, actor=by, at=now)
    except IntegrityError as error:
        raise AlreadyThere from error
    return campaign


def end(campaign: Campaign, *, by: User, now: datetime) -> bool:
    """Call it off; true only for the call that did."""
    with transaction.atomic():
        if not Campaign.objects.filter(pk=campaign.pk, ended_at=None).update(ended_at=now):
            return False
        audit.record("campaign.ended", subject=campaign, actor=by, at=now)
    return True


def go_on(campaign: Campaign, *, by: User, now: datetime) -> bool:
    """Undo `end`; raises AlreadyThere when another has taken its place."""
    try:
        with transaction.atomic():
            rows = Campaign.objects.filter(pk=campaign.pk, ended_at__isnull=False)
            if not rows.update(ended_at=None):
                return False
            audit.record("campaign.went_on", subject=campaign, actor=by, at=now)
    except IntegrityError as error:
        raise AlreadyThere from error
    return True


def of_unit(unit: Unit, *, since: date) -> QuerySet[Campaign]:
    """Those of a commune and of its province from a month on, the nearest first.

    Also of a commune it took over from.
    """
    first = since.replace(day=1)
    units = own_units(unit) | _around(unit.path)
    rows = Campaign.objects.filter(unit__in=units, month__gte=first)
    return rows.select_related("topic", "unit").order_by("month", "topic__position", "pk")


def of_team(team: Team, *, on: date) -> list[Share]:
    """What this month asks of the team; four queries however many campaigns."""
    found = list(on_now(team, on=on).select_related("topic").order_by("topic__position", "pk"))
    return shares(found, [team], month=on) if found else []


def on_now(team: Team, *, on: date) -> QuerySet[Campaign]:
    """Those of the month for where the team is, and for all above."""
    later = Unit.objects.filter(earlier_lineage__earlier=team.unit_id).values_list(
        "path", flat=True
    )
    units = _around(team.unit.path).union(*map(_around, later))
    return Campaign.objects.filter(unit__in=units, month=on.replace(day=1), ended_at=None)


def shares(found: Sequence[Campaign], teams: Iterable[Team], *, month: date) -> list[Share]:
    """Each campaign of one month for each of the teams; two queries."""
    teams = list(teams)
    first, last = month.replace(day=1), months.last_of(month.replace(day=1))
    counted = [Session.Status.WITHDRAWN, Session.Status.REJECTED]
    held = _by_topic(
        Session.objects.filter(team__in=teams)
        .held_between(first, last)
        .exclude(status__in=counted)
        .order_by()
        .values_list("team", "topics")
        .annotate(Count("pk"))
    )
    planned = _by_topic(
        PlannedSession.objects.filter(team__in=teams)
        .standing()
        .planned_between(first, last)
        .unlogged()
        .order_by()
        .values_list("team", "topic")
        .annotate(Count("pk"))
    )
    return [
        Share(
            campaign,
            team,
            held.get((team.pk, campaign.topic_id), 0),
            planned.get((team.pk, campaign.topic_id), 0),
        )
        for campaign in found
        for team in teams
    ]


def _by_topic(rows: Iterable[tuple[object, object, int]]) -> dict[tuple[object, object], int]:
    return {(team, topic): count for team, topic, count in rows}


def own_units(unit: Unit) -> set[UUID]:
    """The ids of the unit and of those it took over from."""
    lines = UnitLineage.objects.filter(later=unit).values_list("earlier", flat=True)
    return {unit.pk, *lines}


def _around(path: str) -> set[UUID]:
    """The ids of a unit and of those above it, as its path names them."""
    return {UUID(part) for part in path.split("/") if part}
