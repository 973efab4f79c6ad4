"""Who came, what each learnt and what was done are three counts that are never mixed."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from lms.common import clock
from teams.models import SessionTurn
from teams.services import months, reviewing
from tests.people import sign_in
from tests.teams.conftest import envelope, send

BOTH = {"topics": ["vneid", "dich-vu-cong"]}


def turns(session):
    return {turn.topic.code: turn.count for turn in session.turns_taken()}


def test_a_log_says_how_many_learnt_each_topic(team, lan):
    session = send(lan, team, **BOTH, turns={"vneid": 14, "dich-vu-cong": 3}).session
    assert turns(session) == {"vneid": 14, "dich-vu-cong": 3}
    assert session.heads_count == 14


def test_a_topic_nobody_counted_is_unknown_and_nought_is_nought(team, lan):
    assert turns(send(lan, team, **BOTH).session) == {}
    assert turns(send(lan, team, **BOTH, turns={"vneid": 0, "dich-vu-cong": None}).session) == {
        "vneid": 0
    }


def test_a_log_without_turns_is_the_log_it_was(team, lan):
    assert "turns" not in send(lan, team).session.submission.payload


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"vneid": 15}, "nhiều hơn người đến (14)"),
        ({"dich-vu-cong": 1}, "nội dung chưa chọn"),
        ({"vneid": -1}, "ghi một số"),
        ({"vneid": "3"}, "ghi một số"),
        ([["vneid", 3]], "ghi một số"),
    ],
)
def test_turns_that_cannot_be_are_said_and_kept_aside(team, lan, given, words):
    receipt = send(lan, team, turns=given)
    assert receipt.outcome == "rejected"
    assert words in receipt.errors["turns"]


def test_a_revision_changes_them(team, lan):
    wrap = envelope(team)
    send(lan, team, wrap=wrap, turns={"vneid": 9})
    session = send(lan, team, wrap=replace(wrap, rev=2, base_rev=1)).session
    assert turns(session) == {}
    assert not SessionTurn.objects.exists()


def test_mending_in_the_plain_form_keeps_what_a_phone_counted(client, team, lan):
    session = send(lan, team, turns={"vneid": 9}).session
    client.force_login(lan)
    address = f"/to/{team.code}/buoi/{session.record_id}/sua/"
    form = client.get(address).context["form"]
    sent = {name: form[name].value() for name in form.fields}
    sent |= {"held_on": clock.today().strftime("%d/%m/%Y"), "start_time": "19:30", "version": ""}
    sent = {name: "" if value is None else value for name, value in sent.items()}
    client.post(address, {**sent, "heads": "12", "with_names": "", "is_another": ""})
    session.refresh_from_db()
    assert (session.rev, session.heads_count, turns(session)) == (2, 12, {"vneid": 9})


def test_pages_say_each_count_with_its_word(client, team, lan, reviewer, y_yen):
    counted = send(lan, team, turns={"vneid": 9}).session
    plain = send(lan, team).session
    client.force_login(lan)
    for page in ("", "bien-nhan/"):
        told = client.get(f"/to/{team.code}/buoi/{counted.record_id}/{page}").text
        assert "<dt>Người đến</dt>" in told
        assert "<dt>Lượt theo nội dung</dt><dd>Dùng VNeID: 9</dd>" in told
        told = client.get(f"/to/{team.code}/buoi/{plain.record_id}/{page}").text
        assert "<dt>Lượt theo nội dung</dt><dd>chưa ghi</dd>" in told
    sign_in(client, reviewer)
    told = client.get(f"/xa/{y_yen.code}/duyet/{counted.record_id}/").text
    assert "<dt>Lượt theo nội dung</dt><dd>Dùng VNeID: 9</dd>" in told


def test_the_month_tells_them_apart_and_says_who_did_not_count(client, team, lan, reviewer, y_yen):
    first = clock.today().replace(day=1)
    address = f"/xa/{y_yen.code}/"
    reviewing.verify(send(lan, team).session, by=reviewer, now=clock.now())
    assert months.of_commune(y_yen, first).turns == []
    sign_in(client, reviewer)
    assert '<span class="v">chưa ghi</span><span class="l">lượt theo' in client.get(address).text
    counted = send(lan, team, **BOTH, turns={"vneid": 9, "dich-vu-cong": 2}).session
    reviewing.verify(counted, by=reviewer, now=clock.now())
    month = months.of_commune(y_yen, first)
    assert month.turns == [("Dùng VNeID", 9), ("Nộp hồ sơ trực tuyến", 2)]
    assert (month.heads_count, month.turns_count, month.acts_count) == (28, 11, 12)
    assert month.uncounted_count == 1
    for page in (address, f"{address}in/"):
        assert "1 buổi chưa ghi lượt" in client.get(page).text


def test_the_database_holds_one_count_a_topic(team, lan):
    turn = send(lan, team, turns={"vneid": 9}).session.turns.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        SessionTurn.objects.create(session=turn.session, topic=turn.topic, count=1)
