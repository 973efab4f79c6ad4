"""What learning comes to where learners live, day by day, and who learnt and passed in a period."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncDate

from courses.models import Attempt, CourseEdition, Enrolment
from lms.common import clock
from lms.common.measures import (
    NOWHERE,
    Amount,
    Periodic,
    Source,
    Word,
    register,
    register_periodic,
)
from lms.places.services.spreading import distinct
from lms.users.services import staff

LEARNING = {"courses.started": Word.NONE, "courses.completed": Word.NONE}
TESTS = {"courses.tests_passed": Word.NONE}


def add() -> None:
    register(Source("courses.learning", LEARNING, _learning, _learning_days))
    register(Source("courses.tests", TESTS, _tests, lambda: _days(_passed(), "at")))
    for name, word, count, sources in (
        ("courses.learners", Word.PEOPLE, _learners, ("courses.learning",)),
        ("courses.people_passed", Word.PEOPLE, _people_passed, ("courses.tests",)),
    ):
        register_periodic(Periodic(name, word, count, sources))
    for name, of_staff in (
        ("courses.staff_minutes", _staff_minutes),
        ("courses.staff_passed", _staff_passed),
    ):
        register_periodic(Periodic(name, Word.NONE, of_staff, is_of_agencies=True))


def _passed() -> QuerySet[Attempt]:
    return Attempt.objects.filter(passed=True, counted=True)


def _learning(day: date, places: Collection[UUID] | None) -> Iterator[Amount]:
    for measure, moment in (
        ("courses.started", "started_at"),
        ("courses.completed", "completed_at"),
    ):
        rows = _between(Enrolment.objects.all(), moment, day, day)
        rows = _living(rows, "learner__home_unit", places)
        found = rows.values_list("learner__home_unit", "course__code").annotate(total=Count("pk"))
        for place, code, total in found.order_by():
            yield Amount(measure, place or NOWHERE, total, part=code)


def _tests(day: date, places: Collection[UUID] | None) -> Iterator[Amount]:
    home = "enrolment__learner__home_unit"
    rows = _living(_between(_passed(), "at", day, day), home, places)
    found = rows.values_list(home, "enrolment__course__code").annotate(total=Count("pk"))
    for place, code, total in found.order_by():
        yield Amount("courses.tests_passed", place or NOWHERE, total, part=code)


def _between(rows: QuerySet[Any], moment: str, first: date, last: date) -> QuerySet[Any]:
    begin, end = clock.span(first, last)
    return rows.filter(**{f"{moment}__gte": begin, f"{moment}__lt": end})


def _living(rows: QuerySet[Any], home: str, places: Collection[UUID] | None) -> QuerySet[Any]:
    if places is None:
        return rows
    here = rows.filter(**{f"{home}__in": places})
    return here | rows.filter(**{home: None}) if NOWHERE in places else here


def _learning_days() -> Iterable[date]:
    yield from _days(Enrolment.objects.all(), "started_at")
    yield from _days(Enrolment.objects.exclude(completed_at=None), "completed_at")


def _days(rows: QuerySet[Any], moment: str) -> Iterable[date]:
    day = TruncDate(moment, tzinfo=clock.VIETNAM)
    return rows.order_by().annotate(_day=day).values_list("_day", flat=True).distinct()


def _learners(first: date, last: date) -> Mapping[UUID, int]:
    begun = _between(Enrolment.objects.all(), "started_at", first, last)
    return distinct(begun, unit="learner__home_unit", thing="learner", on=last)


def _people_passed(first: date, last: date) -> Mapping[UUID, int]:
    rows = _between(_passed(), "at", first, last)
    return distinct(rows, unit="enrolment__learner__home_unit", thing="enrolment__learner", on=last)


def _staff_minutes(first: date, last: date) -> Mapping[UUID, int]:
    """Minutes of the courses that staff of the last day finished in the period."""
    done = _between(Enrolment.objects.all(), "completed_at", first, last)
    minutes: dict[int, int] = {}
    editions = CourseEdition.objects.filter(pk__in=done.values("completed_edition"))
    lengths = {pk: _length(outline) for pk, outline in editions.values_list("pk", "outline")}
    serving = staff.serving_on(last).values("person")
    rows = done.filter(learner__in=serving)
    for person, edition in rows.values_list("learner", "completed_edition"):
        minutes[person] = minutes.get(person, 0) + lengths[edition]
    return staff.by_agency(minutes, on=last)


def _length(outline: dict[str, Any]) -> int:
    return sum(lesson.get("minutes") or 0 for lesson in outline.get("lessons", ()))


def _staff_passed(first: date, last: date) -> Mapping[UUID, int]:
    serving = staff.serving_on(last).values("person")
    rows = _between(_passed(), "at", first, last).filter(enrolment__learner__in=serving)
    people = rows.values_list("enrolment__learner", flat=True).distinct()
    return staff.by_agency(dict.fromkeys(people, 1), on=last)
