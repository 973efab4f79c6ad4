"""Whatever a broken or hostile phone sends: an answer in words, never a fault of ours."""

import json
from io import BytesIO

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from courses.models import LearningEvent, QuarantinedEvent
from lms.api import bodies
from lms.api.errors import ApiError
from tests import pairs
from tests.api.conftest import Browser
from tests.courses.editions import make_edition
from tests.courses.phones import Phone

OUTCOMES = {"accepted", "duplicate", "conflict", "rejected"}
FIELDS = ("id", "device", "seq", "edition", "step", "kind", "payload", "at")
HOSTILE = [
    None, True, 0, -1, 2**63, 2**200, 1e308, "", " ", "\u0000", "\ud800", "\u202e", "a" * 3000,
    "\ud800" * 13, "\u0000" * 13, "é" * 13,
    "<script>alert(1)</script>", "2026-13-45T99:99:99Z", "9999-12-31T23:59:59Z",
    "0001-01-01T00:00:00+14:00", "00000000-0000-0000-0000-000000000000", [], {}, [[[]]],
    {"answer": {"a": [None]}}, {"taps": [{"screen": 2**70, "x": "50", "y": None}]},
    {"taps": [{}] * 200}, {"answers": {"s1": "b"}}, {"answers": [["a"]]}, {"checked": ["0", -1]},
]  # fmt: skip
leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
anything = st.recursive(
    leaves | st.sampled_from(HOSTILE),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)
kept_within_one_test = pairs.made_up(80)


@pytest.fixture
def phone(db):
    return Phone(make_edition())


def answered(response):
    """The outcomes of a batch, or the error in Vietnamese that it got instead."""
    answer = response.json()
    if response.status_code != 200:
        assert 400 <= response.status_code < 500
        assert answer["code"]
        assert answer["message"].endswith(".")
        return []
    return answer["outcomes"]


@given(body=anything)
@kept_within_one_test
def test_any_json_gets_an_answer(hoas_browser, body):
    assert answered(hoas_browser.send_body(json.dumps(body))) == []


@given(body=st.binary(max_size=200))
@kept_within_one_test
def test_any_bytes_get_an_answer(hoas_browser, body):
    assert answered(hoas_browser.send_body(body)) == []
    answered(hoas_browser.send_body(body, headers={"Content-Encoding": "gzip"}))


@given(events=st.lists(anything, max_size=5))
@kept_within_one_test
def test_any_events_are_answered_one_by_one(hoas_browser, phone, events):
    outcomes = answered(hoas_browser.send(*events))
    assert {one["outcome"] for one in outcomes} <= {"rejected"}
    assert not LearningEvent.objects.exists()


def test_nothing_in_the_place_of_an_event_is_refused_and_kept_aside(hoas_browser, phone):
    assert [one["outcome"] for one in answered(hoas_browser.send(None))] == ["rejected"]
    assert QuarantinedEvent.objects.get().body is None


@given(
    kind=st.sampled_from(["opened", "tapped", "answered", "done", "tested", "dạy", ""]),
    field=st.sampled_from(FIELDS),
    value=anything,
)
@kept_within_one_test
def test_an_event_with_one_bad_part_does_not_stop_the_next(hoas_browser, phone, kind, field, value):
    bad = phone.event(kind, "tim", {}) | {field: value}
    good = phone.opened("tim")
    outcomes = answered(hoas_browser.send(bad, good))
    assert len(outcomes) == 2
    assert outcomes[0]["outcome"] in OUTCOMES
    assert outcomes[1]["outcome"] == "accepted"


@pytest.mark.parametrize(
    ("kind", "number"),
    pairs.pairs(["tapped", "answered", "done", "tested"], range(len(HOSTILE)), few=8),
)
def test_a_hostile_payload_is_refused_or_graded_and_never_breaks(hoas_browser, phone, kind, number):
    value = HOSTILE[number]
    step = {"tapped": "tap-nop", "answered": "tin-nhan", "done": "lam-that", "tested": ""}[kind]
    shapes = [value, {"taps": value}, {"answer": value}, {"answers": value}, {"checked": value}]
    shapes += [{"answers": {"s1": value}}, {"mode": value, "taps": [value], "hints": value}]
    events = [phone.event(kind, step, shape) for shape in shapes]
    outcomes = answered(hoas_browser.send(*events))
    assert len(outcomes) == len(events)
    assert {one["outcome"] for one in outcomes} <= OUTCOMES


def test_the_same_is_true_for_somebody_signed_out(db):
    assert answered(Browser().send_body(json.dumps({"events": HOSTILE}))) == []


def test_a_length_that_is_no_number_is_answered(hoas_browser):
    assert answered(hoas_browser.send_body("{}", **{"Content-Length": "nhieu"})) == []


class CutOff(BytesIO):
    def read(self, *_):
        raise ConnectionResetError("Connection reset by peer")


def test_a_line_that_breaks_off_is_no_fault_of_ours():
    line = {"wsgi.input": CutOff(), "CONTENT_LENGTH": "10"}
    request = RequestFactory().post("/", content_type="application/json", **line)
    with pytest.raises(ApiError) as refused:
        bodies.read_json(request)
    assert (refused.value.status, refused.value.code) == (400, "cut_short")
