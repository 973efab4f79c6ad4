"""What everybody may read of the demo province, of the months that are settled."""

from lms.common import clock
from lms.dashboards.services.public import taking
from teams.models import Session


def make() -> None:
    """Take every month since the first session that counts."""
    first = Session.objects.verified().order_by("held_on").first()
    for month in taking.settled(today=clock.today()):
        if first and month.last_on >= first.held_on:
            taking.take(month, now=clock.now())
