"""What a person may be called: letters of any people, and nothing that disturbs a page."""

import unicodedata

from django.utils.translation import gettext as _

from lms.common import text

LONGEST = 100
LONGEST_WORD = 50
_JOINERS = frozenset(" '’-.")


class NameRefused(ValueError):
    """Its text says in Vietnamese what is wrong with the name."""


def clean(full_name: str) -> str:
    """The name as it is stored (`text.nfc` drops what cannot be seen); raises NameRefused."""
    name = text.nfc(full_name)
    if not name:
        raise NameRefused(_("Nhập họ và tên."))
    if len(name) > LONGEST or any(len(word) > LONGEST_WORD for word in name.split()):
        raise NameRefused(_("Tên dài quá. Nhập tối đa 100 chữ cái."))
    if not all(_is_of_a_name(sign) for sign in name) or not any(map(str.isalpha, name)):
        raise NameRefused(_("Tên chỉ gồm chữ cái, ví dụ Trần Thị Hoa."))
    return name


def _is_of_a_name(sign: str) -> bool:
    return sign in _JOINERS or unicodedata.category(sign)[0] in "LM"
