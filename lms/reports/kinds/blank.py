"""R12: a blank form of a team for a session without a phone; its QR leads to where it is typed in
afterwards."""

import io

import pikepdf
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from lms.common import qr, text
from lms.places.models import Unit
from lms.reports.documents import papers, sheets
from lms.reports.documents.sheets import Column, Row, Sheet
from lms.reports.kinds.teams import FORMATS, frame
from lms.reports.models import ReportFile
from lms.reports.services import letterhead, printing
from lms.reports.services.printing import Asked, Drawn, Format
from lms.users.models import User
from teams import policies as teams
from teams.models import Difficulty, Outcome, Session, Team, Topic

CODE = "R12"
POINTS = (12, 11, 10, 9, 8, 7)
"""Points of the letters: the largest that keep all of it on one side."""


def _team(asked: Asked) -> Team:
    return Team.objects.select_related("unit__parent").get(pk=asked["team"])


def _may(user: User, asked: Asked) -> bool:
    """Whoever sees the team; there is nothing on it but what everybody may log."""
    return teams.may_see_team(user, _team(asked))


def draw(team: Team, *, site: str, identifier: str) -> bytes:
    """One side of A4."""
    unit = team.unit
    commune = unit.parent if unit.level == Unit.Level.VILLAGE and unit.parent else unit
    address = f"{site}/buoi/ghi/?to={team.code}"
    context = {
        "team": team,
        "commune": letterhead.low(commune.name),
        "qr": qr.drawing(address),
        "address": f"{site.partition('//')[2]}/buoi/",
        "types": [kind.label for kind in Session.Type],
        "topics": _offered(Topic),
        "acts": _offered(Outcome),
        "difficulties": _offered(Difficulty),
    }
    content = b""
    for points in POINTS:
        html = render_to_string("pdf/blank.html", {**context, "points": points})
        content = papers.render(html, identifier=identifier)
        with pikepdf.open(io.BytesIO(content)) as opened:
            if len(opened.pages) == 1:
                break
    return content


def to_fill_in(team: Team, *, address: str) -> Sheet:
    """The same as a workbook: a line for each thing, the second column empty."""
    told = [_("Ngày"), _("Giờ bắt đầu"), _("Bao nhiêu phút"), _("Nơi tổ chức"), _("Thôn, xóm")]
    told.append(_("Người hướng dẫn"))
    heads = [_("Tất cả"), _("Nữ"), _("Từ 60 tuổi"), _("Yếu thế"), _("Đến lần đầu")]
    heads.append(_("Có điện thoại thông minh"))
    rows = [Row([name, ""]) for name in told]
    for heading, listed in (
        (_("Hình thức (đánh dấu x)"), [str(kind.label) for kind in Session.Type]),
        (_("Nội dung (ghi số lượt)"), _offered(Topic)),
        (_("Người đến"), heads),
        (_("Kết quả: mấy người làm xong ngay tại buổi"), _offered(Outcome)),
        (_("Khó khăn (đánh dấu x)"), _offered(Difficulty)),
        (_("Bà con phản ánh, ghi chú"), [""]),
    ):
        rows.append(Row([heading], is_heading=True))
        rows += [Row([name, ""]) for name in listed]
    return Sheet(
        **frame(
            team,
            _("PHIẾU GHI BUỔI HƯỚNG DẪN"),
            _("Không ghi số căn cước, số điện thoại của bà con."),
        ),
        columns=[Column(_("Mục"), 110), Column(_("Ghi"), 55)],
        rows=rows,
        notes=[
            _("Có mạng thì chép lại ở %(address)s; giữ phiếu tới khi xã xác nhận.")
            % {"address": address}
        ],
        signers=[(_("Người ghi"), ""), (_("Tổ trưởng"), "")],
    )


def _offered(model: type[Topic | Outcome | Difficulty]) -> list[str]:
    rows = model._default_manager.filter(is_offered=True)  # noqa: SLF001 (ours)
    return [*rows.order_by("position", "name").values_list("name", flat=True)]


def _draw(file: ReportFile) -> Drawn:
    team, site = _team(file.asked), str(file.asked.get("site", ""))
    name = text.slug(f"phieu ghi buoi {team.name}")
    if file.format == Format.XLSX:
        address = f"{site.partition('//')[2]}/buoi/"
        return Drawn(sheets.workbook(to_fill_in(team, address=address)), name)
    return Drawn(draw(team, site=site, identifier=file.pk.hex), name)


def declare() -> None:
    printing.declare(printing.Kind(CODE, _("Phiếu ghi buổi"), FORMATS, _may, _draw))
