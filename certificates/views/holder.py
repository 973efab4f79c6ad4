"""A person's own certificates."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from certificates import policies
from certificates.models import Certificate
from lms.users.http import AuthenticatedRequest, signed_in


@require_safe
@signed_in
def mine(request: AuthenticatedRequest) -> HttpResponse:
    certificates = (
        Certificate.objects.filter(person=request.user)
        .with_status()
        .select_related("book")
        .defer("pdf")
        .order_by("-created_at")
    )
    context = {"certificates": certificates, "nav": "mine"}
    return render(request, "certificates/mine.html", context)


@require_safe
@signed_in
def download(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """The stored file, for its holder and the issuer's officers."""
    certificate = (
        Certificate.objects.filter(code=code.upper()).select_related("book__issuer__agency").first()
    )
    if certificate is None:
        raise Http404
    if not policies.may_download(request.user, certificate):
        raise PermissionDenied
    if certificate.pdf is None:
        return render(
            request, "certificates/not_ready.html", {"certificate": certificate}, status=202
        )
    name = certificate.register_no.replace("/", "-")
    answer = HttpResponse(bytes(certificate.pdf), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="giay-chung-nhan-{name}.pdf"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
