"""1.234,5 means the same everywhere: in forms, in pages, in imported tables."""

from decimal import Decimal

import pytest
from django import forms
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from lms.common import numbers
from lms.common.forms import CountField

decimals = st.decimals(
    allow_nan=False, allow_infinity=False, places=3, min_value=-(10**12), max_value=10**12
)


@given(decimals)
def test_a_number_shown_is_read_back_as_itself(value):
    assert numbers.read(numbers.show(value)) == value


@given(st.integers(-(10**27), 10**27))
def test_whole_numbers_of_any_size_are_shown_and_read(value):
    written = numbers.show(value)
    assert numbers.read(written) == value
    assert all(len(group) == 3 for group in written.lstrip("-").split(".")[1:])


@given(st.text(max_size=50))
def test_any_text_is_a_number_or_a_value_error(written):
    try:
        value = numbers.read(written)
    except ValueError:
        return
    assert numbers.read(numbers.show(value)) == value


@pytest.mark.parametrize(
    ("value", "places", "shown"),
    [
        (1234567, None, "1.234.567"),
        (1234.5, None, "1.234,5"),
        (Decimal("1234567.891"), None, "1.234.567,891"),
        (0, None, "0"),
        (-1000, None, "-1.000"),
        (Decimal("8.50"), None, "8,50"),
        (8.25, 1, "8,3"),
        (66.6666, 1, "66,7"),
        (3, 2, "3,00"),
    ],
)
def test_digits_are_grouped_with_stops_and_a_comma_parts_the_rest(value, places, shown):
    assert numbers.show(value, places=places) == shown


@pytest.mark.parametrize(
    ("written", "value"),
    [("1.234", 1234), ("1234", 1234), ("1.234,5", Decimal("1234.5")), (" 12 000 ", 12000)],
)
def test_a_number_is_read_as_it_is_meant(written, value):
    assert numbers.read(written) == value


@pytest.mark.parametrize("written", ["", "12.5", "1,234.5", "1.23.456", "mười", "1e3", "9" * 60])
def test_a_doubtful_number_is_refused_not_guessed(written):
    with pytest.raises(ValueError, match="Vietnamese"):
        numbers.read(written)


class SessionForm(forms.Form):
    heads = CountField(label="Người đến", min_value=0, max_value=5000)


@pytest.mark.parametrize(("written", "count"), [("14", 14), ("1.000", 1000), (" 27 ", 27)])
def test_a_form_reads_a_count_as_people_write_it(written, count):
    form = SessionForm({"heads": written})
    assert form.is_valid()
    assert form.cleaned_data["heads"] == count


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("1,5", "số nguyên"),
        ("nhiều", "số nguyên"),
        ("", "Ô này cần điền"),
        ("-1", "từ 0 trở lên"),
        ("9.999", "không được quá 5000"),
    ],
)
def test_a_form_says_what_is_wrong_with_a_count(written, said):
    form = SessionForm({"heads": written})
    assert not form.is_valid()
    assert said in str(form.errors)


def test_a_count_field_opens_the_number_keys_of_a_phone():
    assert 'inputmode="numeric"' in str(SessionForm()["heads"])
    assert 'type="text"' in str(SessionForm()["heads"])


def test_pages_show_numbers_and_phones_as_people_write_them():
    page = Template(
        "{% load vietnam %}{{ heads|grouped }} · {{ rate|grouped:1 }} · {{ none|grouped }} · "
        "{{ phone|phone_number }} · {{ phone|masked_phone }}"
    )
    values = {"heads": 12345, "rate": 66.66, "none": None, "phone": "+84912345678"}
    assert page.render(Context(values)) == "12.345 · 66,7 ·  · 0912 345 678 · 0912 *** 678"
