"""What a certificate officer does: look up, revoke, correct."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from certificates import policies
from certificates.forms import ReasonForm, SearchForm
from certificates.models import Certificate, CertificateQuerySet
from certificates.services import issuing, revoking, verification
from lms.common import clock, text
from lms.users.http import AuthenticatedRequest, second_factor_required

PAGE_SIZE = 50


@require_safe
@second_factor_required
def register(request: AuthenticatedRequest) -> HttpResponse:
    """The books of the issuers this officer serves, newest first."""
    issuers = policies.issuers_of(request.user)
    if not issuers.exists():
        raise PermissionDenied
    form = SearchForm(request.GET)
    query = form.cleaned_data["q"] if form.is_valid() else ""
    found = _search(Certificate.objects.filter(book__issuer__in=issuers), query)
    rows = found.with_status().select_related("book").defer("pdf").order_by("-pk")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("trang"))
    context = {"page": page, "query": query, "link": f"?q={query}&trang="}
    return render(request, "certificates/register.html", context)


def _search(rows: CertificateQuerySet, query: str) -> CertificateQuerySet:
    if not query:
        return rows
    code = verification.clean_code(query)
    return rows.filter(
        Q(register_no__startswith=query.strip())
        | Q(code=code)
        | Q(name_fold__contains=text.fold(query))
    )


@require_safe
@second_factor_required
def entry(request: AuthenticatedRequest, code: str) -> HttpResponse:
    return _entry_page(request, _managed(request, code), {})


@require_http_methods(["POST"])
@second_factor_required
def revoke(request: AuthenticatedRequest, code: str) -> HttpResponse:
    certificate = _managed(request, code)
    form = ReasonForm(request.POST, prefix="revoke")
    if not form.is_valid():
        return _entry_page(request, certificate, {"revoke_form": form})
    reason = form.cleaned_data["reason"]
    if revoking.revoke(certificate, by=request.user, reason=reason, now=clock.now()):
        messages.success(request, f"Đã thu hồi giấy số {certificate.register_no}.")
    else:
        messages.info(request, "Giấy này đã thu hồi từ trước.")
    return redirect("certificates:entry", code=certificate.code)


@require_http_methods(["POST"])
@second_factor_required
def replace(request: AuthenticatedRequest, code: str) -> HttpResponse:
    certificate = _managed(request, code)
    form = ReasonForm(request.POST, prefix="replace")
    if not form.is_valid():
        return _entry_page(request, certificate, {"replace_form": form})
    reason = form.cleaned_data["reason"]
    try:
        successor = issuing.replace(certificate, by=request.user, reason=reason, now=clock.now())
    except issuing.AlreadyReplaced:
        messages.info(request, "Giấy này đã có giấy thay. Mở giấy mới để sửa tiếp.")
        return redirect("certificates:entry", code=certificate.code)
    messages.success(request, f"Đã cấp giấy mới số {successor.register_no}.")
    return redirect("certificates:entry", code=successor.code)


def _managed(request: AuthenticatedRequest, code: str) -> Certificate:
    certificate = verification.find(verification.clean_code(code))
    if certificate is None:
        raise Http404
    if not policies.may_manage(request.user, certificate):
        raise PermissionDenied
    return certificate


def _entry_page(
    request: AuthenticatedRequest, certificate: Certificate, forms: dict[str, Any]
) -> HttpResponse:
    context = {
        "certificate": certificate,
        "printed": certificate.snapshot,
        "status": certificate.status,
        "successor": getattr(certificate, "replaced_by", None),
        "events": certificate.events.all(),
        "revoke_form": ReasonForm(prefix="revoke"),
        "replace_form": ReasonForm(prefix="replace"),
        **forms,
    }
    return render(request, "certificates/entry.html", context, status=422 if forms else 200)
