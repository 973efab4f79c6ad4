"""The order, repetition and splitting of what two phones send changes nothing that is kept."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.models import Attempt, Enrolment, LearningEvent
from courses.services import events
from tests import pairs
from tests.courses.editions import make_edition
from tests.courses.phones import (
    MORNING,
    NOW,
    RIGHT_ANSWERS,
    RIGHT_TAPS,
    RIGHT_TEST,
    WRONG_TEST,
    Phone,
)

DEVICES = ("018f0000-0000-7000-8000-00000000000a", "018f0000-0000-7000-8000-00000000000b")
FIRST_EVENT = 0x018F0000_0000_7000_8000_000000001000
WRONG_ANSWERS = {"tin-nhan": ["a"], "anh-giay-to": ["b"], "ma-otp": ["dung"]}
HALF_TEST = {"s1": ["b"], "s2": ["a", "c"]}

# What is left out: database ids, arrival times, and what is frozen at the closing, which by design
# is not taken back when something older arrives later.
NOT_KEPT = {
    Enrolment: {"id", "public_id"},
    Attempt: {"id", "enrolment_id", "graded_at"},
    LearningEvent: {"received_at"},
}
FROZEN = {"completed_at", "completed_edition_id", "completed_rule", "completed_mark"}

happened = st.one_of(
    st.tuples(st.just("opened"), st.sampled_from(["tim", "trang-that", "tap-nop"])),
    st.tuples(st.just("answered"), st.sampled_from(sorted(RIGHT_ANSWERS)), st.booleans()),
    st.tuples(st.just("tapped"), st.booleans()),
    st.tuples(st.just("done")),
    st.tuples(st.just("tested"), st.sampled_from([RIGHT_TEST, WRONG_TEST, HALF_TEST])),
)
# (phone, edition, minute, what): minutes are few, so that many happen at the same moment.
told = st.tuples(st.integers(0, 1), st.integers(0, 2), st.integers(0, 9), happened)
WHOLE = [
    *((0, 0, 3, ("opened", step)) for step in ("tim", "trang-that")),
    *((1, 0, 4, ("answered", step, True)) for step in RIGHT_ANSWERS),
    (0, 0, 5, ("tapped", True)),
    (1, 0, 5, ("done",)),
    (0, 0, 6, ("tested", RIGHT_TEST)),
]
"""A whole course on two phones, with its test."""
small = settings(
    max_examples=pairs.examples(30),
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def body(phone, what):
    match what:
        case "opened", step:
            return phone.opened(step)
        case "answered", step, right:
            return phone.answered(step, RIGHT_ANSWERS[step] if right else WRONG_ANSWERS[step])
        case "tapped", right:
            return phone.tapped(RIGHT_TAPS if right else RIGHT_TAPS[:1])
        case "done", *_:
            return phone.done()
        case "tested", answers:
            return phone.tested(answers)


def bodies(editions, history):
    """The events of a history; the same history is the same events."""
    phones = [[Phone(edition) for edition in editions] for _ in DEVICES]
    made = []
    for number, (device, edition, minute, what) in enumerate(history):
        at = (MORNING + timedelta(minutes=minute)).isoformat()
        event = body(phones[device][edition], what)
        name = f"{FIRST_EVENT + number:032x}"
        dashed = "-".join([name[:8], name[8:12], name[12:16], name[16:20], name[20:]])
        made.append(event | {"id": dashed, "device": DEVICES[device], "seq": number, "at": at})
    return made


def kept(person, batches, *, leave_out=frozenset()):
    """What is kept after these batches; nothing of it stays."""
    with transaction.atomic():
        for batch in batches:
            received = events.receive(person, batch, now=NOW)
            assert {one.outcome for one in received.outcomes} <= {"accepted", "duplicate"}
        rows = {
            table.__name__: [
                {key: row[key] for key in row.keys() - hidden - leave_out}
                for row in table.objects.order_by(*place(table)).values()
            ]
            for table, hidden in NOT_KEPT.items()
        }
        completed = Enrolment.objects.filter(completed_at__isnull=False).exists()
        transaction.set_rollback(True)
    return rows, completed


class ServerDied(Exception):
    """In the middle of a batch, before anything of it was committed."""


def receive_and_die(person, batch, after):
    """Take a batch on a server that dies after so many statements that write, if it has more."""
    left = iter(range(after))

    def execute(ask, sql, params, many, context):
        if sql.startswith(("INSERT", "UPDATE")) and next(left, None) is None:
            raise ServerDied
        return ask(sql, params, many, context)

    with suppress(ServerDied), connection.execute_wrapper(execute):
        events.receive(person, batch, now=NOW)


def over_a_bad_line(person, made, data):
    """The batches that arrive until every event is acknowledged."""
    outboxes = [[event for event in made if event["device"] == device] for device in DEVICES]
    fates = data.draw(st.lists(st.sampled_from(["repeated", "lost", "died", "answered"])))
    while busy := [outbox for outbox in outboxes if outbox]:
        outbox = data.draw(st.sampled_from(busy))
        batch = data.draw(st.lists(st.sampled_from(outbox), min_size=1, unique_by=id_of))
        fate = fates.pop() if fates else "answered"
        if fate == "died":
            receive_and_die(person, batch, data.draw(st.integers(0, 5)))
            continue
        yield batch
        if fate == "repeated":
            yield batch
        if fate != "lost":
            outbox[:] = [event for event in outbox if event not in batch]


def id_of(event):
    return event["id"]


def place(table):
    return {Enrolment: ["course"], Attempt: ["order_key"], LearningEvent: ["pk"]}[table]


def cut(sent, data):
    """The same in batches of drawn sizes."""
    batches = []
    while sent:
        size = data.draw(st.integers(1, len(sent)))
        batches.append(sent[:size])
        sent = sent[size:]
    return batches


@pytest.fixture
def editions(db):
    """Three of one course: its first, a small change to it, a large one."""
    return [
        make_edition(attempts=2),
        make_edition(number=2, level="minor", attempts=2),
        make_edition(number=3, level="major", attempts=3),
    ]


@pytest.fixture
def edition(db):
    return make_edition()


@small
@given(data=st.data(), history=st.lists(told, min_size=1, max_size=14))
def test_any_order_repetition_and_cutting_keeps_the_same(editions, hoa, data, history):
    made = bodies(editions, history)
    repeated = made + data.draw(st.lists(st.sampled_from(made), max_size=6))
    mixed = cut(data.draw(st.permutations(repeated)), data)
    in_order, _ = kept(hoa, [made], leave_out=FROZEN)
    assert kept(hoa, mixed, leave_out=FROZEN)[0] == in_order


@small
@given(data=st.data(), history=st.lists(told, min_size=1, max_size=14))
def test_bad_line_and_dying_server_lose_nothing_and_double_nothing(editions, hoa, data, history):
    made = bodies(editions, history)
    in_order, _ = kept(hoa, [made], leave_out=FROZEN)
    over_the_line = over_a_bad_line(hoa, made, data)
    assert kept(hoa, over_the_line, leave_out=FROZEN)[0] == in_order


@small
@given(data=st.data(), history=st.lists(told, max_size=8))
def test_without_a_limit_of_tries_all_orders_complete_alike(edition, hoa, data, history):
    made = bodies([edition] * 3, [*history, *WHOLE])
    mixed = cut(data.draw(st.permutations(made)), data)
    assert kept(hoa, mixed)[1] == kept(hoa, [made])[1] is True


@small
@given(data=st.data(), history=st.lists(told, max_size=8))
def test_history_in_order_is_frozen_alike_however_it_is_cut(edition, hoa, data, history):
    whole = sorted([*history, *WHOLE], key=lambda one: (one[2], one[0]))
    made = bodies([edition] * 3, whole)
    made.sort(key=lambda event: (event["at"], event["device"], event["seq"], event["id"]))
    assert kept(hoa, cut(made, data)) == kept(hoa, [made])
