"""Two teams in one commune, one elsewhere, a reviewer, and a log to send."""

from datetime import timedelta

import pytest

from lms.common import clock
from lms.common.ids import uuid7
from lms.users.rosters import columns
from lms.users.services import grants, rosters
from teams.models import Difficulty, Outcome, Topic, VenueKind
from teams.services import entries, membership, submissions
from tests.courses.editions import make_edition, step_uid
from tests.factories import make_commune, make_province, make_village
from tests.people import make_person
from tests.users.rosters import book

HEADINGS = tuple(column.heading for column in columns.RESIDENT_COLUMNS)
HOA = ("Trần Thị Hoa", 1958, "Thôn An Hòa", "0912 345 678")
LAI = ("Đinh Văn Lai", "1949", "an hoa", "")


@pytest.fixture(scope="module")
def standing_province(standing):
    return standing(make_province)


@pytest.fixture(scope="module")
def standing_communes(standing, standing_province):
    return standing(lambda: _communes(standing_province))


@pytest.fixture(scope="module")
def standing_village(standing, standing_communes):
    return standing(lambda: make_village("Thôn An Hòa", commune=standing_communes[0]))


@pytest.fixture(scope="module")
def standing_topics(standing):
    return standing(_topics)


@pytest.fixture(scope="module")
def standing_lan(standing):
    return standing(_lan)


@pytest.fixture(scope="module")
def standing_team(standing, standing_village, standing_lan, standing_topics):
    return standing(lambda: _team(standing_village, standing_lan))


@pytest.fixture
def province(standing_province, db):
    return again(standing_province) or make_province()


@pytest.fixture
def communes(standing_communes, province):
    return [again(one) for one in standing_communes or ()] or _communes(province)


@pytest.fixture
def y_yen(communes):
    return communes[0]


@pytest.fixture
def hai_hau(communes):
    return communes[1]


@pytest.fixture
def village(standing_village, y_yen):
    return again(standing_village) or make_village("Thôn An Hòa", commune=y_yen)


@pytest.fixture
def topics(standing_topics, db):
    return [again(one) for one in standing_topics or ()] or _topics()


@pytest.fixture
def lan(standing_lan, db):
    return again(standing_lan) or _lan()


@pytest.fixture
def team(standing_team, village, lan, topics):
    return again(standing_team) or _team(village, lan)


def again(row):
    return row and type(row).objects.get(pk=row.pk)


def long_ago():
    return clock.today() - timedelta(days=400)


def _communes(province):
    return [
        make_commune("Xã Ý Yên", province=province, code="13741"),
        make_commune("Xã Hải Hậu", province=province, code="14215"),
    ]


def _topics():
    for model in (Outcome, VenueKind, Difficulty):
        entries.add_missing(model, entries.USUAL[model])
    return [
        Topic.objects.create(code="vneid", name="Dùng VNeID", position=1),
        Topic.objects.create(code="dich-vu-cong", name="Nộp hồ sơ trực tuyến", position=2),
    ]


def _lan():
    return make_person("Nguyễn Thị Lan", email="lan@demo.test", password="mat-khau-cua-lan")


def _team(village, lan):
    found = membership.open_team(
        "Tổ công nghệ số thôn An Hòa", unit=village, by=None, on=long_ago()
    )
    membership.join(found, lan, role="leader", on=long_ago(), by=None)
    return found


@pytest.fixture
def other_team(hai_hau, minh):
    found = membership.open_team("Tổ công nghệ số xã Hải Hậu", unit=hai_hau, by=None, on=long_ago())
    membership.join(found, minh, role="leader", on=long_ago(), by=None)
    return found


@pytest.fixture
def reviewer(bich, y_yen):
    grants.grant(bich, "commune_reviewer", unit=y_yen, by=None)
    return bich


@pytest.fixture
def other_reviewer(hai_hau):
    person = make_person("Hoàng Văn Sáng", email="sang@demo.test", password="mat-khau-cua-sang")
    grants.grant(person, "commune_reviewer", unit=hai_hau, by=None)
    return person


def document(**changes):
    agreed = {"consent_taken": True} if changes.get("names") else {}
    return {
        "held_on": clock.today().isoformat(),
        "type": "class_session",
        "venue": "Nhà văn hóa thôn An Hòa",
        "topics": ["vneid"],
        "heads": 14,
        "female": 8,
        "older": 9,
        "vulnerable": 1,
        "first_time": 5,
        "acts": {"e_identity": 6, "online_service": 0},
        "note": "",
        **agreed,
        **changes,
    }


def envelope(team, **changes):
    fields = {"record_id": uuid7(), "rev": 1, "team": team, "captured_at": clock.now()}
    return submissions.Envelope(**{**fields, **changes})


def send(person, team, *, wrap=None, **changes):
    return submissions.receive(person, wrap or envelope(team), document(**changes), now=clock.now())


@pytest.fixture
def session(team, lan):
    return send(lan, team).session


@pytest.fixture
def manager(y_yen):
    person = make_person("Tạ Văn Quý", email="quy@demo.test", password="mat-khau-cua-quy")
    grants.grant(person, "commune_manager", unit=y_yen, by=None)
    return person


@pytest.fixture
def bring(y_yen, village, manager, run_jobs):
    def bring(*rows, place=y_yen, headings=HEADINGS):
        content = book(*rows, headings=headings)
        roster = rosters.upload(place, "thon.xlsx", content, by=manager, now=clock.now())
        run_jobs()
        roster.refresh_from_db()
        return roster

    return bring


@pytest.fixture
def apply(manager, run_jobs):
    def apply(roster):
        assert rosters.confirm(roster, by=manager, now=clock.now())
        run_jobs()
        roster.refresh_from_db()
        assert roster.state == "applied"
        return roster

    return apply


@pytest.fixture
def edition(topics):
    """The course of the first topic."""
    found = make_edition()
    topics[0].course = found.course
    topics[0].save()
    return found


@pytest.fixture
def step(edition):
    """What that course asks to do for real."""
    return step_uid(edition.course.code, "lam-that")
