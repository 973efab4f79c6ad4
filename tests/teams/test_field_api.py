"""Phones of a team send logs in batches and carry along what they need to write them."""

import gzip
import json
from datetime import time, timedelta

import pytest
from hypothesis import given

from lms.common import clock
from lms.common.ids import uuid7
from lms.users.services import grants
from teams.models import FieldSubmission, Outcome, QuarantinedSubmission, Session, Topic
from teams.services import campaigns, membership, names, planning, reviewing
from tests import pairs
from tests.api.test_malformed import anything
from tests.teams import planned as plans
from tests.teams.conftest import long_ago, send
from tests.teams.phones import SUBMISSIONS, TEAMS, FieldPhone, log


@pytest.fixture
def phone(lan, team):
    return FieldPhone(lan)


def test_a_batch_is_answered_log_by_log_in_the_order_sent(phone, team):
    good, bad = log(team), log(team, heads=-1)
    answer = phone.tell(good, bad, good, {**good, "document": bad["document"] | {"heads": 3}})
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    told = answer.json()
    assert told["now"]
    found = [(one["status"], one["code"], bool(one["receipt"])) for one in told["outcomes"]]
    assert found == [
        ("created", 201, True),
        ("rejected", 422, False),
        ("duplicate", 200, True),
        ("rejected", 422, False),
    ]
    assert [one["record_id"] for one in told["outcomes"][:2]] == [
        good["record_id"],
        bad["record_id"],
    ]
    assert "0 đến 5000" in told["outcomes"][1]["errors"]["heads"]
    assert Session.objects.get().submission.receipt_no == told["outcomes"][0]["receipt"]


def test_another_body_under_the_same_number_is_a_conflict_and_both_are_kept(phone, team):
    first = log(team)
    phone.tell(first)
    [told] = phone.outcomes({**first, "document": {**first["document"], "heads": 20}})
    assert (told["status"], told["code"], told["receipt"]) == ("conflict", 409, "")
    assert Session.objects.get().heads_count == 14
    assert QuarantinedSubmission.objects.get().body["heads"] == 20


def test_what_came_is_kept_as_it_was_written_unknown_keys_too(phone, team):
    sent = log(team, heads=9, female=0, older=0, mood="vui", names=["Trần  Thị Hoa"])
    sent |= {"battery": 15}
    phone.tell(sent)
    kept = FieldSubmission.objects.get()
    open_part = {key: sent["document"][key] for key in kept.raw["document"]}
    assert kept.raw["document"] == open_part
    assert kept.raw["captured_at"] == sent["captured_at"]
    assert kept.raw["app_version"] == "2026.11"
    assert kept.personal == {
        "names": ["Trần Thị Hoa"],
        "sent": {"mood": "vui", "names": ["Trần  Thị Hoa"], "envelope": {"battery": 15}},
    }


def test_an_erased_name_is_nowhere_in_what_came(phone, team, lan):
    phone.tell(log(team, names=["Trần Thị Hoa", "Lê Văn An"], host="nhà bà Trần Thị Hoa"))
    session = Session.objects.get()
    assert names.forget(session, position=1, by=lan, now=clock.now())
    kept = FieldSubmission.objects.get()
    assert kept.personal == {"names": ["Lê Văn An"]}
    assert "Hoa" not in json.dumps([kept.raw, kept.personal, kept.payload], ensure_ascii=False)


def test_another_unknown_key_is_another_body(phone, team):
    first = log(team, mood="vui")
    phone.tell(first)
    [told] = phone.outcomes({**first, "document": {**first["document"], "mood": "buồn"}})
    assert told["status"] == "conflict"
    assert phone.outcomes(first)[0]["status"] == "duplicate"


def test_a_batch_may_be_packed(phone, team):
    body = gzip.compress(json.dumps({"submissions": [log(team)]}).encode())
    answer = phone.post_body(body, **{"Content-Encoding": "gzip"})
    assert answer.json()["outcomes"][0]["status"] == "created"


def test_twenty_fit_and_one_more_does_not(phone, team):
    assert len(phone.outcomes(*(log(team) for _ in range(20)))) == 20
    answer = phone.tell(*(log(team) for _ in range(21)))
    assert (answer.status_code, answer.json()["code"]) == (413, "too_many")


def test_a_stranger_is_asked_to_sign_in_and_nothing_is_stored(phone, team):
    phone.ask()
    phone.cookies.pop("sessionid")
    answer = phone.tell(log(team))
    assert (answer.status_code, answer.json()["code"]) == (401, "signed_out")
    assert not FieldSubmission.objects.exists()


def test_no_write_without_the_csrf_header(phone, team):
    body = json.dumps({"submissions": [log(team)]})
    answer = phone.post(SUBMISSIONS, body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf")


def test_a_queue_of_another_person_is_left_alone(phone, team, minh):
    answer = phone.tell(log(team), person=minh.public_id)
    assert (answer.status_code, answer.json()["code"]) == (409, "other_person")
    assert not FieldSubmission.objects.exists()


def test_a_team_that_is_not_there_is_told_and_the_log_is_kept(phone, team):
    [told] = phone.outcomes(log(team, around={"team": "khong-co"}))
    assert told["errors"] == {"team": "Không có tổ này. Chọn lại tổ rồi gửi."}
    assert QuarantinedSubmission.objects.get().body["heads"] == 14


def test_somebody_elses_team_gets_nothing(lan, other_team, phone):
    [told] = phone.outcomes(log(other_team))
    assert (told["status"], list(told["errors"])) == ("rejected", ["team"])
    assert not Session.objects.exists()


@pytest.mark.parametrize(
    ("around", "field"),
    [
        ({"record_id": "buổi của tôi"}, "record_id"),
        ({"record_id": "8c5b54a4-1111-4a6b-9d0e-0242ac120002"}, "record_id"),
        ({"rev": 0}, "rev"),
        ({"rev": "1"}, "rev"),
        ({"form_version": None}, "form_version"),
        ({"document": ["hỏng"]}, "document"),
        ({"team": 7}, "team"),
    ],
)
def test_a_broken_envelope_is_told_in_words_and_kept(phone, team, around, field):
    [told] = phone.outcomes(log(team, around=around))
    assert (told["code"], list(told["errors"])) == (422, [field])
    assert QuarantinedSubmission.objects.count() == 1


@given(body=anything)
@pairs.made_up(60)
def test_any_json_gets_an_answer(phone, body):
    answer = phone.post_body(json.dumps(body))
    assert 400 <= answer.status_code < 500
    assert answer.json()["message"].endswith(".")


@given(around=anything, key=...)
@pairs.made_up(120)
def test_whatever_stands_in_an_envelope_is_answered_and_kept(phone, team, around, key: str):
    keys = [*log(team), "khác"]
    sent = log(team) | {keys[len(key) % len(keys)]: around}
    before = FieldSubmission.objects.count() + QuarantinedSubmission.objects.count()
    [told] = phone.outcomes(sent, around)[:1]
    assert told["status"] in {"created", "rejected"}
    assert FieldSubmission.objects.count() + QuarantinedSubmission.objects.count() > before


def test_the_teams_of_a_person(phone, team):
    assert phone.ask().json() == {"teams": [{"code": team.code, "name": team.name}]}


def test_a_phone_carries_along_what_it_needs(phone, team, lan, hoa, reviewer):
    membership.join(team, hoa, on=long_ago(), by=None)
    session = send(lan, team).session
    reviewing.return_for_fix(session, by=reviewer, reason="Thiếu nơi", now=clock.now())
    told = phone.ask(f"{TEAMS}/{team.code}").json()
    assert told["team"] == {
        "code": team.code,
        "name": team.name,
        "unit": "Xã Ý Yên",
        "village": "Thôn An Hòa",
    }
    assert told["form_version"] == 2
    assert told["topics"][0] == {"code": "vneid", "name": "Dùng VNeID"}
    assert {one["code"] for one in told["outcomes"]} > {"e_identity", "bank_account"}
    assert told["types"][0] == {"code": "class_session", "name": "Lớp tập trung"}
    assert {one["id"] for one in told["members"]} == {lan.public_id, hoa.public_id}
    assert told["venues"] == ["Nhà văn hóa thôn An Hòa"]
    assert told["sessions"] == [
        {
            "record_id": str(session.record_id),
            "rev": 1,
            "status": "needs_fix",
            "receipt": session.submission.receipt_no,
            "held_on": clock.today().isoformat(),
            "venue": "Nhà văn hóa thôn An Hòa",
            "heads": 14,
            "reason": "Thiếu nơi",
            "pending": False,
            "type": "class_session",
            "start_time": "",
            "topics": ["vneid"],
        }
    ]


def test_what_has_not_changed_is_not_sent_again(phone, team, lan):
    first = phone.ask(f"{TEAMS}/{team.code}")
    assert first["Cache-Control"] == "no-store"
    again = phone.ask(f"{TEAMS}/{team.code}", **{"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["Cache-Control"] == "no-store"
    send(lan, team)
    assert phone.ask(f"{TEAMS}/{team.code}", **{"If-None-Match": first["ETag"]}).status_code == 200


def test_sessions_of_long_ago_are_left_out_unless_the_commune_waits(phone, team, lan, reviewer):
    old = (clock.today() - timedelta(days=61)).isoformat()
    waiting = send(lan, team, held_on=old).session
    send(lan, team, held_on=old, venue="Chợ")
    reviewing.return_for_fix(waiting, by=reviewer, reason="Thiếu", now=clock.now())
    told = phone.ask(f"{TEAMS}/{team.code}").json()["sessions"]
    assert [one["record_id"] for one in told] == [str(waiting.record_id)]


def test_a_days_sync_of_a_busy_team_is_at_most_fifty_kilobytes(phone, team, lan):
    for _ in range(10):
        phone.tell(*(log(team, venue=f"Nhà văn hóa thôn {uuid7()}") for _ in range(20)))
    answer = phone.ask(f"{TEAMS}/{team.code}", **{"Accept-Encoding": "gzip"})
    assert len(json.loads(gzip.decompress(answer.content))["sessions"]) == 200
    assert len(answer.content) <= 50_000


def test_only_members_of_today_carry_a_team_along(phone, team, lan, minh, reviewer):
    for person in (minh, reviewer):
        answer = FieldPhone(person).ask(f"{TEAMS}/{team.code}")
        assert (answer.status_code, answer["Content-Type"][:16]) == (403, "application/json")
    membership.leave(team.memberships.get(), on=clock.today(), by=lan, now=clock.now())
    team.memberships.update(valid_to=clock.today() - timedelta(days=1))
    assert phone.ask(f"{TEAMS}/{team.code}").json()["code"] == "not_member"
    assert phone.ask(f"{TEAMS}/khong-co").status_code == 404


def test_names_of_members_wait_for_a_second_factor(phone, team, lan, y_yen):
    grants.grant(lan, "commune_manager", unit=y_yen, by=None)
    assert phone.ask(f"{TEAMS}/{team.code}").json()["code"] == "second_factor"
    assert phone.outcomes(log(team))[0]["status"] == "created"


def test_the_calendar_travels_with_the_lists_until_it_is_logged(phone, team, lan):
    today = clock.today()
    held, ahead = (plans.plan(team, lan, on=today, at=time(n), venue="Sân đình") for n in (8, 19))
    plans.plan(team, lan, on=today + timedelta(days=30))
    planning.cancel(ahead, reason="Mất điện", by=lan, now=clock.now())
    held.comings.create(people_count=4, phone_mark="a" * 64)
    (told,) = phone.ask(f"{TEAMS}/{team.code}").json()["plans"]
    assert told == {
        "id": str(held.pk),
        "held_on": today.isoformat(),
        "start_time": "08:00",
        "duration_min": 90,
        "type": "class_session",
        "venue": "Sân đình",
        "topics": ["vneid"],
        "expected": 4,
    }
    send(lan, team)
    assert phone.ask(f"{TEAMS}/{team.code}").json()["plans"] == []


def test_results_of_the_months_campaign_come_first_then_those_of_late(
    phone, team, lan, province, manager
):
    signing = Topic.objects.create(code="chu-ky-so", name="Chữ ký số", position=3)
    Outcome.objects.filter(code="signature").update(topic=signing)
    send(lan, team, acts={"health_book": 1})

    def first_three():
        told = phone.ask(f"{TEAMS}/{team.code}").json()
        return [one["code"] for one in told["outcomes"]][:3], told["usual_outcomes"]

    assert first_three()[0][0] == "health_book"
    month = clock.today().replace(day=1)
    started = campaigns.start(
        "Tháng ký số", unit=province, month=month, topic=signing, quota=1, by=lan, now=clock.now()
    )
    assert first_three() == (["signature", "health_book", "e_identity"], 4)
    campaigns.end(started, by=lan, now=clock.now())
    assert first_three()[0][0] == "health_book"


def test_results_the_team_had_lately_come_first_and_the_rest_may_be_folded(phone, team, lan):
    for _ in range(2):
        send(lan, team, acts={"signature": 1})
    send(lan, team, acts={"assessment": 3, "signature": 1})
    send(lan, team, acts={"health_book": 1}, held_on="2026-01-05")
    told = phone.ask(f"{TEAMS}/{team.code}").json()
    codes = [one["code"] for one in told["outcomes"]]
    assert codes[:3] == ["signature", "assessment", "e_identity"]
    assert (len(codes), told["usual_outcomes"]) == (9, 4)
