"""Steps by the names they had in the edition somebody spoke of."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from courses.models import EditionStep


@dataclass(frozen=True, slots=True)
class Named[Row]:
    """A row that speaks of a step, and that step."""

    row: Row
    step: EditionStep | None

    @property
    def title(self) -> str:
        return self.step.title if self.step else ""

    @property
    def number(self) -> str:
        return str(self.step.position) if self.step else ""


def named(rows: Iterable[Any]) -> list[Named[Any]]:
    """Each row (with `edition_id` and `step`) with its step; one query."""
    rows = list(rows)
    steps = EditionStep.objects.filter(
        edition__in={row.edition_id for row in rows}, uid__in={row.step for row in rows}
    )
    found = {(step.edition_id, step.uid): step for step in steps.defer("values", "text_fold")}
    return [Named(row, found.get((row.edition_id, row.step))) for row in rows]
