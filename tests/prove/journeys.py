"""The longest journeys in Chromium, each to its end.

First the whole way of a phone without a line, once with each fault that may meet it, from the cold
visit to the certificate: nothing acknowledged is lost, nothing counts twice. Then what `make test`
goes on a phone, on a computer's screen, and what it does in one way, in the other ways.
"""

from tests.prove import _suite

JOURNEYS = "tests/browser"
WAYS = f"{JOURNEYS}/test_far_with_faults.py"


def main(*, full: bool = False):
    """One row: how many journeys were gone, and how many to their end."""
    chosen = ["large", JOURNEYS] if full else ["browser and not large", WAYS]
    return [_suite.gone("journeys", "-m", *chosen)]


def faults(row):
    return _suite.faults("journeys", row)
