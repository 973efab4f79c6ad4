"""Giving an agency's people a course to finish, and knowing how far they are."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import date, datetime
from operator import add
from uuid import UUID

from django.db import transaction
from django.db.models import Count, QuerySet

from courses.models import Course, Duty, DutyRule, Enrolment
from courses.services import giving
from lms.audit import services as audit
from lms.common import clock
from lms.users.models import Agency, User

CHUNK = 1000


class CourseNotOpen(Exception):
    """Nobody can be obliged to finish a course that nobody can open."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How many of the people given a course stand where."""

    done: int = 0
    under_way: int = 0
    late: int = 0
    not_begun: int = 0

    @property
    def total(self) -> int:
        return self.done + self.under_way + self.late + self.not_begun

    @property
    def percent(self) -> int:
        """How many of a hundred are done, rounded down: 100 only when everybody is."""
        return 100 * self.done // self.total if self.total else 0

    def __add__(self, other: "Standing") -> "Standing":
        return Standing(*map(add, astuple(self), astuple(other)))


def assign(
    agency: Agency, course: Course, *, due_on: date, by: User, note: str, now: datetime
) -> DutyRule:
    """Oblige everybody who serves in `agency` or below today; again, only those missing.

    The first thousand have it on return; a job gives it to the rest (`giving.job_of`).
    """
    if not Course.objects.open().filter(pk=course.pk).exists():
        raise CourseNotOpen
    with transaction.atomic():
        rule, is_new = DutyRule.objects.get_or_create(
            agency=agency,
            course=course,
            due_on=due_on,
            cancelled_at=None,
            defaults={"note": note, "created_by": by, "created_at": now},
        )
        giving.give(rule, by=by, now=now)
        if is_new:
            audit.record("courses.duty_assigned", subject=rule, actor=by, at=now)
    return rule


def cancel(rule: DutyRule, *, by: User, now: datetime) -> bool:
    """Ask for the course no longer; true only for the call that cancelled."""
    with transaction.atomic():
        open_rules = DutyRule.objects.filter(pk=rule.pk, cancelled_at=None)
        if not open_rules.update(cancelled_at=now):
            return False
        audit.record("courses.duty_cancelled", subject=rule, actor=by, at=now)
    return True


def close(enrolment_id: int) -> int:
    """Close the open duties of an enrolment that is completed; how many there were."""
    learner, course, done_at = Enrolment.objects.values_list(
        "learner_id", "course_id", "completed_at"
    ).get(pk=enrolment_id)
    return Duty.objects.filter(person=learner, course=course, done_at=None).update(done_at=done_at)


def close_known(person: User, course: Course, *, done_at: datetime) -> int:
    """Close the open duties of whoever need not learn the course; how many there were."""
    return Duty.objects.filter(person=person, course=course, done_at=None).update(done_at=done_at)


def rules_for(agency: Agency) -> QuerySet[DutyRule]:
    """What `agency` and those above it ask for, the nearest date first."""
    return (
        DutyRule.objects.filter(agency__path__in=giving.paths_above(agency), cancelled_at=None)
        .select_related("course__current_edition", "agency")
        .defer("course__current_edition__test", "course__current_edition__test_key")
        .order_by("due_on", "pk")
    )


def standing(rule: DutyRule, *, within: Agency | None = None) -> Standing:
    """Where the people of one rule stand; one query."""
    return standings([rule], within=within).get(rule.pk, Standing())


def standings(rules: Iterable[DutyRule], *, within: Agency | None = None) -> dict[UUID, Standing]:
    """Where people stand by rule, counting only those in the subtree of `within`; one query."""
    rows = Duty.objects.filter(rule__in=[rule.pk for rule in rules])
    if within is not None:
        rows = rows.within(within)
    counts: dict[UUID, dict[str, int]] = {}
    counted = rows.with_standing(clock.today()).values("rule_id", "standing").order_by()  # type: ignore[misc]  # annotated
    for row in counted.annotate(people=Count("pk")):
        counts.setdefault(row["rule_id"], {})[row["standing"]] = row["people"]
    return {rule_id: Standing(**found) for rule_id, found in counts.items()}


def standings_by_child(rule: DutyRule, place: Agency) -> list[tuple[Agency, Standing]]:
    """Where people stand in `place` itself and in each agency right below it with all under it.

    Whoever has most people late comes first; agencies without anybody are left out. Two queries.
    """
    rows = Duty.objects.filter(rule=rule).within(place)
    rows = rows.with_standing(clock.today(), course_id=rule.course_id)
    counted = rows.values("agency__path", "standing").order_by().annotate(people=Count("pk"))  # type: ignore[misc]  # annotated
    counts: dict[str, Counter[str]] = {}
    for row in counted:
        below = row["agency__path"].removeprefix(place.path)
        branch = place.path + below[: below.find("/") + 1]
        counts.setdefault(branch, Counter())[row["standing"]] += row["people"]
    found = [
        (agency, Standing(**counts[agency.path]))
        for agency in Agency.objects.filter(path__in=counts)
    ]
    return sorted(found, key=lambda line: (-line[1].late, -line[1].total, line[0].sort_key))
