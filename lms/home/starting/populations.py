"""How many live in each commune of the demo province: made up, and it says so."""

from datetime import date
from random import Random

from lms.common import clock
from lms.dashboards.models import Population
from lms.places.models import Unit

SOURCE = "Số ví dụ để xem thử, không phải số thống kê"
SHARES = {"adults": 76, "older": 18, "households": 28, "pupils": 17}
"""Of a hundred people."""


def make() -> None:
    """Every group of every commune, as of the first of January."""
    dice, today = Random("populations"), clock.today()  # noqa: S311  nothing is secret here
    communes = Unit.objects.filter(level=Unit.Level.COMMUNE).valid_on(today).sorted()
    Population.objects.bulk_create(
        Population(
            unit=commune,
            group=group,
            count=people * share // 100,
            as_of=date(today.year, 1, 1),
            source=SOURCE,
        )
        for commune in communes
        for people in [dice.randint(140, 480) * 100]
        for group, share in SHARES.items()
    )
