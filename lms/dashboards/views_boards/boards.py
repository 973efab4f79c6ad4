"""The boards: of the province, of a commune, of a team, down to its sessions."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lms.common import clock
from lms.dashboards import target_policies as policies
from lms.dashboards.models import Indicator
from lms.dashboards.services import figures
from lms.dashboards.services.boards import asking, drawing, reading, wording
from lms.dashboards.services.boards.asking import Asked, Choices
from lms.dashboards.services.boards.reading import Board
from lms.dashboards.services.targets import words
from lms.places.models import Unit
from lms.places.services import succession
from lms.users.http import AuthenticatedRequest, factor_where_due, second_factor_required
from teams.models import Team

A_PAGE = 50


@require_safe
@second_factor_required
def province(request: AuthenticatedRequest) -> HttpResponse:
    """Every commune with its gap, worst first, on the map and in the table."""
    if not policies.may_see_province(request.user):
        raise PermissionDenied
    unit, formers = asking.provinces()
    found = asking.of(unit, request.GET, today=clock.today(), formers=formers) if unit else None
    if found is None:
        return render(request, "dashboards/boards/none.html")
    asked, choices = found
    board = reading.board(asked, today=clock.today())
    context = _context(board, choices)
    lines = context["lines"]
    context["map"] = drawing.tiles(
        lines,
        title=_("Bản đồ ô: %(name)s, %(period)s")
        % {"name": asked.indicator.name, "period": asked.period.name},
        about=_("%(count)s xã, phường xếp theo vị trí; mỗi ô là một đường dẫn.")
        % {"count": len(lines)},
        query=asked.query(**{asking.FORMER: "", asking.LINEAGE: ""}),
    )
    return render(request, "dashboards/boards/board.html", context)


@require_safe
@factor_where_due
def commune(request: AuthenticatedRequest, key: str) -> HttpResponse:
    """The teams of a commune, worst first."""
    unit = _commune(key)
    if not policies.may_see_commune(request.user, unit):
        raise PermissionDenied
    found = asking.of(unit, request.GET, today=clock.today())
    if found is None:
        return render(request, "dashboards/boards/none.html")
    context = _context(reading.board(found[0], today=clock.today()), found[1])
    context["is_province"] = False
    context["may_see_province"] = policies.may_see_province(request.user)
    return render(request, "dashboards/boards/board.html", context)


@require_safe
@factor_where_due
def team(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """A team's figure, and the confirmed sessions it is made of."""
    found = get_object_or_404(Team.objects.select_related("unit__parent"), code=code)
    if not policies.may_see_team(request.user, found):
        raise PermissionDenied
    above = found.unit if found.unit.level == Unit.Level.COMMUNE else found.unit.parent
    if above is None:
        raise Http404
    unit = succession.standing(above)
    asked = asking.of(unit, request.GET, today=clock.today())
    if asked is None:
        return render(request, "dashboards/boards/none.html")
    board = reading.of_team(found, asked[0], today=clock.today())
    period = board.asked.period
    held = found.sessions.verified().filter(held_on__range=(period.first_on, period.last_on))
    context = _context(board, asked[1])
    context |= {
        "team": found,
        "may_see_commune": policies.may_see_commune(request.user, unit),
        "page": Paginator(held.order_by("-held_on", "-pk"), A_PAGE).get_page(
            request.GET.get("trang")
        ),
        "link": f"?{board.asked.query()}&trang=",
    }
    return render(request, "dashboards/boards/team.html", context)


def _commune(key: str) -> Unit:
    """The commune of this code of today; with a day after it, the one that ended then."""
    code, dash, ended = key.partition("-")
    rows = Unit.objects.filter(level=Unit.Level.COMMUNE, code=code).select_related("parent")
    if not dash:
        return get_object_or_404(rows.valid_on(clock.today()))
    try:
        day = date.fromisoformat(ended)
    except ValueError:
        raise Http404 from None
    return get_object_or_404(rows, valid_to=day)


def _context(board: Board, choices: Choices) -> dict[str, Any]:
    asked = board.asked
    return {
        "asked": asked,
        "board": board,
        "choices": choices,
        "lines": wording.lines(board),
        "total": wording.total(board),
        "legend": wording.legend(board),
        "beside": [
            (one, words.shown(one, found.value) if found.value is not None else wording.NOTHING)
            for one, found in board.beside
        ],
        "trend": _trend(board),
        "query": asked.query(),
        "folded_at": figures.folded_at() if _is_ours(asked) else None,
        "is_province": asked.unit.level == Unit.Level.PROVINCE,
        "as_was": asking.AS_WAS,
    }


def _is_ours(asked: Asked) -> bool:
    return asked.indicator.kind == Indicator.Kind.COMPUTED


def _trend(board: Board) -> dict[str, Any] | None:
    """Months as bars and as numbers; none where nothing is known of any."""
    indicator = board.asked.indicator
    values = [
        (
            f"{month.first_on:%m/%Y}",
            value,
            wording.NOTHING if value is None else words.shown(indicator, value),
        )
        for month, value in board.trend
    ]
    if not any(value for _name, value, _shown in values):
        return None
    drawn = [
        (f"T{int(name[:2])}", value, shown.removesuffix(f" {indicator.unit_word}"))
        for name, value, shown in values
    ]
    title = _("%(name)s theo tháng") % {"name": indicator.name}
    about = "; ".join(f"{name}: {shown}" for name, _value, shown in values)
    return {"svg": drawing.bars(drawn, title=title, about=about), "values": values}
