"""Whose paper it is: the names and lines that Decree 30/2020 asks for, as plain texts."""

from typing import Any

from django.utils.translation import gettext as _

from lms.dashboards.models import ReportingPeriod
from lms.places.models import Unit
from lms.reports.models import ReportRound
from lms.reports.services import composing

KINDS = ("Xã ", "Phường ", "Đặc khu ", "Tỉnh ", "Thành phố ")


def of(found: ReportRound, unit: Unit) -> dict[str, Any]:
    """The frame of a commune's report for a round."""
    period = found.period
    above = unit.parent
    return {
        "form": found.form.code,
        "superior": _("UBND %(unit)s") % {"unit": low(above.name)} if above else "",
        "agency": committee(unit),
        "place": bare(unit.name),
        "sign": found.form.number_sign,
        "title": _("BÁO CÁO"),
        "subject": f"{found.form.subject} {composing.period_words(period)}",
        "opening": _opening(unit, period),
        "recipients": found.form.recipient_lines,
        "unit": unit.name,
        "period": {
            "name": period.name,
            "words": composing.period_words(period),
            "first": period.first_on.isoformat(),
            "last": period.last_on.isoformat(),
        },
    }


def committee(unit: Unit) -> str:
    """Who writes: the people's committee of the unit."""
    return _("Ủy ban nhân dân %(unit)s") % {"unit": low(unit.name)}


def bare(name: str) -> str:
    """Where it was written: the name without what kind of unit it is."""
    kind = next((one for one in KINDS if name.startswith(one)), "")
    return name.removeprefix(kind)


def low(name: str) -> str:
    """A unit's name inside a sentence: "xã Ý Yên"."""
    kind = next((one for one in KINDS if name.startswith(one)), "")
    return kind.lower() + name.removeprefix(kind)


def _opening(unit: Unit, period: ReportingPeriod) -> str:
    return _(
        "%(who)s báo cáo kết quả hoạt động của các tổ công nghệ số cộng đồng và thực hiện chỉ tiêu "
        "chuyển đổi số trên địa bàn %(period)s (từ ngày %(first)s đến hết ngày %(last)s) như sau:"
    ) % {
        "who": committee(unit),
        "period": composing.period_words(period),
        "first": f"{period.first_on:%d/%m/%Y}",
        "last": f"{period.last_on:%d/%m/%Y}",
    }
