"""Meetings and actions for tests, made through the services."""

from datetime import timedelta

from lms.common import clock
from lms.common.ids import uuid7
from lms.meetings.models import Action
from lms.meetings.services import acting, holding
from lms.meetings.services.acting import Proof, Task
from lms.meetings.services.holding import Called

PROOF = Proof(words="Báo cáo 15/BC-UBND")


def call(unit, by, *, held_on=None, agenda="Chỉ tiêu tháng", venue="Phòng họp số 2"):
    called = Called(held_on or clock.today(), venue, agenda, "Chủ tịch, các phòng")
    return holding.call(unit, called, meeting_id=uuid7(), by=by, now=clock.now())


def decide(meeting, by, words="Các xã lập đủ tổ trong tháng.", task=None):
    return holding.decide(meeting, words, decision_id=uuid7(), task=task, by=by, now=clock.now())


def task(holder, *, days=10, what="Lập đủ tổ ở các thôn", answerer=None):
    due = clock.today() + timedelta(days=days)
    return Task(what, "100% thôn có tổ", holder, due, answerer)


def give(unit, by, holder, **options):
    """An action of a new meeting of the unit's committee."""
    decided = decide(call(unit, by), by, task=task(holder, **options))
    return Action.objects.with_all().get(decision=decided)


def report(action, by, result="Đã lập 12 tổ."):
    return acting.report(action, result, PROOF, by=by, now=clock.now())


def again(action):
    return Action.objects.with_all().get(pk=action.pk)
