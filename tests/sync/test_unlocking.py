"""A PIN of the session log that was forgotten: the key goes back to its owner, to nobody else."""

import json
import time

import pytest

from lms.audit.models import AuditEvent
from lms.common import clock
from lms.users.http import PROOF_LASTS
from lms.users.services import merging
from tests.people import make_person
from tests.sync.sealing import outbox, sealed

LOCK = "/api/v1/field/lock"
KEY = "k" * 43


def locked(person, key=KEY):
    """What the phone keeps beside a PIN, sealed as `setPin` of lib/vaultpin.js does."""
    return sealed({"version": 1, "lock": {"owner": person.public_id, "key": key}})


def sign_in(client, person, *, proved=0):
    """Signed in, and proved to be there so many seconds ago."""
    client.force_login(person)
    session = client.session
    record = {"method": "code", "at": time.time() - proved}
    session["account_authentication_methods"] = [record]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()


def ask(client, recovery):
    return client.post(LOCK, json.dumps({"recovery": recovery}), content_type="application/json")


def test_who_proved_lately_who_she_is_has_her_log_opened(client, lan):
    sign_in(client, lan)
    answer = ask(client, locked(lan))
    assert (answer.status_code, answer.json()) == (200, {"key": KEY})
    assert answer["Cache-Control"] == "no-store"
    noted = AuditEvent.objects.get(action="phone_log.unlocked")
    assert noted.actor == lan
    assert KEY not in str(noted.detail)


def test_a_sign_in_of_this_morning_is_no_proof(client, lan):
    sign_in(client, lan, proved=PROOF_LASTS + 1)
    answer = ask(client, locked(lan))
    assert (answer.status_code, answer.json()["code"]) == (403, "prove")
    assert not AuditEvent.objects.filter(action="phone_log.unlocked").exists()


def test_nobody_else_has_it_opened(client, lan, minh):
    assert ask(client, locked(lan)).status_code == 401
    sign_in(client, minh)
    answer = ask(client, locked(lan))
    assert (answer.status_code, answer.json()["code"]) == (422, "not_yours")


def test_a_record_that_became_hers_is_hers(client, lan):
    other = make_person("Đỗ Thị Lan")
    lock = locked(other)
    merging.merge(other, lan, by=lan, now=clock.now())
    sign_in(client, lan)
    assert ask(client, lock).json() == {"key": KEY}


@pytest.mark.parametrize(
    "told", [b"", b"[]", b'{"lock": 3}', b'{"lock": {"owner": ["x"], "key": "k"}}', b"\xff"]
)
def test_what_is_no_lock_is_told_so(client, lan, told):
    sign_in(client, lan)
    assert ask(client, sealed(told)).status_code == 422


@pytest.mark.parametrize("key", [7, "", "k" * 44, "k" * 42 + "/", None])
def test_a_key_that_is_none_is_never_given_out(client, lan, key):
    sign_in(client, lan)
    assert ask(client, locked(lan, key)).status_code == 422


@pytest.mark.parametrize("body", ["", "nothing", "a.b.c.d.e"])
def test_what_was_sealed_for_nobody_is_told_so(client, lan, body):
    sign_in(client, lan)
    assert ask(client, body).status_code == 422


def test_a_file_of_lessons_is_no_lock(client, lan):
    sign_in(client, lan)
    assert ask(client, sealed(outbox(lan, [{}]))).status_code == 422


@pytest.mark.parametrize("body", ["{}", '{"recovery": 3}', "[]"])
def test_another_shape_is_told_so(client, lan, body):
    sign_in(client, lan)
    answer = client.post(LOCK, body, content_type="application/json")
    assert answer.status_code == 400
