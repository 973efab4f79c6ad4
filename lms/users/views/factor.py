"""The second factor: set up, confirmed, moved to another phone. allauth's views, our order."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.forms import Form
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse, reverse_lazy
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from lms.audit import services as audit
from lms.users.http import (
    AuthenticatedRequest,
    forget_factor,
    proved_lately_required,
    safe_next,
    signed_in,
)

AFTER = "after_second_factor"


@signed_in
@require_safe
def gate(request: AuthenticatedRequest) -> HttpResponse:
    """Lead somebody whose role asks for a second factor to set it up or to give it."""
    come_back = safe_next(request) or settings.LOGIN_REDIRECT_URL
    if is_mfa_enabled(request.user, [Authenticator.Type.TOTP]):
        address = reverse("mfa_reauthenticate")
        return HttpResponseRedirect(f"{address}?{urlencode({'next': come_back})}")
    request.session[AFTER] = come_back
    return HttpResponseRedirect(reverse("mfa_activate_totp"))


class SetUp(ActivateTOTPView):
    """Setting up proves the factor at once: the code was just read from the app."""

    def form_valid(self, form: Form) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        factor = Authenticator.objects.get(user=self.request.user, type=Authenticator.Type.TOTP)
        record_authentication(
            self.request, self.request.user, "mfa", id=factor.pk, type=factor.type
        )
        audit.record("factor.added", subject=self.request.user, actor=self.request.user)
        return answer


class MoveAway(DeactivateTOTPView):
    """Taking the factor off one phone to put it on another, which is asked for at once."""

    success_url = reverse_lazy("mfa_activate_totp")

    def form_valid(self, form: Form) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        forget_factor(self.request)
        audit.record("factor.removed", subject=self.request.user, actor=self.request.user)
        return answer


class RecoveryCodes(ViewRecoveryCodesView):
    """The codes for the day the phone is lost, and the way on to where one was going."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        address = self.request.session.get(AFTER) or settings.LOGIN_REDIRECT_URL
        return super().get_context_data(**kwargs) | {"go_on": address}


set_up = proved_lately_required(SetUp.as_view())
move_away = proved_lately_required(MoveAway.as_view())
recovery_codes = proved_lately_required(RecoveryCodes.as_view())
