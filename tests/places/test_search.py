"""A unit is found by what people type, and the likeliest stands first."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.places.models import Unit
from lms.places.services import search
from tests.factories import make_commune, make_province, make_village


def names(query, **narrowing):
    return [unit.name for unit in search.find(query, **narrowing)]


@pytest.mark.parametrize(
    "typed",
    ["Xã Ý Yên", "xa y yen", "y yen", "Ý YÊN", "  ý  yên ", "xa. y-yen", "Y\u0301 Ye\u0302n"],
)
def test_a_commune_is_found_however_it_is_typed(units, typed):
    assert names(typed)[0] == "Xã Ý Yên"


def test_the_whole_name_comes_before_names_that_go_on(units):
    assert names("hoa lư") == [
        "Phường Hoa Lư",
        "Phường Đông Hoa Lư",
        "Phường Nam Hoa Lư",
        "Phường Tây Hoa Lư",
    ]


def test_names_that_begin_so_come_before_names_with_it_inside(units):
    found = names("hải", level="commune")
    assert found[:3] == ["Xã Hải An", "Xã Hải Anh", "Xã Hải Hậu"]
    assert found[-1] == "Xã Minh Thái"


def test_words_may_come_in_any_order_and_be_begun_only(units):
    assert names("yen dong xa")[0] == "Xã Yên Đồng"
    assert names("x gia th")[0] == "Xã Giao Thủy"
    assert names("p nam dinh")[0] == "Phường Nam Định"


def test_a_village_is_found_by_its_own_and_its_communes_words(units):
    assert [u.label for u in search.find("xom 5 hai hau")] == ["Xóm 5, Xã Hải Hậu"]
    assert search.find("tdp số 3")[0].label == "Tổ dân phố số 3, Xã Nghĩa Hưng"


def test_the_province_comes_before_what_lies_in_it(units):
    assert names("ninh binh")[0] == "Tỉnh Ninh Bình"


def test_a_search_keeps_to_its_level_and_day(units):
    assert names("nam dinh", level="commune") == ["Phường Nam Định"]
    before = names("nam dinh", on=date(2025, 6, 30))
    assert before[:2] == ["Tỉnh Nam Định", "Thành phố Nam Định"]
    assert names("huyen y yen") == []
    assert names("huyện Ý Yên", on=date(2025, 6, 30))[:1] == ["Huyện Ý Yên"]


@pytest.mark.parametrize(
    "typed", ["", "   ", "%", "_", "\u200b", "không-có-nơi-này", "' OR 1=1 --"]
)
def test_nothing_fits_nothing(units, typed):
    assert names(typed) == []


def test_no_more_than_asked_for_come_and_equals_stand_in_vietnamese_order(units):
    found = search.find("xã", limit=7)
    assert len(found) == 7
    assert found == sorted(found, key=lambda unit: unit.sort_key)


@pytest.mark.parametrize("size", [2, 30])
def test_a_search_with_parents_costs_one_query(db, django_assert_num_queries, size):
    for number in range(size):
        make_village(f"Thôn Kiểm {number}", commune=make_commune(f"Xã Số {number}"))
    with django_assert_num_queries(1):
        assert len([unit.label for unit in search.find("thon kiem", limit=50)]) == size


@pytest.mark.django_db
@given(st.text(max_size=100))
def test_any_text_may_be_searched_for(typed):
    assert isinstance(search.find(typed), list)
    assert isinstance(search.exact(typed), list)


@pytest.mark.parametrize(
    ("written", "labels"),
    [
        ("Xã Ý Yên", ["Xã Ý Yên"]),
        ("y yen", ["Xã Ý Yên"]),
        ("TDP số 1, xã Ý Yên", ["Tổ dân phố số 1, Xã Ý Yên"]),
        ("to dan pho so 1", ["Tổ dân phố số 1, Phường Nam Định", "Tổ dân phố số 1, Xã Ý Yên"]),
        ("Yên", []),
        ("", []),
        (", Xã Ý Yên", []),
    ],
)
def test_an_exact_name_may_lack_marks_and_kind(units, written, labels):
    assert sorted(unit.label for unit in search.exact(written)) == labels


def test_a_label_names_the_commune_of_a_village_only(db):
    village = make_village("Thôn An Hòa", commune=make_commune("Xã Ý Yên"))
    assert village.label == "Thôn An Hòa, Xã Ý Yên"
    assert village.parent.label == "Xã Ý Yên"
    assert make_province().label == "Tỉnh Ninh Bình"
    assert Unit(name="Thôn Mới", level="village").label == "Thôn Mới"
