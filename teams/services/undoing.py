"""Acts of a commune about a team that are taken back on the day they were done."""

from datetime import datetime

from lms.common import clock
from teams.models import Consolidation, Team, TeamTerm


class Changed(Exception):
    """What was to be done, or taken back, does not fit any more: somebody did something since."""


def last_of_today[Act: (Consolidation, TeamTerm)](
    kind: type[Act], team: Team, *, now: datetime
) -> Act | None:
    """What was done last and not taken back, while it is of today."""
    acts = kind.objects.filter(team=team, undone_at=None)
    last = acts.order_by("-made_at", "-pk").first()
    if last is None or clock.local(last.made_at).date() != clock.local(now).date():
        return None
    return last
