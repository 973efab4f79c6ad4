"""What courses keep about a person is shown, handed over and erased; the counts stay."""

import json
from datetime import date

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import Count

from courses.models import (
    Attempt,
    Course,
    Duty,
    DutyRule,
    Enrolment,
    LearningEvent,
    QuarantinedEvent,
)
from courses.services import events
from lms.users.models import Agency, Official
from lms.users.services import personal
from tests.courses.editions import make_edition
from tests.courses.phones import NOW, RIGHT_TAPS, Phone
from tests.factories import make_agency, make_province

TYPED = "so can cuoc cua toi"
PARTS = ("learning", "learning_events", "duties", "published")


@pytest.fixture
def phone(db):
    return Phone(make_edition())


@pytest.fixture
def learnt(hoa, phone):
    """Hoa has finished one course with a test, begun another, and sent something unreadable."""
    other = Phone(make_edition("khoa-hai", title="Nhận biết lừa đảo"))
    said = phone.tapped([{**RIGHT_TAPS[0], "text": TYPED}])
    refused = other.event("opened", "khong-co", {"ghi": TYPED})
    bodies = [said, *phone.whole_course(), phone.tested(), other.opened("tim"), refused]
    events.receive(hoa, bodies, now=NOW)
    return hoa


def parts(person):
    return {part.name: part for part in personal.parts() if part.name in PARTS}


def told(person):
    return [line for part in parts(person).values() for line in part.describe(person)]


def give_duty(person, course, by, *, due_on=date(2026, 12, 1)):
    agency = Agency.objects.first() or make_agency("Sở Y tế", "SYT", make_province())
    post, _ = Official.objects.get_or_create(person=person, agency=agency, kind="civil_servant")
    rule = DutyRule.objects.create(agency=agency, course=course, due_on=due_on, created_by=by)
    return Duty.objects.create(
        rule=rule, person=person, official=post, agency=agency, course=course, due_on=due_on
    )


def figures():
    """What boards and test statistics count."""
    return (
        list(
            Enrolment.objects.order_by("course__code")
            .values("course__code", "best_mark", "completed_mark")
            .annotate(all=Count("pk"), done=Count("completed_at"))
        ),
        list(Attempt.objects.values("answers", "mark", "passed", "counted", "at")),
        list(LearningEvent.objects.order_by("pk").values("pk", "step", "kind", "ordered_at")),
        Duty.objects.filter(done_at__isnull=False).count(),
    )


def everything():
    """Every column of every table of courses, as one text."""
    tables = apps.get_app_config("courses").get_models()
    return json.dumps([list(table.objects.values()) for table in tables], default=str)


def test_kept_things_are_told_in_short_sentences(learnt, lan, phone):
    give_duty(learnt, phone.edition.course, lan)
    assert told(learnt) == [
        "2 khóa học, 1 đã xong",
        "1 lượt làm bài kiểm tra",
        "11 việc đã ghi",
        "1 việc chưa đọc được",
        "1 khóa được giao, 1 chưa xong",
    ]
    assert told(lan) == ["1 lần giao khóa học"]


def test_page_of_my_data_tells_of_courses(client, learnt):
    client.force_login(learnt)
    assert "2 khóa học, 1 đã xong" in client.get("/toi/du-lieu/").content.decode()


def test_export_holds_everything_as_it_was_sent(learnt, lan, phone):
    give_duty(learnt, phone.edition.course, lan)
    made = {name: part.export(learnt) for name, part in parts(learnt).items()}
    written = json.dumps(made, default=str)
    assert [course["course"] for course in made["learning"]] == [
        "Nộp hồ sơ dịch vụ công trực tuyến",
        "Nhận biết lừa đảo",
    ]
    assert made["learning"][0]["tests"][0]["answers"][0]["answer"] == ["b"]
    assert len(made["learning_events"]["taken"]) == LearningEvent.objects.count()
    assert TYPED in written
    assert phone.device in written
    assert made["learning_events"]["set_aside"][0]["body"]["payload"] == {"ghi": TYPED}
    assert made["duties"][0]["agency_name"] == "Sở Y tế"
    assert [row["due_on"] for row in parts(lan)["published"].export(lan)] == [date(2026, 12, 1)]


def test_after_erasing_nothing_names_the_person_and_all_counts_stay(learnt, lan, phone):
    give_duty(learnt, phone.edition.course, lan).delete()
    done = give_duty(learnt, phone.edition.course, lan, due_on=date(2026, 12, 2))
    Duty.objects.filter(pk=done.pk).update(done_at=NOW)
    give_duty(learnt, Course.objects.get(code="khoa-hai"), lan)
    events.receive(lan, [Phone(phone.edition).opened("tim")], now=NOW)
    before, written = figures(), everything()
    assert TYPED in written
    personal.erase(learnt, by=learnt, now=NOW)
    assert figures() == before
    written = everything()
    for trace in (TYPED, phone.device, phone.device.replace("-", ""), "Trần", "Hoa"):
        assert trace not in written
    assert not LearningEvent.objects.filter(person=learnt).exists()
    assert not QuarantinedEvent.objects.exists()
    assert not Duty.objects.filter(done_at=None).exists()
    assert told(learnt) == [
        "2 khóa học, 1 đã xong",
        "1 lượt làm bài kiểm tra",
        "1 khóa được giao, 0 chưa xong",
    ]
    assert told(lan) == ["1 khóa học, 0 đã xong", "1 việc đã ghi", "3 lần giao khóa học"]


def test_order_of_tries_outlives_the_device(hoa, phone):
    events.receive(hoa, [phone.tested(), phone.tested()], now=NOW)
    before = list(Attempt.objects.order_by("order_key").values_list("pk", flat=True))
    personal.erase(hoa, by=hoa, now=NOW)
    keys = list(Attempt.objects.order_by("order_key").values_list("pk", "order_key"))
    assert [pk for pk, _ in keys] == before
    assert all(key[15:47] == "0" * 32 and len(key) == 98 for _, key in keys)
    assert Enrolment.objects.get().current_key == keys[-1][1]


def test_erased_event_sent_again_by_another_is_known_and_not_kept(hoa, lan, phone):
    event = phone.tapped([{**RIGHT_TAPS[0], "text": TYPED}])
    events.receive(hoa, [event], now=NOW)
    personal.erase(hoa, by=hoa, now=NOW)
    received = events.receive(lan, [event], now=NOW)
    assert [one.outcome for one in received.outcomes] == ["duplicate"]
    assert TYPED not in everything()
    assert not Enrolment.objects.filter(learner=lan).exists()


@pytest.mark.parametrize(
    "change",
    [
        {"payload": {"mode": "test"}},
        {"person": None},
        {"step": "", **LearningEvent.ERASED},
        {**LearningEvent.ERASED, "device": "018f0000-0000-7000-8000-000000000000"},
    ],
    ids=["payload", "person alone", "step with it", "another device"],
)
def test_an_event_changes_in_no_other_way(learnt, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        LearningEvent.objects.update(**change)


def test_an_event_is_never_deleted(learnt):
    with pytest.raises(IntegrityError), transaction.atomic():
        LearningEvent.objects.first().delete()
