"""Folding events into enrolments: one statement whose outcome no order of arrival changes.

Every column is merged by an operation that may be repeated and swapped: the earliest moment of
each finished step and each line, the latest event by canonical order, the earliest start. The
statement also locks the row until the end of the transaction, so what follows it (tries,
completion) sees what every other phone has sent.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field

from courses.evidence import canonical, drills, watching
from courses.evidence.frozen import Edition, Step
from courses.evidence.intake import Event
from courses.evidence.payloads import Payload
from courses.models import EditionStep, Enrolment
from courses.services import grading
from lms.common import clock
from lms.common.connected import once_a_connection
from lms.common.ids import public_id

Kind = EditionStep.Kind

MERGED = {
    "sqlite": """(SELECT json_group_object(key, first) FROM (
        SELECT key, MIN(value) AS first FROM (
            SELECT key, value FROM json_each(courses_enrolment.{column})
            UNION ALL SELECT key, value FROM json_each(excluded.{column})) GROUP BY key))""",
    "postgresql": """(SELECT COALESCE(jsonb_object_agg(key, first), '{{}}') FROM (
        SELECT key, MIN(value COLLATE "C") AS first FROM (
            SELECT key, value FROM jsonb_each_text(courses_enrolment.{column})
            UNION ALL SELECT key, value FROM jsonb_each_text(excluded.{column})) AS both_sides
        GROUP BY key) AS earliest)""",
}
"""Two JSON objects of texts that begin with a moment made one: every key, each with its earlier."""

EARLIER = {"sqlite": "MIN", "postgresql": "LEAST"}

NEWEST_OF_LINE = """(SELECT newest.id FROM courses_courseedition newest
    WHERE newest.course_id = %s AND newest.number >= %s AND newest.number < COALESCE((
        SELECT MIN(major.number) FROM courses_courseedition major
        WHERE major.course_id = %s AND major.level = 'major' AND major.number > %s), 2147483647)
    ORDER BY newest.number DESC LIMIT 1)"""

EARLIEST = ("done", "lines", "drills")
"""The columns in which of two texts under one key the one of the earlier moment stays."""

OF_LATEST = ("edition_id", "line", "current_step", "current_at", "current_key")

COLUMNS = (
    "public_id",
    "learner",
    "course",
    "line",
    "done",
    "lines",
    "drills",
    "marks",
    "current_step",
    "current_at",
    "current_key",
    "started_at",
)


@dataclass(slots=True)
class Fold:
    """What some events of one course add to its enrolment."""

    latest: Event
    started_at: datetime
    done: dict[str, str] = field(default_factory=dict)
    lines: dict[str, str] = field(default_factory=dict)
    drills: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, events: list[Event]) -> "Fold":
        ordered = sorted(events, key=lambda event: event.order_key)
        fold = cls(latest=ordered[-1], started_at=ordered[0].ordered_at)
        for event in ordered:
            moment = canonical.iso(event.ordered_at)
            fold.lines.setdefault(str(event.edition.line), moment)
            if event.step and finishes(event):
                fold.done.setdefault(event.step.uid, moment)
            fold._note_drill(event, moment)
        return fold

    def _note_drill(self, event: Event, moment: str) -> None:
        """Keep the first run of a drill on each day; of two at one moment, the miss."""
        step = event.step
        if step is None or step.kind != Kind.DRILL or event.kind != "answered":
            return
        key = f"{step.uid} {clock.local(event.ordered_at).date()}"
        run = f"{moment} {drills.outcome(step, event.payload)}"
        self.drills[key] = min(run, self.drills.get(key, run))


def finishes(event: Event) -> bool:
    """True when the event, judged by the frozen step, finishes it."""
    step = event.step
    if step is None:
        return False
    if step.kind == Kind.READ:
        return True
    kind, is_right = JUDGED[step.kind]
    return event.kind == kind and is_right(step, event.payload)


def _watched(step: Step, payload: Payload) -> bool:
    return watching.is_enough(step.bucket_count, payload)


def _answered(step: Step, payload: Payload) -> bool:
    return grading.question_right(step.right, payload["answer"])


def _tapped(step: Step, payload: Payload) -> bool:
    return _is_asked_for(step.mode, payload) and grading.simulation_right(
        step.screens, payload["taps"]
    )


def _is_asked_for(asked: str, payload: Payload) -> bool:
    """A check is passed alone and unhelped; watching is enough only where nothing else is asked."""
    if asked == "test":
        return payload["mode"] == "test" and not payload.get("hints")
    return payload["mode"] != "watch" or asked == "watch"


def _said(_step: Step, _payload: Payload) -> bool:
    return True


JUDGED: dict[str, tuple[str, Callable[[Step, Payload], bool]]] = {
    Kind.WATCH: ("watched", _watched),
    Kind.QUESTION: ("answered", _answered),
    Kind.DRILL: ("answered", drills.is_right),
    Kind.SIMULATE: ("tapped", _tapped),
    Kind.DO: ("done", _said),
    Kind.TEACH: ("done", _said),
}
"""The one kind of event that finishes a step of each kind, and what judges it."""


def project(learner_id: int, events: Iterable[Event]) -> list[Enrolment]:
    """Fold fresh events into the learner's enrolments, which are made where there are none.

    Returns the rows as they now stand, locked, each with `edition_public_id` and `is_linked`.
    """
    by_course: dict[int, list[Event]] = {}
    for event in events:
        by_course.setdefault(event.edition.course_id, []).append(event)
    if not by_course:
        return []
    # In the order of their keys, so that two phones never wait for each other.
    folds = [Fold.of(by_course[course_id]) for course_id in sorted(by_course)]
    params: list[Any] = []
    for fold in folds:
        params += _values(learner_id, fold)
    reader = _reader()
    with connection.cursor() as cursor:
        cursor.execute(_statement(connection.vendor, reader.columns, len(folds)), params)
        return [reader.read(row) for row in cursor.fetchall()]


class _Reader:
    """Makes enrolments of rows, its converters looked up once for a connection.

    `Enrolment.objects.raw` looks them up for every statement, at an eighth of what an event costs.
    """

    def __init__(self, asked: BaseDatabaseWrapper) -> None:
        self.connection = asked
        self._compiler = Enrolment.objects.all().query.get_compiler(connection=asked)
        self._compiler.setup_query()
        columns = [column for column, *_ in self._compiler.select]
        self._converters = self._compiler.get_converters(columns)
        self._names = [column.target.attname for column in columns]
        self.columns = ", ".join(column.target.column for column in columns)

    def read(self, row: Sequence[Any]) -> Enrolment:
        """One row of `columns`, then the public id of the edition, and whether the course has a
        successor or is one."""
        *values, public_name, is_linked = next(
            iter(self._compiler.apply_converters([row], self._converters))
        )
        enrolment = Enrolment.from_db(self.connection.alias, self._names, values)
        enrolment.edition_public_id = public_name  # type: ignore[attr-defined]  # as an annotation
        enrolment.is_linked = bool(is_linked)  # type: ignore[attr-defined]  # as an annotation
        return enrolment


_reader = once_a_connection(_Reader)


@lru_cache(maxsize=32)
def _statement(vendor: str, returned: str, count: int) -> str:
    columns = [str(_field(name).column) for name in COLUMNS]
    row = f"({', '.join(['%s'] * len(columns))}, {NEWEST_OF_LINE})"
    latest = ", ".join(
        f"{column} = CASE WHEN excluded.current_key > courses_enrolment.current_key"
        f" THEN excluded.{column} ELSE courses_enrolment.{column} END"
        for column in OF_LATEST
    )
    merged = ", ".join(f"{column} = {MERGED[vendor].format(column=column)}" for column in EARLIEST)
    return (
        f"INSERT INTO courses_enrolment ({', '.join(columns)}, edition_id)"  # noqa: S608 (ours)
        f" VALUES {', '.join([row] * count)}"
        f" ON CONFLICT (learner_id, course_id) DO UPDATE SET {latest}, {merged},"
        f" started_at = {EARLIER[vendor]}(courses_enrolment.started_at, excluded.started_at)"
        f" RETURNING {returned}, (SELECT edition.public_id FROM courses_courseedition edition"
        " WHERE edition.id = courses_enrolment.edition_id) AS edition_public_id,"
        " (EXISTS (SELECT 1 FROM courses_course heir"
        " WHERE heir.id = courses_enrolment.course_id AND heir.successor_id IS NOT NULL)"
        " OR EXISTS (SELECT 1 FROM courses_course retired"
        " WHERE retired.successor_id = courses_enrolment.course_id)) AS is_linked"
    )


def _values(learner_id: int, fold: Fold) -> list[Any]:
    latest = fold.latest
    edition: Edition = latest.edition
    values = {
        "public_id": public_id(),
        "learner": learner_id,
        "course": edition.course_id,
        "line": edition.line,
        "done": fold.done,
        "lines": fold.lines,
        "drills": fold.drills,
        "marks": {},
        "current_step": latest.step.uid if latest.step else "",
        "current_at": latest.ordered_at,
        "current_key": latest.order_key,
        "started_at": fold.started_at,
    }
    prepared = [
        _field(name).get_db_prep_save(value, connection=connection)
        for name, value in values.items()
    ]
    of_line = [edition.course_id, edition.line]
    return prepared + of_line + of_line


def _field(name: str) -> "Field[Any, Any]":
    return Enrolment._meta.get_field(name)  # type: ignore[return-value]  # a column of ours
