"""Who came one by one: lines with ids of their own, cards, what was done there."""

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from courses.models import Enrolment, LearningEvent
from lms.audit.models import AuditEvent
from lms.common import clock
from lms.common.ids import uuid7
from lms.notifications.models import Notice
from lms.users.models import LearningCard, User
from lms.users.services import cards, personal
from teams.models import (
    Attendance,
    AttendanceTie,
    FieldSubmission,
    QuarantinedSubmission,
    Session,
)
from teams.services import membership, names
from tests.courses.editions import step_uid
from tests.people import make_person
from tests.teams.conftest import long_ago
from tests.teams.phones import FieldPhone, log


@pytest.fixture
def phone(lan, team):
    return FieldPhone(lan)


@pytest.fixture
def card(hoa, lan, village):
    hoa.home_unit = village
    hoa.save()
    return cards.issue(hoa, card_id=uuid7(), by=lan, now=clock.now() - timedelta(days=30))


def line(**said):
    return {"id": str(uuid7()), "how": "unnamed", **said}


def by_card(card, **said):
    return line(how="card", card=card.code, **said)


def kept_anywhere():
    rows = [
        *FieldSubmission.objects.values(),
        *QuarantinedSubmission.objects.values(),
        *Attendance.objects.values(),
        *AttendanceTie.objects.values(),
        *AuditEvent.objects.values(),
    ]
    return json.dumps(rows, default=str, ensure_ascii=False)


def done_by(person):
    return {uid for place in Enrolment.objects.filter(learner=person) for uid in place.done}


def test_two_people_of_one_name_are_two_lines(phone, team):
    hoa = {"how": "name", "name": "Trần Thị Hoa"}
    lines = [line(**hoa, birth_year=1958), line(**hoa, birth_year=1961)]
    phone.outcomes(log(team, attendees=lines, consent_taken=True))
    rows = Session.objects.get().attendances.order_by("position")
    assert [(row.name, row.birth_year) for row in rows] == [
        ("Trần Thị Hoa", 1958),
        ("Trần Thị Hoa", 1961),
    ]


def test_a_named_line_needs_consent_and_one_without_a_name_does_not(phone, team):
    named = log(team, attendees=[line(how="name", name="Trần Thị Hoa")])
    [refused] = phone.outcomes(named)
    assert "đồng ý" in refused["errors"]["consent_taken"]
    [taken] = phone.outcomes(log(team, attendees=[line(first_time=True)]))
    assert taken["status"] == "created"
    assert Attendance.objects.get().is_first_time


@pytest.mark.parametrize(
    "wrong",
    [
        "x",
        ["x"],
        [{"id": "1", "how": "name"}],
        [line(how="spell")],
        [line(marks={"vneid": "mastered"})],
        [line(marks={"../x": "alone"})],
        [line(marks=[])],
        [line(card=5)],
        [line()] * 2,
        [line() for _ in range(301)],
    ],
)
def test_a_broken_list_is_told_and_kept(phone, team, wrong):
    [told] = phone.outcomes(log(team, attendees=wrong))
    assert told["status"] == "rejected"
    assert told["errors"]["attendees"]
    assert QuarantinedSubmission.objects.count() == 1


def test_the_code_of_a_card_is_kept_nowhere(phone, team, card, run_jobs):
    phone.outcomes(log(team, attendees=[by_card(card)]))
    phone.outcomes(log(team, heads=-1, attendees=[by_card(card)]))
    phone.outcomes({**log(team, attendees=[by_card(card)]), "rev": "x"})
    run_jobs()
    assert QuarantinedSubmission.objects.count() == 2
    assert card.code not in kept_anywhere()


def test_a_card_read_without_a_line_is_somebody_when_the_log_arrives(
    phone, team, card, hoa, run_jobs
):
    typed = f" {card.code[:4].lower()}-{card.code[4:8]}-{card.code[8:]} "
    phone.outcomes(log(team, attendees=[line(how="card", card=typed)]))
    run_jobs()
    assert Attendance.objects.get().person == hoa
    assert AttendanceTie.objects.get().how == "card"


def test_an_unknown_card_is_flagged_and_kept(phone, team, lan, run_jobs):
    phone.outcomes(log(team, attendees=[line(how="card", card="0123456789AB")]))
    run_jobs()
    session = Session.objects.get()
    assert session.flags == ["unknown_card"]
    assert Attendance.objects.get().person is None
    phone.force_login(lan)
    page = phone.get(f"/to/{team.code}/buoi/{session.record_id}/").text
    assert "Có thẻ học không ai nhận ra" in page
    assert "Thẻ chưa rõ của ai" in page


def test_a_lost_phone_that_sends_twice_ties_and_tells_once(phone, team, card, hoa, step, run_jobs):
    sent = log(team, attendees=[by_card(card, marks={f"vneid/{step}": "alone"})])
    for _ in range(2):
        phone.outcomes(sent)
        run_jobs()
    assert Attendance.objects.count() == AttendanceTie.objects.count() == 1
    assert LearningEvent.objects.count() == 1
    assert Notice.objects.filter(person=hoa).count() == 1


@pytest.mark.parametrize(
    ("level", "is_done"), [("shown", False), ("helped", True), ("alone", True)]
)
def test_a_task_done_at_a_session_is_done_in_the_course(
    phone, team, card, hoa, step, run_jobs, level, is_done
):
    phone.outcomes(log(team, attendees=[by_card(card, marks={f"vneid/{step}": level})]))
    run_jobs()
    assert done_by(hoa) == ({step} if is_done else set())
    assert Attendance.objects.get().marks.get().level == level


def test_a_mark_of_a_question_passes_nothing(phone, team, card, hoa, edition, run_jobs):
    question = step_uid(edition.course.code, "tin-nhan")
    read = step_uid(edition.course.code, "tim")
    marks = {f"vneid/{question}": "alone", f"vneid/{read}": "alone", "vneid": "alone"}
    phone.outcomes(log(team, attendees=[by_card(card, marks=marks)]))
    run_jobs()
    assert not LearningEvent.objects.exists()


def test_a_leader_confirms_nothing_for_herself(phone, team, lan, hoa, step, run_jobs):
    User.objects.filter(pk=lan.pk).update(email=None, password="!")
    phone.force_login(User.objects.get(pk=lan.pk))
    code_hash = cards.code_hash("0123456789AB")
    LearningCard.objects.create(person=lan, code_hash=code_hash, pin_hash="x")
    marks = {f"vneid/{step}": "alone"}
    phone.outcomes(log(team, attendees=[line(how="card", card="0123456789AB", marks=marks)]))
    run_jobs()
    assert Attendance.objects.get().person == lan
    assert not done_by(lan)


def test_a_helper_of_the_session_is_not_confirmed_by_it(phone, team, card, hoa, step, run_jobs):
    membership.join(team, hoa, on=long_ago(), by=None)
    marks = {f"vneid/{step}": "alone"}
    phone.outcomes(log(team, helpers=[hoa.public_id], attendees=[by_card(card, marks=marks)]))
    run_jobs()
    assert not done_by(hoa)


def test_whoever_has_left_the_team_confirms_nothing(phone, team, card, hoa, lan, step, run_jobs):
    place = team.memberships.get(person=lan)
    membership.leave(place, on=clock.today() - timedelta(days=9), by=None, now=clock.now())
    phone.outcomes(log(team, attendees=[by_card(card, marks={f"vneid/{step}": "alone"})]))
    run_jobs()
    assert "role_ended" in Session.objects.get().flags
    assert not done_by(hoa)


def test_a_card_stopped_before_the_session_confirms_nothing(
    phone, team, card, hoa, lan, step, run_jobs
):
    cards.stop(hoa, by=lan, now=clock.now() - timedelta(days=9))
    phone.outcomes(log(team, attendees=[by_card(card, marks={f"vneid/{step}": "alone"})]))
    run_jobs()
    assert Attendance.objects.get().person == hoa
    assert not done_by(hoa)


def test_a_name_alone_confirms_nothing(phone, team, hoa, step, run_jobs):
    marks = {f"vneid/{step}": "alone"}
    named = line(how="name", name=hoa.full_name, marks=marks)
    phone.outcomes(log(team, attendees=[named], consent_taken=True))
    run_jobs()
    assert not LearningEvent.objects.exists()


def test_a_course_that_is_closed_takes_nothing_and_nothing_breaks(
    phone, team, card, hoa, edition, step, run_jobs
):
    edition.course.state = "hidden"
    edition.course.save()
    phone.outcomes(log(team, attendees=[by_card(card, marks={f"vneid/{step}": "alone"})]))
    run_jobs()
    assert not done_by(hoa)


def test_a_person_stays_known_through_every_further_revision(
    phone, team, card, hoa, step, run_jobs
):
    person, at = by_card(card, marks={f"vneid/{step}": "helped"}), {"start_time": "19:00"}
    first = log(team, attendees=[person])
    phone.outcomes(first)
    run_jobs()
    phone.outcomes(log(team, number=first["record_id"], rev=2, attendees=[person], **at))
    assert Attendance.objects.get().person == hoa
    run_jobs()
    assert LearningEvent.objects.count() == 1


def test_two_phones_add_people_and_a_tombstone_takes_one_out(phone, team):
    both, gone = line(), line()
    first = log(team, attendees=[both, gone])
    phone.outcomes(first)
    change = {"number": first["record_id"], "rev": 2}
    new, other = line(), line()
    phone.outcomes(log(team, **change, attendees=[both, {"id": gone["id"], "gone": True}, new]))
    around = {"device": "01932c07-4ef0-7b11-8d2a-2b5d8f6c1a03"}
    phone.outcomes(log(team, **change, around=around, attendees=[both, gone, other]))
    rows = Attendance.objects.order_by("position").values_list("local_id", flat=True)
    assert [str(one) for one in rows] == [both["id"], new["id"], other["id"]]


def test_more_people_than_heads_are_told_and_nothing_is_refused(phone, team):
    [told] = phone.outcomes(log(team, heads=9, attendees=[line() for _ in range(10)]))
    assert told["status"] == "created"
    assert "more_attendees" in Session.objects.get().flags


def test_one_person_is_taken_out_for_good_and_late_phones_bring_her_not_back(
    phone, team, lan, card, hoa, run_jobs
):
    person, other = by_card(card, name="Trần Thị Hoa"), line(how="name", name="Trần Thị Hoa")
    said = {"attendees": [person, other], "consent_taken": True}
    first = log(team, **said)
    phone.outcomes(first)
    run_jobs()
    session = Session.objects.get()
    assert names.forget(session, position=1, by=lan, now=clock.now())
    assert not AttendanceTie.objects.exists()
    phone.outcomes(log(team, number=first["record_id"], rev=2, heads=20, **said))
    run_jobs()
    session.refresh_from_db()
    assert (session.heads_count, "names_left_out" in session.flags) == (20, True)
    assert [str(row.local_id) for row in session.attendances.all()] == [other["id"]]
    assert cards.code_hash(card.code) not in kept_anywhere()


def test_mending_in_the_plain_form_keeps_who_came(phone, team, lan, card, hoa, run_jobs):
    phone.outcomes(log(team, attendees=[by_card(card), line(how="name", name="Lê Văn An")],
                       consent_taken=True))  # fmt: skip
    run_jobs()
    session = Session.objects.get()
    address = f"/to/{team.code}/buoi/{session.record_id}/sua/"
    form = phone.get(address).context["form"]
    sent = {name: form[name].value() for name in form.fields}
    sent |= {"held_on": clock.today().strftime("%d/%m/%Y"), "start_time": "19:30", "version": ""}
    sent = {name: "" if value is None else value for name, value in sent.items()}
    phone.post(address, {**sent, "heads": "12", "with_names": "", "is_another": ""},
               headers={"X-CSRFToken": phone.cookies["csrftoken"].value})  # fmt: skip
    session.refresh_from_db()
    assert (session.rev, session.heads_count) == (2, 12)
    assert session.attendances.count() == 2
    assert session.attendances.filter(person=hoa).exists()


def test_whoever_is_erased_is_in_no_log_any_more(phone, team, card, hoa, step, run_jobs):
    person = by_card(card, name="Trần Thị Hoa", marks={f"vneid/{step}": "alone"})
    phone.outcomes(log(team, attendees=[person], consent_taken=True))
    run_jobs()
    personal.erase(hoa, by=hoa, now=clock.now())
    assert not Attendance.objects.exists()
    assert "Trần Thị Hoa" not in kept_anywhere()
    assert Session.objects.heads() == 14


def test_whoever_is_erased_is_in_no_revision_that_a_later_one_took_her_out_of(
    phone, team, card, hoa, run_jobs
):
    person = by_card(card, name="Trần Thị Hoa")
    first = log(team, attendees=[person], consent_taken=True)
    phone.outcomes(first)
    run_jobs()
    gone = {"id": person["id"], "gone": True}
    phone.outcomes(log(team, number=first["record_id"], rev=2, attendees=[gone]))
    run_jobs()
    assert not Attendance.objects.exists()
    personal.erase(hoa, by=hoa, now=clock.now())
    assert "Trần Thị Hoa" not in kept_anywhere()


def test_the_team_carries_what_courses_ask_to_do(phone, team, step):
    told = phone.ask(f"/api/v1/field/teams/{team.code}").json()
    assert [one["step"] for one in told["skills"]] == [step]
    assert told["skills"][0]["topic"] == "vneid"


def test_the_database_holds_one_line_an_id_and_one_open_tie(phone, team, card, hoa, run_jobs):
    phone.outcomes(log(team, attendees=[by_card(card)]))
    run_jobs()
    row, tie = Attendance.objects.get(), AttendanceTie.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Attendance.objects.create(session=row.session, position=9, local_id=row.local_id)
    with pytest.raises(IntegrityError), transaction.atomic():
        AttendanceTie.objects.create(
            record_id=tie.record_id, local_id=tie.local_id, person=make_person("Ai Đó"), how="match"
        )


def test_a_home_visit_names_a_household_by_a_label_that_can_be_taken_out(phone, team, lan):
    sent = log(team, type="home_visit", household="Hộ 12")
    phone.outcomes(sent)
    assert Session.objects.get().household == "Hộ 12"
    assert "household" not in FieldSubmission.objects.get().payload
    page = f"/to/{team.code}/buoi/{sent['record_id']}/"
    assert "Đến hộ: Hộ 12" in phone.get(page).text
    phone.outcomes(log(team, number=sent["record_id"], rev=2, type="home_visit", household="Hộ 13"))
    assert Session.objects.get().household == "Hộ 13"
    assert names.forget(Session.objects.get(), position=None, by=lan, now=clock.now())
    late = log(team, number=sent["record_id"], rev=3, heads=20, household="Hộ 13")
    phone.outcomes(late)
    session = Session.objects.get()
    assert (session.rev, session.household) == (3, "")
    assert "Hộ 13" not in kept_anywhere()


def test_two_phones_that_call_the_household_differently_are_both_read_by_a_person(phone, team):
    first = log(team, household="Hộ 1")
    phone.outcomes(first)
    change = {"number": first["record_id"], "rev": 2}
    phone.outcomes(log(team, **change, household="Hộ 2"))
    around = {"device": "01932c07-4ef0-7b11-8d2a-2b5d8f6c1a03"}
    [told] = phone.outcomes(log(team, **change, around=around, household="Hộ 3"))
    assert told["status"] == "conflict"
