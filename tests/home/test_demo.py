"""The demo province is loaded once; what people do with it afterwards is theirs."""

from datetime import timedelta

import pytest

from courses.models import Course, CoursePage, LessonPage
from courses.services import authoring, publishing
from lms.common import clock
from lms.dashboards.models import OpenFigure, Population, ReportingPeriod, Target
from lms.dashboards.services import recounting
from lms.home.starting import accounts, demo, fieldwork, people, populations, preparing
from lms.home.starting.accounts import SignIn
from lms.meetings.models import Action, Exemplar, Meeting
from lms.places.models import Unit
from lms.reports.kinds import pay as kinds
from lms.reports.models import PayRate, Report
from lms.reports.services import paying
from lms.users.models import User
from teams.models import QuarantinedSubmission, Session, Team

FILING, SCAMS = demo.COURSES
COMMUNES = 3
"""Enough of them; all take long."""
pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def folder(settings, tmp_path, db):
    """A data folder with what every installation has, and nobody in it."""
    settings.DATA_DIR = tmp_path
    preparing.base_data()
    return tmp_path


@pytest.fixture
def without_courses(monkeypatch):
    """They take long to load."""
    monkeypatch.setattr(demo, "COURSES", ())


@pytest.fixture
def province(folder, without_courses):
    load()


def load():
    told = []
    demo.load(told.append, communes=COMMUNES)
    return told


def signs_in(entry):
    return User.objects.get(email=entry.login).check_password(entry.password)


def staff():
    return [entry for entry in accounts.kept() if entry.password]


def test_a_committee_has_met_and_the_commune_has_reported(province):
    assert sorted(Meeting.objects.values_list("state", flat=True)) == ["closed", "open"]
    states = sorted(Action.objects.values_list("state", flat=True))
    assert states == ["done", "open", "open"]
    assert Action.objects.overdue(clock.today()).count() == 1
    assert Exemplar.objects.shown(clock.today()).get().adoptions.count() == 1
    reported = Report.objects.order_by("state").values_list("state", flat=True)
    assert list(reported) == ["approved", "submitted"]


def test_a_payment_sheet_shows_sums_by_a_rate_that_is_an_example(province):
    rate = PayRate.objects.get()
    assert "VÍ DỤ" in kinds.rate_words(rate)
    assert rate.unit.level == "province"
    months = ReportingPeriod.objects.filter(kind="month")
    since = months.earliest("first_on").first_on
    held = Session.objects.verified().filter(held_on__gte=since).order_by("held_on").first()
    commune = Unit.objects.get(pk=held.team.unit.parent_id)
    months = months.filter(first_on__lte=held.held_on)
    draft = paying.draft(commune, months.get(last_on__gte=held.held_on))
    assert draft.total == sum(one.amount for one in draft.lines) > 0


def test_courses_stay_as_people_have_left_them(folder, son):
    load()
    filing, scams = (Course.objects.get(code=code) for code in demo.COURSES)
    publishing.withdraw(filing, by=son, reason="Có chỗ sai")
    page = CoursePage.objects.get(course=scams)
    lesson = LessonPage.objects.child_of(page).first()
    lesson.title = "Bài của tôi"
    lesson.save_revision(clean=False)
    authoring.create_lesson(page, LessonPage(title="Bài thêm", slug="bai-them", minutes=3), by=None)
    publishing.hide(scams)
    assert load() == []
    filing.refresh_from_db()
    scams.refresh_from_db()
    assert (filing.state, scams.state) == (Course.State.WITHDRAWN, Course.State.HIDDEN)
    lesson.refresh_from_db()
    assert lesson.get_latest_revision_as_object().title == "Bài của tôi"
    assert LessonPage.objects.filter(slug="bai-them").exists()


@pytest.mark.every_database
def test_loading_again_does_nothing(province, folder):
    before = (folder / accounts.FILE).read_text()
    count = Session.objects.count()
    assert load() == []
    assert (folder / accounts.FILE).read_text() == before
    assert Session.objects.count() == count


def test_teams_of_other_communes_have_been_at_work_and_everything_adds_up(province):
    lan = Team.objects.get(memberships__person__login_phones__number=people.LEADER_PHONE)
    assert lan.sessions.count() == 3
    others = Session.objects.exclude(team=lan)
    assert not QuarantinedSubmission.objects.exists()
    assert {one.unit.level for one in Team.objects.exclude(pk=lan.pk)} >= {"commune"}
    settled = clock.today() - timedelta(days=3 * fieldwork.WAITS)
    assert {one.status for one in others.filter(held_on__lt=settled)} == {"verified"}
    assert not others.filter(reviewed_at__gt=clock.now()).exists()
    assert not recounting.suspects(recounting.days())


def test_boards_and_everybody_have_something_to_look_back_on(province):
    period = ReportingPeriod.objects.filter(kind="month", last_on__lt=clock.today())
    asked = Target.objects.filter(period=period.order_by("-last_on")[0])
    communes = Unit.objects.filter(level="commune").valid_on(clock.today()).count()
    assert asked.filter(indicator__code="SS01", unit__level="commune").count() == communes
    assert OpenFigure.objects.filter(indicator__code="SS01", value__gt=0).exists()
    assert set(Population.objects.values_list("source", flat=True)) == {populations.SOURCE}


@pytest.mark.parametrize("content", [None, "", "[{", '[{"who": "ai"}]'])
def test_a_lost_or_broken_list_of_sign_ins_is_written_anew(province, folder, content):
    file = folder / accounts.FILE
    people, teams = User.objects.count(), Team.objects.count()
    file.unlink() if content is None else file.write_text(content)
    load()
    assert len(staff()) == 10
    assert all(signs_in(entry) for entry in staff())
    assert (User.objects.count(), Team.objects.count()) == (people, teams)


def test_a_list_left_by_a_database_that_is_gone_is_written_anew(folder, without_courses):
    accounts.keep([SignIn("Biên tập", "/", "tuan@hocso.example", "cũ")])
    load()
    assert all(signs_in(entry) for entry in staff())


def test_a_new_kind_of_person_joins_without_a_new_password_for_the_others(province, folder):
    *others, last = accounts.kept()
    User.objects.filter(email=last.login).update(email=None)
    accounts.keep(others)
    load()
    assert accounts.kept()[:-1] == others
    assert signs_in(accounts.kept()[-1])


def test_the_list_is_for_its_owner_only(province, folder):
    assert (folder / accounts.FILE).stat().st_mode & 0o777 == 0o600
