"""What an act changed, told both ways: as it was, and restated to who took over."""

from collections import defaultdict
from uuid import UUID

from django.db.models import Q, Sum

from lms.dashboards.models import HalfMonth
from lms.places.models import UnitLineage
from lms.users.reorganising.following import Done, History, HistoryRow

MEASURES = (
    ("teams.sessions", "Số buổi"),
    ("teams.heads", "Người đến"),
    ("teams.acts", "Kết quả"),
    ("courses.completed", "Học xong"),
)
_UNDER = ("later", "later__parent", "later__parent__parent", "later__parent__parent__parent")

type Amounts = list[int]


def of_units(done: Done) -> History | None:
    """Of each new unit what it has restated, below it each old one as it was on the eve; three
    queries however many there are."""
    lines = list(done.act.lines.select_related("old_unit", "new_unit").order_by("new_name", "pk"))
    olds = {line.old_unit_id for line in lines if line.old_unit_id}
    news = {line.new_unit_id for line in lines if line.new_unit_id}
    if not news:
        return None
    places = _places(olds | news)
    amounts = _amounts(set(places))
    by_key: dict[UUID, Amounts] = {key: _nothing() for key in olds | news}
    was, now = _nothing(), _nothing()
    for place, keys in places.items():
        for key in keys:
            _add(by_key[key], amounts[place])
        _add(was, amounts[place])
        if keys & news:
            _add(now, amounts[place])
    rows: list[HistoryRow] = []
    seen: set[UUID] = set()
    for line in sorted(lines, key=lambda one: one.new_unit.sort_key if one.new_unit else ""):
        old, new = line.old_unit, line.new_unit
        if old is None or new is None:
            continue
        if new.pk not in seen:
            seen.add(new.pk)
            rows.append(HistoryRow(new.name, tuple(by_key[new.pk])))
        if line.is_main:
            divided = len(done.units[old.pk]) > 1
            was_row = tuple(by_key[old.pk])
            rows.append(HistoryRow(old.name, was_row, is_old=True, is_estimated=divided))
    headings = tuple(words for _measure, words in MEASURES)
    return History(headings, tuple(rows), tuple(was), tuple(now))


def _places(keys: set[UUID]) -> dict[UUID, set[UUID]]:
    """Every place whose facts count in one of these units, and in which of them."""
    inside = Q(pk__in=[])
    for way in _UNDER:
        inside |= Q(**{f"{way}__in": keys})
    found: defaultdict[UUID, set[UUID]] = defaultdict(set)
    lines = UnitLineage.objects.filter(inside).values_list("earlier", "later__path")
    for place, path in lines:
        found[place] |= keys & {UUID(part) for part in path.strip("/").split("/")}
    return found


def _amounts(places: set[UUID]) -> dict[UUID, Amounts]:
    column = {measure: number for number, (measure, _words) in enumerate(MEASURES)}
    found: defaultdict[UUID, Amounts] = defaultdict(_nothing)
    sums = HalfMonth.objects.filter(measure__in=column).order_by().values("place", "measure")
    for place, measure, total in sums.annotate(total=Sum("amount")).values_list(
        "place", "measure", "total"
    ):
        if place in places:
            found[place][column[measure]] += total
    return found


def _nothing() -> Amounts:
    return [0] * len(MEASURES)


def _add(to: Amounts, more: Amounts) -> None:
    for number, amount in enumerate(more):
        to[number] += amount
