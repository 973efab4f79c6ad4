"""Procedures as residents look them up: what is in force, and where one learns to do it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.template.loader import render_to_string

from courses.drafting import procedure
from courses.models import Course, ProcedureCard
from courses.services import in_use
from lms.common.text import fold

LISTED, SEARCHED = 300, 2000
"""Cards on one page, and cards looked through; a province has tens, the whole country 2,000."""


@dataclass(frozen=True)
class Learning:
    """A step of an open course that speaks of a procedure."""

    title: str
    course_title: str
    url: str


def in_force(today: date, *, most: int) -> list[ProcedureCard]:
    """The first `most` procedures that hold today, by name."""
    return list(ProcedureCard.objects.in_force(today)[:most])


def find(words: Iterable[str], *, today: date) -> list[ProcedureCard]:
    """Those in whose name, code or papers every folded word occurs."""
    wanted = list(words)
    return [
        card
        for card in in_force(today, most=SEARCHED)
        if all(word in fold(f"{card.name} {card.code} {card.papers}") for word in wanted)
    ]


def learning(card: ProcedureCard) -> list[Learning]:
    """Where one learns to do it, in the order of the courses."""
    rows = in_use.with_procedure(card.pk).filter(edition__course__state=Course.State.OPEN)
    shown = ("uid", "title", "edition__public_id", "edition__title")
    return [
        Learning(title, course, f"/hoc/{edition}/{uid}/")
        for uid, title, edition, course in rows.order_by("edition_id", "position").values_list(
            *shown
        )
    ]


def card_html(
    card: ProcedureCard, *, today: date, release: str, steps: Iterable[Learning] = ()
) -> str:
    """The page of one procedure."""
    return render_to_string(
        "courses/procedures/card.html",
        {
            **_frame(release),
            "card": procedure.shown(procedure.freeze(card)),
            "is_over": card.is_over(today),
            "steps": list(steps),
        },
    )


def list_html(*, today: date, release: str) -> str:
    """Every procedure that holds, each with how many steps teach it."""
    counts: dict[int, int] = defaultdict(int)
    teaching = in_use.steps().filter(
        edition__course__state=Course.State.OPEN, values__procedure__isnull=False
    )
    for card_id in teaching.values_list("values__procedure__id", flat=True):
        counts[card_id] += 1
    cards = [(card, counts[card.pk]) for card in in_force(today, most=LISTED)]
    context = {**_frame(release), "cards": cards, "is_cut": len(cards) == LISTED}
    return render_to_string("courses/procedures/list.html", context)


def _frame(release: str) -> dict[str, Any]:
    return {"page_kind": "page", "nav": "search", "release": release}
