"""Text keeps its meaning however it was typed; hostile signs do not get in."""

import random
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lms.common import text

VIETNAMESE = "".join(
    unicodedata.normalize("NFC", letter + tone)
    for letter in "aăâeêioôơuưy"
    for tone in ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
)
letters = st.sampled_from(VIETNAMESE + VIETNAMESE.upper() + "bcdđghklmnpqrstvxBCDĐGHKLMNPQRSTVX")
words = st.text(letters, min_size=1, max_size=7)
names = st.lists(words, min_size=1, max_size=5).map(" ".join)
anything = st.text() | names

IN_ORDER = (Path(__file__).parent / "words_in_order.txt").read_text("utf-8").splitlines()


def shuffled(in_order):
    return random.Random(7).sample(in_order, len(in_order))


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  Xã   Ý\tYên\n", "Xã Ý Yên"),
        ("Nguye\u0302\u0303n", "Nguyễn"),
        ("Lan\u200b\u200d\ufeff", "Lan"),
        ("\u202eelcihcin\u202c Hoa", "elcihcin Hoa"),
        ("\u2066An\u2069\x00\x07", "An"),
        ("Minh\u2028Tuấn", "Minh Tuấn"),
        ("\u3164\u3164", ""),
        ("Ðặng Văn ðức", "Đặng Văn đức"),
        ("a\ud800b", "ab"),
        ("Z" + "\u0335" * 30 + "a", "Z\u0335\u0335a"),
        ("e" + "\u200b" + "\u0301", "é"),
        ("<b>O'Hara & 阮</b>", "<b>O'Hara & 阮</b>"),
    ],
)
def test_what_is_stored_is_one_safe_line(typed, stored):
    assert text.nfc(typed) == stored


@given(anything)
@example("\u1100\u1161\u11a8\u0301\u0302\u0303\u0304")
def test_storing_twice_changes_nothing_and_nothing_unseen_is_left(value):
    stored = text.nfc(value)
    assert text.nfc(stored) == stored
    assert unicodedata.is_normalized("NFC", stored)
    assert not {unicodedata.category(sign) for sign in stored} & {"Cc", "Cf", "Cs", "Co"}
    stored.encode()


@given(names)
def test_composed_and_decomposed_names_are_the_same_name(name):
    apart = unicodedata.normalize("NFD", name)
    for function in (text.nfc, text.fold, text.slug, text.sort_key, text.split_name):
        assert function(apart) == function(name)


@given(anything)
@example("한국어 Ω ẞ İ ϓ क़")
def test_folding_is_idempotent_caseless_and_never_longer(value):
    folded = text.fold(value)
    assert text.fold(folded) == folded
    assert len(folded) <= len(text.nfc(value))


@given(names)
def test_a_vietnamese_name_folds_to_plain_letters(name):
    folded = text.fold(name)
    assert folded.isascii()
    assert folded == text.fold(name.upper()) == text.fold(name.lower())


@pytest.mark.parametrize(
    ("value", "folded"),
    [
        ("Xã Ý Yên", "xa y yen"),
        ("ĐẶNG VĂN ÂN", "dang van an"),
        ("Giao Thuỷ", "giao thuy"),
        ("Giao Thủy", "giao thuy"),
        ("Ðức", "duc"),
    ],
)
def test_words_are_found_without_marks(value, folded):
    assert text.fold(value) == folded


@pytest.mark.parametrize(
    ("value", "slug"),
    [
        ("Đặng Văn Ân – Ý Yên", "dang-van-an-y-yen"),
        ("Nộp hồ sơ dịch vụ công (trực tuyến)!", "nop-ho-so-dich-vu-cong-truc-tuyen"),
        ("  VNeID: mức 2 ", "vneid-muc-2"),
        ("../../etc/passwd", "etc-passwd"),
        ("阮", ""),
        ("", ""),
    ],
)
def test_an_address_is_made_of_plain_words(value, slug):
    assert text.slug(value) == slug


@given(anything)
def test_a_slug_is_safe_in_an_address_and_its_own_slug(value):
    slug = text.slug(value)
    assert text.slug(slug) == slug
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert not slug.startswith("-")
    assert "--" not in slug


def test_words_and_names_sort_as_in_a_dictionary():
    assert sorted(shuffled(IN_ORDER), key=text.sort_key) == IN_ORDER


@pytest.mark.parametrize(
    "in_order",
    [
        list("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"),
        ["ma", "mà", "mả", "mã", "má", "mạ"],
        ["tiên", "tiền", "tiển", "tiễn", "tiến", "tiện", "tiêng"],
        ["Xóm 1", "Xóm 2", "Xóm 10", "Xóm 10A", "Xóm 11", "Xóm Đông"],
        ["An", "An Bình", "Ân", "Bình"],
        ["Nguyễn Thị An", "Nguyễn Thị Ân", "Nguyễn Văn An"],
        ["Zoé", "Иван"],
        ["", "1", "a"],
    ],
)
def test_letters_come_first_then_tones_then_the_next_word(in_order):
    assert sorted(shuffled(in_order), key=text.sort_key) == in_order


def test_where_the_tone_is_written_does_not_move_a_name():
    assert text.sort_key("Giao Thuỷ") == text.sort_key("Giao Thủy")
    assert text.sort_key("Hoà") == text.sort_key("hòa")


@given(words, words)
def test_different_letters_decide_before_any_tone(one, other):
    bare = [
        "".join(text.sort_key(sign)[:2] for sign in unicodedata.normalize("NFC", word.lower()))
        for word in (one, other)
    ]
    if bare[0] != bare[1]:
        assert (bare[0] < bare[1]) == (text.sort_key(one) < text.sort_key(other))


@given(names, names)
def test_a_name_sorts_before_any_longer_name_that_begins_with_it(name, more):
    assert text.sort_key(name) < text.sort_key(f"{name} {more}")


@given(st.integers(0, 10**8), st.integers(0, 10**8))
def test_numbers_sort_by_value(one, other):
    assert (text.sort_key(f"Xóm {one}") < text.sort_key(f"Xóm {other}")) == (one < other)


@given(anything)
@example("a1" * 100)
@example("á" * 120)
@example("A " * 60)
def test_a_sort_key_is_digits_alone_and_fits_twice_the_name(value):
    key = text.sort_key(value)
    assert key == "" or (key.isascii() and key.isdecimal())
    assert len(key) <= 2 * len(text.nfc(value)) + 2


@given(names)
def test_the_two_parts_of_a_name_give_the_name_back(name):
    family_middle, given_name = text.split_name(name)
    assert f"{family_middle} {given_name}".strip() == text.nfc(name)
    assert " " not in given_name


def test_the_last_word_is_the_given_name():
    assert text.split_name("  Nguyễn  Thị Lan ") == ("Nguyễn Thị", "Lan")
    assert text.split_name("Lan") == ("", "Lan")
    assert text.split_name("") == ("", "")
