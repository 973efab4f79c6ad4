"""Events are taken once, kept raw and folded into the enrolment."""

from uuid import UUID

import pytest

from courses.models import Attempt, Enrolment, LearningEvent, QuarantinedEvent
from courses.services import events
from tests.courses.editions import make_edition
from tests.courses.phones import NOW, WRONG_TEST, Phone


@pytest.fixture
def edition(db):
    return make_edition()


@pytest.fixture
def phone(edition):
    return Phone(edition)


def send(person, *bodies):
    return events.receive(person, bodies, now=NOW)


def outcomes(received):
    return [outcome.outcome for outcome in received.outcomes]


def test_first_event_makes_the_enrolment(hoa, phone):
    received = send(hoa, phone.opened("tim"))
    assert outcomes(received) == ["accepted"]
    enrolment = Enrolment.objects.get()
    assert enrolment.learner == hoa
    assert enrolment.edition == phone.edition
    assert list(enrolment.done) == [phone.uids["tim"]]
    assert enrolment.current_step == phone.uids["tim"]


def test_same_event_twice_counts_once(hoa, phone):
    event = phone.opened("tim")
    first = send(hoa, event)
    again = send(hoa, event)
    assert outcomes(again) == ["duplicate"]
    assert again.outcomes[0].receipt == first.outcomes[0].receipt
    assert again.enrolments[0].pk == first.enrolments[0].pk
    assert LearningEvent.objects.count() == 1
    assert not QuarantinedEvent.objects.exists()


def test_other_body_under_the_same_id_is_a_conflict_and_both_are_kept(hoa, phone):
    event = phone.opened("tim")
    send(hoa, event)
    received = send(hoa, event | {"step": phone.uids["trang-that"]})
    assert outcomes(received) == ["conflict"]
    assert LearningEvent.objects.get().step == phone.uids["tim"]
    kept = QuarantinedEvent.objects.get()
    assert kept.reason == "conflict"
    assert kept.body["step"] == phone.uids["trang-that"]
    assert list(Enrolment.objects.get().done) == [phone.uids["tim"]]


def test_one_batch_may_hold_an_event_twice(hoa, phone):
    event = phone.opened("tim")
    received = send(hoa, event, event, event | {"seq": 99})
    assert outcomes(received) == ["accepted", "duplicate", "conflict"]


def test_one_batch_may_hold_a_test_twice_and_another_under_its_id(hoa, phone):
    tested = phone.tested(WRONG_TEST)
    received = send(hoa, tested, tested, tested | {"payload": {"answers": {}}})
    assert outcomes(received) == ["accepted", "duplicate", "conflict"]
    assert [one.event_id for one in Attempt.objects.all()] == [UUID(tested["id"])]
    assert received.outcomes[1].result == received.outcomes[0].result


def test_whole_course_and_test_complete_it(hoa, phone):
    received = send(hoa, *phone.whole_course(), phone.tested())
    assert set(outcomes(received)) == {"accepted"}
    enrolment = Enrolment.objects.get()
    assert len(enrolment.done) == 7
    assert enrolment.completed_at == phone.at
    assert str(enrolment.completed_mark) == "10.00"
    assert enrolment.completed_edition == phone.edition


def test_failed_test_does_not_complete(hoa, phone):
    received = send(hoa, *phone.whole_course(), phone.tested(WRONG_TEST))
    result = received.outcomes[-1].result
    assert (result.mark, result.passed) == ("0.00", False)
    assert Enrolment.objects.get().completed_at is None


def test_a_try_keeps_each_answer_the_rule_and_the_mark_whatever_is_published_later(hoa, phone):
    send(hoa, phone.tested({"s1": ["b"], "s2": ["c", "b"]}))
    make_edition(number=2, pass_mark="9.0")
    tried = Attempt.objects.get()
    assert [(one["slot"], one["answer"], one["right"], one["points"]) for one in tried.answers] == [
        ("s1", ["b"], True, "1"),
        ("s2", ["b", "c"], False, "0"),
        ("s3", [], False, "0"),
        ("s4", [], False, "0"),
    ]
    assert all(one["question"] and one["version"] for one in tried.answers)
    assert (str(tried.mark), tried.rule) == ("2.50", phone.edition.rule)
    assert tried.rule["pass_mark"] == "5.0"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", "1"),
        ("device", "018f0000-0000-4000-8000-00000000000a"),
        ("seq", -1),
        ("edition", "khong-co"),
        ("step", "khong-co"),
        ("kind", "passed"),
        ("payload", {"done": True}),
        ("at", "hôm qua"),
    ],
)
def test_a_rejected_event_names_its_field_and_is_kept_once_as_it_came(hoa, phone, field, value):
    event = phone.opened("tim") | {field: value}
    received = send(hoa, event, phone.opened("trang-that"))
    assert outcomes(received) == ["rejected", "accepted"]
    errors = received.outcomes[0].errors
    assert list(errors) == [field]
    send(hoa, event)
    aside = QuarantinedEvent.objects.get()
    assert (aside.person, aside.reason, aside.errors, aside.body) == (
        hoa, "rejected", errors, event,
    )  # fmt: skip
    assert list(Enrolment.objects.get().done) == [phone.uids["trang-that"]]
