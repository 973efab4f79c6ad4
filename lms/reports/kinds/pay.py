"""The payment sheet as a file: as it was frozen, with room to sign."""

from django.utils.translation import gettext as _

from lms.common import clock, numbers
from lms.reports import policies
from lms.reports.documents import report as papers
from lms.reports.documents.sheets import Column, Row, Sheet
from lms.reports.kinds.overview import drawn
from lms.reports.models import PayRate, PaySheet, ReportFile
from lms.reports.services import letterhead, printing
from lms.reports.services.printing import Asked, Drawn, Format
from lms.users.models import User

CODE = "PAY"
HOUR = 60


def _sheet(asked: Asked) -> PaySheet:
    rows = PaySheet.objects.select_related("unit__parent", "period", "rate", "frozen_by")
    return rows.get(pk=asked["sheet"])


def _may(user: User, asked: Asked) -> bool:
    return policies.may_see_pay(user, _sheet(asked).unit)


def rate_words(rate: PayRate) -> str:
    """The rate and its limit in a sentence, with the paper it rests on."""
    said = _("%(amount)s đồng %(basis)s") % {
        "amount": numbers.show(rate.amount),
        "basis": rate.get_basis_display().lower(),
    }
    if rate.most_each is not None:
        most = numbers.show(rate.most_each)
        said += _(", nhiều nhất %(most)s đồng mỗi người, mỗi kỳ") % {"most": most}
    return _("%(said)s (%(number)s ngày %(day)s)") % {
        "said": said,
        "number": rate.document_no,
        "day": f"{rate.document_on:%d/%m/%Y}",
    }


def hours(minutes: int) -> str:
    """As hours are written here: 1,5; of a supplement perhaps below nought."""
    sign = "-" if minutes < 0 else ""
    return sign + numbers.show(round(abs(minutes) / HOUR, 2)).removesuffix(",0")


def sheet(found: PaySheet) -> Sheet:
    """The frozen lines in the order they were frozen in: of given names."""
    lines = list(found.lines.order_by("pk"))
    rows = [
        Row([n, one.name, one.teams, one.sessions_count, hours(one.minutes), one.amount, ""])
        for n, one in enumerate(lines, start=1)
    ]
    minutes, count = sum(one.minutes for one in lines), sum(one.sessions_count for one in lines)
    rows.append(Row(["", _("Cộng"), "", count, hours(minutes), found.total, ""], is_total=True))
    title = _("BẢNG CHI HỖ TRỢ THÀNH VIÊN TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG")
    under = found.period.name
    if found.is_supplement:
        under = _("Bảng bổ sung số %(number)s, %(period)s") % {
            "number": found.number - 1,
            "period": found.period.name,
        }
    place = letterhead.bare(found.unit.name)
    lead = [_("Mức hỗ trợ: %(rate)s.") % {"rate": rate_words(found.rate)}]
    if found.reason:
        lead.append(_("Lý do bổ sung: %(reason)s") % {"reason": found.reason})
    return Sheet(
        title=title,
        under=under,
        superior=_("UBND %(unit)s") % {"unit": letterhead.low(found.unit.parent.name)}
        if found.unit.parent
        else "",
        agency=letterhead.committee(found.unit),
        place=place,
        day=papers.day_line(place, clock.local(found.frozen_at).date()),
        lead=lead,
        columns=[
            Column(_("STT"), 12, is_number=True, places=0),
            Column(_("Họ và tên"), 60),
            Column(_("Tổ"), 70),
            Column(_("Số buổi"), 20, is_number=True, places=0),
            Column(_("Số giờ"), 20, is_number=True),
            Column(_("Thành tiền (đồng)"), 35, is_number=True, places=0),
            Column(_("Ký nhận"), 35),
        ],
        rows=rows,
        notes=[
            _("Chỉ tính buổi xã đã xác nhận. Chốt lúc %(at)s.")
            % {"at": f"{clock.local(found.frozen_at):%H:%M %d/%m/%Y}"}
        ],
        signers=[(_("Người lập bảng"), ""), (_("Kế toán"), ""), (_("Thủ trưởng đơn vị"), "")],
        is_landscape=True,
    )


def _draw(file: ReportFile) -> Drawn:
    found = _sheet(file.asked)
    name = f"chi ho tro {found.unit.name} {found.period.name} {found.number}"
    return drawn(file, sheet(found), name)


def declare() -> None:
    formats = (Format.PDF, Format.XLSX)
    printing.declare(printing.Kind(CODE, _("Bảng chi hỗ trợ"), formats, _may, _draw))
