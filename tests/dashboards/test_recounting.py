"""Every night what was folded is held against the rows; what differs is told and put right."""

from datetime import timedelta

import pytest
import time_machine

from lms.audit.models import AuditEvent
from lms.common import clock
from lms.dashboards.models import Fact, FoldMark, HalfMonth, Touched
from lms.dashboards.services import folding, recounting
from lms.jobs import nightly
from lms.notifications.models import Notice
from lms.users.services import grants
from teams.services import reviewing
from tests.dashboards.conftest import differences, fold, total
from tests.teams.conftest import send

pytestmark = pytest.mark.django_db


@pytest.fixture
def son_administers(son, province):
    grants.grant(son, "province_admin", unit=province, by=None)
    return son


@pytest.fixture
def counted(team, lan, reviewer):
    session = send(lan, team).session
    reviewing.verify(session, by=reviewer, now=clock.now())
    fold()
    return session


def recount():
    days = recounting.days()
    return recounting.settle(recounting.suspects(days), now=clock.now())


def test_a_right_fold_is_told_to_nobody(counted, son_administers):
    assert recount() == []
    assert not Notice.objects.filter(person=son_administers).exists()


def test_a_wrong_figure_is_told_with_both_figures_and_put_right(counted, son_administers):
    Fact.objects.filter(measure="teams.heads").update(amount=20)
    [difference] = recount()
    assert (difference.folded, difference.counted) == (20, 14)
    notice = Notice.objects.get(person=son_administers)
    assert "đã cộng 20, đếm lại 14" in notice.body
    event = AuditEvent.objects.filter(action="figures.differed").first()
    assert (event.detail["folded"], event.detail["counted"]) == (20, 14)
    assert total("teams.heads") == 14
    assert not differences()


def test_a_lost_fact_is_found_by_its_rows(counted, son_administers):
    Fact.objects.filter(measure="teams.acts").delete()
    assert {one.measure for one in recount()} >= {"teams.acts"}
    assert total("teams.acts") == 6
    assert not differences()


def test_a_wrong_sum_is_found_and_put_right(counted, son_administers):
    HalfMonth.objects.filter(measure="teams.heads").update(amount=15)
    assert [(one.folded, one.counted) for one in recount()] == [(15, 14)]
    assert recount() == []


def test_what_waits_to_be_folded_is_no_difference(counted, reviewer, son_administers):
    counted.refresh_from_db()
    assert reviewing.look_again(counted, by=reviewer, now=clock.now())
    assert Touched.objects.exists()
    assert recount() == []
    assert fold() >= 1
    assert total("teams.heads") == 0


def test_the_night_recounts_and_writes_down_what_it_found(counted, run_jobs):
    Fact.objects.filter(measure="teams.heads").update(amount=20)
    with time_machine.travel(clock.now() + timedelta(days=1), tick=False) as night:
        night.move_to(clock.midnight(clock.today()) + timedelta(hours=3))
        nightly.plan()
        run_jobs()
    mark = FoldMark.objects.get(name=folding.FOLD)
    assert mark.recounted_at is not None
    assert mark.differences_count >= 1
    assert total("teams.heads") == 14


def test_a_recount_goes_on_where_it_stopped(counted, team, lan, monkeypatch):
    send(lan, team, held_on=(clock.today() - timedelta(days=3)).isoformat())
    fold()
    monkeypatch.setattr(recounting, "SECONDS_AT_ONCE", 0)
    every = recounting.days()
    Fact.objects.filter(day=every[-1], measure="teams.heads").update(amount=20)
    parts = [recounting.look(number) for number in range(len(every))]
    assert [one.days_count for one in parts] == [1] * len(every)
    assert [one.is_last for one in parts] == [False] * (len(every) - 1) + [True]
    assert ("teams.sessions", every[-1]) in [one for part in parts for one in part.suspects]
