"""Whoever reads every public page learns of a hidden group no more than that it is one.

A reader who knows the rule asks: which numbers could stand where "dưới 5" stands, so that the pages
say what they say? As long as that is every number there could be, she has learnt nothing.
"""

from datetime import date
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.common import clock
from lms.dashboards import views_public
from lms.dashboards.models import HalfMonth, Indicator, OpenFigure
from lms.dashboards.services.public import exporting, hiding, opening, showing
from lms.dashboards.services.public.hiding import LEAST, Amounts
from tests import pairs
from tests.dashboards.public.conftest import put, take

SEPTEMBER, OCTOBER = date(2026, 9, 1), date(2026, 10, 1)
HEADS = Indicator(code="H", unit_word="người đến", aggregation="sum", numerator="teams.heads")
OLDER = Indicator(
    code="O", unit_word="%", aggregation="ratio", decimals=1,
    numerator="teams.heads_older", denominator="teams.heads",
)  # fmt: skip
PEOPLE = Indicator(code="P", unit_word="người", aggregation="once", numerator="teams.people")
FEW = range(LEAST)


def counts(numbers):
    return [Amounts(Decimal(one)) for one in numbers]


def page(indicator, cells):
    """All that is told of one indicator and month: each commune, and all together."""
    shown = [one if hiding.is_shown(indicator, one) else None for one in cells]
    return shown, hiding.together(indicator, [one for one in shown if one])


def plain_page(indicator, cells):
    """The same with the true total, as anybody would write it first."""
    shown, _sum = page(indicator, cells)
    return shown, sum(one.above for one in cells)


def possible(make, indicator, cells, others):
    """Of each hidden cell the numbers it could have, all hidden ones tried together."""
    told = make(indicator, cells)
    hidden = [n for n, one in enumerate(cells) if not hiding.is_shown(indicator, one)]
    found = {n: set() for n in hidden}
    for tried in product(others, repeat=len(hidden)):
        guess = list(cells)
        for n, one in zip(hidden, tried, strict=True):
            guess[n] = one
        if make(indicator, guess) == told:
            for n, one in zip(hidden, tried, strict=True):
                found[n].add(one)
    return found


@given(st.lists(st.integers(0, 30), min_size=1, max_size=4))
@pytest.mark.parametrize("indicator", [HEADS, PEOPLE], ids=str)
def test_a_hidden_count_could_be_any_below_five(indicator, numbers):
    found = possible(page, indicator, counts(numbers), counts(FEW))
    assert all(one == set(counts(FEW)) for one in found.values())


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), min_size=1, max_size=3))
def test_a_hidden_share_could_be_any_of_few_or_of_nearly_all(pairs_of):
    cells = [Amounts(Decimal(a), Decimal(a + b)) for a, b in pairs_of]
    others = [
        Amounts(Decimal(a), Decimal(a + b)) for a in range(7) for b in range(7)
        if a < LEAST or b < LEAST
    ]  # fmt: skip
    found = possible(page, OLDER, cells, others)
    assert all(one == set(others) for one in found.values())


@pytest.mark.parametrize("numbers", [[3, 20, 30], [0, 9], [4, 4, 12], [1, 7, 8, 9]])
def test_this_reader_finds_what_a_plain_total_gives_away(numbers):
    found = possible(plain_page, HEADS, counts(numbers), counts(FEW))
    assert any(one != set(counts(FEW)) for one in found.values())


def test_what_is_shown_is_from_five_on_and_the_others_of_a_share_count_too():
    assert not hiding.is_shown(HEADS, Amounts(Decimal(4)))
    assert hiding.is_shown(HEADS, Amounts(Decimal(5)))
    assert not hiding.is_shown(OLDER, Amounts(Decimal(16), Decimal(20)))
    assert hiding.is_shown(OLDER, Amounts(Decimal(15), Decimal(20)))


def test_different_people_have_no_sum():
    assert hiding.together(PEOPLE, counts([12, 30])) is None


@st.composite
def tables(draw):
    """Heads and acts of five communes in two months, twice: the hidden numbers differ."""
    first, second = {}, {}
    for key in product(("SS02", "OC01"), range(5), (SEPTEMBER, OCTOBER)):
        number = draw(st.one_of(st.integers(0, 6), st.integers(5, 3000)))
        first[key] = number
        second[key] = number if number >= LEAST else draw(st.integers(0, LEAST - 1))
    return first, second


def everything(table, communes):
    """Every letter that everybody may read, once these numbers are folded and taken."""
    HalfMonth.objects.all().delete()
    OpenFigure.objects.all().delete()
    for (code, n, first), number in table.items():
        put(code, communes[n], first, number)
    take()
    pages = [views_public._province_html(code) for code in ("", "SS02", "OC01")]
    pages += [views_public._commune_html(one) for one in communes]
    return [*pages, exporting.table(communes), *(exporting.table([one]) for one in communes)]


@pytest.mark.django_db
def test_no_letter_of_any_page_depends_on_a_hidden_number(five, today):
    @settings(max_examples=pairs.examples(12))
    @given(tables())
    def holds(drawn):
        first, second = drawn
        assert everything(first, five) == everything(second, five)

    holds()


@pytest.mark.django_db
def test_no_hidden_number_is_kept_where_pages_are_made_of(five, today):
    put("SS02", five[0], OCTOBER, 3)
    put("SS02", five[1], OCTOBER, 12)
    take()
    rows = OpenFigure.objects.filter(indicator__code="SS02")
    assert {row.unit_id: row.value for row in rows.filter(is_hidden=False)} == {five[1].pk: 12}
    assert set(rows.filter(is_hidden=True).values_list("value", "numerator", "denominator")) == {
        (None, None, None)
    }
    [told] = [told for one, told in showing.by_commune(
        rows[0].indicator, OCTOBER, five) if one == five[0]]  # fmt: skip
    assert showing.number(rows[0].indicator, told) == "dưới 5"


@pytest.mark.parametrize("code", ["TM03", "TM04", "TM06", "OF01"])
def test_how_many_people_there_are_on_a_day_is_never_open(usual, code):
    assert "mới vào" in opening.refusal(usual[code], [])


def test_a_part_is_not_open_beside_its_whole(usual):
    whole = Indicator(code="X1", name="Mọi kết quả", unit_word="kết quả", numerator="teams.acts")
    assert "Mọi kết quả" in opening.refusal(usual["OC01"], [whole])
    assert not opening.refusal(usual["OC01"], [usual["OC02"], usual["SS02"]])


def test_what_is_open_from_the_beginning_may_be(usual):
    found = [one for one in usual.values() if one.is_open]
    assert len(found) == 13
    assert not [one.code for one in found if opening.refusal(one, found)]


def test_sessions_and_teams_are_no_groups_of_people(usual):
    assert not any(hiding.counts_people(usual[code]) for code in ("SS01", "TM01", "TM05", "PV01"))
    counted = ("SS02", "SS04", "OC01", "LR01", "LR02", "EX03", "OC05")
    assert all(hiding.counts_people(usual[code]) for code in counted)


@pytest.mark.django_db
def test_the_day_of_taking_is_said(five, today):
    put("SS02", five[0], OCTOBER, 30)
    take()
    assert OpenFigure.objects.filter(is_hidden=False).first().as_of == clock.today()
