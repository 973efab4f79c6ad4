"""The province's lists as they stand at one moment, retired lines too: asked once for many logs."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Value

from teams.models import Difficulty, Outcome, Topic, VenueKind
from teams.models.entries import Entry

LISTS: dict[str, type[Entry]] = {
    "topics": Topic,
    "outcomes": Outcome,
    "venue_kinds": VenueKind,
    "difficulties": Difficulty,
}


@dataclass(frozen=True)
class Lists:
    """Each list as a table from code to key."""

    topics: dict[str, int] = field(default_factory=dict)
    outcomes: dict[str, int] = field(default_factory=dict)
    venue_kinds: dict[str, int] = field(default_factory=dict)
    difficulties: dict[str, int] = field(default_factory=dict)


def snapshot() -> Lists:
    """All four in one query."""
    found: dict[str, dict[str, int]] = {name: {} for name in LISTS}
    parts = [
        model.objects.order_by().annotate(list=Value(name)).values_list("list", "code", "pk")
        for name, model in LISTS.items()
    ]
    for name, code, key in parts[0].union(*parts[1:], all=True):
        found[name][code] = key
    return Lists(**found)


def missing(codes: Iterable[str], known: dict[str, int]) -> list[str]:
    """Those of the codes that are in no line."""
    return [code for code in codes if code not in known]
