"""Giving an agency's people a course to finish, and knowing how far they are."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses.models import Course, Duty, DutyRule, Enrolment, TestOut
from lms.audit import services as audit
from lms.common import clock
from lms.notifications import inbox
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

    @property
    def percent(self) -> int:
        """How many of a hundred are done, rounded down: 100 only when everybody is."""
        return 100 * self.done // self.total if self.total else 0


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


def close_known(person: User, course: Course, *, done_at: datetime) -> int:
    """Close the open duties of whoever need not learn the course; how many there were."""
    return Duty.objects.filter(person=person, course=course, done_at=None).update(done_at=done_at)


def follow_posts(official_ids: Sequence[int], *, now: datetime) -> None:
    """Give whoever begins to serve what their agency and those above it ask for.

    Only what is due today or later: nobody is late on the first day. What a person who moved has
    not finished goes along to the new post.
    """
    today = clock.local(now).date()
    posts = Official.objects.filter(pk__in=official_ids).serving_on(today)
    served = list(posts.filter(person__is_active=True).select_related("agency"))
    _take_along(served, today)
    above = {path for post in served for path in _paths_above(post.agency)}
    rules = DutyRule.objects.filter(agency__path__in=above, cancelled_at=None, due_on__gte=today)
    people = [post.person_id for post in served]
    for rule in rules.select_related("agency"):
        reached = [post for post in served if post.agency.path.startswith(rule.agency.path)]
        _write(rule, [(post.person_id, post.pk, post.agency_id) for post in reached], now=now)
        _close_completed(rule, people=people)


def serving(agency: Agency, *, day: date) -> QuerySet[Official]:
    """The posts held in the subtree of `agency` on `day` by people who can sign in."""
    return Official.objects.within(agency).serving_on(day).filter(person__is_active=True)


def people_count(agency: Agency, *, day: date) -> int:
    """How many people an assignment of today would reach; two posts are one person."""
    return serving(agency, day=day).aggregate(people=Count("person", distinct=True))["people"]


def rules_for(agency: Agency) -> QuerySet[DutyRule]:
    """What `agency` and those above it ask for, the nearest date first."""
    return (
        DutyRule.objects.filter(agency__path__in=_paths_above(agency), cancelled_at=None)
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
    rows = Duty.objects.filter(rule=rule).within(place).with_standing(clock.today())
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


def _paths_above(agency: Agency) -> list[str]:
    """The path of the agency and of every one above it."""
    steps = agency.path.rstrip("/").split("/")
    return ["/".join(steps[: depth + 1]) + "/" for depth in range(len(steps))]


def _give(rule: DutyRule, *, now: datetime) -> None:
    posts = serving(rule.agency, day=clock.local(now).date())
    rows = posts.order_by("person_id", "pk").values_list("person_id", "pk", "agency_id")
    _write(rule, rows.iterator(chunk_size=CHUNK), now=now)


def _write(rule: DutyRule, posts: Iterable[tuple[int, int, UUID]], *, now: datetime) -> None:
    """A duty for each person; the oldest post carries it."""
    first: dict[int, tuple[int, UUID]] = {}
    for person, official, agency in posts:
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
    edition = rule.course.current_edition
    title = edition.title if edition else rule.course.code
    inbox.tell(
        first,
        key=f"duty:{rule.pk}",
        title=_("Cơ quan giao học: %(title)s") % {"title": title},
        body=_("Hạn học xong: %(day)s") % {"day": date_format(rule.due_on, "d/m/Y")},
        url=f"/khoa-hoc/{rule.course.code}/",
        now=now,
    )


def _take_along(posts: Sequence[Official], today: date) -> None:
    """Let open duties follow from a post that has ended to the first new one the rule reaches."""
    new: dict[int, list[Official]] = {}
    for post in posts:
        new.setdefault(post.person_id, []).append(post)
    left = Duty.objects.filter(person__in=new, done_at=None, official__ended_on__lte=today)
    moved = []
    for duty in left.select_related("rule__agency"):
        above = duty.rule.agency.path
        reached = (post for post in new[duty.person_id] if post.agency.path.startswith(above))
        if found := next(reached, None):
            duty.official, duty.agency_id = found, found.agency_id
            moved.append(duty)
    Duty.objects.bulk_update(moved, ["official", "agency"], batch_size=CHUNK)


def _close_completed(rule: DutyRule, *, people: Sequence[int] | None = None) -> None:
    """Whoever finished the course before, or was found to know it, has done the duty already."""
    rows = Duty.objects.filter(rule=rule, done_at=None)
    if people is not None:
        rows = rows.filter(person__in=people)
    finished = Enrolment.objects.filter(course=rule.course_id, completed_at__isnull=False)
    rows.filter(person__in=finished.values("learner")).update(
        done_at=Subquery(finished.filter(learner=OuterRef("person")).values("completed_at")[:1])
    )
    known = TestOut.objects.counting().filter(course=rule.course_id).order_by("placement__at")
    rows.filter(person__in=known.values("placement__person")).update(
        done_at=Subquery(
            known.filter(placement__person=OuterRef("person")).values("placement__at")[:1]
        )
    )
