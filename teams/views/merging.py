"""The commune looks for two records of one person and makes them one."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lms.common import clock
from lms.users.http import AuthenticatedRequest, second_factor_required
from lms.users.services import merging
from teams.forms.cards import NameForm
from teams.services import merging as services
from teams.views.manage import managed_commune


@require_http_methods(["GET", "HEAD", "POST"])
@second_factor_required
def merge(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """A name, then who is called so, then two beside each other; no name stands in an address."""
    commune = managed_commune(request, code)
    form = NameForm(request.POST or None)
    context: dict[str, Any] = {"commune": commune, "form": form}
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "teams/merge.html", context, status=status)
    context["found"] = services.find(commune, form.cleaned_data["full_name"])
    if "chon" not in request.POST:
        return render(request, "teams/merge.html", context)
    if len(set(request.POST.getlist("ai"))) != 2:
        return render(request, "teams/merge.html", context | {"must_choose": True}, status=422)
    return _two(request, context)


def _two(request: AuthenticatedRequest, context: dict[str, Any]) -> HttpResponse:
    commune, chosen = context["commune"], request.POST.getlist("ai")
    try:
        if named_as := request.POST.get("ten"):
            services.merge(commune, chosen, named_as=named_as, by=request.user, now=clock.now())
            messages.success(request, _("Đã gộp hai hồ sơ làm một."))
            return redirect("teams:merge", code=commune.code)
        one, other = services.pair(commune, chosen)
    except (services.NotOffered, merging.CannotMerge):
        messages.error(request, _("Không gộp được hai hồ sơ này. Tìm và chọn lại giúp mình."))
        return redirect("teams:merge", code=commune.code)
    context |= {
        "one": one,
        "other": other,
        "rows": merging.compare(one, other),
        "disagree": merging.disagree(one, other),
    }
    return render(request, "teams/merge_pair.html", context)
