"""What a log says of its photos and its place, and what becomes of them."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from lms.audit.models import AuditEvent
from lms.common import clock
from lms.jobs import nightly
from lms.jobs.models import Job
from lms.media import snapshots
from lms.users.services import grants
from teams.models import Evidence, EvidencePart, Session
from teams.services import evidence, membership, pictured, reviewing, settling
from tests.factories import make_commune, make_village
from tests.people import make_person, sign_in
from tests.teams.conftest import envelope, long_ago, send
from tests.teams.pictures import crowd, log_with, name_of, named

ONE, TWO, THREE, FOUR = (crowd(seed=seed, size=(64, 48)) for seed in (1, 2, 3, 4))
GPS = {"lat": 20.31234, "lon": 106.0567, "accuracy": 18.4}


def kept(session):
    """Its photos, all of them there."""
    pictures = {name_of(one): snapshots.snapshot(one) for one in (ONE, TWO, THREE, FOUR)}
    evidence.keep_all(session, pictures, now=clock.now())
    return list(session.evidence.all())


def again(session, **changes):
    """A revision of it that the team sends."""
    wrap = envelope(
        session.team, record_id=session.record_id, rev=session.latest_rev + 1,
        base_rev=session.latest_rev,
    )  # fmt: skip
    taken = send(session.logged_by, session.team, wrap=wrap, **changes)
    session.refresh_from_db()
    return taken


@pytest.mark.parametrize(
    "photos",
    [
        named(ONE, TWO, THREE, FOUR)["photos"],
        {"x": {"size": 9, "has_children": False}},
        {name_of(ONE): {"size": 0}},
        {name_of(ONE): {"size": pictured.MOST_BYTES + 1}},
        {name_of(ONE): {"size": 9, "has_children": "yes"}},
        {name_of(ONE): {"size": 9, "who": "bà Mùi"}},
        {name_of(ONE): 9},
        [name_of(ONE)],
    ],
)
def test_photos_that_cannot_be_are_told_in_words_and_set_aside(lan, team, photos):
    taken = send(lan, team, photos=photos, photos_agreed=True)
    assert (taken.outcome, list(taken.errors)) == ("rejected", ["photos"])
    assert not Session.objects.exists()


def test_without_the_tick_that_they_agreed_no_photo_is_taken(lan, team):
    taken = send(lan, team, photos=named(ONE)["photos"])
    assert taken.errors == {"photos": "Chỉ gửi ảnh khi người trong ảnh đồng ý cho chụp."}


@pytest.mark.parametrize(
    "gps",
    [
        [20, 106],
        {"lat": 91, "lon": 106, "accuracy": 3},
        {"lat": 20, "lon": True, "accuracy": 3},
        {"lat": 20, "lon": 106},
        {"lat": 20, "lon": 106, "accuracy": -1},
        {"lat": float("nan"), "lon": 106, "accuracy": 1},
        {"lat": 20, "lon": 106, "accuracy": 1, "who": "nhà bà Mùi"},
    ],
)
def test_a_place_that_cannot_be_is_told_in_words(lan, team, gps):
    assert list(send(lan, team, gps=gps).errors) == ["gps"]


def test_a_place_is_kept_to_some_hundred_metres(lan, team):
    session = send(lan, team, gps=GPS).session
    session.refresh_from_db()
    assert (str(session.latitude), str(session.longitude)) == ("20.312", "106.057")
    assert session.accuracy_m == 19
    assert session.submission.payload["gps"] == {"lat": 20.312, "lon": 106.057, "accuracy": 19}


def test_a_log_without_photos_reads_as_it_always_did(lan, team):
    payload = send(lan, team).session.submission.payload
    assert not {"photos", "photos_agreed", "gps"} & payload.keys()


def test_when_a_photo_was_taken_and_that_children_show_are_fields(lan, team):
    facts = {"has_children": True, "taken_at": "2026-11-20T19:42:10.123+07:00"}
    row = log_with(lan, team, ONE, facts=facts).evidence.get()
    assert row.has_children
    assert row.taken_at.isoformat() == "2026-11-20T12:42:10+00:00"
    odd = log_with(lan, team, TWO, facts={"taken_at": "hôm qua"}).evidence.get()
    assert odd.taken_at is None


def test_the_same_log_again_names_its_photos_once(lan, team):
    wrap = envelope(team)
    for outcome in ("created", "duplicate"):
        assert send(lan, team, wrap=wrap, **named(ONE, TWO)).outcome == outcome
    assert Evidence.objects.count() == 2


def test_photos_two_phones_added_are_joined(lan, team):
    session = log_with(lan, team, ONE)
    again(session, **named(ONE, TWO))
    wrap = envelope(team, record_id=session.record_id, rev=2, base_rev=1, device=None)
    taken = send(lan, team, wrap=wrap, **named(ONE, THREE))
    assert taken.outcome == "created"
    session.refresh_from_db()
    assert {*session.submission.told()["photos"]} == {name_of(one) for one in (ONE, TWO, THREE)}
    assert session.evidence.filter(dropped_at=None).count() == 3


def test_a_photo_left_out_is_erased_a_week_later_unless_it_comes_back(lan, team):
    session = log_with(lan, team, ONE, TWO)
    one = next(row for row in kept(session) if row.sha256 == name_of(ONE))
    again(session, **named(TWO))
    assert [row.sha256 for row in evidence.of_session(session)] == [name_of(TWO)]
    assert evidence.forget_old(now=clock.now() + timedelta(days=6)) == 0
    again(session, **named(ONE, TWO))
    one.refresh_from_db()
    assert one.dropped_at is None
    assert default_storage.exists(one.file)
    again(session, **named(TWO))
    assert evidence.forget_old(now=clock.now() + timedelta(days=8)) == 1
    one.refresh_from_db()
    assert (one.state, one.file) == ("erased", "")


@pytest.mark.django_db(transaction=True)
def test_an_erased_photo_leaves_no_file_and_a_line_in_the_audit_log(lan, team):
    session = log_with(lan, team, ONE)
    [row] = kept(session)
    assert default_storage.exists(row.file)
    assert evidence.erase(row, by=lan, now=clock.now())
    assert not evidence.erase(row, by=lan, now=clock.now())
    assert not default_storage.exists(row.file)
    assert not default_storage.exists(row.small_file)
    assert AuditEvent.objects.filter(action="session.photo_erased").count() == 1
    assert Session.objects.get().heads_count == 14


def test_what_was_confirmed_keeps_its_photos_while_a_change_waits(lan, team, reviewer):
    session = log_with(lan, team, ONE)
    kept(session)
    reviewing.verify(session, by=reviewer, now=clock.now())
    session.refresh_from_db()
    again(session, **named(TWO))
    assert session.pending
    shown = {row.sha256: row.state for row in evidence.of_session(session)}
    assert shown == {name_of(ONE): "kept", name_of(TWO): "awaited"}
    reviewing.verify(session, by=reviewer, now=clock.now())
    assert [row.sha256 for row in evidence.of_session(session)] == [name_of(TWO)]


def test_a_change_that_is_declined_takes_its_photos_with_it(lan, team, reviewer):
    session = log_with(lan, team, ONE)
    kept(session)
    reviewing.verify(session, by=reviewer, now=clock.now())
    session.refresh_from_db()
    again(session, **named(TWO))
    session.refresh_from_db()
    assert reviewing.return_for_fix(session, by=reviewer, reason="Mờ quá", now=clock.now())
    session.refresh_from_db()
    assert [row.sha256 for row in evidence.of_session(session)] == [name_of(ONE)]


def test_the_night_drops_the_photos_of_a_session_that_was_taken_back(lan, team):
    session = log_with(lan, team, ONE)
    kept(session)
    reviewing.withdraw(session, by=lan, now=clock.now())
    evidence.forget_old(now=clock.now())
    assert session.evidence.get().state == "kept"
    evidence.forget_old(now=clock.now() + timedelta(days=8))
    assert session.evidence.get().state == "erased"


def test_a_twin_that_was_merged_away_has_its_photos_again_when_it_is_put_back(lan, team, reviewer):
    other, session = log_with(lan, team), log_with(lan, team, ONE)
    kept(session)
    assert settling.merge_twin(other, by=reviewer, twin_id=session.record_id, now=clock.now())
    evidence.forget_old(now=clock.now())
    evidence.forget_old(now=clock.now() + timedelta(days=8))
    session.refresh_from_db()
    assert reviewing.look_again(session, by=reviewer, now=clock.now())
    assert [row.state for row in evidence.of_session(session)] == ["kept"]


def test_after_two_years_a_photo_goes_and_the_session_stays(lan, team, settings):
    session = log_with(lan, team, ONE)
    kept(session)
    assert evidence.forget_old(now=clock.now() + timedelta(days=729)) == 0
    assert evidence.forget_old(now=clock.now() + timedelta(days=732)) == 1
    assert Session.objects.get().heads_count == 14


def test_the_night_does_it_by_itself(lan, team, run_jobs, settings):
    session = log_with(lan, team, ONE)
    kept(session)
    settings.PHOTOS_KEPT_DAYS = -1
    nightly.plan()
    Job.objects.update(due_at=clock.now())
    run_jobs()
    assert session.evidence.get().state == "erased"


def test_a_photo_in_two_sessions_is_found(lan, team, minh, other_team):
    first, second = log_with(lan, team, ONE, TWO), log_with(minh, other_team, ONE)
    found = evidence.reused(evidence.of_session(second))
    assert found == {name_of(ONE): [first]}


def test_a_photo_is_there_once_for_a_session(lan, team):
    session = log_with(lan, team, ONE)
    with pytest.raises(IntegrityError), transaction.atomic():
        Evidence.objects.create(session=session, sha256=name_of(ONE), size=3)


def test_what_is_kept_has_a_file_and_what_is_not_has_none(lan, team):
    row = log_with(lan, team, ONE).evidence.get()
    for columns in ({"state": "kept"}, {"file": "evidence/x.jpg"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Evidence.objects.filter(pk=row.pk).update(**columns)


def test_a_part_has_bytes_and_is_there_once(lan, team):
    row = log_with(lan, team, ONE).evidence.get()
    EvidencePart.objects.create(evidence=row, start=0, end=3, content=b"abc")
    for start, end in ((0, 4), (5, 5)):
        with pytest.raises(IntegrityError), transaction.atomic():
            EvidencePart.objects.create(evidence=row, start=start, end=end, content=b"x")


def test_a_place_has_both_numbers(lan, team):
    send(lan, team)
    with pytest.raises(IntegrityError), transaction.atomic():
        Session.objects.update(latitude="20.1")


@pytest.fixture
def placed_team(province, lan, topics):
    """A team of a commune whose centre is known, as is that of a neighbour 9 km to the north."""
    own = make_commune("Xã Liên Minh", province=province, latitude="20.300", longitude="106.000")
    make_commune("Xã Vụ Bản", province=province, latitude="20.380", longitude="106.000")
    unit = make_village("Thôn Cồn", commune=own)
    found = membership.open_team("Tổ thôn Cồn", unit=unit, by=None, on=long_ago())
    membership.join(found, lan, role="leader", on=long_ago(), by=None)
    return found


@pytest.mark.parametrize(
    ("gps", "is_told"),
    [
        ({"lat": 20.305, "lon": 106.002, "accuracy": 20}, False),
        ({"lat": 20.335, "lon": 106.0, "accuracy": 20}, False),
        ({"lat": 20.375, "lon": 106.0, "accuracy": 20}, True),
        ({"lat": 20.375, "lon": 106.0, "accuracy": 6000}, False),
        ({"lat": 20.0, "lon": 106.0, "accuracy": 20}, True),
    ],
)
def test_a_place_that_seems_outside_the_commune_is_flagged_by_distance(
    lan, placed_team, gps, is_told
):
    session = send(lan, placed_team, gps=gps).session
    assert ("outside" in session.flags) is is_told
    assert session.status == "received"


def test_where_no_centre_is_known_nothing_is_said(lan, team):
    assert (
        "outside" not in send(lan, team, gps={"lat": 10, "lon": 106, "accuracy": 5}).session.flags
    )


def test_a_photo_named_again_after_the_night_took_it_is_awaited_again(lan, team):
    session = log_with(lan, team, ONE, TWO)
    kept(session)
    again(session, **named(TWO))
    assert evidence.forget_old(now=clock.now() + timedelta(days=8)) == 1
    again(session, **named(ONE, TWO))
    one = session.evidence.get(sha256=name_of(ONE))
    assert (one.state, one.dropped_at) == ("awaited", None)
    assert evidence.Progress.of(one).state == "awaited"
    kept(session)
    one.refresh_from_db()
    assert one.is_kept


def test_a_photo_erased_on_request_stays_gone_whatever_is_named_later(lan, team):
    session = log_with(lan, team, ONE, TWO)
    one = next(row for row in kept(session) if row.sha256 == name_of(ONE))
    evidence.erase(one, by=lan, now=clock.now())
    again(session, **named(TWO))
    again(session, **named(ONE, TWO))
    one.refresh_from_db()
    assert evidence.Progress.of(one).state == "gone"


def test_erasing_a_photo_erases_the_same_photo_everywhere_and_from_now_on(
    lan, team, minh, other_team
):
    session, elsewhere = log_with(lan, team, ONE), log_with(minh, other_team, ONE, TWO)
    [row] = kept(session)
    kept(elsewhere)
    assert evidence.erase(row, by=lan, now=clock.now())
    states = dict(elsewhere.evidence.values_list("sha256", "state"))
    assert states == {name_of(ONE): "erased", name_of(TWO): "kept"}
    assert AuditEvent.objects.filter(action="session.photo_erased").count() == 2
    later = log_with(minh, other_team, ONE, venue="Chợ Cồn")
    assert evidence.Progress.of(later.evidence.get()).state == "gone"


def test_what_was_erased_before_requests_were_kept_apart_stays_gone(lan, team):
    session = log_with(lan, team, ONE, TWO)
    kept(session)
    again(session, **named(TWO))
    evidence.forget_old(now=clock.now() + timedelta(days=8))
    session.evidence.filter(sha256=name_of(TWO)).update(state="erased", file="", small_file="")
    import_module("teams.migrations.0025_erased_on_request").note(apps, None)
    asked = dict(session.evidence.values_list("sha256", "asked_at"))
    assert (bool(asked[name_of(ONE)]), bool(asked[name_of(TWO)])) == (False, True)


def test_what_was_named_while_it_was_erased_is_awaited_no_longer_than_a_night(
    lan, team, minh, other_team
):
    session, elsewhere = log_with(lan, team, ONE), log_with(minh, other_team, ONE, TWO)
    kept(session)
    # As two who did not see each other left it.
    session.evidence.update(state="erased", file="", small_file="", asked_at=clock.now())
    assert evidence.forget_old(now=clock.now()) == 1
    states = {row.sha256: row.state for row in elsewhere.evidence.all()}
    assert states == {name_of(ONE): "erased", name_of(TWO): "awaited"}
    assert elsewhere.evidence.get(sha256=name_of(ONE)).asked_at


def test_the_page_says_who_sees_the_photos(client, lan, team, province):
    session = log_with(lan, team, ONE)
    kept(session)
    viewer = make_person("Phạm Văn Xem", email="xem@demo.test", password="mat-khau-cua-xem")
    grants.grant(viewer, "province_viewer", unit=province, by=None)
    sign_in(client, viewer)
    page = client.get(f"/to/{team.code}/buoi/{session.record_id}/").text
    assert "người duyệt của xã và quản trị của tỉnh" in page
