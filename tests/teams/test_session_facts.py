"""When it was held, how long, in what kind of place, who helped, what was hard: the form's later
fields, each optional for what was sent before it grew."""

from dataclasses import replace
from datetime import time, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from lms.common import clock
from lms.users.services import grants, merging, personal
from teams import policies
from teams.models import (
    Difficulty,
    FieldSubmission,
    Outcome,
    QuarantinedSubmission,
    Session,
    Topic,
    VenueKind,
)
from teams.services import entries, membership, months, reviewing, session_form
from tests.people import make_person, sign_in
from tests.teams.conftest import document, envelope, long_ago, send
from tests.teams.test_pages import address, fields

pytestmark = pytest.mark.own_rows

LATER = {
    "start_time": "19:30",
    "duration_min": 135,
    "venue_kind": "market",
    "devices_ok": 9,
    "difficulties": ["old_phone", "weak_network"],
    "difficulty_note": "Ti vi ồn",
}


def whole(*helpers, **changes):
    return fields(
        version="2",
        start_time="19h30",
        duration="90",
        venue_kind="market",
        helpers=[person.public_id for person in helpers],
        devices_ok="9",
        difficulties=["weak_network"],
        **changes,
    )


def page_of(session, end=""):
    return f"/to/{session.team.code}/buoi/{session.record_id}/{end}"


@pytest.fixture
def both(team, hoa):
    membership.join(team, hoa, on=long_ago(), by=None)
    return team


def test_what_a_log_says_becomes_columns_and_rows(both, lan, hoa):
    helpers = [lan.public_id, hoa.public_id]
    session = send(lan, both, **LATER, helpers=helpers).session
    session.refresh_from_db()
    assert (session.start_time, session.duration_minutes) == (time(19, 30), 135)
    assert (session.venue_kind_id, session.devices_count) == ("market", 9)
    assert {one.code for one in session.difficulties.all()} == {"old_phone", "weak_network"}
    assert session.difficulty_note == "Ti vi ồn"
    assert {*session.helpers.all()} == {lan, hoa}
    assert session.flags == []


def test_the_payload_keeps_codes_as_they_came(both, lan):
    send(lan, both, **LATER, helpers=[lan.public_id])
    taken = FieldSubmission.objects.get()
    assert {key: taken.payload[key] for key in LATER} == LATER
    assert taken.payload["helpers"] == [lan.public_id]
    assert taken.form_version == 2


def test_a_log_of_the_first_form_is_taken_and_reads_as_it_did(team, lan):
    wrap = envelope(team, form_version=1)
    assert send(lan, team, wrap=wrap, names=["Trần Thị Hoa"], consent_taken=None).is_kept
    taken = FieldSubmission.objects.get()
    assert taken.form_version == 1
    # The digest of what was taken before covers these and no more.
    assert {*taken.payload} == {*document()}
    session = Session.objects.get()
    assert (session.start_time, session.devices_count, session.consent_taken) == (None,) * 3
    assert send(lan, team, wrap=wrap, names=["Trần Thị Hoa"]).outcome != "created"


def test_names_come_with_consent(team, lan):
    receipt = send(lan, team, names=["Trần Thị Hoa"], consent_taken=False)
    assert "đồng ý" in receipt.errors["consent_taken"]
    assert QuarantinedSubmission.objects.count() == 1
    assert send(lan, team, names=["Trần Thị Hoa"]).session.consent_taken is True


def test_a_retired_code_is_taken(team, lan):
    for model in (Topic, Outcome, VenueKind, Difficulty):
        model.objects.update(is_offered=False)
    session = send(lan, team, **LATER).session
    assert session.flags == []
    assert session.acts.get().kind_id == "e_identity"


@pytest.mark.parametrize(
    "changes",
    [
        {"topics": ["vneid", "moi"]},
        {"acts": {"e_identity": 6, "moi": 2}},
        {"venue_kind": "moi"},
        {"difficulties": ["weak_network", "moi"]},
    ],
)
def test_an_unknown_code_is_flagged_and_stays_in_the_payload(team, lan, changes):
    receipt = send(lan, team, **changes)
    assert receipt.outcome == "created"
    assert receipt.session.flags == ["unknown_code"]
    assert "moi" in str(FieldSubmission.objects.get().payload)
    assert months.of_commune(team.unit.parent, clock.today().replace(day=1)).acts_count == 0


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"start_time": "25:00"}, "start_time"),
        ({"duration_min": 0}, "duration_min"),
        ({"duration_min": True}, "duration_min"),
        ({"devices_ok": 15}, "devices_ok"),
        ({"venue_kind": "\x00"}, "venue_kind"),
        ({"helpers": "lan"}, "helpers"),
        ({"difficulties": [["x"]]}, "difficulties"),
        ({"difficulties": ["x" * 41]}, "difficulties"),
        ({"consent_taken": "có"}, "consent_taken"),
    ],
)
def test_what_cannot_be_is_kept_aside_and_named(team, lan, changes, key):
    receipt = send(lan, team, **changes)
    assert (receipt.outcome, [*receipt.errors]) == ("rejected", [key])
    assert QuarantinedSubmission.objects.get().body[key] is not None


def test_helpers_who_were_not_in_the_team_are_flagged(team, lan, hoa):
    session = send(lan, team, helpers=[lan.public_id, hoa.public_id]).session
    assert session.flags == ["helper_not_member"]
    assert [*session.helpers.all()] == [lan]
    assert hoa.public_id in FieldSubmission.objects.get().payload["helpers"]
    membership.join(team, hoa, on=clock.today(), by=None)
    early = (clock.today() - timedelta(days=2)).isoformat()
    assert (
        "helper_not_member" in send(lan, team, held_on=early, helpers=[hoa.public_id]).session.flags
    )


def test_a_revision_changes_them_too(both, lan, hoa):
    wrap = envelope(both)
    send(lan, both, wrap=wrap, **LATER, helpers=[lan.public_id])
    again = {**LATER, "difficulties": ["app_broken"], "venue_kind": "home", "duration_min": 30}
    send(lan, both, wrap=replace(wrap, rev=2), **again, helpers=[hoa.public_id])
    session = Session.objects.get()
    assert (session.venue_kind_id, session.duration_minutes) == ("home", 30)
    assert [one.code for one in session.difficulties.all()] == ["app_broken"]
    assert [*session.helpers.all()] == [hoa]


def test_the_database_holds_devices_within_heads(session):
    with pytest.raises(IntegrityError), transaction.atomic():
        Session.objects.update(devices_count=15)


def test_nobody_confirms_where_he_helped(both, lan, hoa, y_yen):
    grants.grant(hoa, "commune_reviewer", unit=y_yen, by=None)
    session = send(lan, both, helpers=[hoa.public_id]).session
    both.memberships.filter(person=hoa).delete()
    assert not policies.may_review(hoa, session)
    with pytest.raises(reviewing.NotYours):
        reviewing.verify(session, by=hoa, now=clock.now())


def test_the_usual_lines_are_added_once_and_stay_as_the_province_left_them(db):
    assert entries.ensure_usual() > 30
    Outcome.objects.filter(code="cashless").update(name="Quét mã trả tiền", is_offered=False)
    assert entries.ensure_usual() == 0
    assert Outcome.objects.get(code="cashless").name == "Quét mã trả tiền"


def test_the_month_names_outcomes_in_order_and_a_retired_one_where_it_counts(team, lan, reviewer):
    Outcome.objects.filter(code__in=["e_identity", "install"]).update(is_offered=False)
    Outcome.objects.filter(code="assessment").update(position=1)
    reviewing.verify(send(lan, team).session, by=reviewer, now=clock.now())
    month = months.of_commune(team.unit.parent, clock.today().replace(day=1))
    names = [name for name, _ in month.acts]
    assert names[0] == "Làm bài đánh giá kỹ năng số"
    assert ("Kích hoạt VNeID mức 2", 6) in month.acts
    assert "Cài ứng dụng" not in names


def test_the_form_offers_what_the_lists_hold_and_guesses_the_rest(client, both, lan, hoa):
    send(lan, both, helpers=[hoa.public_id], venue_kind="school")
    VenueKind.objects.create(code="pagoda", name="Sân chùa", position=1)
    Difficulty.objects.filter(code="old_phone").update(is_offered=False)
    with time_machine.travel("2026-11-30T13:10:00+00:00"):
        sign_in(client, lan)
        page = client.get(address(both)).text
    assert 'value="18:30"' in page
    assert "Sân chùa" in page
    assert "Máy cũ" not in page
    for ticked in (lan.public_id, hoa.public_id, "90", "school"):
        assert f'value="{ticked}" ' in page
        [tag] = [one for one in page.split("<input") if f'value="{ticked}" ' in one]
        assert "checked" in tag.split(">")[0]


def test_nothing_is_guessed_over_midnight(client, team, lan):
    with time_machine.travel("2026-11-29T17:20:00+00:00"):
        sign_in(client, lan)
        page = client.get(address(team)).text
    [tag] = [one for one in page.split("<input") if 'name="start_time"' in one]
    assert "value=" not in tag.split(">")[0]


@pytest.mark.parametrize("written", ["19:30", "19h30", "1930", "19.30"])
def test_the_whole_form_is_sent_by_hand(client, both, lan, hoa, written):
    sign_in(client, lan)
    sent = {**whole(lan, hoa, names="Trần Thị Hoa", with_names="on"), "start_time": written}
    assert client.post(address(both), sent).status_code == 302
    session = Session.objects.get()
    assert (session.start_time, session.duration_minutes) == (time(19, 30), 90)
    assert (session.venue_kind_id, session.devices_count, session.consent_taken) == (
        "market",
        9,
        True,
    )
    assert session.helpers.count() == 2
    assert session.submission.form_version == 2


def test_another_number_of_minutes_counts_before_the_ready_ones(client, team, lan):
    sign_in(client, lan)
    client.post(address(team), whole(lan, duration_other="240"))
    assert Session.objects.get().duration_minutes == 240
    page = client.get(page_of(Session.objects.get(), "sua/")).text
    assert 'value="240"' in page


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"start_time": ""}, "Ghi giờ bắt đầu"),
        ({"start_time": "tối"}, "Ghi giờ như 19:30"),
        ({"duration": ""}, "Chọn buổi kéo dài bao lâu"),
        ({"duration_other": "2000"}, "Nhiều nhất 1440"),
        ({"helpers": []}, "ít nhất một người của tổ"),
        ({"helpers": ["x"]}, "không ở trong tổ"),
        ({"devices_ok": "20"}, "nhiều hơn người đến (14)"),
        ({"venue_kind": "x"}, "không còn trong danh sách"),
        ({"difficulties": ["x"]}, "không còn trong danh sách"),
    ],
)
def test_what_is_wrong_is_said_and_the_rest_kept(client, team, lan, changes, words):
    sign_in(client, lan)
    page = client.post(address(team), {**whole(lan, difficulty_note="Ồn"), **changes})
    assert page.status_code == 422
    assert words in page.text
    assert 'value="Ồn"' in page.text
    assert not Session.objects.exists()


def test_a_page_opened_before_the_form_grew_is_taken(client, team, lan):
    sign_in(client, lan)
    assert client.post(address(team), fields()).status_code == 302
    assert FieldSubmission.objects.get().form_version == 1


def test_mending_keeps_what_is_retired_meanwhile(client, team, lan):
    sign_in(client, lan)
    client.post(address(team), whole(lan))
    for model in (Topic, Outcome, VenueKind, Difficulty):
        model.objects.update(is_offered=False)
    session = Session.objects.get()
    page = client.get(page_of(session, "sua/")).text
    assert "Chợ" in page
    assert "Sóng yếu" in page
    assert "Kích hoạt VNeID" in page
    again = {**whole(lan), "record_id": str(session.record_id), "rev": "2", "heads": "20"}
    assert client.post(page_of(session, "sua/"), again).status_code == 302
    session.refresh_from_db()
    assert (session.heads_count, session.venue_kind_id, session.acts.count()) == (20, "market", 1)


def test_pages_of_a_session_say_it(client, both, lan, hoa, reviewer, y_yen):
    session = send(lan, both, **LATER, helpers=[hoa.public_id], names=["Lê An"]).session
    said = ("từ 19:30", "135 phút", "(Chợ)", str(hoa), "Máy cũ", "Ti vi ồn", "được đồng ý")
    for person, place in (
        (lan, page_of(session)),
        (lan, page_of(session, "bien-nhan/")),
        (reviewer, f"/xa/{y_yen.code}/duyet/{session.record_id}/"),
    ):
        sign_in(client, person)
        page = client.get(place).text
        for words in said:
            assert words in page


def test_a_reviewer_reads_that_a_code_is_unknown(client, team, lan, reviewer, y_yen):
    session = send(lan, team, venue_kind="moi").session
    sign_in(client, reviewer)
    page = client.get(f"/xa/{y_yen.code}/duyet/{session.record_id}/").text
    assert "không nằm trong danh sách của tỉnh" in page


def test_whoever_helped_takes_it_along(both, lan, hoa):
    send(lan, both, **LATER, helpers=[hoa.public_id])
    content = personal.export(hoa)["parts"]["sessions"]["content"]
    [helped] = content["helped"]
    assert (helped["venue_kind"], helped["duration_minutes"]) == ("Chợ", 135)
    assert helped["difficulties"] == ["Máy cũ, đầy bộ nhớ", "Sóng yếu, mất mạng"]
    twin = make_person("Trần Thị Hoa", email="hoa2@demo.test")
    merging.merge(hoa, twin, by=twin, now=clock.now())
    assert [*Session.objects.get().helpers.all()] == [twin]


def test_a_log_that_names_a_merged_record_means_the_one_that_stays(both, lan, hoa):
    twin = make_person("Trần Thị Hoa", email="hoa2@demo.test")
    merging.merge(hoa, twin, by=twin, now=clock.now())
    session = send(lan, both, helpers=[hoa.public_id]).session
    assert ([*session.helpers.all()], session.flags) == ([twin], [])


def test_the_version_is_two():
    assert session_form.VERSION == 2
