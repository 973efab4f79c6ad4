"""Two records of one learner become one, as if all had been learnt under one name."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from certificates.models import Certificate
from certificates.services import holding
from courses.models import Attempt, Duty, Enrolment, LearningEvent
from courses.services import duties, events
from lms.common import clock
from lms.jobs.models import Job
from lms.users.services import merging, personal
from tests.certificates.issuers import make_issuer
from tests.courses.editions import make_edition
from tests.courses.phones import MORNING, NOW, RIGHT_TEST, WRONG_TEST, Phone
from tests.courses.test_any_order import FROZEN, NOT_KEPT, bodies, happened, small
from tests.factories import make_agency, make_province
from tests.people import make_person

TABLES = (Enrolment, Attempt)


@pytest.fixture
def twin(db):
    return make_person("Trần Thị Hoa", birth_year=1958)


@pytest.fixture
def edition(db):
    return make_edition()


def merge(person, into):
    merging.merge(person, into, by=into, now=clock.now())


def kept(hoa, twin, told, *, leave_out=frozenset()):
    """The summary rows after (person, bodies) and, where two learnt, a merge; nothing stays."""
    with transaction.atomic():
        for person, sent in told:
            events.receive(person, sent, now=NOW)
        if any(person == twin for person, _sent in told):
            merge(twin, hoa)
        rows = {
            table.__name__: [
                {key: row[key] for key in row.keys() - NOT_KEPT[table] - leave_out}
                for row in table.objects.order_by(
                    "course" if table is Enrolment else "order_key"
                ).values()
            ]
            for table in TABLES
        }
        completed = Enrolment.objects.filter(completed_at__isnull=False).exists()
        transaction.set_rollback(True)
    return rows, completed


told = st.tuples(st.integers(0, 1), st.integers(0, 1), st.integers(0, 9), happened)


@given(history=st.lists(told, max_size=14), cut=st.lists(st.booleans(), min_size=14, max_size=14))
@small
def test_a_merge_is_as_if_one_had_learnt_it_all(hoa, twin, editions, history, cut):
    sent = bodies(editions, history)
    parted = [
        (person, [one for one, hers in zip(sent, cut, strict=False) if hers is flag])
        for person, flag in ((hoa, True), (twin, False))
    ]
    merged, merged_done = kept(hoa, twin, parted, leave_out=FROZEN)
    whole, whole_done = kept(hoa, twin, [(hoa, sent)], leave_out=FROZEN)
    assert merged == whole
    assert merged_done == whole_done


@pytest.fixture
def editions(db):
    return make_edition(), make_edition("khoa-hai")


def test_half_a_course_on_each_side_is_a_whole_one_with_its_certificate(hoa, twin, edition):
    make_issuer(make_agency("Sở Khoa học và Công nghệ", "SKHCN", make_province()))
    phone = Phone(edition)
    course = phone.whole_course()
    events.receive(hoa, course[:4], now=NOW)
    events.receive(twin, [*course[4:], phone.tested()], now=NOW)
    assert not Enrolment.objects.exclude(completed_at=None).exists()
    merge(twin, hoa)
    enrolment = Enrolment.objects.get()
    assert enrolment.learner == hoa
    assert enrolment.completed_at
    assert Job.objects.filter(key=f"certificate-issue:{enrolment.public_id}").exists()


@pytest.mark.parametrize("side", ["hoa", "twin", "both"])
def test_certificates_keep_their_words_and_their_row(hoa, twin, edition, side, run_jobs):
    make_issuer(make_agency("Sở Khoa học và Công nghệ", "SKHCN", make_province()))
    for person, is_done in ((hoa, side != "twin"), (twin, side != "hoa")):
        phone = Phone(edition)
        sent = [*phone.whole_course(), phone.tested()] if is_done else [phone.opened("tim")]
        events.receive(person, sent, now=NOW)
    run_jobs()
    before = {one.pk: (one.snapshot, one.enrolment_id) for one in Certificate.objects.all()}
    assert len(before) == (2 if side == "both" else 1)
    merge(twin, hoa)
    run_jobs()
    assert {one.pk: (one.snapshot, one.enrolment_id) for one in Certificate.objects.all()} == before
    assert holding.held_by(hoa).count() == len(before)
    own = Enrolment.objects.get(learner=hoa)
    assert own.completed_at
    assert own.pk in {enrolment for _snapshot, enrolment in before.values()}
    assert Enrolment.objects.count() == (2 if side == "both" else 1)


def test_a_certificate_asked_for_before_the_merge_is_made_after_it(hoa, twin, edition, run_jobs):
    make_issuer(make_agency("Sở Khoa học và Công nghệ", "SKHCN", make_province()))
    phone = Phone(edition)
    events.receive(twin, [*phone.whole_course(), phone.tested()], now=NOW)
    events.receive(hoa, [phone.opened("tim")], now=NOW)
    merge(twin, hoa)
    run_jobs()
    assert Certificate.objects.get().enrolment == Enrolment.objects.get(learner=hoa)


def test_tries_beyond_the_allowed_number_do_not_count_after_a_merge(hoa, twin, edition):
    for person in (hoa, twin):
        phone = Phone(edition)
        events.receive(person, [phone.tested(WRONG_TEST) for _ in range(3)], now=NOW)
    merge(twin, hoa)
    tries = Attempt.objects.filter(enrolment__learner=hoa)
    allowed = tries.first().rule["attempts"]
    assert tries.count() == 6
    assert tries.filter(counted=True).count() == min(6, allowed or 6)


def test_duties_are_given_once_and_closed_by_what_either_did(hoa, twin, edition, lan):
    agency = make_agency("Sở Y tế", "SYT", make_province())
    for person in (hoa, twin):
        person.posts.create(agency=agency, kind="civil_servant")
    due = clock.today() + timedelta(days=30)
    duties.assign(agency, course=edition.course, due_on=due, note="", by=lan, now=clock.now())
    assert Duty.objects.count() == 2
    phone = Phone(edition)
    events.receive(twin, [*phone.whole_course(), phone.tested(RIGHT_TEST)], now=NOW)
    merge(twin, hoa)
    assert Duty.objects.get().person == hoa
    assert Duty.objects.get().done_at


def test_what_came_under_the_former_record_is_told_and_erased_with_the_rest(hoa, twin, edition):
    phone = Phone(edition, at=MORNING)
    events.receive(twin, [phone.opened("tim"), phone.opened("nowhere")], now=NOW)
    merge(twin, hoa)
    told = personal.export(hoa)
    (former,) = told["merged_records"]
    assert len(former["parts"]["learning_events"]["content"]["taken"]) == 1
    assert len(told["parts"]["learning_events"]["content"]["set_aside"]) == 1
    personal.erase(hoa, by=hoa, now=clock.now())
    twin.refresh_from_db()
    assert not twin.full_name
    assert not LearningEvent.objects.exclude(person=None).exists()


def test_the_phone_of_the_former_record_learns_that_its_things_are_hers(client, hoa, twin, bich):
    merge(bich, twin)
    merge(twin, hoa)
    client.force_login(hoa)
    answer = client.get("/api/v1/learning/me").json()
    assert answer["person"]["also"] == [twin.public_id, bich.public_id]
