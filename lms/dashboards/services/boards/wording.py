"""A board as it is read: numbers as people here write them, and a word for every colour."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from itertools import pairwise

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.common import numbers
from lms.dashboards.models import Indicator
from lms.dashboards.services.boards.reading import Board, Place, Row
from lms.dashboards.services.targets import words
from lms.dashboards.services.targets.pace import Step
from lms.places.models import Unit
from lms.users.models import Agency

LEVELS = 5
PERCENTS = (40, 55, 70, 85)
"""Below the first is the lowest of five levels, from the last on the highest."""
UNKNOWN_LEVEL = 0
SAID_ALONE = {Step.UNKNOWN, Step.NOT_BEGUN, Step.BEGUN, Step.REACHED}
"""Of these nobody says by how much."""
STEPS = {Step.LATE: 1, Step.NEAR: 2, Step.AHEAD: 4, Step.REACHED: 5}
WORDS = {
    Step.LATE: gettext_lazy("chậm nhịp"),
    Step.NEAR: gettext_lazy("gần đúng nhịp"),
    Step.AHEAD: gettext_lazy("đúng nhịp"),
    Step.REACHED: gettext_lazy("đã đạt"),
    Step.NOT_BEGUN: gettext_lazy("chưa tới kỳ"),
    Step.BEGUN: gettext_lazy("mới bắt đầu"),
}
NOTHING = "–"
PREFIXES = ("Xã ", "Phường ", "Thị trấn ", "Đặc khu ")
MINUS = "−"


@dataclass(frozen=True, slots=True)
class Line:
    """One place of a board: what its row and its tile say."""

    row: Row
    name: str
    short: str
    key: str
    """What its own board is called in an address."""
    figure: str
    """What there is: "1.250", "62,5%"."""
    parts: str
    """Of a share what it is a share of: "50/80"."""
    aim: str
    percent: str
    step: str
    before: str
    year_before: str
    level: int
    """Of five, 1 the lowest; 0 where nobody knows."""
    word: str
    """What the level says, in a word."""
    tile: str
    ended: str
    kind: str
    bar: int
    due: int
    number: str
    """What there is, without its unit."""
    aim_number: str
    gap: str
    """How it keeps up, and by how much it is before or behind: "chậm nhịp −81"."""


@dataclass(frozen=True, slots=True)
class Legend:
    """What one level means on this board."""

    level: int
    text: str


def lines(board: Board) -> list[Line]:
    """Every row, in its order."""
    bounds = _bounds(board, by_percent=_by_percent(board))
    return [_line(board, row, bounds) for row in board.rows]


def villages(board: Board) -> list[Line]:
    """The villages of a commune that have a target, in their order."""
    is_up = board.asked.indicator.direction == Indicator.Direction.UP
    return [_line(board, row, [], by_percent=is_up) for row in board.villages]


def total(board: Board) -> Line:
    return _line(board, board.total, [])


def legend(board: Board) -> list[Legend]:
    """What the five levels are on this board, lowest first; and that of what is not known."""
    indicator = board.asked.indicator
    if _by_percent(board):
        texts = [
            _("dưới %(to)s%% chỉ tiêu") % {"to": PERCENTS[0]},
            *(f"{low}–{high - 1}%" for low, high in pairwise(PERCENTS)),
            _("từ %(since)s%%") % {"since": PERCENTS[-1]},
        ]
    elif board.aimed_count:
        found = (
            (1, _("chậm nhịp")),
            (2, _("gần đúng nhịp")),
            (4, _("đúng nhịp")),
            (5, _("đã đạt")),
        )
        return [Legend(level, text) for level, text in found] + _unknown(board)
    else:
        bounds = _bounds(board, by_percent=False)
        if not bounds:
            return _unknown(board)
        texts = ranges(indicator, bounds)
    return [Legend(n, text) for n, text in enumerate(texts, start=1)] + _unknown(board)


def ranges(indicator: Indicator, bounds: Sequence[Decimal]) -> list[str]:
    """What lies below, between and above these bounds, in words; nothing without bounds."""
    if not bounds:
        return []
    shown = [words.shown(indicator, bound) for bound in bounds]
    return [
        _("dưới %(to)s") % {"to": shown[0]},
        *(
            _("%(low)s đến dưới %(high)s") % {"low": low, "high": high}
            for low, high in pairwise(shown)
        ),
        _("từ %(since)s") % {"since": shown[-1]},
    ]


def _unknown(board: Board) -> list[Legend]:
    is_some = any(row.value is None or _is_blank(row) for row in board.rows)
    return [Legend(UNKNOWN_LEVEL, _("chưa có số"))] if is_some else []


def key_of(place: Place) -> str:
    """How a commune or team is named in the address of its board."""
    if isinstance(place, Unit) and place.valid_to:
        return f"{place.code}-{place.valid_to:%Y%m%d}"
    return place.code


def short(name: str) -> str:
    """A commune's name without what kind of commune it is."""
    return next((name.removeprefix(one) for one in PREFIXES if name.startswith(one)), name)


def change(indicator: Indicator, now: Decimal | None, then: Decimal | None) -> str:
    """By how much it is more or less than it was; of shares in points."""
    if now is None or then is None:
        return NOTHING
    return signed(now - then, indicator.decimals)


def signed(value: Decimal, places: int) -> str:
    number = numbers.show(abs(value), places=places)
    if not value:
        return "0"
    return f"{MINUS if value < 0 else '+'}{number}"


def _by_percent(board: Board) -> bool:
    """Whether tiles say how much of their target places reached."""
    return bool(board.aimed_count) and board.asked.indicator.direction == Indicator.Direction.UP


def _bounds(board: Board, *, by_percent: bool) -> list[Decimal]:
    """Those of the figures of a board; none where percents are levels."""
    known = [row.value for row in board.rows if row.value is not None]
    return [] if by_percent else fifths(known, board.asked.indicator.decimals)


def fifths(values: Sequence[Decimal], decimals: int) -> list[Decimal]:
    """The values between five levels, as many places in each; where most places are alike, even
    steps from the lowest to the highest. Each is what the legend writes, so where figures lie close
    together there are fewer."""
    known = sorted(values)
    if not known or known[0] == known[-1]:
        return []
    found = [known[len(known) * n // LEVELS] for n in range(1, LEVELS)]
    if len(set(found)) < len(found):
        low, high = known[0], known[-1]
        found = [low + (high - low) * n / LEVELS for n in range(1, LEVELS)]
    written = Decimal(1).scaleb(-decimals)
    # Below the lowest figure there is nothing to say.
    return sorted({bound.quantize(written, ROUND_CEILING) for bound in found if bound > known[0]})


def _line(
    board: Board, row: Row, bounds: Sequence[Decimal], *, by_percent: bool | None = None
) -> Line:
    indicator, standing = board.asked.indicator, row.standing
    figure = NOTHING if row.value is None else words.shown(indicator, row.value)
    percent = ""
    is_up = _by_percent(board) if by_percent is None else by_percent
    if standing and row.value is not None and standing.target.value and is_up:
        percent = f"{int(100 * row.value / standing.target.value)}%"
    level = _level(row, percent, bounds)
    place = row.place
    ended = place.valid_to if isinstance(place, Unit | Agency) else None
    return Line(
        row=row,
        name=place.name,
        short=short(place.name),
        key=key_of(place),
        figure=figure,
        parts=_parts(row),
        aim=words.shown(indicator, standing.target.value) if standing else "",
        percent=percent,
        step=words.step(standing) if standing else "",
        before=change(indicator, row.value, row.before),
        year_before=change(indicator, row.value, row.year_before),
        level=level,
        word=_word(row, level),
        tile=percent or (NOTHING if row.value is None else _short_figure(indicator, row.value)),
        ended=f"{ended:%d/%m/%Y}" if ended else "",
        kind={Step.NEAR: "near", Step.LATE: "late"}.get(standing.pace.step, "") if standing else "",
        bar=standing.percent if standing else 0,
        due=standing.percent_due if standing else 0,
        number=NOTHING if row.value is None else _number(indicator, row.value),
        aim_number=_number(indicator, standing.target.value) if standing else "",
        gap=_gap(row, indicator),
    )


def _parts(row: Row) -> str:
    above, below = row.reading.numerator, row.reading.denominator
    if above is None or below is None:
        return ""
    return f"{numbers.show(above)}/{numbers.show(below)}"


def _number(indicator: Indicator, value: Decimal) -> str:
    return numbers.show(value, places=indicator.decimals)


def _gap(row: Row, indicator: Indicator) -> str:
    if row.standing is None:
        return NOTHING
    word, by = _word(row, 1), ahead(row, indicator)
    if by is None:
        return word or _("chưa có số")
    return f"{word} {signed(by, indicator.decimals)}"


def ahead(row: Row, indicator: Indicator) -> Decimal | None:
    """By how much a place is before what is due today, below nought when behind; None where that is
    not said."""
    behind = row.standing.pace.behind if row.standing else None
    if row.standing is None or behind is None or row.standing.pace.step in SAID_ALONE:
        return None
    # What is missing is never said to be less than it is.
    return -behind.quantize(Decimal(1).scaleb(-indicator.decimals), ROUND_CEILING)


def _short_figure(indicator: Indicator, value: Decimal) -> str:
    number = _number(indicator, value)
    return f"{number}%" if indicator.is_share else number


def _level(row: Row, percent: str, bounds: Sequence[Decimal]) -> int:
    if row.value is None or _is_blank(row):
        return UNKNOWN_LEVEL
    if percent:
        reached = int(percent.removesuffix("%"))
        return 1 + sum(reached >= bound for bound in PERCENTS)
    if row.standing:
        return STEPS.get(row.standing.pace.step, 3)
    return level_of(row.value, bounds)


def level_of(value: Decimal | None, bounds: Sequence[Decimal]) -> int:
    """The level of a figure among these bounds: the middle one where all are alike."""
    if value is None:
        return UNKNOWN_LEVEL
    return 1 + sum(value >= bound for bound in bounds) if bounds else 3


def _is_blank(row: Row) -> bool:
    """Nothing is there, and the period has only just begun."""
    return not row.value and row.standing is not None and row.standing.pace.step == Step.BEGUN


def _word(row: Row, level: int) -> str:
    if _is_blank(row):
        return _("mới bắt đầu, chưa có số")
    if level == UNKNOWN_LEVEL:
        return _("chưa có số")
    if row.standing is None:
        return _("chưa giao chỉ tiêu")
    return str(WORDS.get(row.standing.pace.step, ""))
