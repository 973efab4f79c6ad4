"""A PIN of one's own, for whoever shares a phone number, and another one for one's card."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lms.common import clock
from lms.users.forms.personal import ChoosePinForm
from lms.users.http import AuthenticatedRequest, proved_lately_required
from lms.users.services import cards, pins


@proved_lately_required
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: AuthenticatedRequest) -> HttpResponse:
    """A first PIN or another one; forgotten, a learning card leads here without it."""
    form = ChoosePinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        pins.choose(request.user, form.cleaned_data["pin"])
        messages.success(request, _("Đã đặt mã PIN. Lần sau chọn tên rồi nhập mã này."))
        return redirect("users:my-data")
    page = {"form": form, "has_pin": pins.has_own(request.user), "nav": "mine"}
    return render(request, "users/pin_choose.html", page)


@proved_lately_required
@require_http_methods(["GET", "HEAD", "POST"])
def of_card(request: AuthenticatedRequest) -> HttpResponse:
    """Another PIN for the card in use, chosen by its holder; every other phone is signed out."""
    if not request.user.cards.open().exists():
        return redirect("users:my-data")
    form = ChoosePinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        pin = form.cleaned_data["pin"]
        try:
            cards.renew_pin(request.user, by=request.user, now=clock.now(), pin=pin)
        except cards.NotForCard:
            messages.error(request, _("Thẻ này không dùng được nữa. Nhờ tổ công nghệ số giúp."))
        else:
            update_session_auth_hash(request, request.user)
            messages.success(request, _("Đã đổi mã PIN của thẻ. Mã cũ thôi dùng được."))
        return redirect("users:my-data")
    return render(request, "users/card_pin_new.html", {"form": form, "nav": "mine"})


@proved_lately_required
@require_POST
def drop(request: AuthenticatedRequest) -> HttpResponse:
    if pins.drop(request.user):
        messages.success(request, _("Đã bỏ mã PIN."))
    return redirect("users:my-data")
