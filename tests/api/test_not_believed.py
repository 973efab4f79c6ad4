"""A phone is believed about what was tapped and answered, never about whose or how good it was."""

import pytest

from courses.models import Attempt, Enrolment, LearningEvent, QuarantinedEvent
from tests.api.conftest import Browser
from tests.courses.editions import make_edition
from tests.courses.phones import RIGHT_TEST, WRONG_TEST, Phone


@pytest.fixture
def phone(db):
    return Phone(make_edition())


@pytest.fixture
def lans_browser(lan):
    browser = Browser()
    browser.force_login(lan)
    return browser


def rows_of(person):
    return (
        LearningEvent.objects.filter(person=person).count(),
        Enrolment.objects.filter(learner=person).count(),
        Attempt.objects.filter(enrolment__learner=person).count(),
        QuarantinedEvent.objects.filter(person=person).count(),
    )


def test_whole_course_of_one_is_never_recorded_under_another(
    hoa, lan, hoas_browser, lans_browser, phone
):
    """They share a phone: the same device, one signed in after the other."""
    sent = [*phone.whole_course(), phone.tested()]
    assert lans_browser.send(*sent, person=hoa.public_id).status_code == 409
    assert rows_of(lan) == (0, 0, 0, 0)
    assert hoas_browser.send(*sent, person=hoa.public_id).status_code == 200
    kept = rows_of(hoa)
    # The answer was lost, and the phone has forgotten whose these were.
    again = lans_browser.send(*sent, person=None).json()
    assert {one["outcome"] for one in again["outcomes"]} == {"duplicate"}
    assert [one["result"] for one in again["outcomes"]] == [None] * len(sent)
    assert again["courses"] == []
    assert (rows_of(lan), rows_of(hoa)) == ((0, 0, 0, 0), kept)


@pytest.mark.parametrize("person", ["", "khong-co-ai", "0" * 13])
def test_unknown_person_is_refused_whole(hoa, hoas_browser, phone, person):
    assert hoas_browser.send(phone.opened("tim"), person=person).status_code == 409
    assert rows_of(hoa) == (0, 0, 0, 0)


@pytest.mark.parametrize(
    "forged",
    [{"passed": True}, {"mark": "10.00"}, {"score": 10}, {"counted": True}, {"completed": True}],
    ids=lambda forged: next(iter(forged)),
)
def test_forged_result_in_a_payload_is_refused(hoa, hoas_browser, phone, forged):
    events = [
        phone.tested() | {"payload": {"answers": WRONG_TEST, **forged}},
        phone.opened("tim") | {"payload": forged},
        phone.answered("tin-nhan") | {"payload": {"answer": ["a"], **forged}},
        phone.tapped([]) | {"payload": {"mode": "alone", "taps": [], "hints": 0, **forged}},
        phone.done() | {"payload": {"checked": [], **forged}},
    ]
    answer = hoas_browser.send(*events).json()
    assert {one["outcome"] for one in answer["outcomes"]} == {"rejected"}
    assert rows_of(hoa) == (0, 0, 0, len(events))


@pytest.mark.parametrize(
    "forged",
    [{"passed": True, "result": {"passed": True}}, {"mark": "10.00"}, {"person": "khac"}],
    ids=lambda forged: next(iter(forged)),
)
def test_forged_words_beside_a_payload_change_nothing(hoa, hoas_browser, phone, forged):
    answer = hoas_browser.send(*phone.whole_course(), phone.tested(WRONG_TEST) | forged).json()
    assert answer["outcomes"][-1]["result"]["passed"] is False
    enrolment = Enrolment.objects.get(learner=hoa)
    assert (enrolment.completed_at, str(enrolment.best_mark)) == (None, "0.00")


def test_nobody_says_done_of_what_the_server_judges(hoa, hoas_browser, phone):
    steps = ["tap-nop", "tin-nhan", "anh-giay-to", "ma-otp"]
    answer = hoas_browser.send(*(phone.done(step, ()) for step in steps)).json()
    assert {one["outcome"] for one in answer["outcomes"]} == {"rejected"}
    assert not Enrolment.objects.filter(learner=hoa).exists()


def test_there_is_no_event_that_says_passed(hoa, hoas_browser, phone):
    marks = {"passed": True, "mark": "10.00"}
    sent = [phone.event("passed", "", marks), phone.event("completed", "tim", marks)]
    answer = hoas_browser.send(*phone.whole_course(), *sent).json()
    refused = answer["outcomes"][-2:]
    assert [(one["outcome"], one["result"]) for one in refused] == [("rejected", None)] * 2
    assert rows_of(hoa)[2:] == (0, 2)
    assert Enrolment.objects.get(learner=hoa).completed_at is None


def test_better_answers_under_the_id_of_a_failed_test_are_a_conflict(hoa, hoas_browser, phone):
    failed = phone.tested(WRONG_TEST)
    hoas_browser.send(*phone.whole_course(), failed)
    before = Enrolment.objects.values().get(learner=hoa)
    better = failed | {"payload": {"answers": RIGHT_TEST}}
    (outcome,) = hoas_browser.send(better).json()["outcomes"]
    told = {name: outcome[name] for name in ("id", "outcome", "receipt", "result")}
    assert told == {
        "id": failed["id"], "outcome": "conflict", "receipt": None, "result": None,
    }  # fmt: skip
    assert Enrolment.objects.values().get(learner=hoa) == before
    assert not Attempt.objects.get().passed
    # Both are kept.
    assert LearningEvent.objects.get(kind="tested").payload == failed["payload"]
    assert QuarantinedEvent.objects.get().body["payload"] == better["payload"]
