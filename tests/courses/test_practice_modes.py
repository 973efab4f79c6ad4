"""How a practice was done, and what of it finishes the step."""

import pytest

from courses.services import events
from tests.courses.editions import make_edition, step_uid
from tests.courses.lessons import simulate_values
from tests.courses.phones import NOW, RIGHT_TAPS, Phone


def is_finished(person, asked, *, done, hints):
    lessons = [("Tập", "", [("tap-nop", "simulate", "Tập nộp", 4, simulate_values(asked))])]
    phone = Phone(make_edition("tap", lessons=lessons, with_test=False))
    phone.uids["tap-nop"] = step_uid("tap", "tap-nop")
    payload = {"mode": done, "taps": RIGHT_TAPS, "hints": hints}
    received = events.receive(person, [phone.event("tapped", "tap-nop", payload)], now=NOW)
    assert received.outcomes[0].outcome == "accepted"
    return bool(received.enrolments[0].completed_at)


@pytest.mark.parametrize("done", ["watch", "follow", "alone"])
def test_a_check_done_in_an_easier_way_is_practice(hoa, done):
    assert not is_finished(hoa, "test", done=done, hints=0)


@pytest.mark.parametrize(("hints", "finished"), [(0, True), (1, False)])
def test_a_check_is_passed_without_a_hint(hoa, hints, finished):
    assert is_finished(hoa, "test", done="test", hints=hints) is finished


@pytest.mark.parametrize(
    ("asked", "done", "finished"),
    [
        ("watch", "watch", True),
        ("follow", "watch", False),
        ("follow", "follow", True),
        ("alone", "watch", False),
        ("alone", "follow", True),
        ("alone", "alone", True),
    ],
)
def test_a_practice_may_be_shown_but_not_only_watched(hoa, asked, done, finished):
    assert is_finished(hoa, asked, done=done, hints=2) is finished
