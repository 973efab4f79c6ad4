"""Asking for units: of a day, below another, in Vietnamese order; always one query."""

import random
from datetime import date, timedelta

import pytest

from lms.places.models import Unit
from tests.factories import MERGED_ON, make_commune, make_province, make_village

pytestmark = pytest.mark.django_db


def test_a_unit_is_valid_from_its_first_to_its_last_day():
    commune = make_commune(valid_to=date(2027, 1, 31))
    for day, expected in [
        (MERGED_ON - timedelta(days=1), False),
        (MERGED_ON, True),
        (date(2027, 1, 31), True),
        (date(2027, 2, 1), False),
    ]:
        assert Unit.objects.valid_on(day).filter(pk=commune.pk).exists() is expected
        assert commune.is_valid_on(day) is expected


def test_a_unit_without_first_and_last_day_is_always_valid():
    commune = make_commune(valid_from=None)
    for day in (date(1900, 1, 1), date(2100, 1, 1)):
        assert commune in Unit.objects.valid_on(day)
        assert commune.is_valid_on(day)


def test_a_subtree_is_the_unit_and_all_below_it_and_nothing_beside_it():
    y_yen, beside = make_commune("Xã Ý Yên"), make_commune("Xã Yên Đồng")
    villages = {make_village(f"Thôn {n}", commune=y_yen) for n in range(3)}
    make_village("Thôn Khác", commune=beside)
    assert set(Unit.objects.within(y_yen)) == {y_yen, *villages}
    assert Unit.objects.within(make_province()).count() == 7


@pytest.mark.parametrize("size", [3, 60])
def test_a_subtree_costs_one_query_at_any_size(django_assert_num_queries, size):
    commune = make_commune()
    for number in range(size):
        make_village(f"Thôn {number}", commune=commune)
    with django_assert_num_queries(1):
        found = list(Unit.objects.valid_on(MERGED_ON).within(commune).sorted())
    assert len(found) == size + 1


@pytest.mark.parametrize("size", [3, 20])
def test_the_parents_of_a_list_cost_one_more_query_at_any_size(django_assert_num_queries, size):
    for number in range(size):
        make_village(f"Thôn {number}", commune=make_commune(f"Xã Số {number}"))
    with django_assert_num_queries(2):
        assert len({u.parent.name for u in Unit.objects.filter(level="village")}) == size


def test_a_list_stands_in_vietnamese_order():
    names = ["Xã An Bình", "Xã Ân Hòa", "Xã Đồng Tâm", "Xã Yên Đồng", "Xóm 2", "Xóm 10", "Xóm Đông"]
    commune = make_commune("Xã Ý Yên")
    for name in random.Random(3).sample(names, len(names)):
        make_village(name, commune=commune, kind="hamlet")
    found = Unit.objects.filter(level="village").sorted()
    assert [unit.name for unit in found] == names


@pytest.mark.parametrize("typed", ["Xã Ý Yên", "xa y yen", "XÃ Ý YÊN", "xã  y yên "])
def test_a_name_is_found_with_and_without_marks(typed):
    commune = make_commune("Xã Ý Yên")
    make_commune("Xã Yên Đồng")
    assert list(Unit.objects.named(typed)) == [commune]
