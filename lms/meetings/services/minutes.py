"""What a meeting decided, put down for good."""

from typing import Any

from lms.meetings.models import Action, Decision, Meeting


def content(meeting: Meeting) -> dict[str, Any]:
    """The minutes: when, where, about what, each decision and what was given to whom."""
    said = meeting.decisions.filter(struck_at=None).order_by("number")
    return {
        "held_on": f"{meeting.held_on:%d/%m/%Y}",
        "venue": meeting.venue,
        "agenda": meeting.agenda,
        "attendance": meeting.attendance,
        "decisions": decisions(said.prefetch_related("actions__unit", "actions__agency")),
    }


def decisions(said: Any) -> list[dict[str, Any]]:
    """Each decision with its actions as they stand."""
    return [_decision(one) for one in said]


def _decision(one: Decision) -> dict[str, Any]:
    actions = [action for action in one.actions.all() if action.state != Action.State.DROPPED]
    return {
        "number": one.number,
        "words": one.words,
        "actions": [line(action) for action in actions],
    }


def line(action: Action) -> dict[str, Any]:
    """An action as papers tell of it."""
    return {
        "what": action.what,
        "who": action.in_charge,
        "due": f"{action.due_on:%d/%m/%Y}",
        "awaited": action.awaited,
        "state": action.get_state_display(),
        "late_days": action.overdue_days,
        "url": action.get_absolute_url(),
    }
