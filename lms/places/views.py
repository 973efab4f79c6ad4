from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from lms.common import http
from lms.places.models import Unit
from lms.places.services import search

MOST_SUGGESTIONS = 10


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Suggestions for `?q=`, at one level if `cap` names it; the same for everybody.

    Below what is called so today stands what was called so before, with that name.
    """
    level = request.GET.get("cap", "")
    if level and level not in Unit.Level.values:
        return http.error("unknown_level", _("Không có cấp đơn vị này."), status=400)
    query = request.GET.get("q", "")
    units = search.find(query, level=level or None, limit=MOST_SUGGESTIONS)
    left = MOST_SUGGESTIONS - len(units)
    former = search.formerly(query, level=level or None, limit=left, but=units) if left else []
    return _suggestions(request, units, former)


@cache_control(public=True, max_age=3600)
def _suggestions(
    request: HttpRequest,  # noqa: ARG001  the cache is told by it
    units: list[Unit],
    former: list[search.Former],
) -> JsonResponse:
    rows = [_row(unit) for unit in units]
    for one in former:
        note = _("trước là %(name)s") % {"name": one.former_name}
        rows.append({**_row(one.unit), "note": note})
    return JsonResponse({"units": rows}, json_dumps_params={"ensure_ascii": False})


def _row(unit: Unit) -> dict[str, object]:
    return {"id": unit.pk, "name": unit.name, "label": unit.label, "level": unit.level}
