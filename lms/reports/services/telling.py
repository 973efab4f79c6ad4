"""Who is told of a report: the province when one comes, the commune when it is decided or owed."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from lms.common import clock
from lms.notifications import inbox
from lms.places.models import Unit
from lms.places.services import succession
from lms.reports.models import Report, ReportEvent, ReportRound
from lms.users.models import RoleGrant

Role = RoleGrant.Role
Action = ReportEvent.Action


def _titles() -> dict[str, str]:
    return {
        Action.RETURNED: _("Báo cáo được trả lại, cần bổ sung"),
        Action.APPROVED: _("Báo cáo đã được duyệt"),
        Action.ISSUED: _("Báo cáo đã ghi số, ban hành"),
        Action.REOPENED: _("Báo cáo được mở lại để làm bản mới"),
    }


def province(found: ReportRound, report: Report, *, now: datetime) -> None:
    """A report came: tell those who decide about it."""
    grants = RoleGrant.objects.filter(role=Role.PROVINCE_ADMIN).valid_on(clock.local(now).date())
    inbox.tell(
        sorted(set(grants.values_list("person_id", flat=True))),
        key=f"report:{report.pk}:{now.isoformat()}",
        title=_("%(unit)s đã nộp báo cáo") % {"unit": report.unit.name},
        body=f"{found.form.name}, {found.period.name}.",
        url=report.get_absolute_url(),
        now=now,
    )


def commune(report: Report, action: Action, *, now: datetime, reason: str = "") -> None:
    """Something was decided: tell the commune's managers."""
    found = ReportRound.objects.select_related("form", "period").get(pk=report.round_id)
    inbox.tell(
        managers([report.unit], now=now),
        key=f"report:{report.pk}:{now.isoformat()}",
        title=_titles()[action],
        body=f"{found.form.name}, {found.period.name}. {reason}".strip(),
        url=report.get_absolute_url(),
        now=now,
    )


def owed(found: ReportRound, units: Sequence[Unit], *, now: datetime) -> int:
    """Remind the managers of communes that owe one, at most once a day; how many people."""
    people = managers(units, now=now)
    due = f"{found.due_on:%d/%m/%Y}"
    body = (
        _("Hạn nộp là %(due)s, nay đã quá hạn. Số liệu đã điền sẵn, chỉ còn viết và nộp.")
        if found.is_due
        else _("Hạn nộp là %(due)s. Số liệu đã điền sẵn, chỉ còn viết và nộp.")
    )
    inbox.tell(
        people,
        key=f"report-owed:{found.pk}:{clock.local(now).date().isoformat()}",
        title=_("Chưa thấy %(form)s, %(period)s")
        % {"form": found.form.name.lower(), "period": found.period.name.lower()},
        body=body % {"due": due},
        url="/bao-cao/",
        now=now,
    )
    return len(people)


def managers(units: Sequence[Unit], *, now: datetime) -> list[int]:
    """The managers of today of these communes, or of what stands for them."""
    day = clock.local(now).date()
    stands = succession.restate((one.pk for one in units), on=day)
    places = {stands[one.pk].unit.pk if one.pk in stands else one.pk for one in units}
    rows = RoleGrant.objects.filter(role=Role.COMMUNE_MANAGER, unit__in=places).valid_on(day)
    return sorted(set(rows.values_list("person_id", flat=True)))
