"""What an agency gave its people to learn, when others take over from it."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from courses.models import Duty, DutyRule
from courses.services import giving
from lms.common import clock
from lms.users.reorganising.following import Done, Effect, Follower, Planned


def preview(planned: Planned) -> Sequence[Effect]:
    if not planned.agency_ids:
        return ()
    rules = _running(planned.agency_ids)
    duties = Duty.objects.filter(rule__in=rules, done_at=None)
    return [
        Effect(_("Khóa học đã giao còn hạn: nơi mới giao tiếp, giữ nguyên hạn"), rules.count()),
        Effect(_("Việc phải học chưa xong chuyển theo người"), duties.count()),
    ]


def follow(done: Done) -> Sequence[Effect]:
    """The new agency asks for the same by the same day; the old one asks no more, and keeps who
    had finished by then."""
    count = 0
    for rule in _running(done.agencies).select_related("agency", "course"):
        agency = done.agency(rule.agency_id)
        if agency is None:
            continue
        heir, _is_new = DutyRule.objects.get_or_create(
            agency=agency,
            course=rule.course,
            due_on=rule.due_on,
            cancelled_at=None,
            defaults={
                "conditions": rule.conditions,
                "note": rule.note,
                "created_by": rule.created_by,
                "created_at": done.now,
            },
        )
        DutyRule.objects.filter(pk=rule.pk).update(cancelled_at=done.now)
        giving.give(heir, by=done.by, now=done.now)
        count += 1
    return [Effect(_("Khóa học nơi mới giao tiếp"), count)] if done.agencies else ()


def _running(agencies: Iterable[UUID]) -> QuerySet[DutyRule]:
    rows = DutyRule.objects.filter(agency__in=set(agencies), cancelled_at=None)
    return rows.filter(due_on__gte=clock.today()).order_by("due_on", "pk")


FOLLOWER = Follower("duties", "Việc phải học của cán bộ", preview, follow)
