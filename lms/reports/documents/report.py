"""R04 on paper: the same frozen words as PDF, as a text that Word opens, and as a workbook."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from lms.common import clock
from lms.dashboards.models import Indicator
from lms.reports.documents import papers, sheets
from lms.reports.documents.sheets import Column, Row, Sheet
from lms.reports.documents.word import Paper as WordPaper
from lms.reports.documents.word import Table
from lms.reports.models import Report
from lms.reports.services import composing

Kind = Indicator.Kind
HEADS = ("STT", "Chỉ số", "ĐVT", "Chỉ tiêu năm", "Trong kỳ", "Lũy kế", "% chỉ tiêu", "So cùng kỳ")
WIDTHS = (10, 58, 17, 17, 17, 17, 15, 16)
"""Millimetres of each column: together what a page of A4 leaves."""
VILLAGE_HEADS = ("STT", "Thôn, xóm, tổ dân phố", "Tổ", "Buổi", "Người đến", "Lượt", "Kết quả")
VILLAGE_WIDTHS = (10, 67, 14, 16, 20, 20, 20)
NATION, MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"


def kind_words() -> dict[str, str]:
    """The headings that keep the three kinds of figures apart."""
    return {
        Kind.COMPUTED: _("Số Học số tính từ buổi đã xác nhận, việc học và giấy chứng nhận"),
        Kind.ENTERED: _("Số đơn vị nhập, đã được duyệt"),
        Kind.IMPORTED: _("Số của các ngành"),
    }


def lines(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows of the table as they are read, numbered, with a heading before each kind."""
    shown: list[dict[str, Any]] = []
    words, listed = kind_words(), list(rows)
    number = 0
    for kind in (Kind.COMPUTED, Kind.ENTERED, Kind.IMPORTED):
        some = [row for row in listed if row["kind"] == kind]
        if some:
            shown.append({"heading": words[kind]})
        for row in some:
            number += 1
            shown.append(_line(number, row))
    return shown


def _line(number: int, row: dict[str, Any]) -> dict[str, Any]:
    places = row["decimals"]
    target = composing.show(row["target"])
    if row["target_is"]:
        target = _("%(target)s (kỳ này)") % {"target": target}
    return {
        "row": row,
        "number": number,
        "name": row["name"],
        "note": _told(row),
        "unit": row["unit"],
        "target": target,
        "value": composing.show(row["value"], places),
        "total": composing.show(row["total"], places),
        "percent": composing.show(row["percent"], 1),
        "same": composing.signed(row["same"], is_points=row["same_is"] == "points"),
    }


def _told(row: dict[str, Any]) -> str:
    """Of what others told, by whom and as of when."""
    if row["kind"] == Kind.COMPUTED or not row["source"]:
        return ""
    day = date.fromisoformat(row["as_of"]) if row["as_of"] else None
    return f"{row['source']}, {day:%d/%m/%Y}" if day else str(row["source"])


def signature(content: dict[str, Any]) -> list[str]:
    """The lines above the name of who signs."""
    lines = [_("TM. ỦY BAN NHÂN DÂN")]
    if content["signer"] == Report.Signer.DEPUTY:
        return [*lines, _("KT. CHỦ TỊCH"), _("PHÓ CHỦ TỊCH")]
    return [*lines, _("CHỦ TỊCH")]


def dated(content: dict[str, Any]) -> str:
    """ "Ý Yên, ngày 05 tháng 02 năm 2026"; with dots where it has no day yet."""
    if not content["document_on"]:
        year = content["period"]["last"][:4]
        return _("%(place)s, ngày … tháng … năm %(year)s") % {
            "place": content["place"],
            "year": year,
        }
    return day_line(content["place"], date.fromisoformat(content["document_on"]))


def day_line(place: str, day: date) -> str:
    """Days below ten and the first two months have a nought before them."""
    return _("%(place)s, ngày %(day)02d tháng %(month)s năm %(year)s") % {
        "place": place,
        "day": day.day,
        "month": f"{day.month:02d}" if day.month < 3 else day.month,
        "year": day.year,
    }


def numbered(content: dict[str, Any]) -> str:
    return _("Số: %(number)s") % {"number": content["document_no"] or f"…/{content['sign']}"}


def context(content: dict[str, Any]) -> dict[str, Any]:
    """What the paper's template asks for."""
    figures = content["figures"]
    taken = clock.local(datetime.fromisoformat(figures["taken_at"]))
    return {
        "paper": content,
        "number": numbered(content),
        "day": dated(content),
        "heads": list(zip(HEADS, WIDTHS, strict=True)),
        "lines": lines(figures["rows"]),
        "villages": figures["villages"],
        "village_heads": list(zip(VILLAGE_HEADS, VILLAGE_WIDTHS, strict=True)),
        "signature": signature(content),
        "taken": f"{taken:%H:%M %d/%m/%Y}",
        "difficulties": _paragraphs(content["difficulties"]),
        "tasks": _paragraphs(content["tasks"]),
        "proposals": _paragraphs(content["proposals"]),
    }


def _paragraphs(said: str) -> list[str]:
    return [line.strip() for line in said.splitlines() if line.strip()] or [_("Không có.")]


def pdf(content: dict[str, Any], *, identifier: str) -> bytes:
    html = render_to_string("pdf/report.html", context(content))
    return papers.render(html, identifier=identifier)


def workbook(content: dict[str, Any]) -> bytes:
    """Table I as a workbook, with the villages below it as rows of a second part."""
    rows: list[Row] = []
    for line in lines(content["figures"]["rows"]):
        if "heading" in line:
            rows.append(Row([line["heading"]], is_heading=True))
            continue
        row = line["row"]
        name = f"{line['name']} ({line['note']})" if line["note"] else line["name"]
        numbers = [_number(row[key]) for key in ("target", "value", "total", "percent", "same")]
        rows.append(Row([line["number"], name, line["unit"], *numbers]))
    columns = [
        Column(head, width * 2 if head == "Chỉ số" else width + 8, is_number=head not in HEADS[1:3])
        for head, width in zip(HEADS, WIDTHS, strict=True)
    ]
    sheet = Sheet(
        title=f"{content['title']}\n{content['subject']}",
        under=_("Dự thảo, chưa ban hành") if content.get("draft") else "",
        columns=columns,
        rows=rows + _village_rows(content["figures"]["villages"]),
        superior=content["superior"],
        agency=content["agency"],
        number=numbered(content),
        day=dated(content),
        notes=[_("So cùng kỳ: phần trăm; của tỷ lệ là điểm phần trăm.")],
        signers=[("", ""), ("\n".join(signature(content)), content["signer_name"])],
        is_landscape=True,
    )
    return sheets.workbook(sheet)


def _village_rows(villages: Sequence[dict[str, Any]]) -> list[Row]:
    if not villages:
        return []
    heads = " / ".join(VILLAGE_HEADS[2:])
    found = [Row([_("Phụ lục theo thôn: %(heads)s") % {"heads": heads}], is_heading=True)]
    keys = ("teams", "sessions", "heads", "turns", "acts")
    for number, one in enumerate(villages, start=1):
        found.append(Row([number, one["name"], "", *(one[key] for key in keys)]))
    return found


def _number(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def word(content: dict[str, Any]) -> bytes:
    """The report as a text that Word opens and anybody may go on writing in."""
    about = context(content)
    paper = WordPaper(title=content["subject"])
    paper.head(
        [content["superior"].upper(), content["agency"].upper(), about["number"]],
        [NATION, MOTTO, about["day"]],
    )
    paper.centred(content["title"], is_bold=True)
    paper.centred(content["subject"], is_bold=True)
    if content.get("draft"):
        paper.centred(_("(DỰ THẢO, chưa ban hành)"), is_bold=True)
    paper.paragraph(content["opening"])
    paper.heading(_("I. KẾT QUẢ THỰC HIỆN"))
    keys = ("unit", "target", "value", "total", "percent", "same")
    table = Table(HEADS, WIDTHS, numbers_from=3)
    for line in about["lines"]:
        if "heading" in line:
            table.heading(line["heading"])
            continue
        name = f"{line['name']} ({line['note']})" if line["note"] else line["name"]
        table.row([str(line["number"]), name, *(line[key] for key in keys)])
    paper.table(table)
    for title, said in (
        (_("II. KHÓ KHĂN, NGUYÊN NHÂN"), about["difficulties"]),
        (_("III. NHIỆM VỤ KỲ TỚI"), about["tasks"]),
        (_("IV. KIẾN NGHỊ"), about["proposals"]),
    ):
        paper.heading(title)
        for words in said:
            paper.paragraph(words)
    paper.foot(content["recipients"], about["signature"], content["signer_name"])
    if about["villages"]:
        annex = Table(VILLAGE_HEADS, VILLAGE_WIDTHS, numbers_from=2)
        counted = ("teams", "sessions", "heads", "turns", "acts")
        for number, one in enumerate(about["villages"], start=1):
            cells = [str(number), one["name"], *(str(one[key]) for key in counted)]
            annex.row(cells)
        paper.new_page()
        paper.centred(_("PHỤ LỤC"), is_bold=True)
        paper.centred(_("Kết quả theo thôn, xóm, tổ dân phố"), is_bold=True)
        paper.table(annex)
    return paper.content()
