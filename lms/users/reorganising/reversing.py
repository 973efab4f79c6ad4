"""The act that puts another right: what took over becomes again what it was."""

import re
from collections import Counter
from decimal import Decimal

from lms.places.models import Unit
from lms.users.models import Agency, Reorganisation, ReorganisationLine
from lms.users.reorganising.drafting import WHOLE, Wanted

Kind = Reorganisation.Kind
_BACK = {Kind.MERGE: Kind.SPLIT, Kind.SPLIT: Kind.MERGE}
_CENT = Decimal("0.01")
# What an agency's code was before its successor took it (agencies.py).
_DAY = re.compile(r"\.\d{8}$", re.ASCII)


def kind(act: Reorganisation) -> str:
    """What the act that goes back does."""
    found = Kind(act.kind)
    return _BACK.get(found, found)


def lines(act: Reorganisation) -> list[Wanted]:
    """Its lines the other way round, of what still stands; what several become is shared evenly,
    to be put right by whoever drafts it."""
    rows = act.lines.select_related(
        "old_unit__parent", "old_agency__parent", "new_unit__parent", "new_agency__parent"
    )
    pairs = [pair for one in rows.order_by("-is_main", "pk") if (pair := _pair(one))]
    counts = Counter(new.pk for new, _old in pairs)
    seen: Counter[object] = Counter()
    wanted = []
    for new, old in pairs:
        part = (WHOLE / counts[new.pk]).quantize(_CENT)
        seen[new.pk] += 1
        is_first = seen[new.pk] == 1
        # The first takes what is left over by rounding, and is the main one.
        share = WHOLE - part * (counts[new.pk] - 1) if is_first else part
        wanted.append(
            Wanted(
                new,
                old.name,
                _DAY.sub("", old.code or ""),
                _parent(old, new),
                weight=share,
                is_main=is_first,
            )
        )
    return wanted


def _pair(line: ReorganisationLine) -> tuple[Unit | Agency, Unit | Agency] | None:
    new: Unit | Agency | None = line.new_unit or line.new_agency
    old: Unit | Agency | None = line.old_unit or line.old_agency
    if new is None or old is None or new.valid_to is not None:
        return None
    return new, old


def _parent(old: Unit | Agency, new: Unit | Agency) -> str:
    """Where the old one lay, if that is another place than where the new one lies."""
    if old.parent is None or old.parent == new.parent:
        return ""
    return old.parent.name
