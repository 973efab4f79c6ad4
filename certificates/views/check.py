"""The public check page: no sign-in, no script, nothing that is not printed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from certificates.models import Certificate, CertificateEvent
from certificates.services import verification
from lms.common import clock


@require_safe
def ask(request: HttpRequest) -> HttpResponse:
    """Type the code by hand."""
    typed = request.GET.get("ma", "")
    code = verification.clean_code(typed)[: verification.CODE_LENGTH + 1]
    if code:
        return redirect(f"/K/{code}")
    return _private(
        render(request, "certificates/check_ask.html", {"nothing_typed": "ma" in request.GET})
    )


@require_safe
def check(request: HttpRequest, code: str) -> HttpResponse:
    """The verdict in words, shape and colour, then what is printed."""
    clean = verification.clean_code(code)
    certificate = verification.find(clean)
    if certificate is None:
        page = render(request, "certificates/check_unknown.html", {"code": code[:40]}, status=404)
        return _private(page)
    context = {
        "certificate": certificate,
        "printed": certificate.snapshot,
        "status": certificate.status,
        "verdict": Certificate.Status(certificate.status).label,
        "closing": _closing_event(certificate),
        "successor": getattr(certificate, "replaced_by", None),
        "phone": certificate.book.issuer.phone,
        "checked_at": clock.local(clock.now()),
    }
    return _private(render(request, "certificates/check.html", context))


def _closing_event(certificate: Certificate) -> CertificateEvent | None:
    """What ended it: the revocation or the replacement, if there was one."""
    return next(
        (event for event in certificate.events.all() if event.kind == certificate.status), None
    )


def _private(answer: HttpResponse) -> HttpResponse:
    """Names are on it: no shared cache may keep it, and no search engine may list it."""
    patch_cache_control(answer, no_store=True, private=True)
    answer["X-Robots-Tag"] = "noindex"
    return answer
