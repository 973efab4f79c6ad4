"""The borders of communes for the map of the boards: sent, replaced and taken away by the
province."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lms.common import clock
from lms.dashboards import policies
from lms.dashboards.forms_boundaries import BoundaryForm
from lms.dashboards.services.boundaries import keeping
from lms.dashboards.services.boundaries.keeping import NothingTaken, Sent
from lms.media.refusals import FileRefused
from lms.users.http import AuthenticatedRequest, second_factor_required

HOME = "/so-lieu/ranh-gioi/"


@require_http_methods(["GET", "HEAD", "POST"])
@second_factor_required
def boundaries(request: AuthenticatedRequest) -> HttpResponse:
    """Send a file; beside it what stands, what of it was refused and which communes it lacks."""
    _check(request)
    if request.method != "POST":
        return _page(request, BoundaryForm())
    form = BoundaryForm(request.POST, request.FILES)
    refused: list[tuple[str, str]] = []
    if form.is_valid():
        said = form.cleaned_data
        sent = Sent(said["file"].read(), said["file"].name, said["credit"], said["as_of"])
        try:
            file = keeping.take(sent, by=request.user, now=clock.now())
        except FileRefused as refusal:
            form.add_error("file", str(refusal))
            refused = refusal.refused if isinstance(refusal, NothingTaken) else []
        else:
            count = {"count": file.boundaries.count()}
            messages.success(request, _("Bản đồ đã có ranh giới %(count)s xã, phường.") % count)
            return redirect(HOME)
    return _page(request, form, refused=refused[: keeping.MOST_REFUSED], status=422)


@require_POST
@second_factor_required
def remove(request: AuthenticatedRequest) -> HttpResponse:
    """Go back to tiles."""
    _check(request)
    file = keeping.standing()
    if file and keeping.remove(file, by=request.user, now=clock.now()):
        messages.success(request, _("Đã bỏ ranh giới. Bản đồ lại vẽ dạng ô."))
    else:
        messages.info(request, _("Bản đồ đang vẽ dạng ô, không có ranh giới nào để bỏ."))
    return redirect(HOME)


def _page(
    request: AuthenticatedRequest,
    form: BoundaryForm,
    *,
    refused: list[tuple[str, str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    file = keeping.standing()
    context: dict[str, Any] = {"form": form, "refused": refused or [], "file": file}
    if file:
        context |= {"count": file.boundaries.count(), "missing": keeping.missing(file)}
    return render(request, "dashboards/boundaries.html", context, status=status)


def _check(request: AuthenticatedRequest) -> None:
    if not policies.may_draw_borders(request.user):
        raise PermissionDenied
