"""R02 and R03: who came to a session, with room to sign; and a team's month on one page."""

import io
from datetime import date
from decimal import Decimal
from typing import Any

import pikepdf
from django.utils.translation import gettext as _

from lms.common import clock, text
from lms.places.models import Unit
from lms.reports import policies
from lms.reports.documents import report as papers
from lms.reports.documents import sheets
from lms.reports.documents.sheets import Column, Row, Sheet, replaced
from lms.reports.kinds.overview import drawn
from lms.reports.models import ReportFile
from lms.reports.services import letterhead, printing, team_month
from lms.reports.services.printing import Asked, Drawn, Format
from lms.users.models import User
from teams import policies as teams
from teams.models import Session, Team

FORMATS = (Format.PDF, Format.XLSX)
POINTS = (12, 11, 10, 9, 8, 7, 6, 5)
"""Points of the letters of R03: the largest that keep all of it on one side."""


def month_of(written: str) -> date:
    """The first day of a month written as 2026-11; raises ValueError."""
    return date.fromisoformat(f"{written}-01")


def frame(team: Team, title: str, under: str) -> dict[str, Any]:
    """What a paper of a team begins with."""
    unit = team.unit
    commune = unit.parent if unit.level == Unit.Level.VILLAGE and unit.parent else unit
    place = letterhead.bare(commune.name)
    return {
        "title": title,
        "under": under,
        "superior": _("UBND %(unit)s") % {"unit": letterhead.low(commune.name)},
        "agency": team.name,
        "place": place,
        "day": papers.day_line(place, clock.today()),
    }


def session_of(asked: Asked) -> Session:
    """Raises Session.DoesNotExist where it is gone."""
    rows = Session.objects.select_related("team__unit__parent", "unit__parent", "submission")
    return rows.get(pk=asked["session"])


def _may_list(user: User, asked: Asked) -> bool:
    """Names are for the team of today and the commune's reviewers."""
    return teams.may_see_names(user, session_of(asked))


def attendees(session: Session) -> Sheet:
    """R02: in the order of given names, as rosters are kept here; nobody's number."""
    people = session.attendances.select_related("person").order_by("position")
    listed = sorted(people, key=lambda one: _order(one.label))
    rows = [
        Row([number, one.label, one.birth_year, one.village, "", ""])
        for number, one in enumerate(listed, start=1)
    ]
    topics = "; ".join(session.topics.order_by("position").values_list("name", flat=True))
    return Sheet(
        **frame(
            session.team,
            _("DANH SÁCH NGƯỜI THAM GIA BUỔI HƯỚNG DẪN"),
            _("Ngày %(day)s, %(venue)s")
            % {"day": f"{session.held_on:%d/%m/%Y}", "venue": session.venue},
        ),
        lead=[_("Nội dung: %(topics)s.") % {"topics": topics}] if topics else [],
        columns=[
            Column(_("STT"), 10, is_number=True, places=0),
            Column(_("Họ và tên"), 55),
            Column(_("Năm sinh"), 18, is_year=True),
            Column(_("Thôn, xóm"), 34),
            Column(_("Ký nhận"), 28),
            Column(_("Ghi chú"), 20),
        ],
        rows=rows,
        notes=[
            _("Người đến: %(heads)s. Ghi tên trong danh sách: %(named)s.")
            % {"heads": session.heads_count, "named": len(rows)}
        ],
        signers=[(_("Người lập danh sách"), ""), (_("Tổ trưởng"), "")],
    )


def _order(name: str) -> tuple[str, str]:
    before, given = text.split_name(name)
    return text.sort_key(given), text.sort_key(before)


def _draw_list(file: ReportFile) -> Drawn:
    session = session_of(file.asked)
    return drawn(file, attendees(session), f"danh sach buoi {session.held_on:%Y-%m-%d}")


def _team(asked: Asked) -> Team:
    return Team.objects.select_related("unit__parent").get(pk=asked["team"])


def _may_month(user: User, asked: Asked) -> bool:
    month_of(asked["month"])
    return policies.may_see_team(user, _team(asked))


def month(team: Team, first: date) -> Sheet:
    """R03: every count with its word, then what was hard and what comes next."""
    found = team_month.of(team, first)
    counted: list[tuple[str, int | Decimal]] = [
        (_("Buổi hướng dẫn đã được xã xác nhận (buổi)"), found.sessions_count),
        (_("Buổi còn chờ xã xem, chưa tính (buổi)"), found.waiting_count),
        (_("Người đến, một người đến hai buổi tính hai (người đến)"), found.heads_count),
        (_("Trong đó: nữ (người đến)"), found.female_count),
        (_("Trong đó: từ 60 tuổi (người đến)"), found.older_count),
        (_("Trong đó: yếu thế (người đến)"), found.vulnerable_count),
        (_("Trong đó: đến lần đầu (người đến)"), found.first_time_count),
        (_("Thời gian hướng dẫn (giờ)"), _hours(found.minutes)),
    ]
    rows = [Row([_("I. Buổi hướng dẫn và người đến")], is_heading=True)]
    rows += [Row([name, count]) for name, count in counted]
    for heading, listed, unit in (
        (_("II. Lượt theo nội dung"), found.turns, _("lượt")),
        (_("III. Kết quả bà con làm được"), found.acts, _("kết quả")),
        (_("IV. Khó khăn hay gặp"), found.difficulties, _("buổi")),
    ):
        rows.append(Row([heading], is_heading=True))
        rows += [Row([f"{name} ({unit})", count]) for name, count in listed]
        if not listed:
            rows.append(Row([_("Không ghi"), ""]))
    rows += [Row([said, ""]) for said in found.notes]
    rows.append(Row([_("V. Tháng tới")], is_heading=True))
    for plan in found.plans:
        rows.append(Row([f"{plan.planned_on:%d/%m/%Y}: {plan.topic.name}", _("đã lên lịch")]))
    more = found.plans_count - len(found.plans)
    if more > 0:
        rows.append(Row([_("Và %(count)s buổi nữa") % {"count": more}, ""]))
    if not found.plans:
        rows.append(Row([_("Chưa lên lịch buổi nào"), ""]))
    title = _("BÁO CÁO THÁNG CỦA TỔ")
    under = _("Tháng %(month)s năm %(year)s") % {"month": first.month, "year": first.year}
    return Sheet(
        **frame(team, title, under),
        columns=[Column(_("Nội dung"), 130), Column(_("Số"), 35)],
        rows=rows,
        signers=[(_("Xác nhận của UBND xã"), ""), (_("Tổ trưởng"), leader(team))],
    )


def _hours(minutes: int) -> int | Decimal:
    hours = (Decimal(minutes) / 60).quantize(Decimal("0.1"))
    return int(hours) if hours == int(hours) else hours


def leader(team: Team) -> str:
    """The name of who leads it today; "" where nobody does."""
    leader = team.memberships.open().filter(role="leader").select_related("person").first()
    return str(leader.person) if leader else ""


def _draw_month(file: ReportFile) -> Drawn:
    team, first = _team(file.asked), month_of(file.asked["month"])
    name = text.slug(f"bao cao {team.name} {first:%Y-%m}")
    sheet = month(team, first)
    if file.format == Format.XLSX:
        return Drawn(sheets.workbook(sheet), name)
    content = b""
    for points in POINTS:
        content = sheets.pdf(replaced(sheet, points=points), identifier=file.pk.hex)
        if _pages(content) == 1:
            break
    return Drawn(content, name)


def _pages(content: bytes) -> int:
    with pikepdf.open(io.BytesIO(content)) as opened:
        return len(opened.pages)


def declare() -> None:
    label = _("Danh sách người tham gia")
    printing.declare(printing.Kind("R02", label, FORMATS, _may_list, _draw_list))
    label = _("Báo cáo tháng của tổ")
    printing.declare(printing.Kind("R03", label, FORMATS, _may_month, _draw_month))
