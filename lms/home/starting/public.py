"""What everybody may read of the demo province, of the months that are settled."""

from datetime import timedelta

from lms.common import clock
from lms.dashboards.services.public import taking
from lms.home.starting import fieldwork
from teams.models import Session


def make() -> None:
    """Take every month since the first session that counts, a year before left out."""
    since = clock.today() - timedelta(days=fieldwork.DAYS)
    lately = Session.objects.verified().filter(held_on__gte=since)
    first = lately.order_by("held_on").first()
    for month in taking.settled(today=clock.today()):
        if first and month.last_on >= first.held_on:
            taking.take(month, now=clock.now())
