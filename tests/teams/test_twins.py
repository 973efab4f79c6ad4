"""One session logged twice is noticed, never refused, and merged by a person."""

import pytest
from django.db import IntegrityError, transaction

from lms.audit.models import AuditEvent
from lms.common import clock
from lms.common.ids import uuid7
from lms.notifications.models import Notice
from teams.models import Session
from teams.services import likeness, membership, reviewing, settling
from tests.people import sign_in
from tests.teams.conftest import long_ago, send
from tests.teams.phones import FieldPhone, log


@pytest.fixture
def both(team, hoa):
    membership.join(team, hoa, on=long_ago(), by=None)
    return team


@pytest.mark.parametrize(
    ("changes", "is_like"),
    [
        ({}, True),
        ({"venue": "nha van hoa thon an hoa", "start_time": "19:30"}, True),
        ({"venue": "NVH An Hòa", "start_time": "21:00"}, True),
        ({"start_time": "21:45"}, False),
        ({"venue": "Chợ Nôm", "start_time": None}, False),
        ({"topics": ["dich-vu-cong"]}, False),
        ({"topics": ["dich-vu-cong", "vneid"]}, True),
        ({"held_on": "2026-01-05"}, False),
    ],
)
def test_same_team_day_and_topic_and_the_same_place_or_hour(both, lan, hoa, changes, is_like):
    first = send(lan, both, start_time="19:30").session
    second = send(hoa, both, **{"start_time": "19:30", **changes}).session
    assert likeness.among([second]).get(second.pk, []) == ([first.record_id] if is_like else [])


def test_another_team_is_no_twin(team, other_team, lan, minh):
    send(lan, team)
    session = send(minh, other_team).session
    assert likeness.among([session]) == {}


def test_the_phone_is_told_and_nothing_is_refused(both, lan, hoa):
    [first] = FieldPhone(lan).outcomes(log(both))
    assert first["like"] == []
    [second] = FieldPhone(hoa).outcomes(log(both))
    assert (second["status"], second["like"]) == ("created", [first["record_id"]])


def test_two_of_one_batch_are_told_of_each_other(both, lan):
    told = FieldPhone(lan).outcomes(log(both), log(both))
    assert [one["like"] for one in told] == [[told[1]["record_id"]], [told[0]["record_id"]]]


def test_the_reviewer_keeps_one(client, both, lan, hoa, reviewer, y_yen):
    kept, twin = send(lan, both).session, send(hoa, both).session
    sign_in(client, reviewer)
    assert client.get(f"/xa/{y_yen.code}/duyet/").text.count("Ghi rồi?") == 2
    page = f"/xa/{y_yen.code}/duyet/{kept.record_id}/"
    assert "Buổi này ghi rồi phải không?" in client.get(page).text
    seen = {"rev": "1", "status": "received", "twin": str(twin.record_id)}
    assert "Đã gộp" in client.post(f"{page}trung/", seen, follow=True).text
    twin.refresh_from_db()
    assert (twin.status, twin.duplicate_of) == ("withdrawn", kept)
    assert AuditEvent.objects.filter(action="session.merged_twin").count() == 1
    assert Notice.objects.filter(person=hoa, title__startswith="Xã gộp").exists()
    assert "Buổi này ghi rồi" not in client.get(page).text
    client.post(f"{page}trung/", seen)
    assert AuditEvent.objects.filter(action="session.merged_twin").count() == 1


def test_a_merging_is_taken_back(client, both, lan, hoa, reviewer, y_yen):
    kept, twin = send(lan, both).session, send(hoa, both).session
    assert settling.merge_twin(kept, by=reviewer, twin_id=twin.record_id, now=clock.now())
    sign_in(client, reviewer)
    page = f"/xa/{y_yen.code}/duyet/{twin.record_id}/"
    client.post(f"{page}xem-lai/", {"rev": "1", "status": "withdrawn"})
    twin.refresh_from_db()
    assert (twin.status, twin.duplicate_of) == ("received", None)


def test_nobody_merges_what_he_may_not_review(both, lan, hoa, other_reviewer, reviewer):
    kept, twin = send(lan, both).session, send(hoa, both).session
    for person in (lan, hoa, other_reviewer):
        with pytest.raises(reviewing.NotYours):
            settling.merge_twin(kept, by=person, twin_id=twin.record_id, now=clock.now())
    assert not settling.merge_twin(kept, by=reviewer, twin_id=kept.record_id, now=clock.now())


@pytest.mark.parametrize("twin", ["", "không", "00000000-0000-0000-0000-000000000000"])
def test_a_twin_that_is_not_there_is_told_so(client, session, reviewer, y_yen, twin):
    sign_in(client, reviewer)
    page = f"/xa/{y_yen.code}/duyet/{session.record_id}/"
    seen = {"rev": "1", "status": "received", "twin": twin}
    assert client.post(f"{page}trung/", seen).status_code == 302
    assert Session.objects.get().status == "received"


def test_the_database_holds_that_a_duplicate_does_not_count(both, lan, hoa):
    kept, twin = send(lan, both).session, send(hoa, both).session
    with pytest.raises(IntegrityError), transaction.atomic():
        Session.objects.filter(pk=twin.pk).update(duplicate_of=kept)


def test_a_twin_is_found_among_however_many_sessions_of_the_day(both, lan, hoa, topics):
    first = send(lan, both, venue="Chợ Nôm", topics=["dich-vu-cong"]).session
    crowd = [
        Session(
            record_id=uuid7(), rev=1, submission=first.submission, team=both, unit=first.unit,
            held_on=first.held_on, type="class_session", venue=f"Nhà {n}", heads_count=1,
            logged_by=lan,
        )
        for n in range(2100)
    ]  # fmt: skip
    Session.objects.bulk_create(crowd)
    part = Session.topics.through
    part.objects.bulk_create(part(session=one, topic=topics[0]) for one in crowd)
    second = send(hoa, both, venue="Chợ Nôm", topics=["dich-vu-cong"]).session
    assert likeness.among([second]) == {second.pk: [first.record_id]}
    assert likeness.twins(second) == [first]
