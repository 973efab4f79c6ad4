"""One indicator: its figure of a unit, what it is made of, and what was said before."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from lms.common import clock
from lms.dashboards import policies
from lms.dashboards.models import Indicator
from lms.dashboards.services import dividing, figures, given, naming
from lms.dashboards.views import choosing
from lms.users.http import AuthenticatedRequest, second_factor_required


@require_safe
@second_factor_required
def indicator(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """How it is counted, its figure, the parts of that, and the figures it took the place of."""
    if not policies.may_see_catalogue(request.user):
        raise PermissionDenied
    asked = get_object_or_404(Indicator.objects.offered().select_related("owner"), code=code)
    units = choosing.province_and_communes()
    written = request.GET.get("don-vi", "")
    unit = choosing.unit_of(units, written) if written else next(iter(units), None)
    if written and unit is None:
        raise Http404
    period = choosing.period(request)
    figure = figures.figure(asked, unit, period.span) if unit else None
    context = {
        "indicator": asked,
        "unit": unit,
        "units": units,
        "period": period,
        "periods": naming.recent(clock.today()),
        "figure": figure,
        "period_name": naming.other(figure.span, period.span) if figure else "",
        "parts": dividing.parts(asked, unit, figure) if unit and figure else [],
        "said": given.history(asked, unit, figure.span) if unit and figure else [],
        "may_word": policies.may_word_catalogue(request.user),
    }
    return render(request, "dashboards/indicator.html", context)
