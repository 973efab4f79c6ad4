"""A course that ends: nobody new, notice, a day, and a successor in which what was done counts."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from courses.models import Course, Enrolment
from courses.services import carrying, events, merging, publishing, retiring, sharing
from courses.services.enrolment import CourseNotOpen, enrol
from lms.common import clock
from lms.jobs import running
from lms.notifications.models import Notice
from tests.courses import desk
from tests.courses.phones import Phone


@pytest.fixture
def old(page):
    """The course that ends, of one lesson with a step of each kind, without a test."""
    desk.edit(page, pass_mark=None)
    return desk.publish(desk.fresh(page))


@pytest.fixture
def new(page, shelf, old):
    """Its successor: the same lesson, and a step more."""
    second = desk.make_course_page(
        shelf, "Nộp hồ sơ mới", steps=[desk.read_step("moi")], pass_mark=None
    )
    sharing.share(second, desk.lesson_of(page), by=None)
    return desk.publish(desk.fresh(second))


def retire(old, new, by, *, days=30):
    closes_on = clock.today() + timedelta(days=days)
    course, heir = Course.objects.get(pk=old.course_id), Course.objects.get(pk=new.course_id)
    retiring.retire(course, successor=heir, closes_on=closes_on, by=by, now=clock.now())
    return Course.objects.get(pk=old.course_id)


def finishing(edition, *kinds):
    """Events that finish the steps of these kinds."""
    phone = Phone(edition, at=clock.now() - timedelta(hours=1))
    made = []
    for step in edition.steps.order_by("position"):
        if step.kind == "read" and "read" in kinds:
            made.append(phone.opened(step.uid))
        if step.kind == "do" and "do" in kinds:
            made.append(phone.event("done", step.uid, {"checked": [0, 1]}))
        if step.kind == "question" and "question" in kinds:
            right = [one["key"] for one in step.values["options"] if one["right"]]
            made.append(phone.event("answered", step.uid, {"answer": right}))
        if step.kind == "simulate" and "simulate" in kinds:
            taps = [{"screen": 0, "x": 50, "y": 27}]
            made.append(
                phone.event("tapped", step.uid, {"mode": "alone", "taps": taps, "hints": 0})
            )
    return made


ALL = ("read", "do", "question", "simulate")


def send(person, bodies):
    return events.receive(person, bodies, now=clock.now())


def test_a_retired_course_is_read_to_the_end_and_offered_to_nobody(client, old, new, editor, hoa):
    course = retire(old, new, editor)
    assert not Course.objects.open().filter(pk=course.pk).exists()
    with pytest.raises(CourseNotOpen):
        enrol(hoa, course, now=clock.now())
    for address in (f"/khoa-hoc/{course.code}/", f"/hoc/{old.public_id}/"):
        shown = client.get(address).content.decode()
        assert f"đến hết ngày {course.closes_on:%d/%m/%Y}".replace("/0", "/") in shown.replace(
            "/0", "/"
        )
        assert f'href="/khoa-hoc/{new.course.code}/"' in shown
    step = old.steps.first()
    assert client.get(f"/hoc/{old.public_id}/{step.uid}/").status_code == 200
    assert course.code not in client.get("/khoa-hoc/").content.decode()


def test_after_its_day_the_pages_lead_to_the_successor(client, old, new, editor):
    course = retire(old, new, editor, days=7)
    for day, closed in ((7, 0), (8, 1)):
        assert retiring.close_due(now=clock.now() + timedelta(days=day)) == closed
    step = old.steps.first()
    for address in (f"/khoa-hoc/{course.code}/", f"/hoc/{old.public_id}/{step.uid}/"):
        answer = client.get(address)
        assert answer.status_code == 410
        assert f'href="/khoa-hoc/{new.course.code}/"' in answer.content.decode()
    assert client.get(f"/hoc/{old.public_id}/in/").status_code == 410


def test_those_in_the_course_are_told_and_told_again(old, new, editor, hoa, lan):
    send(hoa, finishing(old, "read"))
    send(lan, finishing(old, *ALL))
    course = retire(old, new, editor)
    running.drain("bulk")
    notice = Notice.objects.get()
    assert (notice.person_id, notice.url) == (hoa.pk, f"/khoa-hoc/{course.code}/")
    assert "Nộp hồ sơ mới" in notice.body
    for day in (22, 24, 25):
        retiring.close_due(now=clock.now() + timedelta(days=day))
        running.drain("bulk")
    assert Notice.objects.filter(person_id=hoa.pk).count() == 2
    retiring.reopen(course, by=editor, now=clock.now())
    assert not Notice.objects.exists()
    assert Course.objects.open().filter(pk=course.pk).exists()


@pytest.mark.parametrize("late", [False, True])
def test_what_was_done_counts_in_the_successor_in_whatever_order(old, new, editor, hoa, late):
    earlier, later = finishing(old, *ALL), finishing(new, "read")[:1]
    retire(old, new, editor)
    for bodies in (later, earlier) if late else (earlier, later):
        send(hoa, bodies)
    mine = Enrolment.objects.get(learner=hoa, course=new.course)
    assert set(mine.done) == set(new.rule["required"])
    assert mine.completed_at is not None
    assert mine.completed_at >= mine.started_at
    assert mine.completed_edition == new


def test_only_steps_both_have_are_carried(old, new, editor, hoa):
    retire(new, old, editor)
    send(hoa, finishing(new, "read"))
    send(hoa, finishing(old, "do"))
    mine = Enrolment.objects.get(learner=hoa, course=old.course)
    kinds = dict(old.steps.values_list("uid", "kind"))
    assert sorted(kinds[uid] for uid in mine.done) == ["do", "read"]
    assert mine.completed_at is None


def test_courses_that_are_not_retired_share_no_progress(old, new, hoa):
    send(hoa, finishing(old, *ALL))
    send(hoa, finishing(new, "read")[:1])
    assert len(Enrolment.objects.get(learner=hoa, course=new.course).done) == 1


def test_two_records_made_one_carry_too(old, new, editor, hoa, lan):
    send(lan, finishing(old, *ALL))
    send(hoa, finishing(new, "read")[:1])
    retire(old, new, editor)
    merging.take_over(lan, hoa)
    assert Enrolment.objects.get(learner=hoa, course=new.course).completed_at is not None


def test_a_ring_of_successors_comes_to_an_end(old, new):
    Course.objects.filter(pk=old.course_id).update(successor=new.course)
    Course.objects.filter(pk=new.course_id).update(successor=old.course)
    assert carrying._after(old.course_id) == [new.course_id]
    assert carrying._before(old.course_id) == [new.course_id]


def test_what_cannot_be(old, new, editor):
    course, now = Course.objects.get(pk=old.course_id), clock.now()
    far = clock.today() + timedelta(days=30)
    for heir, day in ((None, clock.today()), (course, far)):
        with pytest.raises(retiring.NotRetired):
            retiring.retire(course, successor=heir, closes_on=day, by=editor, now=now)
    publishing.withdraw(new.course, by=editor, reason="Sai")
    for wrong in (Course.objects.get(pk=new.course_id), course):
        with pytest.raises(retiring.NotRetired):
            retiring.retire(wrong, successor=new.course, closes_on=far, by=editor, now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Course.objects.filter(pk=course.pk).update(state="retired")


def test_a_typo_mended_in_a_retired_course_opens_it_to_nobody(old, new, editor, page):
    retire(old, new, editor)
    desk.edit(page, summary="Lời đã sửa.")
    assert desk.publish(desk.fresh(page)).number == 2
    assert Course.objects.get(pk=old.course_id).state == "retired"


def test_a_closed_course_is_not_published_until_it_is_taught_again(page):
    desk.publish(page)
    Course.objects.filter(pk=page.course_id).update(state="closed", closes_on=clock.today())
    desk.edit(page, summary="Đã sửa")
    with pytest.raises(publishing.PublishRefused, match="ghi ngày đóng mới"):
        publishing.publish_course(page, by=None)


def test_an_editor_retires_by_the_page_and_an_author_does_not(client, as_person, old, new, page):
    address = f"/quan-tri/khoa-hoc/{page.pk}/khep-lai/"
    day = clock.today() + timedelta(days=30)
    wish = {"closes_on": f"{day:%d/%m/%Y}", "successor": new.course_id}
    for who in ("author", "stranger"):
        assert as_person(who).post(address, wish).status_code in (302, 403)
    assert Course.objects.get(pk=old.course_id).state == "open"
    client = as_person("editor")
    assert (
        "ít nhất 7 ngày"
        in client.post(address, {**wish, "closes_on": "2020-01-01"}).content.decode()
    )
    client.post(address, wish)
    assert Course.objects.get(pk=old.course_id).state == "retired"
    assert "Mở lại như cũ" in client.get(address).content.decode()
    client.post(address, {"back": "1"})
    assert Course.objects.get(pk=old.course_id).state == "open"
