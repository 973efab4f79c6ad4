"""Many places, each asked with many wrong values.

`EVERY_PAIR=1`, as `make prove` says it, asks every place with every value. `make test` asks each
place with one of them, or a few, and the next place with the next, so that each is asked somewhere.
Made-up values are a quarter as many there.
"""

import os
from collections.abc import Sequence

from hypothesis import HealthCheck, settings

EVERY_PAIR = "EVERY_PAIR"
FEW = 1


def some[T](values: Sequence[T], turn: int, *, few: int = FEW) -> list[T]:
    """What the place of this number is asked with."""
    if os.environ.get(EVERY_PAIR) or len(values) <= few:
        return [*values]
    return [values[(turn * few + step) % len(values)] for step in range(few)]


def examples(most: int) -> int:
    """How many made-up values a test is given whose full number is `most`."""
    return most if os.environ.get(EVERY_PAIR) else max(most // 4, 5)


def made_up(most: int) -> settings:
    """The same for one test, whose fixtures stay from value to value."""
    fixtures = [HealthCheck.function_scoped_fixture]
    return settings(max_examples=examples(most), suppress_health_check=fixtures)


def pairs[P, V](places: Sequence[P], values: Sequence[V], *, few: int = FEW) -> list[tuple[P, V]]:
    """Each place with what it is asked with."""
    return [
        (place, value) for turn, place in enumerate(places) for value in some(values, turn, few=few)
    ]
