"""From a draft to the edition learners read: check, ask for it, write it, close it again.

`publish_course` is the one way to an edition, whoever calls: the button, `page.publish()`, a
schedule, the loader of course files. It checks at once and refuses with the places to mend; the
job it adds then compiles exactly the revisions that were checked, and until it is done the old
edition stays.
"""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Page, Revision

from courses.drafting import drafts
from courses.drafting.drafts import Draft, Ids
from courses.drafting.problems import Problem
from courses.models import Course, CourseEdition, CoursePage, LessonPage
from courses.services import authoring, editions, levels, second_eyes, validation, weighing
from courses.services.levels import Change, Level
from courses.services.weighing import Weighed
from lms.audit import services as audit
from lms.common.ids import uuid7
from lms.jobs import services as jobs
from lms.jobs.models import Job
from lms.users.models import User

KIND = "courses.publish"


class PublishRefused(ValidationError):
    """A draft that may not be published; `problems` lead to what is to be mended."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__([f"{problem.where}: {problem.message}" for problem in problems])


class SecondLookMissing(PublishRefused):
    """Nothing is wrong with the draft, but whoever wrote all of it would publish it alone."""


@dataclass(frozen=True)
class Review:
    """What publishing the latest drafts would mean now."""

    draft: Draft
    problems: list[Problem]
    changes: list[Change]
    floor: Level
    current: CourseEdition | None
    content_hash: str
    weighed: Weighed

    @property
    def errors(self) -> list[Problem]:
        return [problem for problem in self.problems if not problem.is_warning]

    @property
    def warnings(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.is_warning]

    @property
    def is_unchanged(self) -> bool:
        return self.current is not None and self.current.content_hash == self.content_hash


def review(page: CoursePage) -> Review:
    """Compare the latest drafts with the current edition; writes nothing."""
    draft = drafts.latest(page)
    weighed = weighing.weigh(draft)
    compiled = weighed.compiled
    current = page.course.current_edition if page.course else None
    found = levels.since(current, compiled) if current else []
    return Review(
        draft=draft,
        problems=validation.problems(draft, weighed),
        weighed=weighed,
        changes=found,
        floor=levels.floor_of(found) if current else Level.MAJOR,
        current=current,
        content_hash=compiled.edition.content_hash,
    )


def publish_course(
    page: CoursePage,
    *,
    by: User | None,
    level: str | None = None,
    note: str = "",
    refresher: bool = False,
    by_command: bool = False,
    now: datetime | None = None,
) -> Job | None:
    """Ask for an edition of the latest drafts; the job that makes it, None when nothing changed.

    `level` may be above what the changes ask for, never below; `refresher` offers those who had
    finished what a major edition changed. A hidden course opens again. Raises PublishRefused, also
    where `by` wrote all of it and nobody else has looked, unless it is done `by_command` on the
    server. The same drafts twice are the same job.
    """
    with transaction.atomic():
        page = CoursePage.objects.select_related("course__current_edition").get(pk=page.pk)
        found = review(page)
        if found.errors:
            raise PublishRefused(found.errors)
        alone = by is not None and not by_command and _is_alone(page, found, by)
        course = authoring.ensure_course(page, by=by)
        ids = drafts.ids(page, found.draft)
        if found.is_unchanged:
            reopen(course, ids, by=by)
            return None
        ids |= {"level": _level(level, found), "note": note[:200], "refresher": refresher}
        ids["was"] = course.state
        job = jobs.add(KIND, key=_key(page, found, ids), ids=ids, requested_by=by)
        audit.record(
            "course.publish_asked", subject=course, actor=by, at=now, job=job.pk, alone=alone
        )
        second_eyes.went_out(page, found.content_hash, by=None if alone else by)
    return job


def _is_alone(page: CoursePage, found: Review, by: User) -> bool:
    """Whether nobody but `by` has seen these drafts; raises PublishRefused where others could."""
    if second_eyes.is_missing(page, found.draft, found.content_hash, by=by):
        raise SecondLookMissing([second_eyes.problem(page)])
    return second_eyes.writers(found.draft) == {by.pk} and not second_eyes.is_approved(
        page, found.content_hash, not_by=by
    )


def _level(wished: str | None, found: Review) -> str:
    if wished and levels.at_least(wished, found.floor):
        return wished
    return found.floor.value


def _key(page: CoursePage, found: Review, ids: Ids) -> str:
    """One for these drafts on top of that edition, and a new one after a failure."""
    number = found.current.number + 1 if found.current else 1
    stem = f"{KIND}:{page.pk}:{number}:{drafts.digest(ids)}"
    failed = Job.objects.filter(key__startswith=stem, state=Job.State.FAILED).count()
    return f"{stem}:{failed}"


def is_needed(page: Page, revision: Revision) -> bool:
    """Whether this draft is out, dated or being compiled, so not to be written over."""
    if revision.pk == page.live_revision_id or revision.approved_go_live_at:
        return True
    kind = page.specific_class
    if kind not in (CoursePage, LessonPage):
        return False
    job = latest_job(page.pk if kind is CoursePage else page.get_parent().pk)
    if job is None or job.state not in (Job.State.WAITING, Job.State.RUNNING):
        return False
    return [page.pk, revision.pk] in (job.ids["page"], *job.ids["lessons"])


def latest_job(page_id: int) -> Job | None:
    """The newest request to publish the course of this page."""
    return Job.objects.filter(key__startswith=f"{KIND}:{page_id}:").order_by("-pk").first()


def reopen(course: Course, ids: Ids, *, by: User | None) -> bool:
    """Show a hidden course again, its drafts being what is out; true for the call that did."""
    hidden = Course.objects.filter(pk=course.pk, state=Course.State.HIDDEN)
    if not hidden.update(state=Course.State.OPEN):
        return False
    editions.show_live(ids, by=by, after=f"reopened-{uuid7()}")
    audit.record("course.reopened", subject=course, actor=by)
    return True


def hide(course: Course, *, by: User | None = None) -> bool:
    """Close enrolment and take the course off the lists; its editions serve on."""
    shown = Course.objects.filter(pk=course.pk, state=Course.State.OPEN)
    if not shown.update(state=Course.State.HIDDEN):
        return False
    audit.record("course.hidden", subject=course, actor=by)
    return True


def withdraw(course: Course, *, by: User, reason: str) -> bool:
    """Take a harmful course away for good: its pages answer 410 and say why.

    What people have done and earned stays. True only for the call that did.
    """
    standing = Course.objects.exclude(state=Course.State.WITHDRAWN).filter(pk=course.pk)
    with transaction.atomic():
        if not standing.update(state=Course.State.WITHDRAWN, withdrawn_reason=reason[:300]):
            return False
        page = CoursePage.objects.filter(course=course, live=True).first()
        if page is not None:
            UnpublishPageAction(page, user=by).execute(skip_permission_checks=True)
        audit.record("course.withdrawn", subject=course, actor=by)
    return True
