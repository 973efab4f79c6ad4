"""SMS over HTTP, against a provider that runs on this machine."""

import socket
from datetime import timedelta

import pytest
import time_machine
from django.core import mail

from lms.common import clock
from lms.jobs.models import Job
from lms.notifications import services
from lms.notifications.channels import http
from lms.notifications.models import Message

HOA = "+84912345678"


@pytest.fixture
def message(db):
    return services.send_sms(to=HOA, body="Mã Học số: 123456", kind="code", is_secret=True)


def state_of(message):
    message.refresh_from_db()
    return message.state


def test_a_message_goes_out_with_token_and_key(message, provider, run_jobs):
    run_jobs()
    [(path, headers, body)] = provider.requests
    assert path == "/gui?brand=HocSo"
    assert headers["Authorization"] == "Bearer bi-mat"
    assert headers["Idempotency-Key"] == str(message.pk)
    assert body == {"to": HOA, "text": "Mã Học số: 123456"}
    assert state_of(message) == Message.State.SENT
    assert message.provider_id == "sms-1"


def test_production_forgets_a_code_once_it_is_sent(message, provider, run_jobs):
    run_jobs()
    assert state_of(message) == Message.State.SENT
    assert message.body == ""


def test_production_keeps_what_is_no_secret(db, provider, run_jobs):
    message = services.send_sms(to=HOA, body="Mai 8 giờ có lớp", kind="reminder")
    run_jobs()
    assert state_of(message) == Message.State.SENT
    assert message.body == "Mai 8 giờ có lớp"


@pytest.mark.parametrize("status", [400, 413, 422])
def test_what_is_wrong_in_itself_is_not_tried_again(message, provider, run_jobs, status):
    provider.status = status
    assert run_jobs(may_fail=True) == 1
    assert state_of(message) == Message.State.FAILED
    assert message.failure == f"Nhà mạng không nhận tin này (mã {status})."
    assert message.body == ""
    assert Job.objects.get().state == Job.State.FAILED


@pytest.mark.parametrize("status", [302, 401, 402, 404, 408, 429, 500, 503])
def test_a_blocked_way_is_tried_again_with_the_same_key(message, provider, run_jobs, status):
    provider.status = status
    run_jobs(may_fail=True)
    assert state_of(message) == Message.State.WAITING
    provider.status = 201
    with time_machine.travel(clock.now() + timedelta(seconds=20), tick=False):
        run_jobs()
    assert state_of(message) == Message.State.SENT
    assert {headers["Idempotency-Key"] for _, headers, _ in provider.requests} == {str(message.pk)}


def test_a_provider_that_hangs_up_may_have_it_already(message, provider, run_jobs):
    provider.hangs_up = True
    run_jobs(may_fail=True)
    assert state_of(message) == Message.State.WAITING
    provider.hangs_up, provider.status = False, 409
    with time_machine.travel(clock.now() + timedelta(seconds=20), tick=False):
        run_jobs()
    assert state_of(message) == Message.State.SENT


def test_a_provider_that_is_not_there_is_tried_again(message, provider, settings, run_jobs):
    settings.SMS_URL = "http://127.0.0.1:1/"
    run_jobs(may_fail=True)
    assert state_of(message) == Message.State.WAITING
    assert "ConnectionRefusedError" in Job.objects.get().error


def test_a_provider_that_never_answers_does_not_hold_the_worker(
    message, provider, settings, run_jobs, monkeypatch
):
    monkeypatch.setattr(http, "TIMEOUT_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.SMS_URL = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        run_jobs(may_fail=True)
    assert state_of(message) == Message.State.WAITING


def test_after_the_last_try_the_outbox_says_why(message, provider, run_jobs):
    provider.status = 503
    Message.objects.update(expires_at=clock.now() + timedelta(days=9))
    now = clock.now()
    for hours in range(12):
        with time_machine.travel(now + timedelta(hours=2 * hours), tick=False):
            run_jobs(may_fail=True)
    assert len(provider.requests) == 8
    assert state_of(message) == Message.State.FAILED
    assert "503" in message.failure
    assert message.body == ""


@pytest.mark.parametrize(
    "answer", [b"", b"OK", b"[]", b'{"id": null}', b'{"id": {"a": 1}}', b"\xff"]
)
def test_an_answer_without_an_id_is_an_answer(message, provider, run_jobs, answer):
    provider.answer = answer
    run_jobs()
    assert state_of(message) == Message.State.SENT
    assert message.provider_id == ""


def test_a_mail_goes_through_the_mailer_under_one_name(db, provider, run_jobs):
    message = services.send_mail(
        to="lan@demo.test", subject="Việc phải học", body="Hạn 30/11.", kind="duty"
    )
    run_jobs()
    [sent] = mail.outbox
    assert (sent.to, sent.subject, sent.body) == (["lan@demo.test"], "Việc phải học", "Hạn 30/11.")
    assert state_of(message) == Message.State.SENT
    assert sent.extra_headers["Message-ID"] == message.provider_id == f"<{message.pk}@localhost>"


def test_a_mail_address_that_cannot_be_is_refused_in_words(db, provider, run_jobs):
    message = services.send_mail(to="lan\n@demo.test", subject="A", body="B", kind="duty")
    run_jobs(may_fail=True)
    assert state_of(message) == Message.State.FAILED
    assert message.failure == "Máy chủ thư không nhận địa chỉ này."


def test_a_mail_server_that_is_away_is_tried_again(db, provider, run_jobs, settings):
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": 1},
        }
    }
    message = services.send_mail(to="lan@demo.test", subject="A", body="B", kind="duty")
    run_jobs(may_fail=True)
    assert state_of(message) == Message.State.WAITING
