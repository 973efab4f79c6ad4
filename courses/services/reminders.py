"""Reminding learners of the course they left half done."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.models import Enrolment, TestOut
from lms.notifications import inbox
from lms.notifications.inbox import Reminding

QUIET = timedelta(days=3)
"""Who learnt lately needs no reminder."""
GIVEN_UP = timedelta(days=60)
"""After so long somebody has decided, and is left in peace."""


def register() -> None:
    """Announce the reminder; called once, from `AppConfig.ready`."""
    inbox.register_reminder("lesson", label=gettext_lazy("Bài học còn dở"), find=_half_done)


def _is_known() -> Exists:
    """Whether the learner was found to know the course, and it counts as done."""
    known = TestOut.objects.counting()
    return Exists(known.filter(placement__person=OuterRef("learner"), course=OuterRef("course")))


def _half_done(people: QuerySet[Any, Any], now: datetime, most: int) -> dict[int, Reminding]:
    """The course each of these people was last in, when it waits; one query."""
    waiting = Enrolment.objects.open().filter(
        ~_is_known(), learner__in=people, current_at__lt=now - QUIET, current_at__gt=now - GIVEN_UP
    )
    rows = waiting.select_related("edition", "course").order_by("current_at")
    found: dict[int, Reminding] = {}
    for enrolment in rows[: 4 * most]:
        if len(found) == most and enrolment.learner_id not in found:
            continue
        url = f"/khoa-hoc/{enrolment.course.code}/"
        if enrolment.current_step:
            url = f"/hoc/{enrolment.edition.public_id}/{enrolment.current_step}/"
        found[enrolment.learner_id] = Reminding(
            title=_("Mình học tiếp nhé: %(title)s") % {"title": enrolment.edition.title},
            body=_("Còn mấy bước nữa thôi, học lúc nào rảnh."),
            url=url,
        )
    return found
