"""Taking a course off the lists at a set time; who is learning it goes on."""

from datetime import datetime

from django.db import transaction
from wagtail.actions.unpublish_page import UnpublishPageAction

from courses.models import Course, CoursePage
from courses.services import publishing, telling
from lms.audit import services as audit
from lms.common import clock
from lms.jobs import services as jobs
from lms.users.models import User

KIND = "courses.hide_due"


class NotOpen(Exception):
    """Only a course that is open can be hidden."""


def set_date(page: CoursePage, *, at: datetime, by: User | None) -> None:
    """Hide the course then, in place of any date set before; raises NotOpen."""
    if page.course is None or page.course.state != Course.State.OPEN:
        raise NotOpen
    with transaction.atomic():
        CoursePage.objects.filter(pk=page.pk).update(expire_at=at)
        key = f"{KIND}:{page.pk}:{at.isoformat()}"
        jobs.add(KIND, key=key, ids={"page": page.pk}, due_at=at, requested_by=by)
        audit.record("course.hiding_set", subject=page.course, actor=by, due=at)


def drop_date(page: CoursePage, *, by: User | None) -> bool:
    """Take the date back; true only for the call that did."""
    dated = CoursePage.objects.filter(pk=page.pk, expire_at__isnull=False)
    if not dated.update(expire_at=None):
        return False
    audit.record("course.hiding_dropped", subject=page.course, actor=by)
    return True


def hide_due(page_id: int, *, by: User | None) -> bool:
    """Hide the course when its date has come, and tell its writers; true for the call that did."""
    now = clock.now()
    with transaction.atomic():
        due = CoursePage.objects.filter(pk=page_id, expire_at__lte=now)
        if not due.update(expire_at=None):
            return False
        page = CoursePage.objects.select_related("course").get(pk=page_id)
        if page.course is None or not publishing.hide(page.course, by=by):
            return False
        if page.live:
            action = UnpublishPageAction(
                page, user=by, set_expired=True, log_action="wagtail.unpublish.scheduled"
            )
            action.execute(skip_permission_checks=True)
        telling.tell_hidden(page, by=by)
    return True
