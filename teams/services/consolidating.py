"""Kiện toàn: a team formed anew by one decision, and undone the same day if it was a slip."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from lms.audit import services as audit
from lms.common import text
from lms.users.models import User
from teams.models import Consolidation, Team, TeamMembership
from teams.services import membership, undoing, visits

Role = TeamMembership.Role
OUT = "out"
"""What stands in place of a role for whoever leaves."""


@dataclass(frozen=True)
class Decision:
    """A new decision, and the role of each place from its day on, or OUT; by primary key."""

    number: str
    on: date
    households: int
    roles: Mapping[int, str]
    shares: Mapping[int, int] = field(default_factory=dict)
    """Households in the charge of each place from then on; of one left out, as many as before."""


def consolidate(team: Team, decision: Decision, *, by: User, now: datetime) -> Consolidation:
    """Everything the decision says, or nothing; raises undoing.Changed.

    Sessions to come and requests stay the team's; what somebody who leaves had promised to visit is
    the new leader's.
    """
    with transaction.atomic():
        Team.objects.select_for_update().get(pk=team.pk)
        places = {place.pk: place for place in team.memberships.open().select_related("person")}
        if set(places) != set(decision.roles):
            raise undoing.Changed
        act = Consolidation(
            team=team,
            decision_no=text.nfc(decision.number),
            decision_on=decision.on,
            made_by=by,
            made_at=now,
        )
        act.before = {"team": _facts(team), "places": _write(places, decision, now=now)}
        team.decision_no, team.decision_on = act.decision_no, act.decision_on
        team.households_count = decision.households
        team.save(update_fields=["decision_no", "decision_on", "households_count"])
        audit.record("team.consolidated", subject=team, actor=by, at=now)
        gone = [place for place in places.values() if decision.roles[place.pk] == OUT]
        given = [visits.hand_over(place.person, team, by=by, now=now) for place in gone]
        act.before["visits"] = [visit for some in given for visit in some]
        act.save(force_insert=True)
    return act


def founding(team: Team) -> tuple[str, date | None]:
    """Number and day of the decision the team was set up by, whatever formed it anew since."""
    first = _first(team)
    if first is None:
        return team.decision_no, team.decision_on
    before = first.before["team"]
    return before["decision_no"], date.fromisoformat(before["on"]) if before["on"] else None


def describe(team: Team, name: str, *, by: User, **fields: Any) -> None:
    """As `membership.describe`; of decisions it is told the one the team was set up by."""
    with transaction.atomic():
        Team.objects.select_for_update().get(pk=team.pk)
        if first := _first(team):
            number, on = fields.pop("decision_no"), fields.pop("decision_on")
            told = {"decision_no": number, "on": on.isoformat() if on else ""}
            first.before["team"] |= told
            first.save(update_fields=["before"])
        membership.describe(team, name, by=by, **fields)


def _first(team: Team) -> Consolidation | None:
    return team.consolidations.filter(undone_at=None).order_by("made_at", "pk").first()


def undoable(team: Team, *, now: datetime) -> Consolidation | None:
    """The team's last act, while it is of today."""
    return undoing.last_of_today(Consolidation, team, now=now)


def undo(act: Consolidation, *, by: User, now: datetime) -> bool:
    """Put places, decision and promised visits back as they were; true only for the call that did.

    Raises undoing.Changed where somebody has been put into the team or out of it since.
    """
    team = act.team
    try:
        with transaction.atomic():
            Team.objects.select_for_update().get(pk=team.pk)
            if undoable(team, now=now) != act:
                return False
            if not Consolidation.objects.filter(pk=act.pk, undone_at=None).update(undone_at=now):
                return False
            act.refresh_from_db(fields=["before"])
            _put_back(act)
            facts = act.before["team"]
            team.decision_no = facts["decision_no"]
            team.decision_on = date.fromisoformat(facts["on"]) if facts["on"] else None
            team.households_count = facts["households"]
            team.save(update_fields=["decision_no", "decision_on", "households_count"])
            audit.record("team.consolidation_undone", subject=team, actor=by, at=now)
            for kept in act.before.get("visits", []):
                visits.hand_back(kept, team, by=by, now=now)
    except IntegrityError as error:
        raise undoing.Changed from error
    return True


def _facts(team: Team) -> dict[str, object]:
    on = team.decision_on
    return {
        "decision_no": team.decision_no,
        "on": on.isoformat() if on else "",
        "households": team.households_count,
    }


def _write(
    places: Mapping[int, TeamMembership], decision: Decision, *, now: datetime
) -> list[dict[str, object]]:
    """End and change the places; the leader last, when nobody else leads any more."""
    changed = []
    wanted = sorted(decision.roles.items(), key=lambda one: (one[1] == Role.LEADER, one[0]))
    for key, role in wanted:
        place = places[key]
        share = decision.shares.get(key, place.households_count)
        before = {
            "id": place.pk,
            "role": place.role,
            "next": None,
            "households": place.households_count,
        }
        stays_so = (role, share) == (place.role, place.households_count)
        if role == OUT:
            membership.end_place(place, on=decision.on - timedelta(days=1), ended_at=now)
        elif not stays_so:
            following = place
            if role != place.role:
                following = membership.change_role(place, role, on=decision.on)
            before["next"] = following.pk if following.pk != place.pk else None
            TeamMembership.objects.filter(pk=following.pk).update(households_count=share)
        else:
            continue
        changed.append(before)
    return changed


def _put_back(act: Consolidation) -> None:
    changed = act.before["places"]
    following = [one["next"] for one in changed if one["next"]]
    gone = TeamMembership.objects.open().filter(team=act.team, pk__in=following)
    if gone.count() != len(following):
        raise undoing.Changed
    gone.delete()
    # Nobody leads while roles are put back: there is never more than one.
    ids = [one["id"] for one in changed]
    TeamMembership.objects.filter(pk__in=ids, valid_to=None).update(role=Role.MEMBER)
    for one in sorted(changed, key=lambda row: row["role"] == Role.LEADER):
        rows = TeamMembership.objects.filter(pk=one["id"], team=act.team)
        share = {"households_count": one["households"]} if "households" in one else {}
        rows.update(role=one["role"], valid_to=None, ended_at=None, **share)
