"""R06 has its map on paper: tiles, or borders where somebody sent them, with numbers in text."""

from datetime import date

import pytest

from lms.common import clock
from lms.dashboards.models import HalfMonth
from lms.dashboards.services.boards import laying
from lms.dashboards.services.boundaries import keeping
from lms.dashboards.services.boundaries.keeping import Sent
from lms.reports.documents import maps, sheets
from lms.reports.kinds import overview
from tests.dashboards import cells
from tests.factories import make_commune
from tests.reports.conftest import read_pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def some(month, province):
    """Six communes that have tiles, five of them with a number."""
    made = []
    # Those of the other communes of the tests are left out.
    codes = [code for code, _from in laying.kept() if code not in {"13795", "13966"}]
    for n, code in enumerate(codes[:6]):
        one = make_commune(f"Xã Đường Số {n}", province=province, code=code)
        made.append(one)
        if n:
            HalfMonth.objects.create(
                measure="teams.heads", place=one.pk, since=month.first_on, amount=111 * n
            )
    return made


def svg(sheet):
    return str(sheet.map.svg)


def test_the_tiles_have_every_name_and_number_and_the_legend_says_what_colours_are(some, month):
    sheet = overview.ranking(month, "SS02", size="A4")
    drawn = svg(sheet)
    assert drawn.count("<rect") == len([*overview.communes_on(month.last_on)])
    for number in ("111", "222", "555"):
        assert f">{number}</text>" in drawn
    assert "Đường" in drawn
    assert len(sheet.map.legend) == 5
    assert sheet.map.legend[0][1].startswith("dưới ")
    assert "không phải ranh giới" in sheet.map.credit


def test_the_paper_says_it_in_text_that_can_be_searched(some, month, tmp_path):
    for size in ("A4", "A3"):
        sheet = overview.ranking(month, "SS02", size=size)
        text = read_pdf(sheets.pdf(sheet, identifier=f"map{size}"), tmp_path)
        assert "Mỗi ô một xã, phường" in text
        # Once on the map, once in the table, and its numerator.
        assert text.count("555") == 3
        assert "Đường" in text


def test_borders_take_the_place_of_tiles_with_their_credit(some, month, admin, tmp_path):
    rings = cells.cells()
    file = cells.file(*(cells.feature(rings[one.code], ma_xa=one.code) for one in some[:5]))
    keeping.take(
        Sent(file, "xa.geojson", "Ô bịa để thử", date(2025, 7, 1)), by=admin, now=clock.now()
    )
    sheet = overview.ranking(month, "SS02", size="A4")
    drawn = svg(sheet)
    others = len(overview.communes_on(month.last_on)) - 5
    assert drawn.count('fill-rule="evenodd"') == 5
    assert drawn.count("<rect") == others
    assert "Ô bịa để thử, 01/07/2025" in sheet.map.credit
    assert "Ô bịa để thử" in read_pdf(sheets.pdf(sheet, identifier="borders"), tmp_path)


def test_nothing_is_known_and_the_map_says_so(some, month):
    HalfMonth.objects.all().delete()
    sheet = overview.ranking(month, "TM02", size="A4")
    assert sheet.map.legend == []
    assert ">–</text>" in svg(sheet)


def test_a_name_is_escaped(month, province):
    make_commune("Xã <b>&", province=province, code="13285")
    assert "<b>" not in svg(overview.ranking(month, "SS02", size="A4"))
    assert maps.of(overview.columns_of(["SS02"])[0], [], "") is None
