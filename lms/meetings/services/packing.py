"""The pack for a meeting: what is behind and why, what is overdue, what became of the last one.

Everything is put into words and numbers once; the page and the PDF read those alone.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from lms.common import clock
from lms.dashboards.models import Target
from lms.dashboards.services import figures
from lms.dashboards.services.targets import reading, words
from lms.dashboards.services.targets.reading import Standing
from lms.meetings import policies
from lms.meetings.models import Action, Meeting, Paper
from lms.meetings.services import minutes, papers, reasons
from lms.places.models import Unit
from lms.users.models import User
from teams.models import Team

WORST, MOST = 10, 30
"""How many bottlenecks are told, and how many lines of the other lists."""


def make(unit: Unit, *, meeting: Meeting | None, by: User, now: datetime) -> Paper:
    """One tap: everything as it is at this moment, kept and printed."""
    content = gather(unit, before=meeting, now=now)
    return papers.make(Paper.Kind.PACK, unit, content, meeting=meeting, by=by, now=now)


def gather(unit: Unit, *, before: Meeting | None, now: datetime) -> dict[str, Any]:
    """What a committee looks at; the number of queries does not grow with units, targets or
    actions."""
    today = clock.local(now).date()
    below, own = _standings(unit, today)
    worst, behind = below[:WORST], own[:MOST]
    told = reasons.why([*worst, *behind], today=today)
    led = policies.led_by([unit.pk])
    followed = Action.objects.followed().filter(decision__meeting__unit__in=led).with_all()
    overdue = list(followed.overdue(today).order_by("due_on", "pk"))
    at = figures.folded_at()
    return {
        "figures_at": f"{clock.local(at):%H:%M %d/%m/%Y}" if at else "",
        "held_on": f"{before.held_on:%d/%m/%Y}" if before else "",
        "agenda": before.agenda if before else "",
        "is_province": unit.level == Unit.Level.PROVINCE,
        "worst": [_line(one, told) for one in worst],
        "worst_count": len(below),
        "behind": [_line(one, told) for one in behind],
        "behind_count": len(own),
        "overdue": [minutes.line(one) for one in overdue[:MOST]],
        "overdue_count": len(overdue),
        "waiting_count": followed.filter(state=Action.State.DONE).count(),
        "last": _last(unit, before),
    }


def _standings(unit: Unit, today: date) -> tuple[list[Standing], list[Standing]]:
    """What is behind of those below, and of the unit itself; the furthest behind first."""
    rows = Target.objects.standing().filter(period__first_on__lte=today, period__last_on__gte=today)
    below = Q(team__in=Team.objects.within(unit))
    below |= Q(unit__parent=unit, unit__level=Unit.Level.VILLAGE)
    if unit.level == Unit.Level.PROVINCE:
        below = Q(unit__level=Unit.Level.COMMUNE, unit__path__startswith=unit.path)
    found = reading.standings(list(rows.filter(below | Q(unit=unit)).with_all()), today=today)
    late = sorted((one for one in found if one.pace.is_behind), key=_behind)
    own = [one for one in late if one.target.unit_id == unit.pk]
    return [one for one in late if one.target.unit_id != unit.pk], own


def _behind(one: Standing) -> tuple[float, str]:
    due = abs(one.pace.expected) or 1
    return -float((one.pace.behind or 0) / due), str(one.target.pk)


def _line(one: Standing, told: dict[Any, str]) -> dict[str, Any]:
    line = words.line(one)
    return {
        "what": one.target.indicator.name,
        "who": one.target.holder_name,
        "period": one.target.period.name,
        "actual": line.actual,
        "value": line.value,
        "step": line.step,
        "why": told[one.target.pk],
        "kind": line.kind,
        "percent": one.percent,
        "percent_due": one.percent_due,
        "url": one.target.get_absolute_url(),
    }


def _last(unit: Unit, before: Meeting | None) -> dict[str, Any] | None:
    """What was decided at the meeting before, and what became of it."""
    led = policies.led_by([unit.pk])
    held = Meeting.objects.filter(unit__in=led, state=Meeting.State.CLOSED)
    if before:
        held = held.exclude(pk=before.pk).filter(held_on__lte=before.held_on)
    last = held.order_by("-held_on", "-made_at").first()
    if last is None:
        return None
    said = last.decisions.filter(struck_at=None).order_by("number")
    rows = said.prefetch_related("actions__unit", "actions__agency", "actions__events")
    return {"held_on": f"{last.held_on:%d/%m/%Y}", "decisions": _became(list(rows))}


def _became(rows: Sequence[Any]) -> list[dict[str, Any]]:
    told = minutes.decisions(rows)
    for row, one in zip(rows, told, strict=True):
        kept = [action for action in row.actions.all() if action.state != Action.State.DROPPED]
        for action, line in zip(kept, one["actions"], strict=True):
            steps = sorted(action.events.all(), key=lambda event: event.at)
            done = [step.words for step in steps if step.kind == "done"]
            line["result"] = done[-1] if done and not action.is_open else ""
    return told
