"""A few pairs stand for all of them."""

import pytest

from tests import pairs

VALUES = "abcdefghijk"


@pytest.fixture(autouse=True)
def _few(monkeypatch):
    monkeypatch.delenv(pairs.EVERY_PAIR, raising=False)


def test_each_place_has_a_few_and_each_value_has_a_place():
    chosen = pairs.pairs(range(4), VALUES, few=3)
    assert [place for place, _ in chosen] == [0] * 3 + [1] * 3 + [2] * 3 + [3] * 3
    assert {value for _, value in chosen} == {*VALUES}


def test_a_short_list_is_asked_whole():
    assert pairs.some("ab", 5, few=2) == ["a", "b"]


def test_every_pair_is_asked_where_that_is_said(monkeypatch):
    monkeypatch.setenv(pairs.EVERY_PAIR, "1")
    assert len(pairs.pairs(range(4), VALUES)) == 4 * len(VALUES)
