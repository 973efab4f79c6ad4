"""What cannot be, and what is worth asking about before it is taken."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from lms.common import numbers
from lms.dashboards.models import GivenFigure, Indicator

TIMES = 3
"""So many times the last value, or less than that part of it, is asked about."""
DAYS_APART = 4
"""Months and quarters differ by so many days and are as long as each other."""


def share_fault(indicator: Indicator, above: Decimal, below: Decimal) -> str:
    """Why these cannot be numerator and denominator; blank where they can."""
    said = {
        "above": numbers.show(above),
        "what": indicator.numerator_words,
        "below": numbers.show(below),
        "whom": indicator.denominator_words,
    }
    if not below and above:
        return _("Mẫu số là 0 mà tử số là %(above)s. Xem lại hai số.") % said
    if indicator.is_share and above > below:
        return _("%(above)s %(what)s, nhiều hơn %(below)s %(whom)s: quá 100%%.") % said
    return ""


def doubt_of(
    indicator: Indicator, above: Decimal, below: Decimal | None, last: GivenFigure | None
) -> str:
    """Why a value is asked about, beside the last one; blank where nothing is strange."""
    if last is None:
        return ""
    pairs = [(indicator.numerator_words, above, last.numerator)]
    if below is not None and last.denominator is not None:
        pairs.append((indicator.denominator_words, below, last.denominator))
    for what, now, before in pairs:
        said = {"what": what, "now": numbers.show(now), "before": numbers.show(before.normalize())}
        if before and not now:
            return _("%(what)s: kỳ trước %(before)s, kỳ này 0.") % said
        if before and now > TIMES * before:
            return _("%(what)s: %(now)s, hơn 3 lần kỳ trước (%(before)s).") % said
        if now and now * TIMES < before:
            return _("%(what)s: %(now)s, chưa bằng một phần ba kỳ trước (%(before)s).") % said
    return ""


def is_as_long(figure: GivenFigure, first: date | None, last: date | None) -> bool:
    """Whether a figure is for a period as long as this: a month is not held against a year."""
    if first is None or last is None:
        return False
    days, own = (last - first).days, (figure.last_on - figure.first_on).days
    return abs(days - own) <= DAYS_APART
