"""What waits too long is brought to mind: sessions for a reviewer, what is hard for an answer."""

from collections import Counter
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses import policies as courses
from lms.common import clock
from lms.notifications import inbox
from lms.places.models import UnitLineage
from lms.users.models import RoleGrant
from teams import policies
from teams.models import Feedback, Session, Whom

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
        total = _below(waiting, path)
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


def remind_overdue(*, now: datetime) -> int:
    """Tell those who are to answer how much is past its day; how many were told.

    Each at most once in three days. A fixed number of questions, however many wait.
    """
    today = clock.local(now).date()
    late = Feedback.objects.live().open().filter(due_on__lt=today).order_by()
    communes = _by_path_today(
        Counter(late.filter(whom=Whom.COMMUNE).values_list("unit", flat=True))
    )
    agencies = Counter(late.filter(whom=Whom.AGENCY).values_list("agency__path", flat=True))
    authors = Counter(late.filter(whom=Whom.AUTHOR).values_list("course__section", flat=True))
    if not (communes or agencies or authors):
        return 0
    answering = (*policies.REVIEWERS, RoleGrant.Role.AGENCY_MANAGER, *courses.WRITERS)
    grants = RoleGrant.objects.filter(role__in=answering).valid_on(today)
    found: dict[int, int] = {}
    for grant in grants.select_related("unit", "agency").order_by("pk"):
        total = 0
        if grant.unit and grant.role in policies.REVIEWERS:
            total = _below(communes, grant.unit.path)
        elif grant.agency:
            total = _below(agencies, grant.agency.path)
        elif grant.scope_kind == courses.SCOPE:
            total = sum(count for key, count in authors.items() if str(key) == grant.scope_id)
        if total:
            found[grant.person_id] = max(total, found.get(grant.person_id, 0))
    for person, total in found.items():
        inbox.tell(
            {person},
            key=f"feedback:late:{today.toordinal() // BETWEEN}",
            title=_("%(total)d điểm nghẽn quá hạn trả lời") % {"total": total},
            body=_(
                "Bà con và tổ đang chờ. Chưa làm được thì nói rõ bao giờ, hoặc chuyển nơi khác."
            ),
            url="/diem-nghen/",
            now=now,
        )
    return len(found)


def _below(counts: Counter[str], path: str) -> int:
    return sum(count for place, count in counts.items() if place.startswith(path))


def _waiting_by_path(before: datetime) -> Counter[str]:
    """How many have waited since then, by the path of the unit that reviews them today."""
    long = Session.objects.waiting().filter(
        Q(status=Session.Status.RECEIVED, submission__received_at__lt=before)
        | Q(pending__received_at__lt=before)
        | Q(disputed_at__lt=before)
    )
    return _by_path_today(Counter(long.order_by().values_list("unit", flat=True)))


def _by_path_today(by_unit: Counter[UUID]) -> Counter[str]:
    """The same counts by the path of what stands for each unit today."""
    lines = UnitLineage.objects.filter(earlier__in=by_unit, later__valid_to=None)
    found: Counter[str] = Counter()
    for unit, path in lines.values_list("earlier", "later__path"):
        found[path] += by_unit[unit]
    return found
