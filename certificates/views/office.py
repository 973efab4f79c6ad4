"""What a certificate officer does: look up, revoke, correct."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from certificates import policies
from certificates.forms import ReasonForm, RevokeForm, SearchForm
from certificates.models import Certificate, CertificateQuerySet
from certificates.services import holding, issuing, revoking, snapshots, verification
from lms.common import clock, text
from lms.common.ids import public_id
from lms.users.http import AuthenticatedRequest, second_factor_required

PAGE_SIZE = 50
SEARCHES, MOST_SEARCHES = "certificate_searches", 20
Standing = SearchForm.Standing


@require_http_methods(["GET", "HEAD", "POST"])
@second_factor_required
def register(request: AuthenticatedRequest) -> HttpResponse:
    """The books of the issuers this officer serves, newest first; a search is posted."""
    issuers = policies.issuers_of(request.user)
    if not issuers.exists():
        raise PermissionDenied
    if request.method == "POST":
        return _search_asked(request)
    search = request.GET.get("tim", "")
    words = request.session.get(SEARCHES, {}).get(search, "")
    form = SearchForm({"q": words, "tinh_trang": request.GET.get("tinh_trang", "")})
    form.is_valid()
    standing = form.cleaned_data.get("tinh_trang", "")
    rows = Certificate.objects.filter(book__issuer__in=issuers).with_status()
    found = _standing(_search(rows, words), standing)
    shown = found.defer("pdf", "signature").order_by("-pk")
    page = Paginator(shown, PAGE_SIZE).get_page(request.GET.get("trang"))
    context = {
        "page": page,
        "form": form,
        "is_filtered": bool(words or standing),
        "link": f"?{_address(tim=search if words else '', tinh_trang=standing)}&trang=",
    }
    return render(request, "certificates/register.html", context)


def _search_asked(request: AuthenticatedRequest) -> HttpResponse:
    """Lead to what was found; names stay in the session, where no log or history shows them."""
    form = SearchForm(request.POST)
    form.is_valid()
    search = ""
    if words := form.cleaned_data.get("q"):
        search = public_id()
        kept = request.session.get(SEARCHES, {}) | {search: words}
        request.session[SEARCHES] = dict([*kept.items()][-MOST_SEARCHES:])
    standing = form.cleaned_data.get("tinh_trang", "")
    return redirect(f"/cap-giay/?{_address(tim=search, tinh_trang=standing)}")


def _address(**asked: str) -> str:
    return urlencode({name: value for name, value in asked.items() if value})


def _search(rows: CertificateQuerySet, query: str) -> CertificateQuerySet:
    if not query:
        return rows
    code = verification.clean_code(query)
    by_name = Q(name_fold__contains=name) if (name := text.fold(query)) else Q()
    return rows.filter(Q(register_no__startswith=query) | Q(code=code) | by_name)


def _standing(rows: CertificateQuerySet, wanted: str) -> CertificateQuerySet:
    if wanted == Standing.REVOKED:
        return rows.revoked()
    if wanted == Standing.REPLACED:
        return rows.replaced()
    if wanted == Standing.UNSEALED:
        return rows.filter(pdf_sha256="")
    return rows.valid() if wanted == Standing.VALID else rows


@require_safe
@second_factor_required
def entry(request: AuthenticatedRequest, code: str) -> HttpResponse:
    return _entry_page(request, _managed(request, code), {})


@require_POST
@second_factor_required
def revoke(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """First shown again to be confirmed, then done."""
    certificate = _managed(request, code)
    form = RevokeForm(request.POST, prefix="revoke")
    if not form.is_valid():
        return _entry_page(request, certificate, {"revoke_form": form})
    if "confirm" not in request.POST:
        context = {"certificate": certificate, "printed": certificate.snapshot, "form": form}
        return render(request, "certificates/confirm_revoke.html", context)
    if revoking.revoke(certificate, by=request.user, now=clock.now(), **form.cleaned_data):
        messages.success(request, f"Đã thu hồi giấy số {certificate.register_no}.")
    else:
        messages.info(request, "Giấy này đã thu hồi từ trước.")
    return redirect("certificates:entry", code=certificate.code)


@require_POST
@second_factor_required
def replace(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """First the old and the new words side by side, then done."""
    certificate = _managed(request, code)
    form = ReasonForm(request.POST, prefix="replace")
    if not form.is_valid():
        return _entry_page(request, certificate, {"replace_form": form})
    try:
        if "confirm" not in request.POST:
            return _confirm_replace(request, certificate, form)
        successor = issuing.replace(
            certificate, by=request.user, now=clock.now(), **form.cleaned_data
        )
    except issuing.CannotReplace as error:
        messages.info(request, _REFUSED[type(error)])
        return redirect("certificates:entry", code=certificate.code)
    messages.success(request, f"Đã cấp giấy mới số {successor.register_no}.")
    return redirect("certificates:entry", code=successor.code)


_REFUSED: dict[type[issuing.CannotReplace], str] = {
    issuing.AlreadyReplaced: "Giấy này đã có giấy thay. Mở giấy mới để sửa tiếp.",
    issuing.AlreadyRevoked: "Giấy này đã thu hồi, không sửa được nữa.",
    issuing.HolderErased: "Người học đã xóa dữ liệu của mình, không còn tên để ghi vào giấy mới.",
}


def _confirm_replace(
    request: AuthenticatedRequest, certificate: Certificate, form: ReasonForm
) -> HttpResponse:
    issuing.check_replaceable(certificate)
    new = snapshots.again(certificate, on=clock.today())
    context = {
        "certificate": certificate,
        "old": certificate.snapshot,
        "new": new,
        "is_same": new["holder"] == certificate.snapshot["holder"],
        "form": form,
    }
    return render(request, "certificates/confirm_replace.html", context)


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
        "successor": verification.newest(certificate),
        "trouble": "" if certificate.is_sealed else holding.trouble(certificate.code),
        "events": certificate.events.all(),
        "revoke_form": RevokeForm(prefix="revoke"),
        "replace_form": ReasonForm(prefix="replace"),
        **forms,
    }
    return render(request, "certificates/entry.html", context, status=422 if forms else 200)
