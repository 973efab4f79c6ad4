"""Drills come back by Leitner's boxes: dates by the Vietnamese calendar, events in any order."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.evidence import drills
from courses.evidence.drills import MISSED, PASSED, standing
from courses.models import Enrolment
from courses.services import events, progress
from lms.common import clock
from tests.api.conftest import ME
from tests.courses.editions import make_edition, step_uid
from tests.courses.kinds import drill_values
from tests.courses.phones import Phone
from tests.people import sign_in

SAW_THROUGH = {"signs": [0, 2], "hints": 0, "choices": [0, 1]}
FELL_FOR_IT = {"signs": [0, 2], "hints": 0, "choices": [1]}
HELPED = {"signs": [0, 2], "hints": 1, "choices": [0, 1]}
LATE = datetime(2029, 1, 1, tzinfo=UTC)

days = st.dates(date(2026, 1, 1), date(2031, 12, 31))
results = st.sampled_from([PASSED, MISSED])


@pytest.fixture
def phone(db):
    lessons = [("Gọi", "", [("lua-dao", "drill", "Công an gọi", 3, drill_values())])]
    phone = Phone(make_edition("dien-tap", lessons=lessons, with_test=False))
    phone.uids["lua-dao"] = step_uid("dien-tap", "lua-dao")
    return phone


def run(phone, at, payload=SAW_THROUGH):
    return phone.event("answered", "lua-dao", payload, at=at.isoformat())


def drill_of(person):
    (course,) = progress.of_person(person)
    return course.drills[0]


def test_the_same_day_of_a_month_that_has_none_is_its_last():
    assert drills.later(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert drills.later(date(2027, 12, 31), 2) == date(2028, 2, 29)
    assert drills.later(date(2026, 11, 29), 16) == date(2028, 3, 29)


@given(days, st.lists(results, max_size=8))
def test_runs_on_the_very_day_double_the_wait_and_a_miss_begins_anew(first, told):
    runs, box, day = {}, 1, first
    for result in told:
        day = drills.later(day, 2 ** (box - 1))
        runs[day] = result
        box = min(box + 1, drills.LAST_BOX) if result == PASSED else 1
    stands = standing(first, runs)
    assert stands == drills.Standing(box, drills.later(day, 2 ** (box - 1)))


@given(days, st.dictionaries(days, results, max_size=12))
def test_whatever_happens_before_its_day_moves_nothing(first, runs):
    stands = standing(first, runs)
    counted = {day: run for day, run in runs.items() if day >= drills.later(first, 1)}
    assert standing(first, counted) == stands
    assert stands.due_on > max([first, *counted]) or stands.due_on > first
    early = dict.fromkeys([first, drills.later(first, 1) - timedelta(days=1)], MISSED)
    assert standing(first, early | counted) == stands


@given(st.lists(st.tuples(days, results), max_size=10))
def test_the_day_only_ever_moves_on(told):
    first, runs, before = date(2026, 1, 1), {}, date(2026, 1, 1)
    for day, result in sorted(told):
        runs.setdefault(day, result)
        stands = standing(first, runs)
        assert stands.due_on >= before
        before = stands.due_on


def test_a_drill_is_done_only_with_every_sign_and_a_safe_end(hoa, phone):
    at = datetime(2026, 3, 1, 2, tzinfo=UTC)
    few = {"signs": [0], "hints": 0, "choices": [0, 1]}
    events.receive(hoa, [run(phone, at, few), run(phone, at, FELL_FOR_IT)], now=LATE)
    assert not Enrolment.objects.get().done
    assert progress.of_person(hoa)[0].drills == []
    events.receive(hoa, [run(phone, at, SAW_THROUGH)], now=LATE)
    assert Enrolment.objects.get().completed_at


@pytest.mark.parametrize(
    "payload",
    [
        {"signs": [0, 2]},
        {"signs": [9], "choices": [0, 1]},
        {"signs": [True], "choices": [0, 1]},
        {"signs": [0, 2], "choices": [0]},
        {"signs": [0, 2], "choices": [0, 1, 0]},
        {"signs": [0, 2], "choices": [7]},
        {"signs": [0, 2], "choices": [0, 1], "hints": -1},
        {"signs": [0, 2], "choices": [0, 1], "passed": True},
        {"answer": ["a"]},
    ],
)
def test_a_run_that_cannot_have_been_is_not_taken(hoa, phone, payload):
    received = events.receive(hoa, [phone.event("answered", "lua-dao", payload)], now=LATE)
    assert received.outcomes[0].outcome == "rejected"


def test_a_drill_comes_back_after_one_two_and_four_months(hoa, phone):
    for at, box, due in [
        (datetime(2026, 1, 31, 2, tzinfo=UTC), 1, date(2026, 2, 28)),
        (datetime(2026, 2, 28, 2, tzinfo=UTC), 2, date(2026, 4, 28)),
        (datetime(2026, 5, 2, 2, tzinfo=UTC), 3, date(2026, 9, 2)),
    ]:
        events.receive(hoa, [run(phone, at)], now=LATE)
        assert (drill_of(hoa).box, drill_of(hoa).due_on) == (box, due)


@pytest.mark.parametrize("payload", [FELL_FOR_IT, HELPED])
def test_the_first_run_of_its_day_decides_and_a_miss_falls_back(hoa, phone, payload):
    learnt, again = datetime(2026, 1, 5, tzinfo=UTC), datetime(2026, 2, 5, 2, tzinfo=UTC)
    events.receive(hoa, [run(phone, learnt), run(phone, again)], now=LATE)
    assert drill_of(hoa).box == 2
    missed = run(phone, datetime(2026, 4, 6, 2, tzinfo=UTC), payload)
    mended = run(phone, datetime(2026, 4, 6, 3, tzinfo=UTC))
    events.receive(hoa, [mended, missed], now=LATE)
    assert (drill_of(hoa).box, drill_of(hoa).due_on) == (1, date(2026, 5, 6))


def test_a_day_is_a_day_in_vietnam(hoa, phone):
    """Half past seven in the evening in London is the next day at home."""
    events.receive(hoa, [run(phone, datetime(2026, 3, 9, 19, 30, tzinfo=UTC))], now=LATE)
    assert drill_of(hoa).due_on == date(2026, 4, 10)


def test_every_order_and_batching_comes_to_the_same(hoa, lan, phone):
    chance = random.Random(7)
    told = [
        run(phone, datetime(2026, 1, 5, tzinfo=UTC) + timedelta(days=11 * n, hours=n), payload)
        for n, payload in enumerate([SAW_THROUGH, FELL_FOR_IT, SAW_THROUGH, HELPED] * 6)
    ]
    events.receive(hoa, told, now=LATE)
    moved = [one | {"id": one["id"][:-2] + "00"} for one in chance.sample(told, len(told))]
    for number, one in enumerate(moved):
        one["id"] = f"{one['id'][:-4]}{number:04x}"
        events.receive(lan, [one], now=LATE)
    mine, hers = Enrolment.objects.get(learner=hoa), Enrolment.objects.get(learner=lan)
    assert mine.drills == hers.drills
    assert drill_of(hoa) == drill_of(lan)


def test_me_says_which_drills_are_due(client, hoa, phone, monkeypatch):
    events.receive(hoa, [run(phone, datetime(2026, 1, 5, 2, tzinfo=UTC))], now=LATE)
    sign_in(client, hoa)

    def told(day):
        monkeypatch.setattr(clock, "now", lambda: datetime.fromisoformat(f"{day}T02:00+00:00"))
        return client.get(ME).json()["courses"][0]["drills"]

    expected = {"step": phone.uids["lua-dao"], "title": "Công an gọi", "box": 1}
    assert told("2026-02-04") == [expected | {"due_on": "2026-02-05", "due": False}]
    assert told("2026-02-05") == [expected | {"due_on": "2026-02-05", "due": True}]


def test_ones_own_page_asks_for_it_on_the_day_and_not_before(client, hoa, phone, monkeypatch):
    events.receive(hoa, [run(phone, datetime(2026, 1, 5, 2, tzinfo=UTC))], now=LATE)
    sign_in(client, hoa)
    monkeypatch.setattr(clock, "today", lambda: date(2026, 2, 4))
    assert "Diễn tập lại" not in client.get("/toi/").text
    monkeypatch.setattr(clock, "today", lambda: date(2026, 2, 5))
    page = client.get("/toi/").text
    assert "Diễn tập lại" in page
    assert f'href="/hoc/{phone.edition.public_id}/{phone.uids["lua-dao"]}/"' in page
