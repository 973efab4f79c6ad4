"""Publishing at a set time; a refusal is kept for the editor and the others go on."""

import re
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from wagtail.models import Revision

from courses.drafting.problems import Problem, page_url
from courses.models import CoursePage
from courses.services import editions, publishing, second_eyes, telling
from courses.services.publishing import PublishRefused, SecondLookMissing
from lms.audit import services as audit
from lms.common import clock
from lms.jobs import services as jobs
from lms.jobs.models import Job
from lms.users.models import User

KIND = "courses.publish_due"
# "ValueError: …": what jobs write down for an error nobody foresaw.
PROGRAMMERS = re.compile(r"[A-Za-z_.]+: ")


def publish_revision(page: CoursePage, revision: Revision, user: User | None) -> None:
    """What `CoursePage.publish()` does: an edition now, or a date for one.

    Raises PublishRefused, also for a revision that is not the latest: the unit is the course as
    it is drafted now.
    """
    if not revision.is_latest_revision():
        where, url = str(page), page_url(page.pk)
        raise PublishRefused([Problem(_("Chỉ phát hành được bản nháp mới nhất."), where, url)])
    go_live_at = revision.as_object().go_live_at
    if go_live_at and go_live_at > clock.now():
        _set_alarm(page, revision, at=go_live_at, by=user)
        return
    publishing.publish_course(page, by=user)


def schedule(
    page: CoursePage,
    *,
    at: datetime,
    by: User | None,
    level: str | None = None,
    note: str = "",
    refresher: bool = False,
) -> None:
    """Publish the drafts as they will be at that time; raises PublishRefused if unfit today."""
    wish = {"level": level, "note": note[:200], "refresher": refresher}
    with transaction.atomic():
        revision = _dated(page, at)
        _set_alarm(page, revision, at=at, by=by, wish=wish)


def _dated(page: CoursePage, at: datetime | None) -> Revision:
    """The latest draft with this date; its words stay those of whoever wrote it last."""
    page = CoursePage.objects.get(pk=page.pk)
    before = page.get_latest_revision()
    draft = page.get_latest_revision_as_object()
    draft.go_live_at = at
    dated: Revision = draft.save_revision(user=before.user if before else None, clean=False)
    return dated


def _set_alarm(
    page: CoursePage,
    revision: Revision,
    *,
    at: datetime,
    by: User | None,
    wish: dict[str, Any] | None = None,
) -> None:
    found = publishing.review(page)
    if found.errors:
        raise PublishRefused(found.errors)
    if by is not None and second_eyes.is_missing(page, found.draft, found.content_hash, by=by):
        raise SecondLookMissing([second_eyes.problem(page)])
    with transaction.atomic():
        editions.make_live(revision, by=by)
        jobs.add(KIND, key=_alarm(revision), ids=wish or {}, due_at=at, requested_by=by)
        audit.record("course.scheduled", subject=page, actor=by, due=at)


def _alarm(revision: Revision) -> str:
    return f"{KIND}:{revision.pk}"


def publish_due(*, dry_run: bool = False) -> tuple[int, int]:
    """Publish every course whose time has come; how many went and how many were refused."""
    went = refused = 0
    for revision in due():
        if dry_run or _publish(revision):
            went += 1
        else:
            refused += 1
    return went, refused


def due() -> list[Revision]:
    """The scheduled revisions of courses whose time has come."""
    waiting = Revision.objects.filter(
        approved_go_live_at__lte=clock.now(),
        content_type=ContentType.objects.get_for_model(CoursePage),
    )
    return list(waiting.select_related("user").order_by("approved_go_live_at"))


def _publish(revision: Revision) -> bool:
    """Publish one course; a refusal is noted on it. Either way it is scheduled no longer."""
    with transaction.atomic():
        still = Revision.objects.filter(pk=revision.pk, approved_go_live_at__isnull=False)
        if not still.update(approved_go_live_at=None):
            return True
        page = CoursePage.objects.get(pk=revision.object_id)
        alarm = Job.objects.filter(key=_alarm(revision)).select_related("requested_by").first()
        by = alarm.requested_by if alarm else revision.user
        try:
            publishing.publish_course(page, by=by, **(alarm.ids if alarm else {}))
        except PublishRefused as refused:
            note_refusal(page, refused.messages, by=by)
            return False
    return True


def due_at(page: CoursePage) -> datetime | None:
    """When the course is to be published; None where no date is set."""
    dated = page.scheduled_revision
    return dated.approved_go_live_at if dated else None


def cancel(page: CoursePage, *, by: User | None) -> bool:
    """Take back the date a course was to be published at; true only for the call that did."""
    waiting = Revision.objects.filter(
        approved_go_live_at__isnull=False,
        content_type=ContentType.objects.get_for_model(CoursePage),
        object_id=str(page.pk),
    )
    with transaction.atomic():
        if not waiting.update(approved_go_live_at=None):
            return False
        CoursePage.objects.filter(pk=page.pk).update(go_live_at=None)
        _dated(page, None)
        audit.record("course.unscheduled", subject=page, actor=by)
    return True


def note_refusal(
    page: CoursePage,
    problems: list[str],
    *,
    by: User | None = None,
    opening: str | Promise = telling.SCHEDULED,
) -> None:
    """Keep why a publishing that nobody waits for was refused, and tell its writers."""
    note = {"at": clock.now().isoformat(), "problems": problems}
    CoursePage.objects.filter(pk=page.pk).update(refusal=note)
    audit.record("course.publish_refused", subject=page, count=len(problems))
    telling.tell_refusal(page, problems, by=by, opening=opening)


def note_failure(job: Job) -> None:
    """A publishing job was given up: the editor sees why on the course's page."""
    job.refresh_from_db(fields=["error"])
    page = CoursePage.objects.filter(pk=job.ids["page"][0]).first()
    if page is not None:
        said = [_in_words(job.error)]
        note_refusal(page, said, by=job.requested_by, opening=telling.FAILED)


def _in_words(error: str) -> str:
    """A job's error for an editor: ours as it is, a programmer's in other words."""
    if PROGRAMMERS.match(error):
        return _(
            "Máy chủ gặp trục trặc, bản nháp vẫn nguyên. Phát hành lại; vẫn lỗi thì báo quản trị "
            "hệ thống."
        )
    return error
