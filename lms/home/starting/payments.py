"""What members of teams of the demo province are paid: a rate that is an example and says so."""

from datetime import date

from lms.common import clock
from lms.home.starting import people
from lms.places.models import Unit
from lms.reports.models import PayRate
from lms.reports.services import paying
from lms.reports.services.paying import Rate
from lms.users.models import User

BASIS = PayRate.Basis.HOUR
AMOUNT = 50_000
MOST_EACH = 600_000
PAPER = "VÍ DỤ/NQ-HĐND"
"""Stands where the number of a real paper does, on screen and on every sheet."""


def make() -> None:
    """The province writes down one rate, in force for every month the demo shows."""
    now, today = clock.now(), clock.today()
    province = Unit.objects.filter(level=Unit.Level.PROVINCE).valid_on(today).get()
    by = User.objects.get(email=people.ADMIN.email)
    since = date(today.year - 1, 1, 1)
    rate = Rate(BASIS, AMOUNT, MOST_EACH, PAPER, since, since)
    paying.set_rate(province, rate, by=by, now=now)
