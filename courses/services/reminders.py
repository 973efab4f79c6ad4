"""Reminding learners of the course they left half done, and of drills that are due again."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.evidence import frozen
from courses.models import Course, Enrolment, TestOut
from courses.services import progress
from courses.services.progress import DrillProgress
from lms.common import clock
from lms.notifications import inbox
from lms.notifications.inbox import Reminding

QUIET = timedelta(days=3)
"""Who learnt lately needs no reminder."""
GIVEN_UP = timedelta(days=60)
"""After so long somebody has decided, and is left in peace."""
DRILL = "drill"
LOOK_AGAIN = timedelta(days=7)
"""A phone long without a line may tell of a drill that is due sooner than was known."""


def register() -> None:
    """Announce the reminders; called once, from `AppConfig.ready`."""
    inbox.register_reminder("lesson", label=gettext_lazy("Bài học còn dở"), find=_half_done)
    inbox.register_reminder(DRILL, label=gettext_lazy("Diễn tập lại hằng tháng"), find=_due_drills)


def _is_known() -> Exists:
    """Whether the learner was found to know the course, and it counts as done."""
    known = TestOut.objects.counting()
    return Exists(known.filter(placement__person=OuterRef("learner"), course=OuterRef("course")))


def _half_done(people: QuerySet[Any, Any], now: datetime, most: int) -> dict[int, Reminding | date]:
    """The course each of these people was last in, when it waits; one query."""
    waiting = Enrolment.objects.open().filter(
        ~_is_known(), learner__in=people, current_at__lt=now - QUIET, current_at__gt=now - GIVEN_UP
    )
    waiting = waiting.exclude(course__state=Course.State.CLOSED)
    rows = waiting.select_related("edition", "course").order_by("current_at")
    found: dict[int, Reminding | date] = {}
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


def _due_drills(
    people: QuerySet[Any, Any], now: datetime, most: int
) -> dict[int, Reminding | date]:
    """The drill of each of these people that is due the longest and was not told of; or the day
    to look again. Three queries."""
    chosen = [row["person"] for row in people[:most]]
    told = inbox.told_about(chosen, DRILL)
    drills: dict[int, list[tuple[str, DrillProgress]]] = {person: [] for person in chosen}
    rows = Enrolment.objects.filter(learner__in=chosen).exclude(drills={})
    gone = (Course.State.WITHDRAWN, Course.State.CLOSED)
    rows = rows.exclude(course__state__in=gone).select_related("course", "edition")
    for enrolment in rows.defer("edition__test", "edition__test_key"):
        enrolment.edition.course = enrolment.course
        outline = frozen.outline_of(enrolment.edition)
        for drill in progress.drills_of(enrolment, outline):
            if (enrolment.learner_id, _key(drill)) not in told:
                drills[enrolment.learner_id].append((outline.public_id, drill))
    return {person: _next(mine, clock.local(now).date()) for person, mine in drills.items()}


def _next(drills: list[tuple[str, DrillProgress]], today: date) -> Reminding | date:
    edition, drill = min(drills, key=lambda pair: pair[1].due_on, default=("", None))
    if drill is None or drill.due_on > today:
        return min(today + LOOK_AGAIN, drill.due_on) if drill else today + LOOK_AGAIN
    # Many a drill is called one in its own title.
    title = drill.title.removeprefix("Diễn tập: ")
    return Reminding(
        title=_("Diễn tập lại: %(title)s") % {"title": title},
        body=_("Đã đến lúc tập lại cho khỏi quên. Vài phút thôi."),
        url=f"/hoc/{edition}/{drill.step}/",
        about=_about(drill),
    )


def _about(drill: DrillProgress) -> str:
    """This drill, this time: once practised it is due another day."""
    return f"{drill.step}:{drill.due_on.isoformat()}"


def _key(drill: DrillProgress) -> str:
    return inbox.reminder_key(DRILL, _about(drill))
