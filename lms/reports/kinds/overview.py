"""R05, R06 and R07: the whole province in one table, a commune a row."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext as _

from lms.common import clock, text
from lms.dashboards.models import Indicator, ReportingPeriod
from lms.dashboards.services.amounts import Span
from lms.places.models import Unit, UnitLineage
from lms.reports import policies
from lms.reports.documents import maps, sheets
from lms.reports.documents import report as papers
from lms.reports.documents.sheets import Column, Row, Sheet
from lms.reports.models import ReportFile, ReportForm, ReportRound
from lms.reports.services import letterhead, printing, reading, rounds
from lms.reports.services.printing import Asked, Drawn, Format
from lms.reports.services.reading import NOTHING, Cell
from lms.users.models import User

NOW = "now"
SHOWN = ("SS01", "SS02", "SS04", "SS06", "OC01", "OC02", "OC03", "TM01", "TM05", "LR01", "LR02")
"""Columns of R05, and what R06 ranks by: those of them a province counts."""
FORMATS = (Format.PDF, Format.XLSX)
Aggregation = Indicator.Aggregation


def asked_of(period: ReportingPeriod, **more: Any) -> Asked:
    return {"period": str(period.pk), **more}


def _may(user: User, asked: Asked) -> bool:
    ReportingPeriod.objects.only("pk").get(pk=asked["period"])
    return policies.may_see_province(user)


def _may_round(user: User, asked: Asked) -> bool:
    ReportRound.objects.only("pk").get(pk=asked["round"])
    return policies.may_see_province(user)


def frame(title: str, under: str, *, on: date) -> dict[str, Any]:
    """What stands above a table of the province."""
    province = Unit.objects.filter(level=Unit.Level.PROVINCE).valid_on(on).first()
    if province is None:
        raise ObjectDoesNotExist
    today = clock.today()
    return {
        "title": title,
        "under": under,
        "agency": letterhead.committee(province),
        "place": letterhead.bare(province.name),
        "day": papers.day_line(letterhead.bare(province.name), today),
        "is_landscape": True,
    }


def columns_of(codes: Iterable[str]) -> list[Indicator]:
    wanted = list(codes)
    found = {one.code: one for one in Indicator.objects.offered().filter(code__in=wanted)}
    return [found[code] for code in wanted if code in found]


def communes_on(day: date) -> list[Unit]:
    return list(Unit.objects.filter(level=Unit.Level.COMMUNE).valid_on(day).sorted())


def provinces_before(communes: Sequence[Unit]) -> dict[UUID, str]:
    """The province most of a commune came from, by the name it had; two queries."""
    lines = UnitLineage.objects.filter(later__in=[one.pk for one in communes])
    pairs = list(lines.exclude(earlier__in=[one.pk for one in communes]).values_list(
        "later", "earlier__path"
    ))  # fmt: skip
    # The first part of a path is the province it lay in.
    roots = {UUID(path.split("/")[0]) for _later, path in pairs}
    names = dict(Unit.objects.filter(pk__in=roots).values_list("pk", "name"))
    found: dict[UUID, str] = {}
    for later, path in pairs:
        found.setdefault(later, names.get(UUID(path.split("/")[0]), ""))
    return found


def _cells(
    units: Sequence[Unit], indicators: Sequence[Indicator], period: ReportingPeriod
) -> dict[reading.Key, Cell]:
    spans = {NOW: Span(period.first_on, period.last_on)}
    return reading.table(units, indicators, spans, locked={NOW: period})


def overview(period: ReportingPeriod, *, is_grouped: bool) -> Sheet:
    """R05: every commune, and what they come to together; by former province where asked."""
    communes, indicators = communes_on(period.last_on), columns_of(SHOWN)
    cells = _cells(communes, indicators, period)

    def row(number: int, unit: Unit) -> Row:
        values = [cells.get((NOW, one.pk, unit.pk), NOTHING).value for one in indicators]
        return Row([number, unit.name, *values])

    rows: list[Row] = []
    groups = _groups(communes) if is_grouped else {"": communes}
    number = 0
    for name, listed in groups.items():
        if name:
            rows.append(Row([name], is_heading=True))
        for unit in listed:
            number += 1
            rows.append(row(number, unit))
        if name:
            said = _("Cộng %(name)s") % {"name": name}
            rows.append(Row(["", said, *_together(cells, indicators, listed)], is_total=True))
    whole = _together(cells, indicators, communes)
    rows.append(Row(["", _("Toàn tỉnh"), *whole], is_total=True))
    columns = [Column(_("STT"), 10, is_number=True, places=0), Column(_("Xã, phường"), 42)]
    columns += [_column(one) for one in indicators]
    return Sheet(
        **frame(
            _("TỔNG HỢP KẾT QUẢ CÁC XÃ, PHƯỜNG"),
            period.name,
            on=period.last_on,
        ),
        columns=columns,
        rows=rows,
        notes=[
            _("Chỉ tính buổi đã xác nhận. Tỷ lệ chung là tổng tử số chia tổng mẫu số."),
            _("Cột đếm không trùng và chỉ số chưa có số không cộng: ghi dấu –."),
        ],
        signers=[(_("Người lập bảng"), ""), (_("Thủ trưởng đơn vị"), "")],
    )


def _groups(communes: Sequence[Unit]) -> dict[str, list[Unit]]:
    before = provinces_before(communes)
    found: defaultdict[str, list[Unit]] = defaultdict(list)
    for unit in communes:
        name = before.get(unit.pk) or _("Đơn vị không có trước đây")
        found[name].append(unit)
    return dict(sorted(found.items(), key=lambda item: text.sort_key(item[0])))


def _column(indicator: Indicator) -> Column:
    words = f"{indicator.name} ({indicator.unit_word})"
    return Column(words, 20, is_number=True, places=indicator.decimals)


def _together(
    cells: dict[reading.Key, Cell], indicators: Sequence[Indicator], units: Sequence[Unit]
) -> list[Decimal | None]:
    """Sum over sum; nothing for what is counted once, which may be in several communes."""
    found: list[Decimal | None] = []
    for one in indicators:
        if one.aggregation == Aggregation.ONCE:
            found.append(None)
            continue
        known = [
            cell
            for unit in units
            if (cell := cells.get((NOW, one.pk, unit.pk), NOTHING)).numerator is not None
            and (cell.denominator is not None or one.aggregation != Aggregation.RATIO)
        ]
        above = sum((Decimal(cell.numerator or 0) for cell in known), Decimal(0))
        below = sum((Decimal(cell.denominator or 0) for cell in known), Decimal(0))
        found.append(reading.valued(one, above, below) if known else None)
    return found


def ranking(period: ReportingPeriod, code: str, *, size: str) -> Sheet:
    """R06: communes by one indicator, the best first; equal ones have one place."""
    found_one = columns_of([code])
    if not found_one:
        raise Indicator.DoesNotExist
    indicator = found_one[0]
    communes = communes_on(period.last_on)
    cells = _cells(communes, [indicator], period)
    found = [(cells.get((NOW, indicator.pk, unit.pk), NOTHING), unit) for unit in communes]
    known = [(cell, unit) for cell, unit in found if cell.value is not None]
    is_down = indicator.direction == Indicator.Direction.DOWN
    known.sort(key=lambda one: one[0].value or 0, reverse=not is_down)
    rows, place, last = [], 0, None
    for number, (cell, unit) in enumerate(known, start=1):
        if cell.value != last:
            place, last = number, cell.value
        rows.append(Row([place, unit.name, cell.value, cell.numerator, cell.denominator]))
    unknown = [unit for cell, unit in found if cell.value is None]
    if unknown:
        rows.append(Row([_("Chưa có số")], is_heading=True))
        rows += [Row([None, unit.name, None, None, None]) for unit in unknown]
    columns = [
        Column(_("Hạng"), 14, is_number=True, places=0),
        Column(_("Xã, phường"), 70),
        Column(indicator.unit_word, 30, is_number=True, places=indicator.decimals),
        Column(indicator.numerator_words, 45, is_number=True),
        Column(indicator.denominator_words or _("mẫu số"), 45, is_number=True),
    ]
    return Sheet(
        **frame(_("XẾP HẠNG CÁC XÃ, PHƯỜNG"), f"{indicator.name}, {period.name}", on=period.last_on)
        | {"is_landscape": size == "A3"},
        columns=columns,
        rows=rows,
        size=size,
        notes=[indicator.how],
        map=maps.of(indicator, [(unit, cell.value) for cell, unit in found], period.name),
        signers=[(_("Người lập bảng"), ""), (_("Thủ trưởng đơn vị"), "")],
    )


def submissions(found: ReportRound) -> Sheet:
    """R07: who came on time, late, is missing."""
    words = {
        "on_time": _("Đúng hạn"),
        "late": _("Nộp muộn"),
        "missing": _("Chưa nộp, quá hạn"),
        "open": _("Chưa nộp, còn hạn"),
    }
    standings = rounds.standings(found)
    counts = rounds.counts(standings)
    rows = []
    for number, one in enumerate(standings, start=1):
        on = one.submitted_on
        late = one.days_late if one.state in {"late", "missing"} else None
        state = one.report.get_state_display() if one.report else _("Chưa soạn")
        rows.append(
            Row(
                [
                    number,
                    one.unit.name,
                    words[one.state],
                    on,
                    late,
                    state,
                ]
            )
        )
    lead = ", ".join(f"{words[name].lower()}: {count}" for name, count in counts.items())
    return Sheet(
        **frame(
            _("THEO DÕI NỘP BÁO CÁO"),
            f"{found.form.name}, {found.period.name}",
            on=found.period.last_on,
        )
        | {"is_landscape": False},
        columns=[
            Column(_("STT"), 10, is_number=True, places=0),
            Column(_("Xã, phường"), 50),
            Column(_("Kết quả"), 34),
            Column(_("Ngày nộp lần đầu"), 26),
            Column(_("Số ngày chậm"), 18, is_number=True, places=0),
            Column(_("Trạng thái"), 27),
        ],
        rows=rows,
        lead=[
            _("Hạn nộp: %(day)s. %(counts)s.")
            % {"day": f"{found.due_on:%d/%m/%Y}", "counts": lead[:1].upper() + lead[1:]}
        ],
        signers=[(_("Người lập bảng"), ""), (_("Thủ trưởng đơn vị"), "")],
    )


def drawn(file: ReportFile, sheet: Sheet, name: str) -> Drawn:
    """A table in the format that was asked for."""
    if file.format == Format.XLSX:
        return Drawn(sheets.workbook(sheet), text.slug(name))
    return Drawn(sheets.pdf(sheet, identifier=file.pk.hex), text.slug(name))


def _period(asked: Asked) -> ReportingPeriod:
    return ReportingPeriod.objects.get(pk=asked["period"])


def _draw_overview(file: ReportFile) -> Drawn:
    period = _period(file.asked)
    sheet = overview(period, is_grouped=bool(file.asked.get("grouped")))
    return drawn(file, sheet, f"tong hop {period.name}")


def _draw_ranking(file: ReportFile) -> Drawn:
    period = _period(file.asked)
    size = "A3" if file.asked.get("size") == "A3" else "A4"
    sheet = ranking(period, str(file.asked.get("indicator", "")), size=size)
    return drawn(file, sheet, f"xep hang {period.name}")


def _draw_submissions(file: ReportFile) -> Drawn:
    found = ReportRound.objects.select_related("form", "period").get(pk=file.asked["round"])
    return drawn(file, submissions(found), f"theo doi nop {found.period.name}")


def ranked() -> list[Indicator]:
    """What one may rank by."""
    codes = [*SHOWN]
    for form in ReportForm.objects.filter(is_offered=True):
        codes += [code for code in form.indicators if code not in codes]
    return columns_of(codes)


def declare() -> None:
    label = _("Tổng hợp toàn tỉnh")
    printing.declare(printing.Kind("R05", label, FORMATS, _may, _draw_overview))
    printing.declare(
        printing.Kind("R06", _("Bảng xếp hạng và bản đồ"), FORMATS, _may, _draw_ranking)
    )
    label = _("Theo dõi nộp báo cáo")
    printing.declare(printing.Kind("R07", label, FORMATS, _may_round, _draw_submissions))
