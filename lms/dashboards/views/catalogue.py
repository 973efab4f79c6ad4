"""The catalogue of indicators: for the province."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lms.dashboards import policies
from lms.dashboards.models import Indicator, IndicatorGroup
from lms.dashboards.services import entering, figures, groups
from lms.users import policies as rights
from lms.users.http import AuthenticatedRequest, second_factor_required


@require_safe
@second_factor_required
def catalogue(request: AuthenticatedRequest) -> HttpResponse:
    """Every indicator by its groups: what it counts, how, and who answers for it."""
    if not policies.may_see_catalogue(request.user):
        raise PermissionDenied
    offered = Indicator.objects.offered().select_related("owner")
    known = {one.code: one for one in offered}
    found = IndicatorGroup.objects.filter(is_offered=True).prefetch_related("members")
    context = {
        "groups": [
            (group, [known[one.code] for one in groups.in_order(group) if one.code in known])
            for group in found.order_by("position", "pk")
        ],
        "folded_at": figures.folded_at(),
        "waiting_count": entering.waiting().count(),
        "may_word": policies.may_word_catalogue(request.user),
        "may_bring": policies.may_bring_figures(request.user),
        "may_reorganise": rights.may_reorganise(request.user),
    }
    return render(request, "dashboards/catalogue.html", context)
