"""Giving an agency's people a course to finish, and knowing how far they are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count, OuterRef, QuerySet, Subquery

from courses.models import Course, Duty, DutyRule, Enrolment
from lms.audit import services as audit
from lms.common import clock
from lms.users.models import Agency, Official, User

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


def assign(
    agency: Agency, course: Course, *, due_on: date, by: User, note: str, now: datetime
) -> DutyRule:
    """Oblige everybody who serves in `agency` or below today; again, only those missing."""
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
        _give(rule, now=now)
        _close_completed(rule)
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


def serving(agency: Agency, *, day: date) -> QuerySet[Official]:
    """The posts held in the subtree of `agency` on `day` by people who can sign in."""
    return Official.objects.within(agency).serving_on(day).filter(person__is_active=True)


def people_count(agency: Agency, *, day: date) -> int:
    """How many people an assignment of today would reach; two posts are one person."""
    return serving(agency, day=day).aggregate(people=Count("person", distinct=True))["people"]


def rules_for(agency: Agency) -> QuerySet[DutyRule]:
    """What `agency` and those above it ask for, the nearest date first."""
    steps = agency.path.rstrip("/").split("/")
    above = ["/".join(steps[: depth + 1]) + "/" for depth in range(len(steps))]
    return (
        DutyRule.objects.filter(agency__path__in=above, cancelled_at=None)
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


def _give(rule: DutyRule, *, now: datetime) -> None:
    posts = serving(rule.agency, day=clock.local(now).date())
    rows = posts.order_by("person_id", "pk").values_list("person_id", "pk", "agency_id")
    # The oldest post of a person carries the duty.
    first: dict[int, tuple[int, UUID]] = {}
    for person, official, agency in rows.iterator(chunk_size=CHUNK):
        first.setdefault(person, (official, agency))
    Duty.objects.bulk_create(
        (
            Duty(
                rule=rule,
                person_id=person,
                official_id=official,
                agency_id=agency,
                course_id=rule.course_id,
                due_on=rule.due_on,
                created_at=now,
            )
            for person, (official, agency) in first.items()
        ),
        batch_size=CHUNK,
        ignore_conflicts=True,
    )


def _close_completed(rule: DutyRule) -> None:
    """Whoever finished the course before has done the duty already."""
    finished = Enrolment.objects.filter(course=rule.course_id, completed_at__isnull=False)
    Duty.objects.filter(rule=rule, done_at=None, person__in=finished.values("learner")).update(
        done_at=Subquery(finished.filter(learner=OuterRef("person")).values("completed_at")[:1])
    )
