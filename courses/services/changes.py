"""Screens that are another by now: what enough learners say marks a step for its author."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db.models import Count
from django.utils.translation import gettext as _

from courses.models import EditionStep, StepSignal
from courses.models.signals import StepSignalQuerySet
from courses.services import freshness, in_use

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
    if lesson is None or people < settings.STALE_AFTER_REPORTS or not _is_read(edition, uid):
        return
    note = _("%(count)s người báo: màn hình trên điện thoại đã khác.") % {"count": people}
    kind = freshness.Kind.SCREEN_CHANGED
    freshness.mark_stale(lesson, uid, kind, note, count=people, now=now)


def _is_read(edition: int, uid: str) -> bool:
    """Whether the step is still as it was spoken of; a newer edition may have mended it."""
    spoken_of = EditionStep.objects.filter(edition=edition, uid=uid).first()
    now = [freshness.content_of(step) for step in in_use.steps().filter(uid=uid)]
    return spoken_of is not None and freshness.content_of(spoken_of) in now


def _told() -> StepSignalQuerySet:
    """What is said and was not looked after yet: a report its author settled is answered."""
    rows = StepSignal.objects.standing().filter(kind=StepSignal.Kind.FAULTY, value=SCREEN)
    return rows.filter(settled_at=None)
