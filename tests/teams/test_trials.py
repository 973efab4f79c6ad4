"""Logging a session on trial is answered like a real one and is never anything but a receipt."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from lms.common import clock
from lms.common.ids import uuid7
from lms.jobs import nightly
from lms.sync.models import Device
from teams.models import FieldSubmission, QuarantinedSubmission, Session, TrialLog
from teams.services import trials
from tests.teams.phones import TEAMS, FieldPhone, log


@pytest.fixture
def phone(lan):
    return FieldPhone(lan)


def trial(team, **changes):
    return log(team, around={"trial": True, **changes.pop("around", {})}, **changes)


def test_a_trial_gets_a_receipt_once_and_is_no_session(phone, team, y_yen, reviewer):
    sent = trial(team, names=["Trần Thị Hoa"])
    [first], [again] = phone.outcomes(sent), phone.outcomes(sent)
    assert (first["status"], first["code"], first["like"]) == ("created", 201, [])
    assert first["receipt"].startswith("THU-")
    assert (again["status"], again["receipt"]) == ("duplicate", first["receipt"])
    for model in (Session, FieldSubmission, QuarantinedSubmission):
        assert not model.objects.exists()
    told = phone.ask(f"{TEAMS}/{team.code}").json()
    assert (told["sessions"], told["venues"]) == ([], [])


def test_a_trial_beside_real_ones_is_like_none_and_changes_none(phone, team):
    outcomes = phone.outcomes(log(team), trial(team), log(team, venue="Chợ", start_time="08:00"))
    assert [one["status"] for one in outcomes] == ["created"] * 3
    assert [one["like"] for one in outcomes] == [[], [], []] or outcomes[1]["like"] == []
    assert Session.objects.count() == 2
    assert TrialLog.objects.count() == 1


def test_a_trial_that_is_wrong_is_told_so_and_kept_nowhere(phone, team, minh):
    [wrong] = phone.outcomes(trial(team, heads=-1))
    assert (wrong["status"], "heads" in wrong["errors"]) == ("rejected", True)
    [broken] = phone.outcomes(trial(team, around={"team": "khong-co"}))
    assert broken["status"] == "rejected"
    [foreign] = FieldPhone(minh).outcomes(trial(team))
    assert foreign["status"] == "rejected"
    assert not QuarantinedSubmission.objects.exists()
    assert not TrialLog.objects.exists()


def test_only_the_plain_word_makes_a_trial(phone, team):
    for value in ("true", 1, None, [], False):
        phone.outcomes(log(team, around={"trial": value}))
    assert Session.objects.count() == 5
    assert not TrialLog.objects.exists()


def test_trials_are_forgotten_after_a_week(phone, team, run_jobs):
    phone.outcomes(trial(team))
    assert trials.forget_old(now=clock.now() + timedelta(days=6)) == 0
    assert trials.forget_old(now=clock.now() + timedelta(days=8)) == 1
    assert "teams.forget_trials" in nightly._names


def test_the_database_holds_that_a_trial_is_answered_once(phone, team):
    phone.outcomes(trial(team))
    row = TrialLog.objects.get()
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_a_trial_leaves_no_trace_of_its_phone(phone, team):
    device = str(uuid7())
    phone.outcomes(trial(team, around={"device": device}))
    assert not Device.objects.exists()
    phone.outcomes(log(team, around={"device": device}))
    assert str(Device.objects.get().pk) == device
