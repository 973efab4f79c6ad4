"""Writing duties: for all an assignment reaches, part by part, and for those who come later."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses.models import Duty, DutyRule, Enrolment, TestOut
from lms.common import clock
from lms.jobs import services as jobs
from lms.jobs.models import Job
from lms.jobs.registry import Again
from lms.notifications import inbox
from lms.users.models import Agency, Official, User

KIND = "courses.give_duty"
CHUNK = 1000


def give(rule: DutyRule, *, by: User, now: datetime) -> None:
    """Oblige whoever the rule reaches and who is missing: a thousand now, the rest by a job."""
    is_over = give_next(rule, now=now)
    _close_completed(rule)
    if is_over:
        return
    key = f"{KIND}:{rule.pk}:{now.timestamp()}"
    jobs.add(KIND, key=key, ids={"rule": str(rule.pk)}, requested_by=by)


def go_on(job: Job) -> Again | None:
    """The next thousand; called again until everybody has it or it was cancelled."""
    rule = DutyRule.objects.select_related("agency", "course").get(pk=job.ids["rule"])
    if rule.cancelled_at:
        return None
    is_over = give_next(rule, now=clock.now())
    done = rule.duties.count()
    jobs.progress(job, done, max(done, people_count(rule.agency, day=clock.today())))
    return None if is_over else Again()


def job_of(rule: DutyRule) -> Job | None:
    """What still gives the duty to the many, or could not; None once everybody has it."""
    jobs_of_it = Job.objects.filter(kind=KIND, key__startswith=f"{KIND}:{rule.pk}:")
    newest = jobs_of_it.order_by("-id").first()
    return newest if newest and newest.state != Job.State.DONE else None


def give_next(rule: DutyRule, *, now: datetime) -> bool:
    """Oblige the next thousand; true when nobody is left."""
    given = Duty.objects.filter(rule=rule)
    missing = serving(rule.agency, day=clock.local(now).date()).exclude(
        person__in=given.values("person")
    )
    found = missing.order_by("person_id").values_list("person_id", flat=True).distinct()
    people = list(found[:CHUNK])
    posts = missing.filter(person__in=people).order_by("person_id", "pk")
    _write(rule, posts.values_list("person_id", "pk", "agency_id"), now=now)
    _close_completed(rule, people=people)
    _tell(rule, people, now=now)
    return len(people) < CHUNK


def follow_posts(official_ids: Sequence[int], *, now: datetime) -> None:
    """Give whoever begins to serve what their agency and those above it ask for.

    Only what is due today or later: nobody is late on the first day. What a person who moved has
    not finished goes along to the new post.
    """
    today = clock.local(now).date()
    posts = Official.objects.filter(pk__in=official_ids).serving_on(today)
    served = list(posts.filter(person__is_active=True).select_related("agency"))
    _take_along(served, today)
    above = {path for post in served for path in paths_above(post.agency)}
    rules = DutyRule.objects.filter(agency__path__in=above, cancelled_at=None, due_on__gte=today)
    people = [post.person_id for post in served]
    for rule in rules.select_related("agency"):
        reached = [post for post in served if post.agency.path.startswith(rule.agency.path)]
        _write(rule, [(post.person_id, post.pk, post.agency_id) for post in reached], now=now)
        _close_completed(rule, people=people)
        _tell(rule, [post.person_id for post in reached], now=now)


def serving(agency: Agency, *, day: date) -> QuerySet[Official]:
    """The posts held in the subtree of `agency` on `day` by people who can sign in."""
    return Official.objects.within(agency).serving_on(day).filter(person__is_active=True)


def people_count(agency: Agency, *, day: date) -> int:
    """How many people an assignment of today would reach; two posts are one person."""
    return serving(agency, day=day).aggregate(people=Count("person", distinct=True))["people"]


def paths_above(agency: Agency) -> list[str]:
    """The path of the agency and of every one above it."""
    steps = agency.path.rstrip("/").split("/")
    return ["/".join(steps[: depth + 1]) + "/" for depth in range(len(steps))]


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


def _tell(rule: DutyRule, people: Sequence[int], *, now: datetime) -> None:
    """Tell of these people those who have it to do still, once each."""
    edition = rule.course.current_edition
    title = edition.title if edition else rule.course.code
    left = Duty.objects.filter(rule=rule, person__in=people, done_at=None)
    inbox.tell(
        sorted(left.values_list("person_id", flat=True)),
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
