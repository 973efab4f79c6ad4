"""What reports keep about a person: what she wrote, submitted, decided and had drawn."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.reports.models import PaidSession, PayLine, Report, ReportEvent, ReportFile
from lms.users.models import User
from lms.users.services import merging, personal


def register() -> None:
    """Announce the part; called once, from `AppConfig.ready`."""
    personal.register_part(
        "reports",
        label=gettext_lazy("Báo cáo đã soạn, nộp, duyệt; tiền hỗ trợ đã chi"),
        export=_of,
        erase=_erase,
        describe=_say,
        stays=gettext_lazy(
            "Báo cáo, bảng chi và việc đã làm với chúng: việc công, chứng từ của đơn vị."
        ),
    )
    merging.register_merge("reports", _take_over)


def _of(user: User) -> list[dict[str, Any]]:
    done = ReportEvent.objects.filter(by=user).order_by("at", "pk")
    about = ("report__round__period__name", "report__unit__name", "version", "action", "at")
    written = Report.objects.filter(edited_by=user).order_by("edited_at")
    paid = PayLine.objects.filter(person=user).order_by("sheet__frozen_at")
    files = ReportFile.objects.filter(made_by=user).order_by("created_at")
    return [
        *map(dict, done.values(*about, "reason")),
        *map(dict, written.values("round__period__name", "unit__name", "edited_at")),
        *map(
            dict,
            paid.values("sheet__period__name", "teams", "minutes", "sessions_count", "amount"),
        ),
        *map(dict, files.values("kind", "format", "created_at")),
    ]


def _erase(user: User) -> None:
    """What she had drawn goes; what she did for her unit stays, without what she is called."""
    ReportFile.objects.filter(made_by=user).delete()


def _say(user: User) -> list[str]:
    written = Report.objects.filter(Q(edited_by=user) | Q(submitted_by=user)).count()
    decided = ReportEvent.objects.filter(by=user).exclude(action="submitted").count()
    paid = PayLine.objects.filter(person=user).count()
    said = []
    if paid:
        said.append(_("Có tên trong %(count)s bảng chi hỗ trợ.") % {"count": paid})
    if written:
        said.append(_("Đã soạn hoặc nộp %(count)s báo cáo.") % {"count": written})
    if decided:
        said.append(_("Đã duyệt, trả lại, ghi số %(count)s lần.") % {"count": decided})
    return said


def _take_over(person: User, into: User) -> None:
    """What waits was submitted by the other: never approved by oneself."""
    Report.objects.filter(submitted_by=person).exclude(decided_by=into).update(submitted_by=into)
    Report.objects.filter(edited_by=person).update(edited_by=into)
    # Whoever was paid under the one is not paid again under the other; where both were paid for
    # one session, the lines stay as they were signed.
    both = PaidSession.objects.filter(person=into).values("session")
    PaidSession.objects.filter(person=person).exclude(session__in=both).update(person=into)
    on = PayLine.objects.filter(person=into).values("sheet")
    PayLine.objects.filter(person=person).exclude(sheet__in=on).update(person=into)
