"""What teams and learners do is folded exactly once, whatever is changed later."""

from datetime import timedelta

import pytest

from courses.models import Enrolment
from lms.common import clock
from lms.dashboards.models import Fact, Touched
from teams.models import Session
from teams.services import membership, reviewing, submissions
from tests.dashboards.conftest import differences, fold, halves, total
from tests.factories import make_village
from tests.people import make_person
from tests.teams.conftest import document, envelope, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def verified(team, lan, reviewer):
    session = send(lan, team).session
    assert reviewing.verify(session, by=reviewer, now=clock.now())
    session.refresh_from_db()
    return session


def test_a_session_counts_when_it_is_confirmed_and_not_before(team, lan, reviewer, y_yen, village):
    session = send(lan, team).session
    fold()
    assert (total("teams.heads"), total("teams.logs")) == (0, 1)
    reviewing.verify(session, by=reviewer, now=clock.now())
    fold()
    assert total("teams.heads", place=village) == 14
    assert total("teams.acts", part="e_identity") == 6
    assert halves("teams.heads", y_yen) == 14
    assert not differences()


def test_folding_again_changes_nothing(verified):
    fold()
    before = set(Fact.objects.values_list("pk", "amount"))
    Session.objects.update(note="x")
    assert fold() >= 1
    assert fold() == 0
    assert set(Fact.objects.values_list("pk", "amount")) == before


def test_a_session_sent_back_no_longer_counts(verified, reviewer, y_yen):
    fold()
    now = clock.now()
    assert reviewing.return_for_fix(verified, by=reviewer, reason="Thiếu số người.", now=now)
    fold()
    assert total("teams.heads") == total("teams.acts") == halves("teams.heads", y_yen) == 0
    assert not Fact.objects.filter(measure="teams.heads").exists()
    assert not differences()


def test_a_corrected_session_counts_as_corrected_on_its_new_day(verified, team, lan, reviewer):
    fold()
    earlier = clock.today() - timedelta(days=40)
    wrap = envelope(team, record_id=verified.record_id, rev=2, base_rev=1)
    changed = document(held_on=earlier.isoformat(), heads=20, acts={"e_identity": 2})
    submissions.receive(lan, wrap, changed, now=clock.now())
    fold()
    assert total("teams.heads") == 14
    verified.refresh_from_db()
    assert reviewing.verify(verified, by=reviewer, now=clock.now())
    fold()
    [fact] = Fact.objects.filter(measure="teams.heads")
    assert (fact.day, fact.amount) == (earlier, 20)
    assert total("teams.acts") == 2
    assert not differences()


def test_a_session_that_comes_late_counts_on_the_day_it_was_held(team, lan, reviewer):
    day = clock.today() - timedelta(days=30)
    session = send(lan, team, held_on=day.isoformat()).session
    reviewing.verify(session, by=reviewer, now=clock.now())
    fold()
    assert Fact.objects.get(measure="teams.sessions").day == day


def test_a_withdrawn_session_leaves_the_count_of_logs_only(team, lan):
    session = send(lan, team).session
    fold()
    reviewing.withdraw(session, by=lan, now=clock.now())
    fold()
    assert (total("teams.logs"), total("teams.sessions")) == (1, 0)
    assert not differences()


def test_hours_count_each_helper(team, lan, reviewer):
    session = send(lan, team, duration_min=90, helpers=[str(lan.public_id)]).session
    reviewing.verify(session, by=reviewer, now=clock.now())
    fold()
    before = total("teams.minutes")
    session.helpers.add(make_person("Trần Văn Ba"))
    fold()
    assert total("teams.minutes") == before + 90
    assert not differences()


def test_stocks_are_what_came_less_what_went(team, lan, village, y_yen):
    fold()
    assert (total("teams.teams"), total("teams.members")) == (1, 1)
    assert total("places.villages") == 1
    make_village("Thôn Bình Minh", commune=y_yen)
    [place] = team.memberships.all()
    membership.leave(place, on=clock.today(), by=None, now=clock.now())
    fold()
    assert halves("places.villages", y_yen) == 2
    assert total("teams.members") == 0
    assert not differences()


def test_learning_counts_where_the_learner_lives(hoa, village, y_yen, hai_hau, edition):
    hoa.home_unit = village
    hoa.save()
    now = clock.now()
    Enrolment.objects.create(
        learner=hoa, course=edition.course, edition=edition, started_at=now - timedelta(days=1)
    )
    fold()
    assert halves("courses.started", y_yen) == 1
    hoa.home_unit = hai_hau
    hoa.save()
    fold()
    assert (halves("courses.started", y_yen), halves("courses.started", hai_hau)) == (0, 1)
    assert not differences()


def test_nothing_waits_for_what_does_not_count(hoa, edition):
    row = Enrolment.objects.create(learner=hoa, course=edition.course, edition=edition)
    fold()
    Enrolment.objects.filter(pk=row.pk).update(current_step="a", done={"x": "y"})
    assert not Touched.objects.exists()


@pytest.fixture
def edition(db):
    from tests.courses.editions import make_edition

    return make_edition()


def test_a_measure_of_a_source_that_is_gone_does_not_stop_the_fold(db):
    Touched.objects.create(source="gone", place="0" * 32, day=clock.today())
    assert fold() >= 1
    assert not Touched.objects.exists()
