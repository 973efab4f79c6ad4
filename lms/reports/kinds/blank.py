"""R12: a blank form of a team for a session without a phone; its QR leads to where it is typed in
afterwards."""

import io

import pikepdf
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from lms.common import qr, text
from lms.places.models import Unit
from lms.reports.documents import papers
from lms.reports.models import ReportFile
from lms.reports.services import letterhead, printing
from lms.reports.services.printing import Asked, Drawn, Format
from lms.users.models import User
from teams import policies as teams
from teams.models import Difficulty, Outcome, Session, Team, Topic

CODE = "R12"
POINTS = (12, 11, 10, 9, 8, 7)
"""Points of the letters: the largest that keep all of it on one side."""


def _team(asked: Asked) -> Team:
    return Team.objects.select_related("unit__parent").get(pk=asked["team"])


def _may(user: User, asked: Asked) -> bool:
    """Whoever sees the team; there is nothing on it but what everybody may log."""
    return teams.may_see_team(user, _team(asked))


def draw(team: Team, *, site: str, identifier: str) -> bytes:
    """One side of A4."""
    unit = team.unit
    commune = unit.parent if unit.level == Unit.Level.VILLAGE and unit.parent else unit
    address = f"{site}/buoi/ghi/?to={team.code}"
    context = {
        "team": team,
        "commune": letterhead.low(commune.name),
        "qr": qr.drawing(address),
        "address": f"{site.partition('//')[2]}/buoi/",
        "types": [kind.label for kind in Session.Type],
        "topics": _offered(Topic),
        "acts": _offered(Outcome),
        "difficulties": _offered(Difficulty),
    }
    content = b""
    for points in POINTS:
        html = render_to_string("pdf/blank.html", {**context, "points": points})
        content = papers.render(html, identifier=identifier)
        with pikepdf.open(io.BytesIO(content)) as opened:
            if len(opened.pages) == 1:
                break
    return content


def _offered(model: type[Topic | Outcome | Difficulty]) -> list[str]:
    rows = model._default_manager.filter(is_offered=True)  # noqa: SLF001 (ours)
    return [*rows.order_by("position", "name").values_list("name", flat=True)]


def _draw(file: ReportFile) -> Drawn:
    team = _team(file.asked)
    content = draw(team, site=str(file.asked.get("site", "")), identifier=file.pk.hex)
    return Drawn(content, text.slug(f"phieu ghi buoi {team.name}"))


def declare() -> None:
    printing.declare(printing.Kind(CODE, _("Phiếu ghi buổi"), (Format.PDF,), _may, _draw))
