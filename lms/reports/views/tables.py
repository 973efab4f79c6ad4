"""R05 and R06: the whole province by one period, on the screen and as files."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from lms.dashboards.models import ReportingPeriod
from lms.reports import policies
from lms.reports.kinds import overview
from lms.reports.services import printing
from lms.users.http import AuthenticatedRequest, second_factor_required


@require_safe
@second_factor_required
def tables(request: AuthenticatedRequest, period_id: UUID) -> HttpResponse:
    """Communes ranked by the indicator that is chosen; and what can be taken away."""
    if not policies.may_see_province(request.user):
        raise PermissionDenied
    period = get_object_or_404(ReportingPeriod, pk=period_id)
    indicators = overview.ranked()
    wanted = request.GET.get("chi-so", "")
    chosen = next((one for one in indicators if one.code == wanted), None)
    chosen = chosen or (indicators[0] if indicators else None)
    asked = overview.asked_of(period)
    context = {
        "period": period,
        "indicators": indicators,
        "chosen": chosen,
        "sheet": overview.ranking(period, chosen.code, size="A4") if chosen else None,
        "whole": printing.offer("R05", asked),
        "grouped": printing.offer("R05", {**asked, "grouped": True}),
        "back": f"/bao-cao/bang/{period.pk}/?chi-so={chosen.code if chosen else ''}",
    }
    if chosen:
        ranked = {**asked, "indicator": chosen.code}
        context["ranking"] = printing.offer("R06", ranked)
        context["large"] = printing.offer("R06", {**ranked, "size": "A3"})
    return render(request, "reports/tables.html", context)
