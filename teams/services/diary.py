"""One session drawn on one side of A4, as state papers are laid out (Decree 30/2020)."""

import base64
from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any

import pikepdf
from django.core.files.storage import default_storage
from django.template.loader import render_to_string

from lms.common import clock, pdf
from lms.places.models import Unit
from teams.models import Evidence, Session, SessionPaper

SIZES = (13, 12, 11, 10, 9, 8, 7, 6)
"""Points of the letters: the largest that keep all of it on one side."""
TIGHT = 8
"""From here on down topics are named once, beside their turns, and there is less room to sign."""
MOST_TRIES = 12
"""How often letters our fonts lack are taken out: each answer names forty of them at most."""


def draw(session: Session, *, photos: Sequence[Evidence], paper: SessionPaper) -> bytes:
    """The PDF of one page."""
    context = _context(session, photos, clock.local(paper.created_at).date())
    drawn = b""
    for size in SIZES:
        room = {"size": size, "is_tight": size <= TIGHT, "photo_height": size * 3}
        html = render_to_string("pdf/session.html", {**context, **room})
        drawn = _rendered(html, identifier=paper.pk.hex)
        if _pages(drawn) == 1:
            break
    return drawn


def _rendered(html: str, *, identifier: str) -> bytes:
    """A letter no face of ours has, an emoji in a note, is left out rather than all of the page."""
    for _ in range(MOST_TRIES):
        try:
            return pdf.render(html, identifier=identifier)
        except pdf.MissingLetters as missing:
            lacking = {*missing.letters, *missing.letters.lower()}
            html = html.translate({ord(letter): None for letter in lacking if len(letter) == 1})
    return pdf.render(html, identifier=identifier)


def _pages(drawn: bytes) -> int:
    with pikepdf.open(BytesIO(drawn)) as opened:
        return len(opened.pages)


def _context(session: Session, photos: Sequence[Evidence], on: date) -> dict[str, Any]:
    commune = _commune(session.unit)
    leader = session.team.memberships.valid_on(session.held_on).filter(role="leader").first()
    reads = session.status == Session.Status.VERIFIED
    kept = [one for one in photos if one.is_kept]
    topics = list(session.topics.order_by("position", "name"))
    turns = {turn.topic_id: turn.count for turn in session.turns_taken()}
    return {
        "session": session,
        "commune": commune,
        "village": session.unit if session.unit_id != commune.pk else None,
        "leader": leader.person if leader else None,
        "reviewer": session.reviewed_by if reads else None,
        "topics": topics,
        "turns_by_topic": [(topic, turns.get(topic.pk)) for topic in topics],
        "helpers": list(session.helpers.order_by("sort_key")),
        "acts": list(session.acts_done()),
        "difficulties": list(session.difficulties.order_by("position", "name")),
        "photos": [_inside(one) for one in kept],
        "photos_missing": sum(one.is_awaited for one in photos),
        "place": _bare_name(commune),
        "on": on,
    }


def _commune(unit: Unit) -> Unit:
    parent = unit.parent
    return parent if unit.level != Unit.Level.COMMUNE and parent else unit


def _bare_name(commune: Unit) -> str:
    """ "Xã Ý Yên" dates its papers from "Ý Yên"."""
    for kind in ("Xã ", "Phường ", "Đặc khu "):
        if commune.name.startswith(kind):
            return commune.name.removeprefix(kind)
    return commune.name


def _inside(photo: Evidence) -> str:
    """The small photo as an address that holds it: the renderer reaches no other."""
    with default_storage.open(photo.small_file) as file:
        return f"data:image/jpeg;base64,{base64.b64encode(file.read()).decode()}"
