"""A phone sends what happened on it; every answer can be told apart."""

import gzip
import json

import pytest

from courses.models import Enrolment, LearningEvent
from lms.api.bodies import MOST_BYTES
from tests.api.conftest import EVENTS, ME, Browser
from tests.courses.editions import make_edition
from tests.courses.phones import Phone


@pytest.fixture
def phone(db):
    return Phone(make_edition())


def test_an_event_is_taken_and_answered(hoas_browser, phone):
    event = phone.opened("tim")
    response = hoas_browser.send(event)
    assert response.status_code == 200
    answer = response.json()
    (outcome,) = answer["outcomes"]
    assert (outcome["id"], outcome["outcome"]) == (event["id"], "accepted")
    assert len(outcome["receipt"]) == 20
    assert outcome["errors"] is None
    assert outcome["result"] is None
    assert answer["courses"] == hoas_browser.get(ME).json()["courses"]
    assert response["Cache-Control"] == "no-store"


def test_a_test_is_graded_at_once(hoas_browser, phone):
    answer = hoas_browser.send(phone.tested()).json()
    assert answer["outcomes"][0]["result"] == {
        "mark": "10.00",
        "passed": True,
        "counted": True,
        "attempts_left": None,
        "slots": {"s1": True, "s2": True, "s3": True, "s4": True},
    }


def test_a_stranger_is_told_to_sign_in_and_nothing_is_stored(browser, phone):
    response = browser.send(phone.opened("tim"))
    assert response.status_code == 401
    assert response.json()["code"] == "signed_out"
    assert not LearningEvent.objects.exists()


def test_no_write_without_the_csrf_header(hoas_browser, phone):
    body = json.dumps({"events": [phone.opened("tim")]})
    response = hoas_browser.post(EVENTS, body, content_type="application/json")
    assert response.status_code == 403
    assert response.json()["code"] == "csrf"
    assert not LearningEvent.objects.exists()


def test_events_of_another_person_on_a_shared_phone_are_left_alone(hoas_browser, lan, phone):
    response = hoas_browser.send(phone.opened("tim"), person=lan.public_id)
    assert response.status_code == 409
    assert response.json()["code"] == "other_person"
    assert not LearningEvent.objects.exists()


def test_what_was_learnt_signed_out_becomes_the_persons(hoa, hoas_browser, phone):
    hoas_browser.send(phone.opened("tim"), person=None)
    hoas_browser.send(phone.opened("trang-that"), person=hoa.public_id)
    assert len(Enrolment.objects.get(learner=hoa).done) == 2


def test_a_batch_may_be_packed(hoas_browser, phone):
    body = gzip.compress(json.dumps({"events": [phone.opened("tim")]}).encode())
    response = hoas_browser.send_body(body, **{"Content-Encoding": "gzip"})
    assert response.json()["outcomes"][0]["outcome"] == "accepted"


def test_five_hundred_events_fit_and_one_more_does_not(hoas_browser, phone):
    events = [phone.opened("tim") for _ in range(501)]
    assert hoas_browser.send(*events[:500]).status_code == 200
    response = hoas_browser.send(*events)
    assert response.status_code == 413
    assert response.json()["code"] == "too_many"


@pytest.mark.parametrize(
    ("body", "headers", "status", "code"),
    [
        (b"{", {}, 400, "bad_json"),
        (b"\xff\xfe{}", {}, 400, "bad_json"),
        (b"[" * 200_000, {}, 400, "bad_json"),
        (b"9" * 5000, {}, 400, "bad_json"),
        (b"[]", {}, 400, "wrong_shape"),
        (b"{}", {}, 400, "wrong_shape"),
        (b'{"events": {}}', {}, 400, "wrong_shape"),
        (b'{"events": [], "person": 7}', {}, 400, "wrong_shape"),
        (b"{}", {"Content-Encoding": "br"}, 415, "not_gzip"),
        (b"{}", {"Content-Encoding": "gzip"}, 400, "bad_gzip"),
        (gzip.compress(b"{}", mtime=0)[:-4], {"Content-Encoding": "gzip"}, 400, "bad_gzip"),
        (
            gzip.compress(b" " * (MOST_BYTES + 1), mtime=0),
            {"Content-Encoding": "gzip"},
            413,
            "too_large",
        ),
        (b" " * (MOST_BYTES + 1), {}, 413, "too_large"),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_a_bad_body_is_answered_with_a_code(hoas_browser, body, headers, status, code):
    response = hoas_browser.send_body(body, **headers)
    assert (response.status_code, response.json()["code"]) == (status, code)
    assert response.json()["message"]


@pytest.mark.parametrize("is_packed", [False, True])
def test_fifty_megabytes_are_answered_with_a_code(hoas_browser, is_packed):
    body = b" " * (50 * 1024 * 1024)
    if is_packed:
        response = hoas_browser.send_body(gzip.compress(body), **{"Content-Encoding": "gzip"})
    else:
        response = hoas_browser.send_body(body)
    assert (response.status_code, response.json()["code"]) == (413, "too_large")


def test_only_json_is_read(hoas_browser):
    response = hoas_browser.send_body("events=1", "application/x-www-form-urlencoded")
    assert (response.status_code, response.json()["code"]) == (415, "not_json")


@pytest.mark.parametrize(
    ("method", "address", "status", "code"),
    [
        ("get", EVENTS, 405, "wrong_method"),
        ("put", EVENTS, 405, "wrong_method"),
        ("post", ME, 405, "wrong_method"),
        ("get", "/api/v1/learning/nothing", 404, "not_found"),
        ("get", "/api/v2/", 404, "not_found"),
        ("get", "/api/v1/docs", 404, "not_found"),
        ("get", "/api/v1/openapi.json", 404, "not_found"),
    ],
)
def test_wrong_addresses_and_methods_are_answered_in_the_same_shape(
    db, browser, method, address, status, code
):
    response = getattr(browser, method)(address)
    assert (response.status_code, response.json()["code"]) == (status, code)


def test_me_may_not_be_used_by_a_person_who_was_shut_out(hoa, phone):
    browser = Browser()
    browser.force_login(hoa)
    type(hoa).objects.filter(pk=hoa.pk).update(is_active=False)
    assert browser.get(ME).json()["person"] is None
    assert browser.send(phone.opened("tim")).status_code == 401
