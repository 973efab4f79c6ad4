"""The server judges every answer and every tap itself, against what the edition has frozen."""

import pytest

from courses.evidence.frozen import Screen, Spot
from courses.models import Attempt, Enrolment
from courses.services import events, grading
from tests.courses.editions import make_edition
from tests.courses.phones import NOW, RIGHT_TAPS, RIGHT_TEST, Phone

SEARCH, SUBMIT = RIGHT_TAPS


@pytest.fixture
def phone(db):
    return Phone(make_edition())


def is_done(hoa, phone, event):
    received = events.receive(hoa, [event], now=NOW)
    assert received.outcomes[0].outcome == "accepted"
    return event["step"] in Enrolment.objects.get().done


@pytest.mark.parametrize(
    ("taps", "done"),
    [
        ([SEARCH, SUBMIT], True),
        ([{"screen": 0, "x": 2, "y": 95}, SEARCH, {"screen": 1, "x": 50, "y": 38}, SUBMIT], True),
        ([SEARCH | {"text": "  CƯ  trú "}, SUBMIT], True),
        ([], False),
        ([SEARCH], False),
        ([SUBMIT], False),
        ([SUBMIT, SEARCH], False),
        ([SEARCH | {"text": "khai sinh"}, SUBMIT], False),
        ([{"screen": 0, "x": 50, "y": 26}, SUBMIT], False),
        ([SEARCH, {"screen": 1, "x": 50, "y": 76}], False),
        ([SEARCH, {"screen": 1, "x": 50, "y": 95}], False),
        ([SEARCH, SUBMIT | {"screen": 0}], False),
    ],
    ids=[
        "right", "misses between", "typed otherwise", "nothing", "half", "other half", "backwards",
        "wrong words", "no words", "decoy", "beside", "wrong screen",
    ],
)  # fmt: skip
def test_a_practice_is_done_by_the_taps_that_hit_and_no_others(hoa, phone, taps, done):
    assert is_done(hoa, phone, phone.tapped(taps)) is done


@pytest.mark.parametrize(
    ("step", "answer", "done"),
    [
        ("tin-nhan", ["b"], True),
        ("tin-nhan", ["a"], False),
        ("tin-nhan", ["a", "b"], False),
        ("tin-nhan", [], False),
        ("anh-giay-to", ["a", "c"], True),
        ("anh-giay-to", ["c", "a"], True),
        ("anh-giay-to", ["a"], False),
        ("anh-giay-to", ["a", "b", "c"], False),
    ],
)
def test_a_question_is_done_by_all_right_answers_and_no_others(hoa, phone, step, answer, done):
    assert is_done(hoa, phone, phone.answered(step, answer)) is done


@pytest.mark.parametrize(
    ("answers", "mark", "passed"),
    [
        (RIGHT_TEST, "10.00", True),
        (RIGHT_TEST | {"s2": ["a"]}, "7.50", True),
        (RIGHT_TEST | {"s1": ["a", "b"], "s2": ["a", "b", "c"]}, "5.00", True),
        ({"s1": ["b"], "s2": ["c"]}, "2.50", False),
        ({}, "0.00", False),
    ],
)
def test_a_test_is_marked_slot_by_slot(hoa, phone, answers, mark, passed):
    events.receive(hoa, [phone.tested(answers)], now=NOW)
    tried = Attempt.objects.get()
    assert (str(tried.mark), tried.passed) == (mark, passed)


SMALL = Spot(is_target=True, x=45, y=50, w=10, h=4, typed=None)
DECOY = Spot(is_target=False, x=45, y=55, w=10, h=4, typed=None)


@pytest.mark.parametrize(("y", "hit"), [(52, True), (47, True), (57, False), (60, False)])
def test_a_small_place_takes_a_finger_but_for_the_place_beside_it(y, hit):
    screen = Screen(width=320, height=400, spots=(SMALL, DECOY))
    assert grading.tap_right(screen, {"screen": 0, "x": 50, "y": y}) is hit
