"""Vietnamese telephone numbers: E.164 to store, "0912 345 678" to show, "0912 *** 678" to hint."""

import re
from functools import lru_cache

import phonenumbers
from django.utils.translation import gettext as _
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from lms.common import text

REGION = "VN"
COUNTRY_CODE = 84
LONGEST = 30
"""No way to write a Vietnamese number needs more signs than this."""

_WRITTEN = re.compile(r"\+?[\d\s().-]+")
_OLD_MOBILE = re.compile(r"(?:\+?84|0)?1[2689]\d{8}")


class PhoneError(ValueError):
    """Not a number we can use; its text says in Vietnamese what is wrong, without the number."""


def to_e164(value: str) -> str:
    """The number as +84…, mobile or landline, however it was written; raises PhoneError.

    Understood are 0…, 84…, +84…, 0084… and a mobile number that lost its leading zero, with
    blanks, dots, hyphens or brackets anywhere.
    """
    written = text.nfc(value)
    if not written:
        raise PhoneError(_("Chưa có số điện thoại."))
    if len(written) > LONGEST or not _WRITTEN.fullmatch(written):
        raise PhoneError(_("Số điện thoại chỉ gồm các chữ số, ví dụ 0912 345 678."))
    if _OLD_MOBILE.fullmatch(re.sub(r"[^\d+]", "", written)):
        raise PhoneError(_("Số 11 chữ số đã đổi sang đầu số mới. Hãy nhập số 10 chữ số."))
    return _parsed(written)


def to_mobile(value: str) -> str:
    """As `to_e164`, for a number that can receive a text message; raises PhoneError."""
    number = to_e164(value)
    if not is_mobile(number):
        raise PhoneError(_("Đây là số máy bàn, không nhận được tin nhắn. Hãy nhập số di động."))
    return number


def is_mobile(number: str) -> bool:
    """Whether an E.164 number of ours is a mobile one."""
    return phonenumbers.number_type(phonenumbers.parse(number)) == PhoneNumberType.MOBILE


@lru_cache(maxsize=1024)
def display(number: str) -> str:
    """An E.164 number as people here write it; anything else unchanged."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    home = parsed.country_code == COUNTRY_CODE
    style = PhoneNumberFormat.NATIONAL if home else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, style)


def mask(number: str) -> str:
    """Enough of the number for its owner to know it, with the middle hidden."""
    digits = re.sub(r"\D", "", display(number))
    return f"{digits[:4]} *** {digits[-3:]}" if len(digits) > 7 else "***"


def _parsed(written: str) -> str:
    try:
        number = phonenumbers.parse(written, REGION)
    except phonenumbers.NumberParseException:
        raise PhoneError(_("Số điện thoại chưa đúng. Hãy xem lại từng chữ số.")) from None
    if number.country_code != COUNTRY_CODE:
        raise PhoneError(_("Hiện chỉ nhận số điện thoại Việt Nam."))
    kinds = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE}
    if phonenumbers.number_type(number) not in kinds:
        raise PhoneError(_("Số điện thoại chưa đúng. Số di động có 10 chữ số, bắt đầu bằng 0."))
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)
