"""The boards: of the province, of a commune, of a team, down to its sessions; and as files."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lms.common import clock, workbooks
from lms.dashboards import target_policies as policies
from lms.dashboards.services.boards import (
    asking,
    bordering,
    drawing,
    exporting,
    showing,
    wording,
)
from lms.dashboards.services.boards.showing import Shown
from lms.dashboards.services.boundaries import keeping
from lms.dashboards.services.targets import words
from lms.places.models import Unit
from lms.users.http import AuthenticatedRequest, factor_where_due, second_factor_required
from teams import policies as teams
from teams.models import Team

A_PAGE = 50
FIRST = 10
"""So many places stand in the table at once; the others unfold."""
NONE = "dashboards/boards/none.html"


@require_safe
@second_factor_required
def province(request: AuthenticatedRequest) -> HttpResponse:
    """Every commune with its gap, worst first, on the map and in the table."""
    shown = _shown(request, showing.PROVINCE, "")
    if shown is None:
        return render(request, NONE)
    return render(request, "dashboards/boards/board.html", _context(shown) | _map(shown))


@require_safe
@factor_where_due
def commune(request: AuthenticatedRequest, key: str) -> HttpResponse:
    """The teams of a commune, worst first."""
    shown = _shown(request, showing.COMMUNE, key)
    if shown is None:
        return render(request, NONE)
    context = _context(shown)
    context["may_see_province"] = policies.may_see_province(request.user)
    return render(request, "dashboards/boards/board.html", context)


@require_safe
@second_factor_required
def agency(request: AuthenticatedRequest, key: str) -> HttpResponse:
    """The agencies below one, worst first; of the province those that have none above them."""
    shown = _shown(request, showing.AGENCY, key)
    if shown is None:
        return render(request, NONE)
    context = _context(shown)
    found = shown.board.asked.agency
    above = found.parent if found else None
    if above and policies.may_see_agency(request.user, above):
        context["back"] = (f"/bang/co-quan/{above.code}/", above.name)
    elif found and policies.may_see_province(request.user):
        context["back"] = (f"/bang/co-quan/{showing.EVERY}/", _("Các cơ quan của tỉnh"))
    elif found is None:
        context["back"] = ("/bang/", _("Bảng của tỉnh"))
    return render(request, "dashboards/boards/board.html", context)


@require_safe
@factor_where_due
def team(request: AuthenticatedRequest, key: str) -> HttpResponse:
    """A team's figure, and the confirmed sessions it is made of."""
    shown = _shown(request, showing.TEAM, key)
    if shown is None:
        return render(request, NONE)
    asked, place = shown.board.asked, shown.place
    if not isinstance(place, Team):
        raise Http404
    period = asked.period
    held = place.sessions.verified().filter(held_on__range=(period.first_on, period.last_on))
    page = Paginator(held.order_by("-held_on", "-pk"), A_PAGE).get_page(request.GET.get("trang"))
    context = _context(shown) | {
        "team": place,
        "may_see_commune": policies.may_see_commune(request.user, asked.unit),
        # A committee reads counts: it does not go into sessions.
        "opens_sessions": teams.may_see_team(request.user, place),
        "page": page,
        "link": f"?{asked.query()}&trang=",
    }
    return render(request, "dashboards/boards/team.html", context)


@require_safe
@factor_where_due
def export(request: AuthenticatedRequest, level: str, kind: str, key: str = "") -> HttpResponse:
    """What stands on the board, as a workbook, plain text or a picture."""
    shown = _shown(request, level, key)
    if shown is None:
        raise Http404
    name = f"bang-{shown.board.asked.indicator.code.lower()}.{kind}"
    if kind == "xlsx":
        return workbooks.answer(exporting.as_workbook(showing.table(shown)), name)
    if kind == "csv":
        return workbooks.answer(exporting.as_csv(showing.table(shown)), name, workbooks.CSV)
    return workbooks.answer(showing.picture(shown), name, "image/png")


def _shown(request: AuthenticatedRequest, level: str, key: str) -> Shown | None:
    # Of the province it is asked before it is looked for: nothing is found out by a stranger.
    is_of_province = level == showing.PROVINCE or (level, key) == (showing.AGENCY, showing.EVERY)
    if is_of_province and not policies.may_see_province(request.user):
        raise PermissionDenied
    found = showing.find(level, key)
    if found is None:
        if level == showing.PROVINCE:
            return None
        raise Http404
    if not showing.may_see(request.user, found.place):
        raise PermissionDenied
    return showing.read(found, request.GET, today=clock.today())


def _context(shown: Shown) -> dict[str, Any]:
    board = shown.board
    asked = board.asked
    return {
        "asked": asked,
        "board": board,
        "choices": shown.choices,
        "lines": shown.lines,
        "villages": wording.villages(board),
        "first": shown.lines[:FIRST],
        "rest": shown.lines[FIRST:],
        "total": shown.total,
        "legend": wording.legend(board),
        "beside": [
            (one, words.shown(one, found.value) if found.value is not None else wording.NOTHING)
            for one, found in board.beside
        ],
        "trend": _trend(shown),
        "query": asked.query(),
        "folded_at": shown.folded_at,
        "is_province": isinstance(shown.place, Unit)
        and shown.place == asked.unit
        and not asked.is_of_agencies
        and asked.unit.level == Unit.Level.PROVINCE,
        "as_was": asking.AS_WAS,
        "note": shown.note,
        "keep_query": shown.address,
    }


def _map(shown: Shown) -> dict[str, Any]:
    """The map with the borders somebody sent, else of tiles; of today's communes alone."""
    asked = shown.board.asked
    said = {"name": asked.indicator.name, "period": asked.period.name}
    query = asked.query(**{asking.FORMER: "", asking.LINEAGE: "", asking.MAP: ""})
    file = None if asked.as_was else keeping.standing()
    if file and not asked.is_tiled:
        drawn = bordering.borders(
            shown.lines,
            file,
            keeping.of(file),
            title=_("Bản đồ: %(name)s, %(period)s") % said,
            about=_("%(count)s xã, phường theo ranh giới; mỗi vùng là một đường dẫn.")
            % {"count": len(shown.lines)},
            query=query,
        )
        if drawn:
            other = asked.query(**{asking.MAP: asking.TILES})
            return {"map": drawn, "borders": file, "other_map": other}
    drawn = drawing.tiles(
        shown.lines,
        title=_("Bản đồ ô: %(name)s, %(period)s") % said,
        about=_("%(count)s xã, phường xếp theo vị trí; mỗi ô là một đường dẫn.")
        % {"count": len(shown.lines)},
        query=query,
    )
    return {"map": drawn, "other_map": asked.query(**{asking.MAP: ""}) if file else ""}


def _trend(shown: Shown) -> dict[str, Any] | None:
    """Months as bars and as numbers; none where nothing is known of any."""
    values = shown.months
    if not values:
        return None
    title = _("%(name)s theo tháng") % {"name": shown.title}
    about = "; ".join(f"{name}: {said}" for name, _value, said in values)
    return {"svg": drawing.bars(shown.bars, title=title, about=about), "values": values}
