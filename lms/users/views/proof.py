"""Proving again who sits there, before something is changed for good."""

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from lms.common import clock
from lms.users.forms.entrance import PinForm
from lms.users.http import AuthenticatedRequest, safe_next, signed_in
from lms.users.models import PhoneCode, User
from lms.users.services import cards
from lms.users.views import phone_codes
from lms.users.views.cards import words

PROVE = phone_codes.Errand(
    key="prove",
    purpose=PhoneCode.Purpose.PROVE,
    page="users:prove-code",
    again="users:prove-code-again",
    call="users:prove-code-call",
    back="users:prove",
    button=gettext_lazy("Tiếp tục"),
)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def prove(request: AuthenticatedRequest) -> HttpResponse:
    """By password where there is one, else by a code to a number of one's own."""
    come_back = safe_next(request) or settings.LOGIN_REDIRECT_URL
    if request.user.has_usable_password():
        return HttpResponseRedirect(
            f"{reverse('account_reauthenticate')}?{urlencode({'next': come_back})}"
        )
    numbers = list(
        request.user.login_phones.order_by("created_at").values_list("number", flat=True)
    )
    why_not = ""
    if request.method == "POST" and numbers:
        asked = request.POST.get("number", "")
        number = asked if asked in numbers else numbers[0]
        why_not = phone_codes.send(request, PROVE, number, come_back=come_back)
        if not why_not:
            return redirect("users:prove-code")
    page = {
        "numbers": numbers,
        "next": come_back,
        "why_not": why_not,
        "pin_form": _pin_form(request.user),
    }
    return render(request, "users/prove.html", page)


@signed_in
@require_POST
def prove_pin(request: AuthenticatedRequest) -> HttpResponse:
    """By the PIN of one's card, for whoever has no phone."""
    come_back = safe_next(request) or settings.LOGIN_REDIRECT_URL
    form = PinForm(request.POST)
    trouble: dict[str, str] = {}
    if form.is_valid():
        check = cards.pin_is_right(request.user, form.cleaned_data["pin"], now=clock.now())
        if check.person:
            record_authentication(request, request.user, method="card", reauthenticated=True)
            return HttpResponseRedirect(come_back)
        trouble = words(check)
        form.add_error("pin", _("Mã PIN này không đúng."))
    page = {"numbers": [], "next": come_back, "pin_form": form, **trouble}
    return render(request, "users/prove.html", page)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def prove_code(request: AuthenticatedRequest) -> HttpResponse:
    return phone_codes.ask(request, PROVE, done=_proved)


@signed_in
@require_POST
def prove_again(request: AuthenticatedRequest) -> HttpResponse:
    return phone_codes.again(request, PROVE)


@signed_in
@require_POST
def prove_call(request: AuthenticatedRequest) -> HttpResponse:
    return phone_codes.call(request, PROVE)


def _pin_form(person: User) -> PinForm | None:
    return PinForm() if person.cards.open().exists() else None


def _proved(request: HttpRequest, held: phone_codes.Pending) -> HttpResponse:
    record_authentication(request, request.user, method="code", reauthenticated=True)
    return HttpResponseRedirect(held["next"])
