"""What happens on two phones of one person: the same number is always the same history."""

import random
import uuid
from datetime import UTC, datetime, timedelta

from courses.models import CourseEdition
from tests.courses.editions import PUBLISHED, make_edition, step_uid
from tests.courses.kinds import drill_values, teach_values, watch_values
from tests.courses.lessons import usual_lessons
from tests.courses.phones import RIGHT_ANSWERS, RIGHT_TAPS, RIGHT_TEST, WRONG_TEST, Phone

BEGAN = PUBLISHED + timedelta(days=1)
WRONG_CLOCK = datetime(2020, 1, 1, tzinfo=UTC)
"""What some phones believe: before the edition was published."""
PAUSES = (0, 0, 1, 30, 240)
"""Seconds between two events of a person; much happens on both phones at the same moment."""

HALF_TEST = {"s1": ["b"], "s2": ["a", "c"]}
TESTS = (RIGHT_TEST, WRONG_TEST, HALF_TEST, RIGHT_TEST | {"s2": ["a"], "s4": ["a", "b"]}, {})
MARKS = ("10.00", "0.00", "5.00", "5.00", "0.00")
"""What each of them is worth."""
RIGHT = RIGHT_ANSWERS
WRONG = {"tin-nhan": ["a"], "anh-giay-to": ["a"], "ma-otp": ["dung", "sai"]}
"""Some of it is right, which is not enough."""
WRONG_TAPS = [RIGHT_TAPS[0], {"screen": 1, "x": 50, "y": 76}]
"""The last one is on a place that only looks right."""
SAW_THROUGH = {"signs": [0, 2], "hints": 0, "choices": [0, 1]}
FELL_FOR_IT = {"signs": [0], "hints": 1, "choices": [1]}

FINISHED_BY = {
    "drill": ("answered", SAW_THROUGH),
    "watch": ("watched", {"played": [0, 1, 2, 3]}),
    "teach": ("done", {"people": 1}),
}

KINDS = {
    "tim": "read",
    "trang-that": "read",
    "tap-nop": "simulate",
    "tin-nhan": "question",
    "anh-giay-to": "question",
    "ma-otp": "question",
    "lam-that": "do",
    "xem": "watch",
    "chi-lai": "teach",
    "lua-dao": "drill",
}
SHOWN = [
    ("xem", "watch", "Xem cách làm", 3, watch_values()),
    ("chi-lai", "teach", "Chỉ lại cho một người", 5, teach_values()),
]
DRILLS = [("lua-dao", "drill", "Nhận ra lừa đảo", 3, drill_values())]
ONCE = "mot-lan"
"""In this course whatever finishes something happens once, so its closing knows one moment only."""
LIMITED = "co-luot"
"""Here tries are limited: a pass closes the course, though an older try may come later."""


def make_courses() -> None:
    """Courses with every kind of step: of two lines, with few tries, without a test."""
    for number, level in enumerate(("major", "minor", "major"), 1):
        make_edition("hai-dong", number=number, level=level, lessons=_lessons(SHOWN))
    make_edition(LIMITED, lessons=_lessons(), attempts=2)
    make_edition(LIMITED, number=2, level="minor", lessons=_lessons(), attempts=3)
    make_edition("khong-kiem-tra", lessons=_lessons(SHOWN), with_test=False)
    make_edition("luyen", lessons=_lessons(DRILLS), pass_mark="4.5")
    for number, level in enumerate(("major", "minor"), 1):
        make_edition(ONCE, number=number, level=level, lessons=_lessons(SHOWN))


def _lessons(more=()):
    return [*usual_lessons(), *([("Thêm", "", list(more))] if more else [])]


class EditionInHand(Phone):
    """A phone that knows every step there is in its edition, by name, with its kind."""

    def __init__(self, edition):
        super().__init__(edition)
        code = edition.course.code
        inside = {step["uid"] for lesson in edition.outline["lessons"] for step in lesson["steps"]}
        self.uids = {name: uid for name in KINDS if (uid := step_uid(code, name)) in inside}
        self.is_once = code == ONCE
        self.futile = [name for name in self.uids if not (self.is_once and KINDS[name] == "read")]


def editions_in_hand() -> list[EditionInHand]:
    """One of each edition; reading them asks the database, making events does not."""
    editions = CourseEdition.objects.select_related("course").order_by("course__code", "number")
    return [EditionInHand(edition) for edition in editions]


def history(person: int, size: int, hands: list[EditionInHand]) -> list[dict]:
    """The events of both phones, `size` on each, in the order in which they happened."""
    chance = random.Random(person)
    devices = [_uuid7(chance, BEGAN), _uuid7(chance, BEGAN)]
    seqs = [0, 0]
    holders = chance.sample([0, 1] * size, 2 * size)
    now, told = BEGAN, []
    for holder, event in zip(holders, _happened(chance, 2 * size, hands), strict=True):
        now += timedelta(seconds=chance.choice(PAUSES))
        at = WRONG_CLOCK + (now - BEGAN) if chance.random() < 0.02 else now
        event |= {"id": _uuid7(chance, at), "device": devices[holder], "seq": seqs[holder]}
        told.append(event | {"at": at.isoformat()})
        seqs[holder] += 1
    return told


def in_order(told: list[dict]) -> list[dict]:
    """The same in the canonical order: (at, device, seq, id), no moment before publication."""

    def place(event):
        at = max(datetime.fromisoformat(event["at"]), PUBLISHED)
        return at, event["device"], event["seq"], event["id"]

    return sorted(told, key=place)


def earned(told: list[dict], hands: list[EditionInHand]) -> tuple[set[tuple], dict[str, str]]:
    """(course, step) of all that these events finish and the mark of each try, by the key alone."""
    by_edition = {hand.edition.public_id: hand for hand in hands}
    done, marks = set(), {}
    for event in told:
        hand = by_edition[event["edition"]]
        if event["kind"] == "tested":
            marks[event["id"]] = MARKS[TESTS.index(event["payload"]["answers"])]
            continue
        name = next(name for name, uid in hand.uids.items() if uid == event["step"])
        if _finishes(name, event["kind"], event["payload"]):
            done.add((hand.edition.course.code, event["step"]))
    return done, marks


def _finishes(name: str, kind: str, payload: dict) -> bool:
    match KINDS[name]:
        case "read":
            return True
        case "simulate":
            return payload.get("taps") == RIGHT_TAPS
        case "question":
            return payload.get("answer") == RIGHT[name]
        case "do":
            return kind == "done"
    return (kind, payload) == FINISHED_BY[KINDS[name]]


def _happened(chance, size: int, hands) -> list[dict]:
    events = [_anything(chance, chance.choice(hands)) for _ in range(size)]
    finishing = _whole_course(chance, [hand for hand in hands if hand.is_once])
    for place in chance.sample(range(size), min(len(finishing), size)):
        events[place] = finishing.pop()
    return events


def _whole_course(chance, hands) -> list[dict]:
    """Whatever finishes a step and the test of the course, each once; some give up on the way."""
    names = chance.sample(list(hands[0].uids), len(hands[0].uids))
    events = [_finishing(chance.choice(hands), name) for name in names]
    events.insert(chance.randrange(len(events)), chance.choice(hands).tested())
    return events[: chance.choice((len(events), len(events), 4))]


def _anything(chance, hand) -> dict:
    if hand.edition.test and chance.random() < 0.1:
        return hand.tested(WRONG_TEST if hand.is_once else chance.choice(TESTS))
    if hand.is_once or chance.random() < 0.4:
        return _futile(hand, chance.choice(hand.futile))
    return _finishing(hand, chance.choice(list(hand.uids)))


def _finishing(hand, name: str) -> dict:
    match KINDS[name]:
        case "simulate":
            return hand.tapped()
        case "question":
            return hand.answered(name, RIGHT[name])
        case "do":
            return hand.done(name, ())
        case "drill" | "watch" | "teach" as kind:
            return hand.event(FINISHED_BY[kind][0], name, FINISHED_BY[kind][1])
    return hand.opened(name)


def _futile(hand, name: str) -> dict:
    match KINDS[name]:
        case "simulate":
            return hand.tapped(WRONG_TAPS)
        case "question":
            return hand.answered(name, WRONG[name])
        case "drill":
            return hand.event("answered", name, FELL_FOR_IT)
        case "watch":
            return hand.event("watched", name, {"played": [0, 1]})
    return hand.opened(name)


def _uuid7(chance, at: datetime) -> str:
    milliseconds = int(at.timestamp() * 1000)
    rest = chance.getrandbits(12) << 64 | 2 << 62 | chance.getrandbits(62)
    return str(uuid.UUID(int=milliseconds << 80 | 7 << 76 | rest))
