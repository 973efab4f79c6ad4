"""Sessions that wait for a reviewer longer than three days are brought to mind."""

from collections import Counter
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.common import clock
from lms.notifications import inbox
from lms.places.models import UnitLineage
from lms.users.models import RoleGrant
from teams import policies
from teams.models import Session

WAITED = timedelta(days=3)
BETWEEN = 3
"""Days between two reminders."""


def remind_reviewers(*, now: datetime) -> int:
    """Tell the reviewers of each commune how many sessions have waited so long; how many were told.

    Each at most once in three days. A fixed number of questions, however many communes.
    """
    waiting = _waiting_by_path(now - WAITED)
    if not waiting:
        return 0
    today = clock.local(now).date()
    told = 0
    grants = RoleGrant.objects.filter(role__in=policies.REVIEWERS, unit__isnull=False)
    seen: dict[int, tuple[int, str]] = {}
    for grant in grants.valid_on(today).select_related("unit").order_by("pk"):
        path = grant.unit.path if grant.unit else ""
        total = sum(count for place, count in waiting.items() if place.startswith(path))
        if total > seen.get(grant.person_id, (0, ""))[0]:
            seen[grant.person_id] = total, grant.unit.code if grant.unit else ""
    for person, (total, code) in seen.items():
        inbox.tell(
            {person},
            key=f"review:waits:{today.toordinal() // BETWEEN}",
            title=ngettext(
                "%(total)d buổi chờ xem quá 3 ngày", "%(total)d buổi chờ xem quá 3 ngày", total
            )
            % {"total": total},
            body=_("Xem sớm thì số liệu của tổ mới được tính, tổ cũng biết đường sửa."),
            url=f"/xa/{code}/duyet/",
            now=now,
        )
        told += 1
    return told


def _waiting_by_path(before: datetime) -> Counter[str]:
    """How many have waited since then, by the path of the unit that reviews them today."""
    long = Session.objects.waiting().filter(
        Q(status=Session.Status.RECEIVED, submission__received_at__lt=before)
        | Q(pending__received_at__lt=before)
        | Q(disputed_at__lt=before)
    )
    by_unit = Counter(long.order_by().values_list("unit", flat=True))
    lines = UnitLineage.objects.filter(earlier__in=by_unit, later__valid_to=None)
    found: Counter[str] = Counter()
    for unit, path in lines.values_list("earlier", "later__path"):
        found[path] += by_unit[unit]
    return found
