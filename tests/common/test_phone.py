import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.common import phone

mobiles = st.builds(
    "{}{:07d}".format,
    st.sampled_from(["32", "39", "56", "70", "79", "81", "84", "86", "90", "91", "97", "98"]),
    st.integers(0, 9_999_999),
)
openings = st.sampled_from(["0", "+84", "84", "+84 ", "0084", "+84 0"])
blanks = st.sampled_from(["", " ", ".", "-", "  "])


@pytest.mark.parametrize(
    "written",
    [
        "0912345678",
        "0912 345 678",
        "0912.345.678",
        "0912-345-678",
        "+84912345678",
        "+84 912 345 678",
        "84912345678",
        "0084912345678",
        "912345678",
        "  0912 345 678\n",
        "\u202a+84912345678\u202c",
        "０９１２３４５６７８",
    ],
)
def test_one_number_is_understood_however_it_is_written(written):
    assert phone.to_e164(written) == "+84912345678"


@given(mobiles, openings, blanks)
def test_every_way_to_write_a_mobile_number_gives_the_same_number(digits, opening, blank):
    written = opening + blank.join([digits[:2], digits[2:5], digits[5:]])
    assert phone.to_e164(written) == "+84" + digits


@given(mobiles)
def test_what_is_shown_is_read_back_as_the_same_number(digits):
    number = "+84" + digits
    assert phone.to_e164(phone.display(number)) == number
    assert phone.to_e164(number) == number


@given(mobiles)
def test_a_mask_hides_the_middle_and_nothing_can_be_read_back(digits):
    masked = phone.mask("+84" + digits)
    assert masked == f"0{digits[:3]} *** {digits[-3:]}"
    with pytest.raises(phone.PhoneError):
        phone.to_e164(masked)


@given(st.text(max_size=40) | st.text("0123456789+ .", max_size=16))
def test_any_text_is_a_vietnamese_number_or_a_phone_error(value):
    with suppress(phone.PhoneError):
        assert re.fullmatch(r"\+84\d{7,11}", phone.to_e164(value))


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("", "Chưa có số điện thoại."),
        ("\u200b", "Chưa có số điện thoại."),
        ("chín một hai", "chỉ gồm các chữ số"),
        ("0912 ABC 678", "chỉ gồm các chữ số"),
        ("0912 345 678 / 0987 654 321", "chỉ gồm các chữ số"),
        ("0912 345", "chưa đúng"),
        ("0912 345 6789", "chưa đúng"),
        ("113", "chưa đúng"),
        ("1900 1234", "chưa đúng"),
        ("0168 123 4567", "đầu số mới"),
        ("+1 202 555 0123", "Việt Nam"),
        ("9" * 400, "chỉ gồm các chữ số"),
    ],
)
def test_a_wrong_number_is_refused_with_words_that_help(written, said):
    with pytest.raises(phone.PhoneError, match=said):
        phone.to_e164(written)


def test_a_landline_is_a_number_but_gets_no_text_message():
    number = phone.to_e164("0228 3649 123")
    assert number == "+842283649123"
    assert not phone.is_mobile(number)
    assert phone.display(number) == "0228 3649 123"
    with pytest.raises(phone.PhoneError, match="máy bàn"):
        phone.to_mobile("0228 3649 123")


def test_a_mobile_number_may_receive_a_text_message():
    assert phone.to_mobile("0912 345 678") == "+84912345678"


def test_a_number_is_shown_as_people_here_write_it():
    assert phone.display("+84912345678") == "0912 345 678"
    assert phone.display("+12025550123") == "+1 202-555-0123"
    assert phone.display("") == ""
    assert phone.mask("") == "***"
