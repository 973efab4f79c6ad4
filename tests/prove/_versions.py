"""A course that is changed in every way under its learners; one run in the database at hand."""

import json
import time
from datetime import timedelta

from django.test import Client
from wagtail.models import Page

from certificates.models import Certificate
from certificates.services import issuing
from courses.models import (
    Attempt,
    CourseEdition,
    CoursePage,
    EditionStep,
    Enrolment,
    LearningEvent,
    Question,
)
from courses.services import events, publishing
from lms.common import clock
from lms.common.ids import uuid7
from lms.jobs import running
from lms.jobs.models import Job
from lms.media.models import CustomImage
from lms.users.models import User
from lms.users.services import agencies
from tests.certificates.issuers import make_issuer
from tests.courses import desk
from tests.factories import make_province

MOVABLE = {"edition_id"}
"""What an author's work may do to a row of somebody under way: bring her forward in her line."""
DRAWN = {"pdf", "pdf_sha256"}
"""A certificate's file is drawn from its frozen words when its turn comes."""
FIRST = 70
"""Among so many some have finished, whose certificates are drawn; all the others are under way."""
STAGES = 7
"""How far a learner is: one step more each, then a failed test, a pass, a certificate."""


class Hand:
    """One learner's phone, which knows how each step of an edition is finished."""

    def __init__(self, learner, edition):
        self.learner, self.edition = learner, edition
        self.device, self.number = str(uuid7()), 0
        self.steps = list(edition.steps.order_by("position"))

    def event(self, kind, step="", payload=None):
        self.number += 1
        at = clock.now() + timedelta(milliseconds=self.number)
        return {
            "id": str(uuid7()),
            "device": self.device,
            "seq": self.number,
            "edition": self.edition.public_id,
            "step": step,
            "kind": kind,
            "payload": payload or {},
            "at": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        }

    def finish(self, step):
        values, kind = step.values, EditionStep.Kind(step.kind)
        if kind == EditionStep.Kind.SIMULATE:
            taps = [_tap(number, screen) for number, screen in enumerate(values["screens"])]
            return self.event("tapped", step.uid, {"mode": "alone", "taps": taps, "hints": 0})
        if kind == EditionStep.Kind.QUESTION:
            right = [option["key"] for option in values["options"] if option["right"]]
            return self.event("answered", step.uid, {"answer": right})
        if kind == EditionStep.Kind.DO:
            every = list(range(len(values["checklist"])))
            return self.event("done", step.uid, {"checked": every})
        return self.event("opened", step.uid)

    def test(self, *, right):
        """Every slot answered with its key, or with everything else."""
        answers = {}
        for slot in self.edition.test["slots"]:
            key = set(self.edition.test_key[slot["slot"]]["right"])
            every = {option["key"] for option in slot["options"]}
            answers[slot["slot"]] = sorted(key if right else every - key)
        return self.event("tested", "", {"answers": answers})

    def send(self, batch):
        told = events.receive(self.learner, batch, now=clock.now() + timedelta(seconds=1))
        assert {one.outcome for one in told.outcomes} == {"accepted"}, told.outcomes


def _tap(number, screen):
    spot = next(spot for spot in screen["spots"] if spot["role"] == "target")
    middle = {"x": spot["x"] + spot["w"] / 2, "y": spot["y"] + spot["h"] / 2}
    return {"screen": number, **middle}


def play_out(learners: int) -> dict[str, object]:
    """Let everything happen; what it did to whom. Among few, pages are asked for at the end."""
    began = time.monotonic()
    page, people = _begin(learners)
    rows, moved = records(), edition_of_each()
    told = {"changed": 0, "wrong": 0, "forward": 0, "gone": 0}
    for act in ACTS:
        act(page)
        after = records()
        told["changed"] += len(differing := changed(rows, after))
        print(*differing[:5], sep="\n", end="\n" * bool(differing))
        follow = edition_of_each()
        wrong, forward = _moves(moved, follow)
        told["wrong"] += wrong
        told["forward"] += forward
        if learners > FIRST or act is ACTS[-1]:
            told["gone"] += _pages_gone()
        rows, moved = after, follow
    under_way = Enrolment.objects.open().count()
    finished = _finish_all(people)
    return {
        "learners": learners,
        "acts": len(ACTS),
        "editions": CourseEdition.objects.count(),
        "records": len(rows),
        "records changed": told["changed"],
        "moved forward": told["forward"],
        "moved wrongly": told["wrong"],
        "pages gone": told["gone"],
        "under way": under_way,
        "finished after": finished,
        "could not finish": Enrolment.objects.open().count(),
        "seconds": round(time.monotonic() - began, 1),
    }


def _begin(learners):
    """A published course of two lessons, and people who are somewhere in it."""
    shelf = desk.make_section()
    page = desk.make_course_page(shelf)
    desk.add_lesson(page, "Đọc thêm", desk.read_step("them", "Nhớ ba điều"), minutes=2)
    edition = desk.publish(page)
    agency = agencies.open_agency(
        "Sở KHCN", code="SKHCN", kind="department", unit=make_province(), parent=None
    )
    make_issuer(agency)
    people = [User() for _ in range(learners)]
    for number, person in enumerate(people):
        person.rename(f"Trần Thị Hoa {number}")
    User.objects.bulk_create(people)
    for number, person in enumerate(people):
        stages = STAGES if number < FIRST else STAGES - 2
        _learn(Hand(person, edition), number % stages)
    # Those who passed get their certificate when its turn comes.
    while Job.objects.filter(queue=Job.Queue.NOW, state=Job.State.WAITING).exists():
        running.drain("now")
    return page, people


def _learn(hand, stage):
    if stage < len(hand.steps) - 1:
        hand.send([hand.finish(step) for step in hand.steps[: stage + 1]])
        return
    batch = [hand.finish(step) for step in hand.steps]
    hand.send([*batch, hand.test(right=stage > len(hand.steps) - 1)])
    if stage == STAGES - 1:
        issuing.issue_completion(hand.learner.enrolments.get(), now=clock.now())


def records() -> dict[str, str]:
    """Every row about people and their learning, but what is allowed to move."""
    kinds = (Enrolment, Attempt, LearningEvent, Certificate)
    return {
        f"{kind.__name__} {row['pk']}": json.dumps(_kept(row), sort_keys=True, default=str)
        for kind in kinds
        for row in kind.objects.values("pk", *_columns(kind)).iterator()
    }


def _columns(kind):
    return [field.attname for field in kind._meta.concrete_fields if not field.primary_key]


def _kept(row):
    left_out = MOVABLE if "completed_edition_id" in row else DRAWN
    return {key: row[key] for key in row if key not in left_out}


def changed(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """The rows that are not as they were, those that went and those that came."""
    return sorted(name for name in before | after if before.get(name) != after.get(name))


def edition_of_each() -> dict[int, tuple[int, int, bool]]:
    """By enrolment: the number of its edition, its line, whether it is finished."""
    rows = Enrolment.objects.values_list("pk", "edition__number", "line", "completed_at")
    return {pk: (number, line, at is not None) for pk, number, line, at in rows}


def _moves(before, after):
    """How many moved where nobody may be moved to, and how many went forward."""
    newest = max(
        number
        for number, level in CourseEdition.objects.values_list("number", "level")
        if level != "major" or number == 1
    )
    wrong = forward = 0
    for pk, (number, line, finished) in before.items():
        now, line_now, finished_now = after[pk]
        if (line, finished) != (line_now, finished_now):
            wrong += 1
        elif now != number:
            is_right = not finished and number < now <= newest
            forward, wrong = forward + is_right, wrong + (not is_right)
    return wrong, forward


def _pages_gone() -> int:
    """Pages of the editions people stand in that are not shown any more."""
    client, gone = Client(), 0
    standing = CourseEdition.objects.filter(pk__in=Enrolment.objects.values("edition"))
    for edition in standing:
        uids = edition.steps.values_list("uid", flat=True)
        for place in ("", "kiem-tra/", *(f"{uid}/" for uid in uids)):
            gone += client.get(f"/hoc/{edition.public_id}/{place}").status_code != 200
    return gone


def _finish_all(people) -> int:
    """Those under way do what is left, in the edition they stand in; how many finished."""
    count = 0
    for person in people:
        enrolment = person.enrolments.select_related("edition").get()
        if enrolment.completed_at:
            continue
        hand = Hand(person, enrolment.edition)
        left = [step for step in hand.steps if step.uid not in enrolment.done]
        hand.send([*map(hand.finish, left), hand.test(right=True)])
        enrolment.refresh_from_db()
        count += enrolment.completed_at is not None and enrolment.completed_edition_id is not None
    return count


def _mend_words(page):
    desk.edit(desk.lesson_of(page), title="Tìm thủ tục cần làm")
    assert desk.publish(page).level == "typo"


def _add_a_step(page):
    steps = [*desk.raw_steps(page), desk.read_step("moi", "Xem thêm", required=False)]
    desk.set_steps(page, *steps)
    assert desk.publish(page).level == "minor"


def _turn_the_lessons(page):
    desk.lesson_of(page, 1).move(CoursePage.objects.get(pk=page.pk), pos="first-child")
    assert desk.publish(page).level == "minor"


def _take_a_step_out(page):
    number = 1
    kept = [step for step in desk.raw_steps(page, number) if step["type"] != "question"]
    desk.set_steps(page, *kept, number=number)
    assert desk.publish(page).level == "major"


def _delete_a_lesson(page):
    desk.lesson_of(page, 0).delete()
    assert desk.publish(page).level == "major"


def _turn_the_answers(page):
    for question in Question.objects.all():
        options = question.get_latest_revision_as_object().options.get_prep_value()
        for option in options:
            option["value"]["right"] = not option["value"]["right"]
        desk.edit(question, options=json.dumps(options))
    desk.edit(page, pass_mark=10)
    assert desk.publish(page).level == "major"


def _hide(page):
    assert publishing.hide(CoursePage.objects.get(pk=page.pk).course)


def _delete_the_pages(page):
    CoursePage.objects.get(pk=page.pk).delete()
    assert not Page.objects.filter(pk=page.pk).exists()


def _delete_the_rest(_page):
    Question.objects.all().delete()
    CustomImage.objects.all().delete()


ACTS = (
    _mend_words,
    _add_a_step,
    _turn_the_lessons,
    _take_a_step_out,
    _delete_a_lesson,
    _turn_the_answers,
    _hide,
    _delete_the_pages,
    _delete_the_rest,
)
