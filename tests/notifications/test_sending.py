import logging
from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import IntegrityError, transaction

from lms.common import clock
from lms.jobs.models import Job
from lms.notifications import services
from lms.notifications.models import Message

HOA = "+84912345678"


def send_code(**more):
    return services.send_sms(
        to=HOA,
        body="Mã Học số: 123456\nĐừng đọc mã cho ai.",
        kind="signin_code",
        **{"is_secret": True} | more,
    )


def test_a_message_waits_with_its_job_until_the_worker_comes(db, run_jobs, capsys):
    message = services.send_sms(to=HOA, body="Chào bà con", kind="greeting")
    assert message.state == Message.State.WAITING
    assert Job.objects.get().queue == Job.Queue.NOW
    assert run_jobs() == 1
    message.refresh_from_db()
    assert message.state == Message.State.SENT
    assert message.sent_at
    assert message.body == "Chào bà con"


def test_a_message_of_a_transaction_that_fails_is_never_sent(db, run_jobs):
    with transaction.atomic():
        send_code()
        transaction.set_rollback(True)
    assert run_jobs() == 0
    assert not Message.objects.exists()


def test_the_window_of_a_trial_shows_the_code_in_one_line(db, run_jobs, capsys):
    send_code()
    run_jobs()
    assert capsys.readouterr().out == (
        "[SMS → 0912 345 678] Mã Học số: 123456 · Đừng đọc mã cho ai.\n"
    )


def test_the_window_of_a_trial_shows_a_mail(db, run_jobs, capsys):
    services.send_mail(
        to="lan@demo.test", subject="Việc\nphải học", body="Kính gửi chị,\nHạn 30/11.", kind="duty"
    )
    run_jobs()
    assert capsys.readouterr().out == (
        "[Thư → lan@demo.test] Việc phải học\n    Kính gửi chị,\n    Hạn 30/11.\n"
    )


def test_no_message_moves_the_cursor_of_the_window(db, run_jobs, capsys):
    services.send_sms(to=HOA, body="\x1b[2JA\u202eB\rC", kind="greeting")
    run_jobs()
    assert capsys.readouterr().out == "[SMS → 0912 345 678] [2JAB · C\n"


def test_a_trial_keeps_a_code_to_read_it_from_the_outbox(db, run_jobs):
    message = send_code()
    run_jobs()
    message.refresh_from_db()
    assert "123456" in message.body


def test_a_secret_always_has_an_end(db):
    assert send_code().expires_at > clock.now()
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.create(channel="sms", kind="x", address=HOA, is_secret=True)


def test_what_is_sent_has_a_time(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.create(channel="sms", kind="x", address=HOA, state="sent")


def test_a_code_past_its_time_is_not_sent_any_more(db, run_jobs, capsys):
    message = send_code(expires_at=clock.now() + timedelta(minutes=5))
    with time_machine.travel(clock.now() + timedelta(minutes=6), tick=False):
        run_jobs(may_fail=True)
    message.refresh_from_db()
    assert message.state == Message.State.FAILED
    assert message.failure == "Đã quá hạn trước khi gửi được."
    assert capsys.readouterr().out == ""


def test_a_message_to_an_erased_person_is_forgotten_quietly(hoa, run_jobs, capsys):
    services.send_sms(to=HOA, body="Chào bác", kind="greeting", person=hoa)
    services.forget_person(hoa, addresses=[])
    run_jobs()
    assert capsys.readouterr().out == ""


def test_everything_to_a_persons_numbers_is_hers(hoa, lan):
    send_code()
    services.send_mail(to="x@demo.test", subject="A", body="B", kind="duty", person=hoa)
    services.send_sms(to="+84987654321", body="C", kind="greeting", person=lan)
    told = services.messages_about(hoa, addresses=[HOA])
    assert [row["kind"] for row in told] == ["signin_code", "duty"]
    assert "body" not in told[0]
    services.forget_person(hoa, addresses=[HOA])
    assert Message.objects.get().person == lan


def test_old_codes_and_old_messages_are_forgotten(db, capsys):
    send_code(expires_at=clock.now() - timedelta(minutes=1))
    fresh = send_code()
    old = services.send_sms(to=HOA, body="Chào", kind="greeting")
    Message.objects.filter(pk=old.pk).update(created_at=clock.now() - timedelta(days=31))
    call_command("forget_messages", "--dry-run")
    assert Message.objects.count() == 3
    call_command("forget_messages")
    assert capsys.readouterr().out == "Sẽ xóa 2 tin.\nĐã xóa 2 tin.\n"
    assert sorted(Message.objects.values_list("body", flat=True)) == ["", fresh.body]


def test_neither_number_nor_code_is_logged(db, run_jobs, caplog, provider):
    caplog.set_level(logging.DEBUG)
    provider.status = 500
    send_code()
    run_jobs(may_fail=True)
    assert Job.objects.get().error
    traces = caplog.text + Job.objects.get().error
    assert not any(secret in traces for secret in ("912345678", "123456", "bi-mat"))
