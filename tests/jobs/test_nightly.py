"""What every night brings."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from lms.jobs import nightly, running
from lms.jobs.models import Job
from lms.notifications import services as notifications
from lms.notifications.models import Message

pytestmark = pytest.mark.django_db

EVENING = datetime(2026, 11, 20, 15, tzinfo=UTC)
JUST_AFTER_MIDNIGHT = datetime(2026, 11, 20, 17, 5, tzinfo=UTC)
HALF_PAST_TWO = datetime(2026, 11, 20, 19, 30, tzinfo=UTC)


NIGHTLY = {
    "notifications.forget",
    "notifications.remind",
    "users.purge_codes",
    "users.forget_rosters",
    "home.forget_voices",
    "courses.sweep_documents",
    "courses.sweep_sketches",
    "courses.sweep_bin",
    "courses.close_retired",
    "courses.sweep_parcels",
    "courses.plan_counting",
    "courses.look_over",
    "media.forget_orphans",
    "dashboards.fold",
    "dashboards.close_periods",
    "dashboards.recount",
    "dashboards.take_open",
    "meetings.remind",
    "meetings.take_down_old",
    "dashboards.mail_views",
    "reports.forget_files",
    "reports.open_rounds",
    "teams.send_up_visits",
    "teams.forget_photos",
    "teams.forget_plans",
    "teams.remind_reviewers",
    "teams.forget_trials",
    "teams.forget_papers",
    "teams.send_on_feedback",
}


def nightly_jobs():
    return Job.objects.filter(kind__in=NIGHTLY)


def test_each_day_brings_each_job_once():
    with time_machine.travel(JUST_AFTER_MIDNIGHT, tick=False):
        assert nightly.plan() == nightly_jobs().count() == len(NIGHTLY)
        assert nightly.plan() == 0
    with time_machine.travel(JUST_AFTER_MIDNIGHT + timedelta(days=1), tick=False):
        assert nightly.plan() == len(NIGHTLY)


def test_the_work_waits_for_the_night():
    with time_machine.travel(JUST_AFTER_MIDNIGHT, tick=False):
        nightly.plan()
        assert running.drain("bulk") == 0
    assert set(nightly_jobs().values_list("due_at", flat=True)) == {HALF_PAST_TWO}


def test_a_machine_that_was_off_at_night_does_it_by_day():
    with time_machine.travel(EVENING, tick=False):
        nightly.plan()
        assert running.drain("bulk") == len(NIGHTLY)


def test_the_night_forgets_old_messages(run_jobs):
    message = notifications.send_sms(to="+84912345678", body="Chào", kind="greeting")
    run_jobs()
    with time_machine.travel(message.created_at + timedelta(days=31), tick=False):
        nightly.plan()
        run_jobs()
    with time_machine.travel(message.created_at + timedelta(days=32), tick=False):
        run_jobs()
    assert not Message.objects.exists()


def test_a_quiet_sweep_costs_one_question(django_assert_num_queries):
    nightly.plan()
    with django_assert_num_queries(1):
        nightly.plan()
