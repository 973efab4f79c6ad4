"""Groups of indicators with their figures, an index with its ranks, and what teams contribute."""

from collections.abc import Mapping
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from lms.common import clock
from lms.dashboards import policies, target_policies
from lms.dashboards.models import IndicatorGroup
from lms.dashboards.services import contribution as contributions
from lms.dashboards.services import groups, naming
from lms.dashboards.services.groups import Met
from lms.dashboards.views import choosing
from lms.places.models import Unit
from lms.users.http import AuthenticatedRequest, second_factor_required


@require_safe
@second_factor_required
def group(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """The figures of a group for the province, how many reach what is wanted there and in every
    commune that has targets; of an index the points and the rank of every commune."""
    _check(request)
    found = IndicatorGroup.objects.filter(is_offered=True).prefetch_related("members")
    asked = get_object_or_404(found, code=code)
    province = choosing.province()
    period = choosing.period(request)
    rows = groups.rows(asked, province, period.span) if province else []
    communes = Unit.objects.within(province) if province else Unit.objects.none()
    communes = communes.filter(level=Unit.Level.COMMUNE).valid_on(clock.today())
    by_pk = {unit.pk: unit for unit in communes.sorted()}
    is_index = asked.kind == IndicatorGroup.Kind.INDEX
    context = {
        "group": asked,
        "rows": rows,
        "period": period,
        "periods": naming.recent(clock.today()),
        "met_count": sum(row.is_met for row in rows),
        "wanted_count": sum(row.wanted is not None for row in rows),
        "met": _met(groups.met_each(asked, list(by_pk), period.span), by_pk),
        "may_see_targets": target_policies.may_see_province(request.user),
        "is_index": is_index,
        "may_word": policies.may_word_catalogue(request.user),
    }
    if is_index and province:
        ranked = groups.ranking(asked, list(by_pk), period.span)
        context["score"] = groups.score(
            asked, {row.indicator.code: row.figure.value for row in rows}
        )
        context["full"] = sum(row.member.weight or 0 for row in rows)
        context["parts"] = [row.indicator for row in rows if row.member.weight]
        context["ranked"] = [(by_pk[one.place], one) for one in ranked if one.rank]
        context["unranked_count"] = sum(one.rank is None for one in ranked)
    return render(request, "dashboards/group.html", context)


@require_safe
@second_factor_required
def contribution(request: AuthenticatedRequest) -> HttpResponse:
    """What teams did beside what the authorities count, of the province or a commune."""
    _check(request)
    units = choosing.province_and_communes()
    written = request.GET.get("don-vi", "")
    unit = choosing.unit_of(units, written) if written else next(iter(units), None)
    if written and unit is None:
        raise Http404
    period = choosing.period(request)
    context = {
        "unit": unit,
        "units": units,
        "period": period,
        "periods": naming.recent(clock.today()),
        "pairs": contributions.of(unit, period.span) if unit else [],
    }
    return render(request, "dashboards/contribution.html", context)


def _met(found: Mapping[UUID, Met], units: Mapping[UUID, Unit]) -> list[tuple[Unit, Met]]:
    """The units with how many of their targets they reach, the smallest share first."""
    listed = [(units[pk], found[pk]) for pk in units if pk in found]
    return sorted(listed, key=lambda one: one[1].reached / one[1].count)


def _check(request: AuthenticatedRequest) -> None:
    if not policies.may_see_catalogue(request.user):
        raise PermissionDenied
