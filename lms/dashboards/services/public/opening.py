"""Which indicators may be open to everybody; the rule behind it stands in `hiding`."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from lms.dashboards.models import Indicator
from lms.dashboards.services.public import hiding


def refusal(indicator: Indicator, others: Iterable[Indicator]) -> str:
    """Why it may not be open beside these that are; "" where it may."""
    if hiding.counts_people_there(indicator):
        return _(
            "Chỉ số này đếm số người đang có: so hai tháng là ra vài người mới vào, mới ra. Vì vậy "
            "không công khai được."
        )
    for other in others:
        if other.code != indicator.code and _is_part(indicator, other):
            return _(
                "Đang công khai “%(name)s”: một bên là phần của bên kia, trừ đi là ra số nhỏ. Thôi "
                "công khai chỉ số đó trước."
            ) % {"name": other.name}
    return ""


def open_beside(indicator: Indicator) -> list[Indicator]:
    """The others that are open."""
    return list(Indicator.objects.open().exclude(code=indicator.code))


def _is_part(one: Indicator, other: Indicator) -> bool:
    """Whether one counts all of what the other counts a part of."""
    for name in hiding.measures(one):
        for their in hiding.measures(other):
            same = name.partition("/")[0] == their.partition("/")[0]
            if same and ("/" in name) != ("/" in their):
                return hiding.counts_people(one)
    return False
