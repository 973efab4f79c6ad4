"""Where a target stands, in plain words and numbers as people here write them."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal

from django.utils.translation import gettext as _

from lms.common import numbers
from lms.dashboards.models import Indicator, Target
from lms.dashboards.services import naming
from lms.dashboards.services.amounts import Span
from lms.dashboards.services.figures import Figure
from lms.dashboards.services.targets.pace import Step
from lms.dashboards.services.targets.reading import Standing

DAYS_OF_A_WEEK = 7
NO_START = "Mới bắt đầu, chưa có số"


@dataclass(frozen=True, slots=True)
class Line:
    """One target as it is read: what is there, what is missing today, what it will come to."""

    standing: Standing
    value: str
    actual: str
    step: str
    forecast: str
    due: str
    told: str
    """Of what others count, who told it, as of which day and of which period."""
    late: str
    kind: str
    """How its bar is drawn: "", near or late."""

    @property
    def target(self) -> Target:
        return self.standing.target

    @property
    def has_bar(self) -> bool:
        """A full bar means reached: not of what is unknown, nor of what is to stay low."""
        is_down = self.target.indicator.direction == Indicator.Direction.DOWN
        return self.standing.pace.actual is not None and not is_down


def line(found: Standing) -> Line:
    indicator = found.target.indicator
    return Line(
        standing=found,
        value=shown(indicator, found.target.value),
        actual=_number(indicator, found.reading.value) if found.reading.value is not None else "–",
        step=step(found),
        forecast=forecast(found),
        due=_due(found),
        told=told(found, found.reading.told) if found.reading.told else "",
        late=_late(found),
        kind={Step.NEAR: "near", Step.LATE: "late"}.get(found.pace.step, ""),
    )


def told(found: Standing, figure: Figure) -> str:
    """Where a figure others told comes from: "Nguồn: Cổng, 05/11/2026; số của tháng 10/2026"."""
    indicator, period = found.target.indicator, found.target.period
    parts = []
    if figure.value is None and figure.numerator is not None:
        said = {
            "above": numbers.show(figure.numerator),
            "what": indicator.numerator_words,
            "whom": indicator.denominator_words,
        }
        parts.append(_("%(above)s %(what)s, chưa có %(whom)s nên chưa ra tỷ lệ") % said)
    if figure.source:
        day = f", {figure.as_of:%d/%m/%Y}" if figure.as_of else ""
        parts.append(_("Nguồn: %(source)s") % {"source": f"{figure.source}{day}"})
    if name := naming.other(figure.span, Span(period.first_on, period.last_on)):
        parts.append(_("số của %(period)s") % {"period": name})
    if figure.missing_count:
        count = numbers.show(figure.missing_count)
        parts.append(_("còn thiếu %(count)s xã, phường") % {"count": count})
    return "; ".join(parts)


def _due(found: Standing) -> str:
    indicator, day = found.target.indicator, found.reading.day
    said = {"due": shown(indicator, _upward(indicator, found.pace.expected))}
    if day is None:
        return _("Vạch đậm: mức cần có hôm nay, %(due)s.") % said
    said["day"] = f"{min(day, found.target.period.last_on):%d/%m/%Y}"
    return _("Vạch đậm: mức cần có đến %(day)s, ngày của số liệu, %(due)s.") % said


def _late(found: Standing) -> str:
    """What came after the period was locked and does not count."""
    indicator, late = found.target.indicator, found.reading.told_late
    if late and late.numerator is not None:
        value = "" if late.value is None else f" {shown(indicator, late.value)}"
        said = {"value": value, "told": told(found, late)}
        return _("Ngoài kỳ: sau khi khóa có số mới%(value)s, chưa tính. %(told)s.") % said
    if late:
        return _("Ngoài kỳ: số này được rút lại sau khi khóa, kỳ vẫn giữ số cũ.")
    if not found.reading.late:
        return ""
    return _("Ngoài kỳ: %(amount)s %(unit)s đến sau khi khóa số liệu, chưa tính.") % {
        "amount": _number(indicator, Decimal(found.reading.late) / indicator.scale),
        "unit": indicator.unit_word,
    }


def step(found: Standing) -> str:
    """How it keeps up and what is missing: "Chậm 42 hồ sơ, mỗi ngày cần 10"."""
    pace, indicator = found.pace, found.target.indicator
    if pace.step == Step.UNKNOWN or pace.missing is None or pace.behind is None:
        return _("Chưa có số liệu")
    if pace.step == Step.REACHED:
        return _("Đã đạt")
    if pace.step == Step.NOT_BEGUN:
        return _("Chưa tới kỳ")
    missing, behind = gap(indicator, pace.missing), gap(indicator, abs(pace.behind))
    if pace.step == Step.BEGUN:
        return (
            _("Mới bắt đầu, còn %(missing)s") % {"missing": missing} if pace.actual else _(NO_START)
        )
    if pace.step == Step.AHEAD:
        return _in_step(found, missing, behind)
    if not pace.days_left and pace.per_day is None:
        words_, said = _("Thiếu %(missing)s"), {"missing": missing}
    elif pace.step == Step.NEAR or pace.per_day is None:
        words_, said = _("Chậm nhịp %(behind)s"), {"behind": behind}
    else:
        words_ = _("Chậm %(behind)s, mỗi ngày cần %(day)s")
        said = {"behind": behind, "day": numbers.show(_upward(indicator, pace.per_day))}
    return words_ % said


def _in_step(found: Standing, missing: str, behind: str) -> str:
    pace = found.pace
    if not pace.missing or pace.behind is None:
        return _("Đang giữ được")
    if pace.behind > 0 and pace.per_day is not None:
        return _("Đúng nhịp, hôm nay thêm %(behind)s") % {"behind": behind}
    return _("Đúng nhịp, còn %(missing)s") % {"missing": missing}


def forecast(found: Standing) -> str:
    """What it comes to at the end, and by which rate; nothing where nobody can say."""
    indicator, since = found.target.indicator, found.reading.lately_since
    if found.pace.forecast is None or since is None or found.pace.step == Step.REACHED:
        return ""
    return _("Theo nhịp từ %(since)s đến nay, cuối kỳ được khoảng %(value)s.") % {
        "since": f"{since:%d/%m}",
        "value": shown(indicator, found.pace.forecast),
    }


def for_team(found: Standing, sessions_count: int, on: date) -> str:
    """What a team still has to do: "Còn thiếu 12 lượt, mỗi buổi thêm 3"."""
    pace, indicator = found.pace, found.target.indicator
    if not pace.missing or pace.per_day is None:
        return step(found)
    said = {"missing": gap(indicator, pace.missing)}
    if sessions_count:
        each = _upward(indicator, pace.missing / sessions_count)
        said |= {"each": numbers.show(each), "count": str(sessions_count)}
        return _("Còn thiếu %(missing)s. Đã hẹn %(count)s buổi: mỗi buổi thêm %(each)s.") % said
    weeks = max(-(-((found.target.period.last_on - on).days + 1) // DAYS_OF_A_WEEK), 1)
    said["each"] = numbers.show(_upward(indicator, pace.missing / weeks))
    return _("Còn thiếu %(missing)s. Chưa hẹn buổi nào: mỗi tuần cần thêm %(each)s.") % said


def shown(indicator: Indicator, value: Decimal) -> str:
    """A value with its unit: "1.200 lượt", "80%"."""
    number = _number(indicator, value)
    return f"{number}%" if indicator.is_share else f"{number} {indicator.unit_word}"


def gap(indicator: Indicator, value: Decimal) -> str:
    """A difference with its unit; of shares it is points."""
    number = numbers.show(_upward(indicator, value))
    return f"{number} {_('điểm %')}" if indicator.is_share else f"{number} {indicator.unit_word}"


def _number(indicator: Indicator, value: Decimal) -> str:
    return numbers.show(value, places=indicator.decimals)


def _upward(indicator: Indicator, value: Decimal) -> Decimal:
    """What is missing is never said to be less than it is."""
    return value.quantize(Decimal(1).scaleb(-indicator.decimals), ROUND_CEILING)
