"""What a database keeps of learning, under names that every run of the same histories gives."""

import hashlib
import json
from itertools import groupby

from django.db.models import F

from courses.models import Attempt, CourseEdition, Enrolment, LearningEvent
from lms.audit.models import AuditEvent
from lms.users.models import User
from tests.prove import _histories

OF_THIS_DATABASE = {"id", "public_id", "enrolment_id", "graded_at", "received_at", "body_hash"}
"""Ids, moments of arrival, and what is a hash of them."""
FROZEN = {"completed_at", "completed_edition_id", "completed_rule", "completed_mark"}


class Names:
    """People by their number, editions by their place: ids differ between databases."""

    def __init__(self):
        keys = User.objects.order_by("pk").values_list("pk", flat=True)
        self.people = {key: number for number, key in enumerate(keys)}
        rows = CourseEdition.objects.values_list("pk", "course__code", "number", "course")
        self.editions = {key: f"{code}/{number}" for key, code, number, _ in rows}
        self.courses = {course: code for _, code, _, course in rows}

    def row(self, values: dict) -> dict:
        """The row of a table as every run has it."""
        kept = {key: value for key, value in values.items() if key not in OF_THIS_DATABASE}
        for key in kept.keys() & {"person_id", "learner_id"}:
            kept[key] = self.people[kept[key]]
        for key in kept.keys() & {"edition_id", "completed_edition_id"}:
            kept[key] = self.editions.get(kept[key])
        if "course_id" in kept:
            kept["course_id"] = self.courses[kept["course_id"]]
        return kept


def everything() -> dict:
    """Digests of all projected rows and of each person's events, and what was counted twice."""
    names = Names()
    enrolments = {
        f"enrolment {row['learner_id']} {row['course_id']}": row
        for row in map(names.row, Enrolment.objects.values())
    }
    closed = {name: row for name, row in enrolments.items() if row["completed_at"]}
    rows = {name: _compared(row) for name, row in enrolments.items()}
    rows |= {
        f"attempt {values['event_id']}": _digest(names.row(values))
        for values in Attempt.objects.annotate(learner_id=F("enrolment__learner")).values()
    }
    return {
        "events": LearningEvent.objects.count(),
        "twice": _twice(enrolments, len(closed)),
        "rows": rows | _events(names),
        "closed": {
            name: _digest([row[key] for key in sorted(FROZEN)]) for name, row in closed.items()
        },
        "limited": [name for name, row in closed.items() if row["course_id"] == _histories.LIMITED],
    }


def misjudged(told: list[list[dict]]) -> int:
    """Steps done and not earned or the other way round, and tries with another mark."""
    hands, wrong = _histories.editions_in_hand(), 0
    for person, own in zip(User.objects.order_by("pk"), told, strict=True):
        done, marks = _histories.earned(own, hands)
        rows = Enrolment.objects.filter(learner=person).values_list("course__code", "done")
        wrong += len(done ^ {(code, step) for code, steps in rows for step in steps})
        tries = Attempt.objects.filter(enrolment__learner=person).values_list("event_id", "mark")
        kept = {(str(event), str(mark)) for event, mark in tries}
        wrong += len(kept ^ set(marks.items()))
    return wrong


def _compared(row: dict) -> str:
    """Whole where only one moment can close it; else all but what is frozen then."""
    if row["course_id"] == _histories.ONCE:
        return _digest(row)
    return _digest({key: value for key, value in row.items() if key not in FROZEN})


def _events(names: Names) -> dict[str, str]:
    """One digest for each person, of her events in the order of their ids."""
    rows = LearningEvent.objects.order_by("person", "pk").values().iterator()
    people = groupby(rows, key=lambda row: row["person_id"])
    return {
        f"events {names.people[person]}": _digest([names.row(row) for row in own])
        for person, own in people
    }


def _twice(enrolments: dict[str, dict], closed: int) -> int:
    """Tries beside those handed in or counted, closings beside the closed."""
    tried = LearningEvent.objects.filter(kind="tested").count()
    counted = sum(kept["tries"] for row in enrolments.values() for kept in row["marks"].values())
    audited = AuditEvent.objects.filter(action="courses.completed").count()
    return (
        abs(Attempt.objects.count() - tried)
        + abs(Attempt.objects.filter(counted=True).count() - counted)
        + abs(audited - closed)
    )


def _digest(value: object) -> str:
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:20]
