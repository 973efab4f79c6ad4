"""A course given to more people than one transaction should hold: a part now, the rest by a job."""

from datetime import timedelta

import pytest

from courses.models import Duty
from courses.services import duties, giving
from lms.common import clock
from lms.jobs.models import Job
from lms.notifications.models import Notice
from lms.users.models import Official
from lms.users.services import grants
from tests.certificates.conftest import finish
from tests.courses.editions import make_edition
from tests.factories import make_agency, make_province
from tests.people import make_person, sign_in

SOON = clock.today() + timedelta(days=30)
PEOPLE = 7


@pytest.fixture
def agency(db, monkeypatch):
    monkeypatch.setattr(giving, "CHUNK", 3)
    agency = make_agency("Sở Y tế", "SYT", make_province())
    for number in range(PEOPLE):
        person = make_person(f"Cán bộ {number}")
        Official.objects.create(person=person, agency=agency, kind="civil_servant")
    return agency


@pytest.fixture
def edition(agency):
    return make_edition()


@pytest.fixture
def manager(agency):
    person = make_person("Ngô Thị Thu")
    grants.grant(person, "agency_manager", agency=agency, by=None)
    return person


def assign(agency, edition, manager):
    return duties.assign(agency, edition.course, due_on=SOON, by=manager, note="", now=clock.now())


def test_the_first_have_it_at_once_and_the_job_gives_it_to_the_rest(
    agency, edition, manager, run_jobs
):
    rule = assign(agency, edition, manager)
    assert rule.duties.count() == 3
    assert giving.job_of(rule).requested_by == manager
    run_jobs()
    assert rule.duties.values("person").distinct().count() == PEOPLE
    assert Notice.objects.count() == PEOPLE
    assert giving.job_of(rule) is None
    job = Job.objects.get(kind=giving.KIND)
    assert (job.done_count, job.total_count) == (PEOPLE, PEOPLE)


def test_a_person_with_two_posts_has_one_duty(agency, edition, manager, run_jobs):
    for post in Official.objects.all():
        other = make_agency(f"Phòng {post.pk}", f"SYT.{post.pk}", agency.unit, agency)
        Official.objects.create(person=post.person, agency=other, kind="civil_servant")
    rule = assign(agency, edition, manager)
    run_jobs()
    assert rule.duties.count() == PEOPLE
    assert set(rule.duties.values_list("agency", flat=True)) == {agency.pk}


def test_given_again_while_the_first_is_under_way_nobody_has_it_twice(
    agency, edition, manager, run_jobs
):
    rule = assign(agency, edition, manager)
    assert assign(agency, edition, manager) == rule
    run_jobs()
    assert Duty.objects.count() == Notice.objects.count() == PEOPLE


def test_cancelled_in_the_middle_the_rest_are_left_alone(agency, edition, manager, run_jobs):
    rule = assign(agency, edition, manager)
    duties.cancel(rule, by=manager, now=clock.now())
    run_jobs()
    assert rule.duties.count() == 3


def test_whoever_finished_before_has_done_it_in_a_later_part_too(
    agency, edition, manager, run_jobs
):
    last = Official.objects.order_by("-person_id")[0].person
    finish(last, edition)
    rule = assign(agency, edition, manager)
    run_jobs()
    assert rule.duties.get(person=last).done_at
    assert rule.duties.filter(done_at=None).count() == PEOPLE - 1


def test_the_page_shows_how_far_it_is_and_what_to_do_when_it_broke(
    client, agency, edition, manager, run_jobs
):
    sign_in(client, manager)
    form = {"course": edition.course.code, "due_on": SOON.strftime("%d/%m/%Y"), "confirm": "1"}
    address = client.post("/co-quan/SYT/giao/", form).headers["Location"]
    page = client.get(address)
    assert "Đang giao cho từng người" in page.text
    assert page.headers["Refresh"]
    Job.objects.filter(kind=giving.KIND).update(
        state=Job.State.FAILED, failed_count=8, error="?", finished_at=clock.now()
    )
    page = client.get(address)
    assert "Máy chưa giao xong được" in page.text
    assert "Refresh" not in page.headers
    Job.objects.filter(kind=giving.KIND).delete()
    client.post("/co-quan/SYT/giao/", form)
    run_jobs()
    assert "Đang giao" not in client.get(address).text
    assert Duty.objects.count() == PEOPLE
