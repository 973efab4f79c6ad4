"""A course that comes to its end: nobody new, a day on which it closes, one that follows it.

Who is in it reads and learns on to that day, is told of it when it is decided, and once more a
week before. What was done there counts in the course that follows (`carrying`). What phones send
after that day of what was learnt before is taken as ever.
"""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses.models import Course, Enrolment
from lms.audit import services as audit
from lms.common import clock
from lms.jobs import services as jobs
from lms.jobs.models import Job
from lms.jobs.registry import Again
from lms.notifications import inbox
from lms.notifications.models import Notice
from lms.users.models import User

KIND = "courses.close_retired"
TELL_KIND = "courses.tell_retired"
NOTICE = timedelta(days=7)
"""The least time between saying so and closing, and how long before it is said once more."""
CHUNK = 500
TAUGHT = (Course.State.OPEN, Course.State.HIDDEN, Course.State.RETIRED, Course.State.CLOSED)
"""What may be given a day to end on; one that is closed is taught again up to another day."""


class NotRetired(Exception):
    """The course cannot be retired like this; the text says why."""


def retire(
    course: Course, *, successor: Course | None, closes_on: date, by: User, now: datetime
) -> None:
    """Let the course end on that day; asked again, it ends on another. Raises NotRetired."""
    if closes_on < clock.local(now).date() + NOTICE:
        days = NOTICE.days
        raise NotRetired(_("Để bà con kịp học, ngày đóng cách hôm nay ít nhất %s ngày.") % days)
    with transaction.atomic():
        held = Course.objects.select_for_update().get(pk=course.pk)
        if held.state not in TAUGHT or held.current_edition_id is None:
            raise NotRetired(_("Khóa học không còn mở."))
        if successor is not None and not _may_follow(successor, held):
            raise NotRetired(_("Khóa thay phải là một khóa khác đang mở."))
        if (held.state, held.successor, held.closes_on) == (
            Course.State.RETIRED,
            successor,
            closes_on,
        ):
            return
        held.state, held.successor, held.closes_on = Course.State.RETIRED, successor, closes_on
        held.save(update_fields=["state", "successor", "closes_on"])
        inbox.take_back(_closing(held))
        audit.record("course.retired", subject=held, actor=by, at=now, closes_on=closes_on)
        tell(held, "retired", at=now)


def _may_follow(successor: Course, course: Course) -> bool:
    return Course.objects.open().filter(pk=successor.pk).exclude(pk=course.pk).exists()


def reopen(course: Course, *, by: User, now: datetime) -> bool:
    """Teach a retired course on, as if nothing had been said; true for the call that did."""
    with transaction.atomic():
        retired = Course.objects.filter(pk=course.pk, state=Course.State.RETIRED)
        if not retired.update(state=Course.State.OPEN, successor=None, closes_on=None):
            return False
        for key in (_retired(course), _closing(course)):
            inbox.take_back(key)
        audit.record("course.reopened", subject=course, actor=by, at=now)
    return True


def close_due(*, now: datetime) -> int:
    """Close the courses whose day has passed, and say once more of those that close soon."""
    today = clock.local(now).date()
    retired = Course.objects.filter(state=Course.State.RETIRED)
    closed = 0
    for course in retired.filter(closes_on__lt=today):
        with transaction.atomic():
            if retired.filter(pk=course.pk).update(state=Course.State.CLOSED):
                audit.record("course.closed", subject=course, at=now)
                closed += 1
    for course in retired.filter(closes_on__lte=today + NOTICE):
        tell(course, "closing", at=now)
    return closed


def learning(course: Course) -> int:
    """How many are in the course and not through with it."""
    return Enrolment.objects.open().filter(course=course).count()


def tell(course: Course, what: str, *, at: datetime) -> Job:
    """Tell everybody who is in the course, some at a time."""
    key = f"{TELL_KIND}:{course.pk}:{what}:{course.closes_on}"
    if what == "retired":
        key = f"{key}:{at.isoformat()}"
    return jobs.add(TELL_KIND, key=key[:200], ids={"course": course.pk, "what": what})


def tell_next(job: Job, *, now: datetime) -> Again | None:
    """Tell the next of those who were not told; stops when the course is taught on."""
    course = (
        Course.objects.select_related("current_edition", "successor__current_edition")
        .filter(pk=job.ids["course"], state=Course.State.RETIRED)
        .first()
    )
    if course is None:
        return None
    key = _retired(course) if job.ids["what"] == "retired" else _closing(course)
    waiting = Enrolment.objects.open().filter(course=course)
    told = Notice.objects.filter(key=key).values("person")
    people = list(waiting.exclude(learner__in=told).values_list("learner", flat=True)[:CHUNK])
    if not people:
        return None
    title, body = _words(course)
    inbox.tell(people, key=key, title=title, body=body, url=_url(course), now=now)
    jobs.progress(job, job.done_count + len(people), job.done_count + len(people))
    return Again()


def _retired(course: Course) -> str:
    return f"course-retired:{course.pk}"


def _closing(course: Course) -> str:
    return f"course-closing:{course.pk}"


def _url(course: Course) -> str:
    return course.get_absolute_url()


def _words(course: Course) -> tuple[str, str]:
    edition, heir = course.current_edition, course.successor
    told = {
        "title": edition.title if edition else course.code,
        "day": date_format(course.closes_on, "d/m/Y") if course.closes_on else "",
        "heir": heir.current_edition.title if heir and heir.current_edition else "",
    }
    title = _("Khóa “%(title)s” đóng sau ngày %(day)s") % told
    if not heir:
        return title, _("Còn dở thì học tiếp cho xong trước ngày đó.")
    return title, _(
        "Còn dở thì học cho xong, hoặc sang khóa thay “%(heir)s”: bước giống nhau khỏi học lại."
    ) % told
