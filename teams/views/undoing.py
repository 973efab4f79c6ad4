"""A button that takes back what was done to a team today, and what is said afterwards."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from lms.common import clock
from lms.users.http import AuthenticatedRequest
from teams.services.undoing import Changed
from teams.views.manage import managed_team


@dataclass(frozen=True)
class Words:
    """What is said: it is as before, there is nothing to take back, or somebody went on since."""

    done: str
    late: str
    changed: str


def take_back[Act](
    request: AuthenticatedRequest,
    code: str,
    team_code: str,
    *,
    find: Callable[..., Act | None],
    undo: Callable[..., bool],
    words: Words,
) -> HttpResponse:
    """Undo the act that `find` finds of the team, and lead back to its page."""
    _place, team = managed_team(request, code, team_code)
    now = clock.now()
    act = find(team, now=now)
    try:
        if act and undo(act, by=request.user, now=now):
            messages.success(request, words.done)
        else:
            messages.info(request, words.late)
    except Changed:
        messages.error(request, words.changed)
    return redirect("teams:manage", code=code, team_code=team_code)
