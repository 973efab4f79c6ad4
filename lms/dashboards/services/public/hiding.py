"""What may be told to everybody: groups of fewer than five stay hidden, and nothing else gives
them away.

The rule, whole:

1. A figure of one commune and one month that counts people, or what people did, is shown from five
   on. A share of them is shown where both who is meant and who is not are five or more. Nought is
   hidden like four: both read "dưới 5".
2. Whatever is shown besides is made of shown figures alone. The province's number is the sum of the
   communes that are shown, and says how many those are; never the true total, from which a hidden
   commune could be taken off. Of different people there is no number of the province: who came in
   two communes would be the difference.
3. Months only, none of which overlap, and each taken once: no quarter or year whose other months
   could be taken off, and no newer count of the same month whose difference is the few who were
   confirmed since.
4. Nothing is divided further: no part by kind, village, team, former province or age beside its
   whole. Where one open indicator is part of what another counts, one of them is not open
   (`opening`).
5. How many people there are on a day (members of teams, people in office) is never open: of two
   months the difference is the few who came and went.

So every page is a function of shown figures. Put any other hidden numbers in place of the hidden
ones, and not a letter changes: whoever reads everything learns no more than "dưới 5". That is what
tests/dashboards/public/test_hiding.py asks for, and it does find what a plain total gives away.

What counts things and not people (sessions, teams, villages, reports, points) is shown as it is.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from lms.common.measures import source_of
from lms.dashboards.models import Indicator

LEAST = 5
"""A count of fewer people than this says too much about each of them."""
THINGS = frozenset(
    {
        "teams.teams",
        "teams.teams_at_work",
        "teams.villages_with_team",
        "teams.villages_reached",
        "teams.sessions",
        "teams.sessions_prompt",
        "teams.sessions_shown",
        "teams.logs",
        "teams.logs_twice",
        "places.villages",
        "reports.expected",
        "reports.submitted",
        "reports.on_time",
    }
)
"""Measures that count no people. Whatever is not here counts people."""
STAFF = "users.staff"
"""Counted once a period, and yet who is in office on its last day."""
POINTS = "điểm"
ADDS_UP = (Indicator.Aggregation.SUM, Indicator.Aggregation.RATIO)


@dataclass(frozen=True, slots=True)
class Amounts:
    """What an indicator came to in one place: of a share both numbers."""

    above: Decimal
    below: Decimal | None = None


def counts_people(indicator: Indicator) -> bool:
    """Whether a small number of it would say something about few people."""
    named = {name.partition("/")[0] for name in measures(indicator)}
    if named:
        return not named <= THINGS
    return indicator.unit_word != POINTS


def counts_people_there(indicator: Indicator) -> bool:
    """Whether it says how many people there are on a day, so that two months give away who came
    and went."""
    if not counts_people(indicator):
        return False
    if indicator.aggregation == Indicator.Aggregation.LAST:
        return True
    if STAFF in measures(indicator):
        return True
    stocks = (source_of(name.partition("/")[0]) for name in measures(indicator))
    return any(one is not None and one.is_stock for one in stocks)


def measures(indicator: Indicator) -> list[str]:
    """What it counts by the names of measures; none of what others tell."""
    return [name for name in (indicator.numerator, indicator.denominator) if name]


def is_shown(indicator: Indicator, found: Amounts) -> bool:
    """Rule 1, of one figure."""
    if not counts_people(indicator):
        return True
    if indicator.aggregation != Indicator.Aggregation.RATIO:
        return found.above >= LEAST
    if found.below is None or found.above < LEAST or found.below < LEAST:
        return False
    # Of a share the others count as well; homes for each member are no part of anything.
    return not indicator.is_share or found.below - found.above >= LEAST


def together(indicator: Indicator, shown: Iterable[Amounts]) -> Amounts | None:
    """Rule 2: what the shown figures of several places, and no others, come to."""
    listed = list(shown)
    if not listed or indicator.aggregation == Indicator.Aggregation.ONCE:
        return None
    if indicator.aggregation not in ADDS_UP and indicator.unit_word == POINTS:
        return None
    belows = [one.below for one in listed if one.below is not None]
    above = sum((one.above for one in listed), Decimal(0))
    return Amounts(above, sum(belows, Decimal(0)) if belows else None)
