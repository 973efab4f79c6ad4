"""The kinds of steps one can write. A new kind is a block in `StepsBlock` and a line here."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from courses.drafting import do, drill, question, read, simulate, teach, watch
from courses.drafting.faults import Fault
from courses.drafting.freezing import Desk, Values
from courses.models import EditionStep


@dataclass(frozen=True)
class WrittenKind:
    """What publishing does with a block of this kind."""

    freeze: Callable[[Any, Desk], Values]
    faults: Callable[[Any, Desk], Iterator[Fault]]
    # Minutes it takes beside its neighbours, and what search finds it by.
    weight: Callable[[Any], float]
    said: Callable[[Values], list[str]]


_MODULES = {
    EditionStep.Kind.READ: read,
    EditionStep.Kind.WATCH: watch,
    EditionStep.Kind.SIMULATE: simulate,
    EditionStep.Kind.DRILL: drill,
    EditionStep.Kind.QUESTION: question,
    EditionStep.Kind.DO: do,
    EditionStep.Kind.TEACH: teach,
}
KINDS: dict[str, WrittenKind] = {
    kind.value: WrittenKind(module.freeze, module.faults, module.weight, module.said)
    for kind, module in _MODULES.items()
}
