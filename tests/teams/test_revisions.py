"""A log is mended freely until it is confirmed; what is confirmed stands; two phones are joined."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from lms.common import clock
from lms.common.ids import uuid7
from lms.notifications.models import Notice
from teams.models import FieldSubmission, QuarantinedSubmission, Session
from teams.services import joining, membership, months, names, reviewing, settling
from tests.people import sign_in
from tests.teams.conftest import envelope, long_ago, send

HERS, HIS = uuid7(), uuid7()


@pytest.fixture
def wrap(team):
    return envelope(team, device=HERS)


@pytest.fixture
def both(team, hoa):
    membership.join(team, hoa, on=long_ago(), by=None)
    return team


def revision(wrap, rev, *, base, device=HERS):
    return replace(wrap, rev=rev, base_rev=base, device=device)


def page(session, commune, end=""):
    return f"/xa/{commune.code}/duyet/{session.record_id}/{end}"


def seen(session, **more):
    return {"rev": str(session.latest_rev), "status": session.status, **more}


def test_what_two_phones_changed_apart_is_joined(both, lan, hoa, wrap):
    send(lan, both, wrap=wrap)
    send(lan, both, wrap=revision(wrap, 2, base=1), heads=20)
    receipt = send(hoa, both, wrap=revision(wrap, 2, base=1, device=HIS), note="Mưa to")
    assert receipt.outcome == "created"
    session = Session.objects.get()
    assert (session.heads_count, session.note, session.rev) == (20, "Mưa to", 3)
    assert "joined" in session.flags
    assert FieldSubmission.objects.count() == 3
    kept = session.submission
    assert (kept.sent_rev, kept.payload["heads"], kept.joined["heads"]) == (2, 14, 20)


def test_a_joined_revision_sent_again_is_counted_once(both, lan, hoa, wrap):
    send(lan, both, wrap=wrap)
    send(lan, both, wrap=revision(wrap, 2, base=1), heads=20)
    his = revision(wrap, 2, base=1, device=HIS)
    first = send(hoa, both, wrap=his, note="Mưa to", names=["Lê Văn An"])
    again = send(hoa, both, wrap=his, note="Mưa to", names=["Lê Văn An"])
    assert (again.outcome, again.receipt_no) == ("duplicate", first.receipt_no)
    assert FieldSubmission.objects.count() == 3


def test_a_phone_goes_on_from_what_it_sent_itself(both, lan, hoa, wrap):
    send(lan, both, wrap=wrap)
    send(lan, both, wrap=revision(wrap, 2, base=1), heads=20)
    send(hoa, both, wrap=revision(wrap, 2, base=1, device=HIS), note="Mưa to")
    send(hoa, both, wrap=revision(wrap, 3, base=2, device=HIS), note="Mưa to", female=3)
    session = Session.objects.get()
    assert (session.heads_count, session.note, session.female_count) == (20, "Mưa to", 3)


def test_what_both_changed_goes_to_the_reviewer_who_sees_both(
    client, both, lan, hoa, wrap, reviewer, y_yen
):
    send(lan, both, wrap=wrap)
    send(lan, both, wrap=revision(wrap, 2, base=1), heads=20)
    receipt = send(hoa, both, wrap=revision(wrap, 2, base=1, device=HIS), heads=30)
    assert receipt.outcome == "conflict"
    session = Session.objects.get()
    assert (session.heads_count, session.flags) == (20, [])
    assert session.disputed_at
    sign_in(client, reviewer)
    told = client.get(page(session, y_yen)).text
    assert "Bản khác cùng buổi này" in told
    assert '<td data-label="Bản đang dùng">20</td><td data-label="Bản kia">30</td>' in told


def test_the_reviewer_lets_the_other_body_count(client, both, lan, hoa, wrap, reviewer, y_yen):
    send(lan, both, wrap=wrap)
    his = revision(wrap, 2, base=1, device=HIS)
    send(lan, both, wrap=revision(wrap, 2, base=1), heads=20)
    send(hoa, both, wrap=his, heads=30, names=["Lê Văn An"])
    session, other = Session.objects.get(), QuarantinedSubmission.objects.get()
    sign_in(client, reviewer)
    client.post(page(session, y_yen, "chon/"), seen(session, other=other.pk))
    session.refresh_from_db()
    assert (session.heads_count, session.status, session.logged_by) == (30, "received", hoa)
    assert [row.name for row in session.attendances.all()] == ["Lê Văn An"]
    assert send(hoa, both, wrap=his, heads=30, names=["Lê Văn An"]).outcome == "duplicate"
    assert not settling.take_other(session, by=reviewer, other_id=other.pk, now=clock.now())
    told = client.get(page(session, y_yen)).text
    assert "Dùng bản kia" not in told
    assert "Chọn lại giữa hai bản" in told


def test_whoever_may_not_review_chooses_nothing(client, both, lan, hoa, wrap, other_reviewer):
    send(lan, both, wrap=wrap)
    send(lan, both, wrap=replace(wrap), heads=30)
    session, other = Session.objects.get(), QuarantinedSubmission.objects.get()
    for person in (lan, other_reviewer):
        with pytest.raises(reviewing.NotYours):
            settling.take_other(session, by=person, other_id=other.pk, now=clock.now())


def test_joined_figures_that_cannot_be_are_left_to_a_person(both, lan, hoa, wrap):
    send(lan, both, wrap=wrap)
    send(lan, both, wrap=revision(wrap, 2, base=1), heads=9)
    assert send(hoa, both, wrap=revision(wrap, 2, base=1, device=HIS), female=12).outcome == (
        "conflict"
    )
    assert Session.objects.get().heads_count == 9


def test_names_are_a_set_to_which_each_adds_and_from_which_each_takes(both, lan, hoa, wrap):
    send(lan, both, wrap=wrap, names=["Hoa", "An"])
    send(lan, both, wrap=revision(wrap, 2, base=1), names=["Hoa", "An", "Lý"])
    his = revision(wrap, 2, base=1, device=HIS)
    assert send(hoa, both, wrap=his, names=["An", "Mai"]).outcome == "created"
    rows = Session.objects.get().attendances.order_by("position")
    assert [row.name for row in rows] == ["An", "Lý", "Mai"]


def test_a_name_that_was_taken_out_does_not_come_back_by_joining(both, lan, hoa, wrap):
    send(lan, both, wrap=wrap, names=["Hoa", "An"])
    send(lan, both, wrap=revision(wrap, 2, base=1), heads=20, names=["Hoa", "An"])
    names.forget(Session.objects.get(), position=1, by=lan, now=clock.now())
    his = revision(wrap, 2, base=1, device=HIS)
    assert send(hoa, both, wrap=his, note="Mưa", names=["Hoa", "An"]).outcome == "created"
    session = Session.objects.get()
    assert (session.note, [row.name for row in session.attendances.all()]) == ("Mưa", ["An"])
    kept = FieldSubmission.objects.values_list("personal", "raw", "payload", "joined")
    assert "Hoa" not in str(list(kept))
    assert send(hoa, both, wrap=his, note="Mưa", names=["Hoa", "An"]).outcome == "duplicate"


def test_a_revision_whose_base_was_lost_is_taken_as_the_phone_wrote_it(both, lan, wrap):
    send(lan, both, wrap=wrap)
    assert send(lan, both, wrap=revision(wrap, 4, base=3), heads=20).outcome == "created"
    assert Session.objects.get().heads_count == 20


def test_the_leader_mends_freely_until_it_is_confirmed(both, lan, wrap):
    send(lan, both, wrap=wrap)
    for rev in range(2, 5):
        send(lan, both, wrap=revision(wrap, rev, base=rev - 1), heads=14 + rev)
    session = Session.objects.get()
    assert (session.heads_count, session.status, session.pending) == (18, "received", None)


def test_the_confirmed_figure_stands_until_the_change_is_confirmed(
    both, lan, wrap, reviewer, y_yen
):
    session = send(lan, both, wrap=wrap).session
    reviewing.verify(session, by=reviewer, now=clock.now())
    assert send(lan, both, wrap=revision(wrap, 2, base=1), heads=20).outcome == "created"
    session = Session.objects.get()
    assert (session.status, session.heads_count, session.latest_rev) == ("verified", 14, 2)
    assert months.of_commune(y_yen, session.held_on.replace(day=1)).heads_count == 14
    assert list(Session.objects.waiting()) == [session]
    assert reviewing.verify(session, by=reviewer, now=clock.now())
    session = Session.objects.get()
    assert (session.status, session.heads_count, session.pending) == ("verified", 20, None)
    assert session.reviewed_by == reviewer
    assert not Session.objects.waiting().exists()


def test_a_declined_change_leaves_what_was_confirmed_and_says_why(
    client, both, lan, wrap, reviewer, y_yen
):
    session = send(lan, both, wrap=wrap).session
    reviewing.verify(session, by=reviewer, now=clock.now())
    send(lan, both, wrap=revision(wrap, 2, base=1), heads=20)
    session = Session.objects.get()
    sign_in(client, reviewer)
    told = client.get(page(session, y_yen)).text
    assert "Tổ gửi bản sửa" in told
    assert '<td data-label="Đã xác nhận">14</td><td data-label="Bản sửa">20</td>' in told
    client.post(page(session, y_yen, "tra-lai/"), seen(session, reason="Đếm lại giúp mình"))
    session.refresh_from_db()
    assert (session.status, session.heads_count, session.pending) == ("verified", 14, None)
    assert Notice.objects.filter(person=lan, title__startswith="Xã chưa nhận bản sửa").exists()
    client.force_login(lan)
    assert "Đếm lại giúp mình" in client.get(f"/to/{both.code}/buoi/{session.record_id}/").text
    third = revision(wrap, 3, base=2)
    assert send(lan, both, wrap=third, heads=21).session.pending.payload["heads"] == 21


def test_a_change_the_reviewer_has_not_seen_is_not_confirmed(
    client, both, lan, wrap, reviewer, y_yen
):
    session = send(lan, both, wrap=wrap).session
    reviewing.verify(session, by=reviewer, now=clock.now())
    send(lan, both, wrap=revision(wrap, 2, base=1), heads=20)
    session = Session.objects.get()
    stale = seen(session)
    send(lan, both, wrap=revision(wrap, 3, base=2), heads=30)
    sign_in(client, reviewer)
    client.post(page(session, y_yen, "xac-nhan/"), stale)
    assert Session.objects.get().heads_count == 14
    assert not reviewing.verify(session, by=reviewer, now=clock.now())
    assert Session.objects.get().heads_count == 14


def test_nobody_confirms_a_change_of_his_own(both, lan, wrap, reviewer, y_yen):
    session = send(lan, both, wrap=wrap).session
    reviewing.verify(session, by=reviewer, now=clock.now())
    place = membership.join(both, reviewer, on=clock.today(), by=None)
    send(reviewer, both, wrap=revision(wrap, 2, base=1, device=HIS), heads=20)
    place.delete()
    with pytest.raises(reviewing.NotYours):
        reviewing.verify(Session.objects.get(), by=reviewer, now=clock.now())


def test_a_confirmed_log_is_mended_in_the_plain_form_from_its_latest_words(
    client, both, lan, wrap, reviewer
):
    session = send(lan, both, wrap=wrap).session
    reviewing.verify(session, by=reviewer, now=clock.now())
    send(lan, both, wrap=revision(wrap, 2, base=1), heads=20)
    client.force_login(lan)
    form = client.get(f"/to/{both.code}/buoi/{session.record_id}/sua/").context["form"]
    assert (form["heads"].value(), form["rev"].value()) == (20, 3)
    for page_of in ("", "bien-nhan/"):
        told = client.get(f"/to/{both.code}/buoi/{session.record_id}/{page_of}").text
        assert "Bản sửa đang chờ xã xem" in told
        assert '<td data-label="Đã xác nhận">14</td><td data-label="Bản sửa">20</td>' in told
        assert "Thu hồi buổi này" not in told
    assert FieldSubmission.objects.get(rev=2).receipt_no in told


def test_a_decision_is_not_taken_back_while_a_change_waits(both, lan, wrap, reviewer):
    session = send(lan, both, wrap=wrap).session
    reviewing.verify(session, by=reviewer, now=clock.now())
    send(lan, both, wrap=revision(wrap, 2, base=1), heads=20)
    assert not reviewing.look_again(Session.objects.get(), by=reviewer, now=clock.now())


def test_the_database_holds_that_only_what_is_confirmed_has_a_change(session):
    with pytest.raises(IntegrityError), transaction.atomic():
        Session.objects.update(pending=session.submission)


BASE = {"heads": 14, "note": "", "acts": {"a": 2}, "topics": ["x"]}


@pytest.mark.parametrize(
    ("ours", "theirs", "joined"),
    [
        ({"heads": 20}, {"note": "m"}, {"heads": 20, "note": "m"}),
        ({"heads": 20}, {"heads": 20}, {"heads": 20}),
        ({"heads": 20}, {"heads": 21}, None),
        ({"acts": {"a": 3}}, {"acts": {"a": 2, "b": 1}}, {"acts": {"a": 3, "b": 1}}),
        ({"acts": {"a": 3}}, {"acts": {}}, None),
        ({"topics": ["x", "y"]}, {"topics": ["z"]}, {"topics": ["y", "z"]}),
        ({"devices_ok": 3}, {}, {"devices_ok": 3}),
    ],
)
def test_fields_are_joined_from_their_base(ours, theirs, joined):
    found = joining.join(BASE, BASE | ours, BASE | theirs)
    assert found == (None if joined is None else BASE | joined)
