"""The public check page: no sign-in, no script, nothing that is not printed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from certificates.models import Certificate, CertificateEvent
from certificates.services import verification
from lms.common import clock, windows

# Codes nobody has, asked for from one address: more than a whole hall of people mistypes.
MISSES = 300
MISSES_SECONDS = 600
SHOWN = 40


@require_safe
def ask(request: HttpRequest) -> HttpResponse:
    """Type the code by hand, or paste the address of a check page."""
    typed = request.GET.get("ma", "")
    code = verification.clean_code(typed)[:SHOWN]
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
        return _private(_unknown(request, code, clean))
    status = certificate.status
    is_replaced = status == Certificate.Status.REPLACED
    is_trial = status == Certificate.Status.VALID and certificate.snapshot["is_trial"]
    context = {
        "certificate": certificate,
        "printed": certificate.snapshot,
        "status": status,
        "is_trial": is_trial,
        "verdict": _("Bản thử") if is_trial else certificate.get_status_display(),
        "closing": _closing_event(certificate, status),
        "successor": verification.newest(certificate) if is_replaced else None,
        "phone": certificate.book.issuer.phone,
        "checked_at": clock.local(clock.now()),
    }
    return _private(render(request, "certificates/check.html", context))


def _closing_event(certificate: Certificate, status: str) -> CertificateEvent | None:
    """What ended it: the revocation or the replacement, if there was one."""
    return next((event for event in certificate.events.all() if event.kind == status), None)


def _unknown(request: HttpRequest, typed: str, clean: str) -> HttpResponse:
    """What is wrong with the code, as far as it can be seen; guessing in bulk is stopped."""
    if windows.count("certificate-misses", request, seconds=MISSES_SECONDS) > MISSES:
        answer = render(request, "429.html", status=429)
        answer["Retry-After"] = str(MISSES_SECONDS)
        return answer
    context = {
        "code": typed[:SHOWN],
        "sign_count": len(clean),
        "is_whole": len(clean) == verification.CODE_LENGTH,
    }
    return render(request, "certificates/check_unknown.html", context, status=404)


def _private(answer: HttpResponse) -> HttpResponse:
    """Names are on it: no shared cache may keep it, and no search engine may list it."""
    patch_cache_control(answer, no_store=True, private=True)
    answer["X-Robots-Tag"] = "noindex"
    return answer
