"""From when to when a team works: set by the commune, seen before it is done, undone the same day.

A team whose time is over plans and promises nothing after it. Its members go on logging what was
held before, which a reviewer reads as any other session; what was held after it is flagged.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from lms.audit import services as audit
from lms.common import clock
from lms.users.models import User
from teams.models import PlannedSession, Team, TeamTerm, VisitRequest
from teams.services import membership, planning, undoing, visits


@dataclass(frozen=True)
class Reach:
    """What an end of a team's time touches: sessions after it, visits after it, who still waits."""

    plans: list[PlannedSession]
    promised: list[VisitRequest]
    waiting: list[VisitRequest]

    @property
    def visits(self) -> list[VisitRequest]:
        return [*self.promised, *self.waiting]

    @property
    def is_empty(self) -> bool:
        return not (self.plans or self.visits)


def reach(team: Team, last: date | None, *, now: datetime) -> Reach:
    """Who waits for an answer is the team's to answer until its end."""
    if last is None:
        return Reach([], [], [])
    today = clock.local(now).date()
    plans = team.plans.standing().filter(planned_on__gt=last).to_come(now)
    asked = VisitRequest.objects.filter(team=team).select_related("topic", "unit", "visitor")
    waits = asked.waiting().filter(with_commune_since=None) if last < today else asked.none()
    return Reach(
        plans=list(plans.select_related("topic", "team__unit").with_expected()),
        promised=list(asked.due().filter(visit_on__gt=last)),
        waiting=list(waits.order_by("waiting_since", "pk")),
    )


def set_term(
    team: Team, *, first: date, last: date | None, by: User, now: datetime
) -> TeamTerm | None:
    """Say when the team works; sessions after its end are called off, visits go to the commune.

    None where that is so already: sent twice, the first time did it, and its undo must stay what
    undoes it. Raises membership.HasTeam where another team of the unit works in that time.
    """
    with transaction.atomic():
        membership.hold_unit(team.unit_id)
        held = Team.objects.select_for_update().get(pk=team.pk)
        if (first, last) == (held.valid_from, held.valid_to):
            return None
        _alone(team, first, last)
        found = reach(team, last, now=now)
        before = {
            "from": held.valid_from.isoformat(),
            "to": held.valid_to.isoformat() if held.valid_to else "",
            "plans": [str(plan.pk) for plan in found.plans],
            "visits": [visits.promise_kept(visit, to=None) for visit in found.visits],
        }
        act = TeamTerm.objects.create(
            team=team, valid_from=first, valid_to=last, before=before, made_by=by, made_at=now
        )
        _write(team, first, last)
        audit.record("team.term_set", subject=team, actor=by, at=now)
        for plan in found.plans:
            planning.cancel(plan, reason=_words(last), by=by, now=now)
        for visit in found.visits:
            visits.pass_on(visit, by=by, now=now)
    return act


def undoable(team: Team, *, now: datetime) -> TeamTerm | None:
    """What was said last, while it is of today."""
    return undoing.last_of_today(TeamTerm, team, now=now)


def undo(act: TeamTerm, *, by: User, now: datetime) -> bool:
    """Put the time back as it was, with sessions and visits nobody has touched since.

    True only for the call that did; raises undoing.Changed where another team stands there by now.
    """
    team, before = act.team, act.before
    first = date.fromisoformat(before["from"])
    last = date.fromisoformat(before["to"]) if before["to"] else None
    try:
        with transaction.atomic():
            membership.hold_unit(team.unit_id)
            Team.objects.select_for_update().get(pk=team.pk)
            if undoable(team, now=now) != act:
                return False
            if not TeamTerm.objects.filter(pk=act.pk, undone_at=None).update(undone_at=now):
                return False
            _alone(team, first, last)
            _write(team, first, last)
            audit.record("team.term_undone", subject=team, actor=by, at=now)
            _hold_again(act, by=by, now=now)
            for kept in before["visits"]:
                _promise_again(act, kept, by=by, now=now)
    except membership.HasTeam as error:
        raise undoing.Changed from error
    return True


def _alone(team: Team, first: date, last: date | None) -> None:
    others = Team.objects.filter(unit=team.unit_id).exclude(pk=team.pk)
    others = others.filter(Q(valid_to=None) | Q(valid_to__gte=first))
    if last:
        others = others.filter(valid_from__lte=last)
    if others.exists():
        raise membership.HasTeam


def _write(team: Team, first: date, last: date | None) -> None:
    team.valid_from, team.valid_to = first, last
    team.save(update_fields=["valid_from", "valid_to"])


def _words(last: date | None) -> str:
    return f"Tổ hoạt động đến hết ngày {last:%d/%m/%Y}." if last else ""


def _hold_again(act: TeamTerm, *, by: User, now: datetime) -> None:
    """What it called off and nobody has changed since; another at that time keeps its place."""
    ids = [UUID(key) for key in act.before["plans"]]
    rows = PlannedSession.objects.filter(pk__in=ids, changed_at=act.made_at)
    for plan in rows.select_related("topic"):
        plan.team = act.team
        try:
            planning.restore(plan, by=by, now=now)
        except (planning.TakenTime, planning.TeamOver):
            continue


def _promise_again(act: TeamTerm, kept: dict[str, Any], *, by: User, now: datetime) -> None:
    rows = VisitRequest.objects.waiting().filter(pk=UUID(kept["id"]), team=act.team)
    visit = rows.filter(with_commune_since=act.made_at).select_related("topic", "unit").first()
    if visit is None:
        return
    visit.team = act.team
    if kept["visitor"] is None:
        since = datetime.fromisoformat(kept["since"]) if "since" in kept else None
        visits.give_to(visit, act.team, by=by, now=now, since=since)
        return
    visitor = User.objects.filter(pk=kept["visitor"], is_active=True).first()
    if visitor is None:
        visits.give_to(visit, act.team, by=by, now=now)
        return
    at = time.fromisoformat(kept["at"]) if kept["at"] else None
    try:
        visits.promise(visit, visitor, on=date.fromisoformat(kept["on"]), at=at, by=by, now=now)
    except visits.NotInTeam:
        visits.give_to(visit, act.team, by=by, now=now)
