"""A line without an account becomes somebody only because a person looked and said so."""

from datetime import timedelta

import pytest

from courses.models import LearningEvent
from lms.audit.models import AuditEvent
from lms.common import clock
from lms.common.ids import uuid7
from lms.users.models import LearningCard
from lms.users.services import cards
from teams.models import Attendance, AttendanceTie, Session
from teams.services import membership, presence
from tests.people import make_person, sign_in
from tests.teams.conftest import long_ago
from tests.teams.phones import FieldPhone, log
from tests.teams.test_attendance import done_by, line

HOA = "Trần Thị Hoa"


@pytest.fixture
def villager(hoa, village):
    hoa.home_unit = village
    hoa.save()
    return hoa


@pytest.fixture
def written(lan, team, villager, step, run_jobs):
    """A line that was written by hand, with what she did."""
    said = {"name": "tran thi hoa", "birth_year": 1958, "village": "an hòa"}
    marks = {f"vneid/{step}": "alone"}
    lines = [line(how="name", **said, marks=marks)]
    FieldPhone(lan).outcomes(log(team, attendees=lines, consent_taken=True))
    run_jobs()
    return Attendance.objects.get()


def address(row):
    return f"/to/{row.session.team.code}/buoi/{row.session.record_id}/nguoi/{row.local_id}/"


def test_nobody_is_tied_before_a_person_says_so(written, lan, client, villager):
    assert written.person is None
    client.force_login(lan)
    page = client.get(address(written)).text
    assert "Đúng, Trần Thị Hoa, sinh 1958, Thôn An Hòa" in page
    assert not AttendanceTie.objects.exists()


def test_a_leader_says_who_it_is_and_takes_it_back(written, lan, client, villager):
    client.force_login(lan)
    assert client.post(address(written), {"ai": villager.public_id}).status_code == 302
    written.refresh_from_db()
    assert written.person == villager
    assert "không phải người này" in client.get(address(written)).text.lower()
    client.post(address(written), {"bo": "1"})
    written.refresh_from_db()
    assert written.person is None
    found = AuditEvent.objects.filter(action__startswith="attendance.")
    assert [*found.order_by("pk").values_list("action", flat=True)] == [
        "attendance.tied",
        "attendance.untied",
    ]


def test_being_recognised_completes_nothing_until_the_pin_is_right(
    written,
    lan,
    client,
    villager,
    step,
):
    printed = cards.issue(villager, card_id=uuid7(), by=lan, now=clock.now())
    client.force_login(lan)
    client.post(address(written), {"ai": villager.public_id})
    assert not LearningEvent.objects.exists()
    wrong = "111222" if printed.pin != "111222" else "222111"
    refused = client.post(address(written), {"pin": wrong})
    assert refused.status_code == 422
    assert "Còn 4 lần thử" in refused.text
    assert wrong not in refused.text
    assert client.post(address(written), {"pin": printed.pin}).status_code == 302
    assert done_by(villager) == {step}
    assert AttendanceTie.objects.get().how == "pin"


def test_five_wrong_pins_let_the_card_rest_at_the_desk_too(written, lan, client, villager):
    printed = cards.issue(villager, card_id=uuid7(), by=lan, now=clock.now())
    client.force_login(lan)
    client.post(address(written), {"ai": villager.public_id})
    for number in range(5):
        client.post(address(written), {"pin": f"00000{number}"})
    assert "Thử sai nhiều lần rồi" in client.post(address(written), {"pin": printed.pin}).text
    assert LearningCard.objects.get().locked_until
    assert not LearningEvent.objects.exists()


def test_no_leader_proves_anything_for_herself(lan, team, village, client, step, run_jobs):
    lan.home_unit = village
    lan.save()
    lines = [line(how="name", name=lan.full_name, marks={f"vneid/{step}": "alone"})]
    FieldPhone(lan).outcomes(log(team, attendees=lines, consent_taken=True))
    row = Attendance.objects.get()
    client.force_login(lan)
    client.post(address(row), {"ai": lan.public_id})
    assert "mã PIN" not in client.get(address(row)).text
    assert client.post(address(row), {"pin": "123456"}).status_code == 403


def test_whoever_is_not_shown_cannot_be_chosen(written, lan, client, hai_hau):
    stranger = make_person(HOA, birth_year=1958, home_unit=hai_hau)
    client.force_login(lan)
    for chosen in (stranger.public_id, "", "x" * 13, "\0"):
        client.post(address(written), {"ai": chosen})
    assert not AttendanceTie.objects.exists()


def test_one_person_is_one_line_of_a_session(lan, team, villager, client):
    lines = [line(how="name", name=HOA), line(how="name", name=HOA)]
    FieldPhone(lan).outcomes(log(team, attendees=lines, consent_taken=True))
    client.force_login(lan)
    for row in Attendance.objects.all():
        client.post(address(row), {"ai": villager.public_id})
    assert AttendanceTie.objects.count() == 1


def test_who_lives_in_the_village_stands_before_a_namesake(written, lan, client, y_yen, villager):
    make_person(HOA, birth_year=1957, home_unit=y_yen)
    client.force_login(lan)
    page = client.get(address(written)).text
    assert page.index("sinh 1958") < page.index("sinh 1957")


def test_members_and_strangers_see_no_people_of_the_village(
    written, client, team, minh, other_team, reviewer, other_reviewer
):
    member = make_person("Lê Văn An")
    membership.join(team, member, on=long_ago(), by=None)
    for person, status in [
        (member, 403), (minh, 403), (other_reviewer, 403), (reviewer, 200),
    ]:  # fmt: skip
        sign_in(client, person)
        assert client.get(address(written)).status_code == status


def test_a_line_nobody_looks_like_says_so(lan, team, client, villager):
    lines = [line(how="name", name="Ngô Bảo Châu"), line()]
    FieldPhone(lan).outcomes(log(team, attendees=lines, consent_taken=True))
    client.force_login(lan)
    for row in Attendance.objects.all():
        assert "Chưa thấy ai giống thế" in client.get(address(row)).text
    missing = address(row).replace(str(row.local_id), str(uuid7()))
    assert client.get(missing).status_code == 404


def test_what_was_said_stays_through_a_further_revision(written, lan, team, client, villager):
    client.force_login(lan)
    client.post(address(written), {"ai": villager.public_id})
    record = Session.objects.get().record_id
    again = [{"id": str(written.local_id), "how": "name", "name": "Trần Thị Hoa"}]
    sent = log(team, number=record, rev=2, attendees=again, consent_taken=True)
    FieldPhone(lan).outcomes(sent)
    assert Attendance.objects.get().person == villager


def test_questions_to_the_database_do_not_grow_with_lines(
    lan, team, client, villager, django_assert_max_num_queries
):
    lines = [line(how="name", name=f"{HOA} {number}") for number in range(40)]
    FieldPhone(lan).outcomes(log(team, heads=40, attendees=lines, consent_taken=True))
    session = Session.objects.get()
    assert session.held_on <= clock.today() + timedelta(days=1)
    client.force_login(lan)
    with django_assert_max_num_queries(30):
        client.get(f"/to/{team.code}/buoi/{session.record_id}/")


def test_who_is_tied_to_a_line_is_tied_to_no_other_by_her_own_phone(
    lan, team, villager, client, run_jobs
):
    shown = presence.find(presence.code(team.pk, clock.today(), 1).said, on=clock.today())[0]
    written = line(how="name", name=HOA)
    hers = {"id": str(shown.key), "how": "code", "name": HOA}
    FieldPhone(lan).outcomes(log(team, attendees=[written, hers], consent_taken=True, code_nth=1))
    run_jobs()
    client.force_login(lan)
    row = Attendance.objects.get(local_id=written["id"])
    client.post(address(row), {"ai": villager.public_id})
    presence.check_in(shown, person=villager, name="", now=clock.now())
    run_jobs()
    assert AttendanceTie.objects.filter(undone_at=None, person=villager).count() == 1
    assert Attendance.objects.filter(person=villager).count() == 1
