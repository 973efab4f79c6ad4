"""Every fault that strikes between a phone in a village and the province, by its name."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from lms.common import clock
from lms.notifications.models import Notice
from lms.places.models import Unit, UnitSuccession
from lms.places.services import closing
from lms.users.services import grants
from teams.models import FieldSubmission, PeriodLock, QuarantinedSubmission, Session
from teams.services import arrivals, feedback, membership, months, periods, reviewing, visits
from tests.people import make_person, sign_in
from tests.teams import planned as plans
from tests.teams.conftest import send
from tests.teams.phones import FieldPhone, log

MERGED = clock.today() - timedelta(days=10)


@pytest.fixture
def phone(lan, team):
    return FieldPhone(lan)


def test_replay_ten_times(phone, team):
    logs = [log(team) for _ in range(3)]
    first, *others = [phone.outcomes(*logs) for _ in range(10)]
    assert {one["status"] for one in first} == {"created"}
    receipts = [one["receipt"] for one in first]
    for again in others:
        assert [(one["code"], one["status"]) for one in again] == [(200, "duplicate")] * 3
        assert [one["receipt"] for one in again] == receipts
    assert Session.objects.count() == FieldSubmission.objects.count() == 3
    assert not QuarantinedSubmission.objects.exists()


def test_export_file_imported_twice(phone, team):
    """A file carried to the commune goes the same way in: by the numbers made on the phone."""
    carried = [log(team) for _ in range(4)]
    phone.outcomes(carried[0])
    for statuses in (["duplicate"] + ["created"] * 3, ["duplicate"] * 4):
        assert [one["status"] for one in phone.outcomes(*carried)] == statuses
    assert Session.objects.count() == 4


@pytest.mark.parametrize("days", [-366, 366])
def test_clock_off_a_year(phone, team, days):
    its_now = clock.now() + timedelta(days=days)
    sent = log(
        team,
        around={"captured_at": clock.local(its_now).isoformat()},
        held_on=clock.local(its_now).date().isoformat(),
    )
    [told] = phone.outcomes(sent, sent_at=its_now.isoformat())
    assert told["status"] == "created"
    kept = FieldSubmission.objects.get()
    assert kept.flags == ["clock_off", "late" if days < 0 else "future"]
    assert kept.raw["captured_at"] == sent["captured_at"]
    assert abs((kept.received_at - clock.now()).total_seconds()) < 60


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "hôm qua", None, 7, "9" * 80])
def test_a_clock_that_says_nothing(phone, team, moment):
    [told] = phone.outcomes(log(team, around={"captured_at": moment}))
    assert told["status"] == "created"
    kept = FieldSubmission.objects.get()
    assert (kept.flags, kept.captured_at) == (["clock_off"], kept.received_at)


def test_role_revoked(phone, team, lan):
    """She was in the team on that day and is not today: taken, and not even flagged."""
    place = team.memberships.get()
    membership.leave(place, on=clock.today() - timedelta(days=3), by=lan, now=clock.now())
    while_in, after = clock.today() - timedelta(days=5), clock.today() - timedelta(days=1)
    told = phone.outcomes(
        log(team, held_on=while_in.isoformat()), log(team, held_on=after.isoformat())
    )
    assert [one["status"] for one in told] == ["created", "created"]
    flags = dict(Session.objects.values_list("held_on", "flags"))
    assert flags == {while_in: [], after: ["role_ended"]}


@pytest.fixture
def locked(y_yen):
    first = clock.today().replace(day=1)
    return periods.lock(y_yen, first, clock.today(), by=None, now=clock.now())


def test_period_locked(client, phone, team, locked, reviewer, y_yen):
    [told] = phone.outcomes(log(team))
    assert told["status"] == "created"
    session = Session.objects.get()
    assert (session.flags, session.status) == (["off_period"], "received")
    with pytest.raises(reviewing.PeriodLocked):
        reviewing.verify(session, by=reviewer, now=clock.now())
    sign_in(client, reviewer)
    page = f"/xa/{y_yen.code}/duyet/{session.record_id}/"
    assert "đồng ý tính buổi ngoài kỳ" in client.get(page).text
    seen = {"rev": "1", "status": "received"}
    assert "đã khóa số liệu" in client.post(f"{page}xac-nhan/", seen, follow=True).text
    client.post(f"{page}xac-nhan/", {**seen, "off_period": "1"})
    session.refresh_from_db()
    assert session.status == "verified"


def test_a_lock_reopened_or_elsewhere_asks_nothing(team, lan, locked, hai_hau, reviewer):
    assert periods.reopen(locked, by=None, now=clock.now())
    assert not periods.reopen(locked, by=None, now=clock.now())
    periods.lock(hai_hau, clock.today(), clock.today(), by=None, now=clock.now())
    session = send(lan, team).session
    assert session.flags == []
    assert reviewing.verify(session, by=reviewer, now=clock.now())


def test_a_period_is_locked_once(y_yen, locked):
    again = periods.lock(y_yen, locked.first_on, locked.last_on, by=None, now=clock.now())
    assert again == locked


@pytest.fixture
def merged(y_yen, hai_hau, team):
    """Both communes became one ten days ago; the team still stands where it was founded."""
    new = Unit(level="commune", kind="commune", code="99001", name="Xã Mới", parent=y_yen.parent)
    links = [UnitSuccession(old=old, new=new, kind="merged", main=True) for old in (y_yen, hai_hau)]
    return closing.close_and_succeed(links, effective_on=MERGED)[0]


def test_what_a_closed_commune_left_unanswered_is_with_the_one_that_took_over(
    client, team, lan, village, y_yen, hai_hau
):
    asked = plans.ask(village)
    feedback.log(team, by=lan, said="Xin lớp tối", now=clock.now())
    new = Unit(level="commune", kind="commune", code="99001", name="Xã Mới", parent=y_yen.parent)
    links = [UnitSuccession(old=old, new=new, kind="merged", main=True) for old in (y_yen, hai_hau)]
    [place] = closing.close_and_succeed(links, effective_on=clock.today())
    person = make_person("Mai Văn Mới", email="moi@demo.test", password="mat-khau-cua-moi")
    grants.grant(person, "commune_reviewer", unit=place, by=None)
    assert visits.send_up(now=clock.now() + timedelta(days=4)) == 1
    [told] = Notice.objects.filter(person=person)
    assert told.url == f"/xa/{place.code}/hen/"
    sign_in(client, person)
    assert asked.what in client.get(told.url).text
    page = client.get(f"/xa/{place.code}/").context
    assert (page["visits_count"], page["feedback_count"]) == (1, 1)


def test_commune_merged_offline(client, phone, team, merged, village):
    before, after = MERGED - timedelta(days=3), MERGED + timedelta(days=1)
    told = phone.outcomes(
        log(team, held_on=before.isoformat()), log(team, held_on=after.isoformat())
    )
    assert [one["status"] for one in told] == ["created", "created"]
    units = dict(Session.objects.values_list("held_on", "unit"))
    later = Unit.objects.get(origins__old=village)
    assert units == {before: village.pk, after: later.pk}
    person = make_person("Mai Văn Mới", email="moi@demo.test", password="mat-khau-cua-moi")
    grants.grant(person, "commune_reviewer", unit=merged, by=None)
    sign_in(client, person)
    assert "2 buổi, cũ trước" in client.get(f"/xa/{merged.code}/duyet/").text
    for session in Session.objects.all():
        page = f"/xa/{merged.code}/duyet/{session.record_id}/"
        client.post(f"{page}xac-nhan/", {"rev": "1", "status": "received"})
    assert Session.objects.verified().count() == 2
    sums = {months.of_commune(merged, day.replace(day=1)).heads_count for day in (before, after)}
    assert sums <= {14, 28}


def test_old_form_version(phone, team):
    sent = log(team, around={"form_version": 1}, names=["Trần Thị Hoa"])
    for key in ("consent_taken",):
        del sent["document"][key]
    [told] = phone.outcomes(sent)
    assert told["status"] == "created"
    assert FieldSubmission.objects.get().form_version == 1


def test_newer_form_version(phone, team):
    """A phone ahead of the province: what is known counts, the rest is kept."""
    [told] = phone.outcomes(log(team, around={"form_version": 3}, weather="mưa"))
    assert told["status"] == "created"
    kept = FieldSubmission.objects.get()
    assert (kept.form_version, kept.raw["form_version"]) == (2, 3)
    assert kept.personal["sent"] == {"weather": "mưa"}


def test_one_log_the_database_refuses_does_not_stop_the_others(phone, team, monkeypatch):
    bad, good = log(team), log(team)
    made = arrivals.Arrival.row

    def row(self, **changes):
        found = made(self, **changes)
        if str(self.envelope.record_id) == bad["record_id"]:
            found.payload = None
        return found

    monkeypatch.setattr(arrivals.Arrival, "row", row)
    told = phone.outcomes(bad, good)
    assert [(one["status"], one["code"]) for one in told] == [("failed", 503), ("created", 201)]
    assert told[0]["receipt"] == ""
    assert str(Session.objects.get().record_id) == good["record_id"]


def test_what_the_database_says_of_a_log_names_nobody_in_our_own_log(
    phone, team, monkeypatch, caplog
):
    def refuse(*_args, **_named):
        message = "DETAIL: Failing row contains (Trần Thị Hoa, 0912345678)"
        raise DatabaseError(message)

    monkeypatch.setattr(arrivals.Arrival, "row", refuse)
    [told] = phone.outcomes(log(team, names=["Trần Thị Hoa"]))
    assert told["status"] == "failed"
    assert "DatabaseError" in caplog.text
    for written in ("Trần Thị Hoa", "0912345678"):
        assert written not in caplog.text


def asked(call):
    with CaptureQueriesContext(connection) as queries:
        call()
    dull = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    return len([one for one in queries if not one["sql"].startswith(dull)])


def test_a_batch_costs_as_many_queries_for_one_and_twenty(phone, team):
    phone.outcomes(log(team))
    one = asked(lambda: phone.outcomes(log(team, names=["Hoa"], turns={"vneid": 3})))
    many = [log(team, names=["Hoa", "An"], turns={"vneid": 3}) for _ in range(20)]
    twenty = asked(lambda: phone.outcomes(*many))
    assert one == twenty <= 24
    assert Session.objects.count() == 22


def test_replays_and_revisions_cost_little_each(phone, team):
    logs = [log(team) for _ in range(20)]
    phone.outcomes(*logs)
    assert asked(lambda: phone.outcomes(*logs)) <= 12 + 20 * 2
    for one in logs:
        one["rev"], one["base_rev"] = 2, 1
        one["document"]["heads"] = 15
    assert asked(lambda: phone.outcomes(*logs)) <= 12 + 20 * 18


def test_the_database_holds_what_a_lock_must_be(locked):
    for fields in ({"last_on": locked.last_on}, {"last_on": locked.first_on - timedelta(days=1)}):
        again = {"unit": locked.unit, "first_on": locked.first_on, **fields}
        with pytest.raises(IntegrityError), transaction.atomic():
            PeriodLock.objects.create(**again)
