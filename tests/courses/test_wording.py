"""Advice on words, by table: long sentences, hard words, tone marks in the new places."""

import re

import pytest

from courses.drafting import wording
from courses.drafting.wording import Kind
from courses.services import vocabulary

TEN = "một hai ba bốn năm sáu bảy tám chín mười"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("hoà", "hòa"),
        ("Hoà", "Hòa"),
        ("HOÀ", "HÒA"),
        ("khoá", "khóa"),
        ("xoá", "xóa"),
        ("khoẻ", "khỏe"),
        ("thuỷ", "thủy"),
        ("tuỳ", "tùy"),
        ("uỷ", "ủy"),
        ("Uỷ", "Ủy"),
        ("loè", "lòe"),
        ("hoạ", "họa"),
        # Typed too fast: the mark on the first vowel of a closed syllable.
        ("tòan", "toàn"),
        ("lọai", "loại"),
        ("khỏang", "khoảng"),
        ("hùynh", "huỳnh"),
    ],
)
def test_a_mark_in_the_wrong_place_has_a_right_one(written, meant):
    assert wording.with_old_marks(written) == meant
    (remark,) = wording.remarks([f"Nhà {written} đây."], {})
    assert (remark.kind, remark.found, remark.swap) == (Kind.MARK, written, meant)


@pytest.mark.parametrize(
    "word",
    [
        *("hòa", "khóa", "thủy", "ủy", "quý", "Quý", "quỳ", "quỷ", "toàn", "ngoài", "hoàn", "loại"),
        *("xoáy", "ngoáy", "khuỷu", "huỳnh", "khoét", "mùa", "của", "múa", "tóc", "giá", "xòe"),
        *("thuế", "muốn", "tuổi", "người", "cười", "khuya", "quá", "quê", "hoặc", "OTP", "tuần"),
    ],
)
def test_a_right_word_is_left_alone(word):
    assert wording.with_old_marks(word) == word
    assert list(wording.remarks([word], {})) == []


@pytest.mark.parametrize(
    ("sentence", "count"),
    [
        ("", 0),
        ("Bấm nút đỏ.", 3),
        ("Mở trang dichvucong.gov.vn – chọn “Nộp”.", 5),
        ("Nộp 1.250.000 đồng, hẹn 25/02/2026.", 5),
        ("4G", 1),
    ],
)
def test_syllables_are_counted_as_they_are_said(sentence, count):
    assert wording.syllables(sentence) == count


@pytest.mark.parametrize(("more", "is_long"), [("a b c d e", False), ("a b c d e g", True)])
def test_a_sentence_of_more_than_fifteen_syllables_is_long(more, is_long):
    found = list(wording.remarks([f"{TEN} {more}."], {}))
    assert [one.kind for one in found] == [Kind.LONG] * is_long


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Truy cập trang này.", {"truy cập": "vào"}),
        ("Xác thực bằng mã.", {"xác thực": "chứng tỏ đúng là mình"}),
        # The longest wins, and says it once.
        ("Gõ mã xác thực, rồi mã xác thực nữa.", {"mã xác thực": "mã gửi về máy"}),
        # Whole words only.
        ("Bà Linkơ và ông Filel.", {}),
        ("Vô hiệu hoá máy.", {"vô hiệu hóa": "tắt đi", "hoá": "hóa"}),
        # What is quoted from a screen stays as it stands there.
        ('Chạm “Xoá link”, rồi "Khoá".', {}),
        # Typed on an old keyboard, in pieces.
        ("Truy ca\u0323\u0302p đây.", {"truy cập": "vào"}),
    ],
)
def test_hard_words_have_plain_ones(sentence, found):
    remarks = wording.remarks([sentence], vocabulary.shipped())
    assert {one.found: one.swap for one in remarks} == found


def test_the_shipped_list_is_of_use():
    words = vocabulary.shipped()
    assert len(words) >= 80
    for hard, plain in words.items():
        assert hard == vocabulary.as_looked_for(hard) != plain
        assert wording.with_old_marks(f"{hard} {plain}") == f"{hard} {plain}"
        assert wording.syllables(plain) <= 8
        assert not re.search(r"[<>\"“”]", hard + plain)
