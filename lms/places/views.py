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
    """Suggestions for `?q=`, at one level if `cap` names it; the same for everybody."""
    level = request.GET.get("cap", "")
    if level and level not in Unit.Level.values:
        return http.error("unknown_level", _("Không có cấp đơn vị này."), status=400)
    units = search.find(request.GET.get("q", ""), level=level or None, limit=MOST_SUGGESTIONS)
    return _suggestions(request, units)


@cache_control(public=True, max_age=3600)
def _suggestions(request: HttpRequest, units: list[Unit]) -> JsonResponse:  # noqa: ARG001
    rows = [{"id": u.pk, "name": u.name, "label": u.label, "level": u.level} for u in units]
    return JsonResponse({"units": rows}, json_dumps_params={"ensure_ascii": False})
