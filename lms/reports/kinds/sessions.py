"""R01 as a workbook: one session with its counts. On paper it is drawn by the team's own page, with
its photos (`teams.services.diary`)."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from lms.common import text
from lms.reports.documents import sheets
from lms.reports.documents.sheets import Column, Row, Sheet, Value
from lms.reports.kinds.teams import frame, leader, session_of
from lms.reports.models import ReportFile
from lms.reports.services import printing
from lms.reports.services.printing import Asked, Drawn, Format
from lms.users.models import User
from teams import policies as teams
from teams.models import Session

CODE = "R01"


def _may(user: User, asked: Asked) -> bool:
    """As the page of the session; nobody is named on it who came."""
    session = session_of(asked)
    return session.logged_by_id == user.pk or teams.may_see_team(user, session.team)


def diary(session: Session) -> Sheet:
    """Every fact of a session in a row of its own; counts are numbers."""
    rows = [Row([_("I. Buổi hướng dẫn")], is_heading=True), *_told(session)]
    rows += [Row([_("II. Người đến")], is_heading=True), *_heads(session)]
    topics = {one.pk: one.name for one in session.topics.order_by("position", "name")}
    turns = [(topics[one.topic_id], one.count) for one in session.turns_taken()]
    acts = [(one.kind.name, one.count) for one in session.acts_done()]
    rows += _counts(_("III. Lượt theo nội dung (lượt)"), turns)
    rows += _counts(_("IV. Kết quả bà con làm được (kết quả)"), acts)
    rows.append(Row([_("V. Khó khăn, phản ánh, ghi chú")], is_heading=True))
    hard = "; ".join(session.difficulties.order_by("position").values_list("name", flat=True))
    said = [hard, session.difficulty_note, session.feedback_said, session.note]
    rows += [Row([one, None]) for one in said if one] or [Row([_("Không ghi"), None])]
    is_counted = session.status == Session.Status.VERIFIED
    under = _("Ngày %(day)s") % {"day": f"{session.held_on:%d/%m/%Y}"}
    note = (
        _("Xã đã xác nhận.") if is_counted else _("Xã chưa xác nhận, các số chưa tính vào báo cáo.")
    )
    return Sheet(
        **frame(session.team, _("NHẬT KÝ BUỔI HƯỚNG DẪN"), under),
        columns=[Column(_("Nội dung"), 120), Column(_("Số"), 45)],
        rows=rows,
        notes=[note],
        signers=[(_("Người xác nhận"), ""), (_("Tổ trưởng"), leader(session.team))],
    )


def _told(session: Session) -> Iterable[Row]:
    topics = "; ".join(session.topics.order_by("position", "name").values_list("name", flat=True))
    helpers = ", ".join(str(person) for person in session.helpers.order_by("sort_key"))
    begins = f"{session.start_time:%H:%M}" if session.start_time else ""
    said: list[tuple[str, Value]] = [
        (_("Số biên nhận"), session.submission.receipt_no),
        (_("Giờ bắt đầu"), begins),
        (_("Thời lượng (phút)"), session.duration_minutes),
        (_("Nơi tổ chức"), session.venue),
        (_("Hình thức"), session.get_type_display()),
        (_("Nội dung"), topics),
        (_("Người hướng dẫn"), helpers),
    ]
    return [Row([name, value]) for name, value in said if value]


def _heads(session: Session) -> Iterable[Row]:
    said: list[tuple[str, Value]] = [
        (_("Người đến, mỗi người tính một lần (người đến)"), session.heads_count),
        (_("Trong đó: nữ (người đến)"), session.female_count),
        (_("Trong đó: từ 60 tuổi (người đến)"), session.older_count),
        (_("Trong đó: yếu thế (người đến)"), session.vulnerable_count),
        (_("Trong đó: đến lần đầu (người đến)"), session.first_time_count),
    ]
    return [Row([name, value]) for name, value in said if value is not None]


def _counts(heading: str, listed: list[tuple[str, int]]) -> list[Row]:
    rows = [Row([heading], is_heading=True)]
    rows += [Row([name, count]) for name, count in listed]
    return rows if listed else [*rows, Row([_("Không ghi"), None])]


def _draw(file: ReportFile) -> Drawn:
    session = session_of(file.asked)
    name = text.slug(f"nhat ky {session.team.name} {session.held_on:%Y-%m-%d}")
    return Drawn(sheets.workbook(diary(session)), name)


def declare() -> None:
    label = _("Nhật ký buổi hướng dẫn")
    printing.declare(printing.Kind(CODE, label, (Format.XLSX,), _may, _draw))
