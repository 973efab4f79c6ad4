"""Sheets of learning cards, drawn as PDF: ten cards a sheet, and the strips with their PINs."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import batched

import pikepdf
from django.template.loader import render_to_string

from lms.common import pdf, qr
from lms.common.ids import uuid7
from lms.users.models import User
from lms.users.services import cards
from teams.models import CardSheets

CARDS_A_SHEET, PINS_A_SHEET = 10, 20


@dataclass(frozen=True)
class Card:
    """One card as it is printed; the number stands on the card and on the strip with its PIN."""

    nth: int
    person: User
    drawn: cards.Drawn
    qr: str


def draw(order: CardSheets, people: Sequence[User], start: int) -> tuple[list[Card], bytes]:
    """New cards of those whose names our fonts can show, and their sheets; writes nothing."""
    while people:
        drawn = [_card(order.site, person, nth) for nth, person in enumerate(people, start + 1)]
        html = render_to_string(
            "teams/residents/sheets.html",
            {
                "sheets": list(batched(drawn, CARDS_A_SHEET)),
                "strips": list(batched(drawn, PINS_A_SHEET)),
                "address": f"{order.site.partition('//')[2]}/the",
            },
        )
        try:
            return drawn, pdf.render(html, identifier=f"{order.pk.hex}{start}")
        except pdf.MissingLetters as missing:
            lacking = {*missing.letters}
            shown = [one for one in people if lacking.isdisjoint(f"{one} {one.home_unit}")]
            if len(shown) == len(people):
                raise
            people = shown
    return [], b""


def join(parts: Sequence[bytes]) -> bytes:
    """One file: the cards of all parts, then the strips of all."""
    files = [pikepdf.open(BytesIO(part)) for part in parts]
    whole = pikepdf.new()
    for file in files:
        whole.pages.extend(file.pages[: _cards_in(len(file.pages))])
    for file in files:
        whole.pages.extend(file.pages[_cards_in(len(file.pages)) :])
    made = BytesIO()
    whole.save(made)
    return made.getvalue()


def _card(site: str, person: User, nth: int) -> Card:
    drawn = cards.draw(uuid7())
    return Card(nth, person, drawn, qr.drawing(f"{site}/the/{drawn.code}/"))


def _cards_in(pages: int) -> int:
    """How many of a part's pages are cards: two for every page of strips, the last may be one."""
    return pages * 2 // 3
