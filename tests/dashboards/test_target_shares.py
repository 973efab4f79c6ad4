"""Shares add up to exactly the whole; whether parts make the whole is told to the last unit."""

from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from lms.dashboards.models import Indicator
from lms.dashboards.services.targets import shares

SUM = Indicator(aggregation="sum", decimals=0)
SHARE = Indicator(aggregation="ratio", denominator="population.adults", decimals=1, unit_word="%")
STOCK = Indicator(aggregation="last", decimals=0)
weights = st.dictionaries(st.integers(0, 200), st.integers(0, 10**6), min_size=1, max_size=150)


def test_what_rounding_leaves_goes_to_the_largest_remainders():
    found = shares.split(Decimal(10), {"a": 1, "b": 1, "c": 1})
    assert found == {"a": 4, "b": 3, "c": 3}
    assert shares.split(Decimal(100), {"a": 333, "b": 667}) == {"a": 33, "b": 67}


def test_no_weight_at_all_is_shared_evenly():
    assert shares.split(Decimal(4), {"a": 0, "b": 0}) == {"a": 2, "b": 2}
    assert shares.split(Decimal(4), {}) == {}


@given(st.integers(0, 10**9), weights, st.integers(0, 2))
def test_shares_add_up_to_exactly_the_whole(units, given_, decimals):
    whole = Decimal(units).scaleb(-decimals)
    found = shares.split(whole, given_, decimals=decimals)
    assert sum(found.values()) == whole
    assert found.keys() == given_.keys()


@given(st.integers(0, 10**6), weights)
def test_nobody_is_a_whole_unit_from_the_exact_share(units, given_):
    total = sum(given_.values())
    if not total:
        return
    for key, share in shares.split(Decimal(units), given_).items():
        assert abs(share - Decimal(units) * given_[key] / total) < 1


@given(st.integers(0, 10**6), weights)
def test_who_weighs_more_never_gets_less(units, given_):
    found = shares.split(Decimal(units), given_)
    if not any(given_.values()):
        return
    order = sorted(given_, key=lambda key: given_[key])
    for less, more in pairwise(order):
        assert given_[less] == given_[more] or found[less] <= found[more]


@given(st.integers(0, 10**6), weights)
def test_what_was_split_is_even_and_one_more_is_one_over(units, given_):
    found = shares.split(Decimal(units), given_)
    assert shares.balance(SUM, Decimal(units), found, {}).is_even
    first = next(iter(found))
    more = found | {first: found[first] + 1}
    assert shares.balance(SUM, Decimal(units), more, {}).over == 1


def test_parts_of_a_share_are_weighed_by_what_they_are_shares_of():
    parts = {"a": Decimal(90), "b": Decimal(50)}
    held = shares.balance(SHARE, Decimal(60), parts, {"a": 100, "b": 300})
    assert (held.together, held.over, held.is_mean) == (60, 0, True)
    plain = shares.balance(SHARE, Decimal(60), parts, {"a": 300, "b": 100})
    assert plain.over == 20


def test_a_part_of_unknown_weight_leaves_the_mean_unknown():
    parts = {"a": Decimal(90), "b": Decimal(50)}
    held = shares.balance(SHARE, Decimal(60), parts, {"a": 100, "b": None})
    assert (held.together, held.over, held.is_even) == (None, None, False)
    nought = shares.balance(SHARE, Decimal(60), parts, {"a": 0, "b": 0})
    assert nought.together is None


def test_a_stock_of_things_is_added():
    parts = {"a": Decimal(3), "b": Decimal(4)}
    assert shares.balance(STOCK, Decimal(7), parts, {}).is_even


@given(
    st.decimals(0, 100, places=1), st.dictionaries(st.integers(), st.integers(1, 10**6), min_size=1)
)
def test_everybody_at_the_whole_is_always_even(value, denominators):
    parts = dict.fromkeys(denominators, value)
    assert shares.balance(SHARE, value, parts, denominators).is_even
