"""Ids made anywhere never meet, and a public one cannot be guessed."""

import uuid
from datetime import UTC, datetime

import time_machine
from hypothesis import given
from hypothesis import strategies as st

from lms.common import ids


@given(st.integers(1_600_000_000_000, 9_000_000_000_000))
def test_an_id_tells_the_millisecond_it_was_made_in(milliseconds):
    with time_machine.travel(datetime.fromtimestamp(milliseconds / 1000, UTC), tick=False):
        made = ids.uuid7()
    assert ids.is_uuid7(made)
    assert abs((made.int >> 80) - milliseconds) <= 1


def test_later_ids_sort_after_earlier_ones():
    with time_machine.travel(datetime(2026, 11, 23, tzinfo=UTC), tick=False) as machine:
        made = []
        for _ in range(50):
            made.append(ids.uuid7())
            machine.shift(0.000001)
    assert made == sorted(made)


def test_ids_of_one_moment_differ():
    with time_machine.travel(datetime(2026, 11, 23, tzinfo=UTC), tick=False):
        assert len({ids.uuid7() for _ in range(1000)}) == 1000


def test_other_ids_are_told_apart():
    assert not ids.is_uuid7(uuid.uuid4())
    assert not ids.is_uuid7(uuid.UUID(int=0))


def test_a_public_id_is_thirteen_plain_signs_and_never_the_same():
    made = {ids.public_id() for _ in range(1000)}
    assert len(made) == 1000
    assert all(len(name) == 13 and set(name.upper()) <= set(ids.ALPHABET) for name in made)
    assert len(ids.ALPHABET) ** ids.PUBLIC_ID_LENGTH >= 2**60
