"""Finding a unit by what somebody types: with or without marks, whole or begun."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, IntegerField, Q, Value, When

from lms.common import clock, text
from lms.places.models import Unit, UnitQuerySet
from lms.places.services import succession

LONGEST_QUERY = 80
KIND_WORDS = (
    "tinh",
    "thanh pho",
    "huyen",
    "thi xa",
    "xa",
    "phuong",
    "thi tran",
    "dac khu",
    "thon",
    "xom",
    "to dan pho",
)
SHORT_KINDS = {
    "p": "phuong",
    "tt": "thi tran",
    "tp": "thanh pho",
    "tx": "thi xa",
    "tdp": "to dan pho",
}
NEAREST_FIRST = [
    Unit.Level.PROVINCE,
    Unit.Level.COMMUNE,
    Unit.Level.VILLAGE,
    Unit.Level.FORMER_DISTRICT,
]

_WORD = re.compile(r"[^\W_]+")


def find(
    query: str, *, level: str | None = None, on: date | None = None, limit: int = 20
) -> list[Unit]:
    """Units of a day (today's) that fit what was typed, best first, in one query.

    Best is the whole name, with or without its kind ("y yen" for Xã Ý Yên); then names that
    begin with it; then names with it at the start of a later word; then names with all the
    words, whole or begun, in any order; last villages found by their own and their commune's
    words. Equals stand in Vietnamese order, their parents are loaded.
    """
    words = _words(query)
    if not words:
        return []
    found = _valid(level, on).filter(_own(words) | _with_commune(words))
    ranked = found.annotate(rank=_rank(words), nearness=_nearness())
    in_order = ranked.order_by("rank", "nearness", "sort_key", "valid_from", "id")
    return list(in_order.select_related("parent")[:limit])


@dataclass(frozen=True)
class Former:
    """A unit of a day that is looked for by what it or a part of it was called before."""

    unit: Unit
    former_name: str


def formerly(
    query: str,
    *,
    level: str | None = None,
    on: date | None = None,
    limit: int = 20,
    but: Iterable[Unit] = (),
) -> list[Former]:
    """Units of a day that took over from one of such a name, best first, in two queries; each once,
    and none of `but`."""
    words = _words(query)
    if not words:
        return []
    day = on or clock.today()
    old = Unit.objects.filter(valid_to__lt=day).filter(_own(words))
    old = old.filter(level=level) if level else old
    ranked = old.annotate(rank=_rank(words), nearness=_nearness())
    named = list(ranked.order_by("rank", "nearness", "sort_key", "-valid_to", "id")[: 3 * limit])
    standing = succession.restate((one.pk for one in named), on=day)
    known = {unit.pk for unit in but}
    found: list[Former] = []
    for one in named:
        if (today := standing.get(one.pk)) and today.unit.pk not in known:
            known.add(today.unit.pk)
            # A new row under the old name is found by its own.
            if today.unit.name_fold != one.name_fold:
                found.append(Former(today.unit, one.name))
    return found[:limit]


def exact(written: str, *, level: str | None = None, on: date | None = None) -> list[Unit]:
    """Units of a day called just that; the kind may be missing, "…, Xã Ý Yên" may follow."""
    name, *above = written.split(",")
    units = called(name, among=_valid(level, on))
    if above:
        units = units.filter(parent__name_fold__in=_spellings(above[0]))
    return list(units.select_related("parent").sorted())


def called(name: str, *, among: UnitQuerySet) -> UnitQuerySet:
    """Those of the units that bear the name, which may lack the kind."""
    return among.filter(name_fold__in=_spellings(name))


def _valid(level: str | None, on: date | None) -> UnitQuerySet:
    units = Unit.objects.valid_on(on or clock.today())
    return units.filter(level=level) if level else units


def _words(query: str) -> list[str]:
    """The folded words of a query, a shortened kind in front written out."""
    words = _WORD.findall(text.fold(query[:LONGEST_QUERY]))
    if len(words) > 1 and words[0] in SHORT_KINDS:
        return [*SHORT_KINDS[words[0]].split(), *words[1:]]
    return words


def _spellings(name: str) -> list[str]:
    phrase = " ".join(_words(name))
    return [phrase, *(f"{kind} {phrase}" for kind in KIND_WORDS)] if phrase else []


def _begun(word: str, field: str = "name_fold") -> Q:
    """Whether a word of the name begins so."""
    return Q((f"{field}__startswith", word)) | Q((f"{field}__contains", f" {word}"))


def _own(words: list[str]) -> Q:
    """Whether the name has all the words; short ones only at the start of a word of it."""
    return Q(*(Q(name_fold__contains=word) if len(word) > 2 else _begun(word) for word in words))


def _with_commune(words: list[str]) -> Q:
    either = (_begun(word) | _begun(word, "parent__name_fold") for word in words)
    return Q(*either, _begun(words[0]), level=Unit.Level.VILLAGE)


def _rank(words: list[str]) -> Case:
    phrase = " ".join(words)
    whole = _spellings(phrase)
    begins = Q(*(Q(name_fold__startswith=spelling) for spelling in whole), _connector=Q.OR)
    tests = [
        Q(name_fold__in=whole),
        begins,
        Q(name_fold__contains=f" {phrase}"),
        Q(*map(_begun, words)),
        _own(words),
    ]
    whens = (When(test, then=Value(place)) for place, test in enumerate(tests))
    return Case(*whens, default=Value(len(tests)), output_field=IntegerField())


def _nearness() -> Case:
    whens = (When(level=level, then=Value(n)) for n, level in enumerate(NEAREST_FIRST))
    return Case(*whens, default=Value(len(NEAREST_FIRST)), output_field=IntegerField())
