"""Courses that lend their questions to the placement check, and answers to its sheets."""

from courses.services import placement, sheets
from lms.common import clock
from lms.common.ids import uuid7
from tests.courses.editions import make_edition
from tests.courses.lessons import TEST_KEY

FOUR = ("s1", "s2", "s3", "s4")
FIVE = (*FOUR, "s5")
KEY = TEST_KEY | {"s5": TEST_KEY["s1"]}
NOW = clock.now()


def lend(code, rule="advice", slots=FOUR, **more):
    """An open course that lends its questions, or some, to the check."""
    return make_edition(code, placement={"rule": rule, "slots": list(slots)}, **more)


def answers_to(sheet, *, wrong=()):
    """Right answers but for the editions in `wrong`."""
    names = {edition.public_id for edition in wrong}
    return [
        [] if question.edition in names else KEY[question.slot["slot"]]["right"]
        for question in sheet.questions
    ]


def take(person, *, number=1, wrong=(), now=NOW, event_id=None):
    sheet = sheets.sheet(number)
    answers = answers_to(sheet, wrong=wrong)
    return placement.receive(
        person, event_id=event_id or uuid7(), seal=sheet.seal, answers=answers, now=now
    )
