"""A person's own certificates."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from certificates import policies
from certificates.services import holding, verification
from lms.users.http import AuthenticatedRequest, signed_in


@require_safe
@signed_in
def mine(request: AuthenticatedRequest) -> HttpResponse:
    rows = holding.held_by(request.user).with_status().defer("pdf", "signature")
    certificates = list(rows.order_by("-created_at"))
    context = {
        "certificates": certificates,
        "stuck": holding.stuck_codes([one.code for one in certificates if not one.is_sealed]),
        "nav": "mine",
    }
    return render(request, "certificates/mine.html", context)


@require_safe
@signed_in
def download(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """The stored file, for its holder and the issuer's officers."""
    certificate = verification.find(verification.clean_code(code))
    if certificate is None:
        raise Http404
    if not policies.may_download(request.user, certificate):
        raise PermissionDenied
    if not certificate.is_sealed:
        context = {
            "certificate": certificate,
            "is_stuck": bool(holding.stuck_codes([certificate.code])),
            "phone": certificate.book.issuer.phone,
        }
        return render(request, "certificates/not_ready.html", context, status=202)
    name = certificate.register_no.replace("/", "-")
    answer = HttpResponse(bytes(certificate.pdf or b""), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="giay-chung-nhan-{name}.pdf"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
