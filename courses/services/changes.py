"""Screens that are another by now: what enough learners say marks a step for its author."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db.models import Count
from django.utils.translation import gettext as _

from courses.models import StepSignal
from courses.models.signals import StepSignalQuerySet
from courses.services import freshness

SCREEN = StepSignal.Fault.SCREEN


def look(steps: Iterable[tuple[int, str]], *, now: datetime) -> None:
    """Mark each step (edition, uid) of which enough different people say so; one query if none.

    What was said before its author last answered such a mark is answered.
    """
    wanted = set(steps)
    if not wanted:
        return
    rows = _told().filter(edition__in={key[0] for key in wanted}, step__in={k[1] for k in wanted})
    counted = rows.values("edition", "step").annotate(people=Count("pk"))
    enough = counted.filter(people__gte=settings.STALE_AFTER_REPORTS).order_by("edition", "step")
    for edition, uid in enough.values_list("edition", "step"):
        if (edition, uid) in wanted:
            _mark(edition, uid, now)


def _mark(edition: int, uid: str, now: datetime) -> None:
    answered = freshness.last_closed_at(uid, freshness.Kind.SCREEN_CHANGED)
    rows = _told().filter(edition=edition, step=uid)
    people = (rows.filter(at__gt=answered) if answered else rows).count()
    lesson = freshness.lesson_of(uid)
    if lesson is None or people < settings.STALE_AFTER_REPORTS:
        return
    note = _("%(count)s người báo: màn hình trên điện thoại đã khác.") % {"count": people}
    kind = freshness.Kind.SCREEN_CHANGED
    freshness.mark_stale(lesson, uid, kind, note, count=people, now=now)


def _told() -> StepSignalQuerySet:
    return StepSignal.objects.standing().filter(kind=StepSignal.Kind.FAULTY, value=SCREEN)
