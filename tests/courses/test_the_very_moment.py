"""Publishing in the very moment in which a learner sends something."""

import threading
from concurrent.futures import ThreadPoolExecutor, wait

import pytest
from django.db import connection, transaction

from courses.models import CourseEdition, Enrolment
from courses.services import editions, publishing
from lms.common import clock
from lms.jobs import running
from lms.jobs.models import Job
from tests.courses import desk
from tests.people import make_person
from tests.prove._versions import Hand

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

SECONDS = 1.0


@pytest.fixture
def first(page):
    return desk.publish(page)


def in_a_thread(act):
    def acted():
        try:
            return act()
        finally:
            connection.close()

    return acted


@pytest.mark.parametrize("known", [False, True])
def test_the_event_is_kept_and_the_learner_is_in_the_newest_edition(page, first, known):
    """Her event comes while the edition is written down and not yet there for others."""
    hoa = make_person("Trần Thị Hoa")
    hand = Hand(hoa, first)
    if known:
        hand.send([hand.finish(hand.steps[0])])
    desk.edit(page, summary="Nộp hồ sơ ngay ở nhà.")
    job = publishing.publish_course(page, by=None)
    prepared = editions.prepare(job)
    written, go_on = threading.Event(), threading.Event()

    def write():
        with transaction.atomic():
            editions.write_edition(job, prepared)
            written.set()
            assert go_on.wait(30)

    with ThreadPoolExecutor(2) as threads:
        publishes = threads.submit(in_a_thread(write))
        assert written.wait(30)
        learns = threads.submit(in_a_thread(lambda: hand.send([hand.finish(hand.steps[1])])))
        wait([learns], SECONDS)
        go_on.set()
        publishes.result(30)
        learns.result(30)
    Job.objects.filter(pk=job.pk).update(state=Job.State.DONE, finished_at=clock.now())
    running.drain("now")
    enrolment = Enrolment.objects.get()
    assert hand.steps[1].uid in enrolment.done
    assert enrolment.edition == CourseEdition.objects.get(number=2)


def test_a_test_handed_in_then_is_marked_by_the_edition_it_was_taken_in(page, first):
    hoa = make_person("Trần Thị Hoa")
    hand = Hand(hoa, first)
    hand.send([hand.finish(step) for step in hand.steps])
    last = hand.test(right=True)
    desk.edit(page, pass_mark=10, attempts=1)
    publishing.publish_course(page, by=None)
    running.drain("now")
    assert CourseEdition.objects.get(number=2).level == "major"
    hand.send([last])
    enrolment = Enrolment.objects.get()
    assert enrolment.completed_edition == first
    assert enrolment.completed_rule["pass_mark"] == "5.0"
