"""Two at the same moment, on the database that lets them run side by side."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

import pytest
from django.core.files.storage import default_storage
from django.db import connection, transaction

from lms.common import clock
from lms.media import snapshots
from lms.users.services import grants
from teams.models import (
    Evidence,
    EvidencePart,
    FieldSubmission,
    Session,
    Team,
    TeamMembership,
    TeamTerm,
)
from teams.services import evidence, membership, reviewing, terms, undoing
from tests.factories import make_village
from tests.people import make_person
from tests.teams import pictures
from tests.teams.conftest import envelope, long_ago, send

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
CROWD = 8


def crowd(act):
    """What came of `act(place)` done by many at once."""

    def one(place):
        try:
            return act(place)
        except (membership.HasTeam, membership.LeaderTaken) as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(CROWD) as pool:
        return list(pool.map(one, range(CROWD)))


def test_a_log_sent_by_many_taps_counts_once(team, lan):
    wrap = envelope(team)
    outcomes = crowd(lambda _: send(lan, team, wrap=wrap).outcome)
    assert sorted(outcomes) == ["created"] + ["duplicate"] * (CROWD - 1)
    assert Session.objects.count() == FieldSubmission.objects.count() == 1


def test_one_of_two_reviewers_decides(team, lan, y_yen):
    session = send(lan, team).session
    reviewers = [make_person(f"Người Duyệt {'ABCDEFGH'[n]}") for n in range(CROWD)]
    for person in reviewers:
        grants.grant(person, "commune_reviewer", unit=y_yen, by=None)

    def decide(place):
        if place % 2:
            return reviewing.verify(session, by=reviewers[place], now=clock.now())
        return reviewing.return_for_fix(
            session, by=reviewers[place], reason="Thiếu", now=clock.now()
        )

    outcomes = crowd(decide)
    assert sum(outcomes) == 1


def test_a_village_gets_one_team(y_yen):
    village = make_village("Thôn Trung", commune=y_yen)
    crowd(lambda n: membership.open_team(f"Tổ {n}", unit=village, by=None, on=clock.today()))
    assert Team.objects.get().unit == village


def test_villages_whose_names_differ_in_marks_each_get_a_team(y_yen):
    names = ["Thôn An Hòa", "Thôn An Hoà", "Thôn Ấn Hóa", "Thôn An Hoa"] * 2
    villages = [make_village(name, commune=y_yen) for name in names]
    opened = crowd(
        lambda n: membership.open_team(f"Tổ {n}", unit=villages[n], by=None, on=clock.today())
    )
    assert all(isinstance(one, Team) for one in opened), opened
    assert Team.objects.values("code").distinct().count() == CROWD


def test_a_team_gets_one_leader(team, lan):
    membership.leave(team.memberships.get(), on=clock.today(), by=lan, now=clock.now())
    people = [make_person(f"Người Dẫn {'ABCDEFGH'[n]}") for n in range(CROWD)]
    crowd(lambda n: membership.join(team, people[n], role="leader", on=long_ago(), by=None))
    assert TeamMembership.objects.filter(role="leader", valid_to=None).count() == 1


def test_a_part_of_a_photo_sent_by_many_at_once_is_taken_once(team, lan):
    content = pictures.crowd()
    session = pictures.log_with(lan, team, content)
    row = session.evidence.get()
    half = len(content) // 2
    evidence.keep_all(
        pictures.log_with(lan, team, content), {row.sha256: snapshots.snapshot(content)},
        now=clock.now(),
    )  # fmt: skip
    before = {*default_storage.listdir(evidence.FOLDER)[1]}

    def bring(start, end):
        return evidence.take_part(row, content[start:end], start=start, now=clock.now())

    assert {one.offset for one in crowd(lambda _: bring(0, half))} == {half}
    assert EvidencePart.objects.count() == 1
    assert {one.state for one in crowd(lambda _: bring(half, len(content)))} == {"kept"}
    row.refresh_from_db()
    assert row.is_kept
    assert not EvidencePart.objects.exists()
    _, after = default_storage.listdir(evidence.FOLDER)
    assert {f"{evidence.FOLDER}/{name}" for name in {*after} - before} == {row.file, row.small_file}


@pytest.mark.parametrize("days_on", [None, 30])
def test_one_of_a_team_reopened_and_another_opened_there_stands(team, manager, days_on):
    today = clock.today()
    unit, last = team.unit, days_on and today + timedelta(days=days_on)
    ended = {"first": team.valid_from, "last": today - timedelta(days=1)}
    terms.set_term(team, **ended, by=manager, now=clock.now())

    def act(place):
        if place % 2:
            return membership.open_team(f"Tổ {place}", unit=unit, by=None, on=today)
        mine = Team.objects.get(pk=team.pk)
        return terms.set_term(mine, first=mine.valid_from, last=last, by=manager, now=clock.now())

    done = crowd(act)
    assert all(isinstance(one, membership.HasTeam | Team | TeamTerm | None) for one in done), done
    assert Team.objects.open().at(unit).count() == 1


@pytest.mark.parametrize("days_on", [None, 30])
def test_a_term_is_not_undone_beside_a_team_opened_there(team, manager, days_on):
    today = clock.today()
    unit, last = team.unit, days_on and today + timedelta(days=days_on)
    Team.objects.filter(pk=team.pk).update(valid_to=last)
    team.refresh_from_db()
    ended = {"first": team.valid_from, "last": today - timedelta(days=1)}
    act = terms.set_term(team, **ended, by=manager, now=clock.now())

    def one(place):
        if place % 2:
            return membership.open_team(f"Tổ {place}", unit=unit, by=None, on=today)
        try:
            return terms.undo(TeamTerm.objects.get(pk=act.pk), by=manager, now=clock.now())
        except undoing.Changed as refusal:
            return refusal

    crowd(one)
    assert Team.objects.open().at(unit).count() == 1


def test_a_photo_named_while_it_is_erased_is_awaited_by_nobody(team, lan):
    content = pictures.crowd()
    session = pictures.log_with(lan, team, content)
    row = session.evidence.get()
    is_named, is_erased = Event(), Event()

    def name_it():
        with transaction.atomic():
            pictures.log_with(lan, team, content, venue="Chợ Cồn")
            is_named.set()
            # As long as whoever erases it may take, if nobody makes her wait.
            is_erased.wait(1)

    def erase_it():
        is_named.wait(10)
        evidence.erase(row, by=lan, now=clock.now())
        is_erased.set()

    crowd(lambda place: (name_it, erase_it)[place]() if place < 2 else None)
    states = set(Evidence.objects.values_list("state", flat=True))
    assert (Evidence.objects.count(), states) == (2, {"erased"})
