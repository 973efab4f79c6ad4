"""The way in with a learning card: its code by camera or by hand, then the PIN."""

import math
import time
from collections.abc import Callable
from datetime import timedelta
from typing import TypedDict

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lms.audit import services as audit
from lms.common import clock
from lms.users import devices
from lms.users.forms.entrance import CardForm, CardPinForm
from lms.users.http import safe_next
from lms.users.services import cards, pins
from lms.users.views.entering import enter
from lms.users.views.phone_codes import Words

CARD = "card"
HELD_FOR = 15 * 60
ON_PAPER = gettext_lazy("Xem lại 6 số trên mảnh giấy đi kèm thẻ.")
OF_OWN = gettext_lazy("Nhớ lại 6 số bà con đã đặt.")


class Held(TypedDict):
    """The code this session has shown and whose PIN it has not."""

    code: str
    next: str
    at: float


@never_cache
@require_safe
def scan(request: HttpRequest, code: str) -> HttpResponse:
    """What the QR opens: the code goes on in the session, and every code is answered alike."""
    typed = cards.read_code(code)
    if len(typed) != cards.CODE_LENGTH:
        return redirect("users:card")
    return _ask_pin(request, typed, come_back="")


@never_cache
@require_safe
def ask_code(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 (given to every view)
    """The short address printed on cards, for typing by hand."""
    return redirect("users:card")


@never_cache
@devices.with_device
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    form = CardForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _ask_pin(request, form.cleaned_data["code"], come_back=safe_next(request))
    return render(request, "users/card.html", {"form": form, "next": safe_next(request)})


@never_cache
@devices.with_device
@require_http_methods(["GET", "HEAD", "POST"])
def pin(request: HttpRequest) -> HttpResponse:
    """One field; nothing of the person is shown before it is right."""
    held: Held | None = request.session.get(CARD)
    if held is None or time.time() - held["at"] > HELD_FOR:
        return redirect("users:card")
    form = CardPinForm(request.POST or None)
    trouble: dict[str, str] = {}
    if request.method == "POST" and form.is_valid():
        code, typed = held["code"], form.cleaned_data["pin"]
        check = tried(request, lambda: cards.check(code, typed, now=clock.now()))
        if check.person:
            del request.session[CARD]
            return enter(
                request,
                check.person,
                method="card",
                come_back=held["next"],
                is_borrowed=form.cleaned_data["is_borrowed"],
            )
        trouble = words(check)
        form.add_error("pin", _("Thẻ và mã PIN này không khớp."))
    return render(request, "users/card_pin.html", {"form": form, **trouble})


def tried(request: HttpRequest, check_pin: Callable[[], pins.Check]) -> pins.Check:
    """One try from this device; after too many wrong ones from it nothing is looked at."""
    device = devices.of(request).id
    may_try = ratelimit.consume(request, action="card_tried") and ratelimit.consume(
        request, action="card_failed", key=device, dry_run=True
    )
    if not may_try:
        return pins.Check(rest=pins.FIRST_REST, was_looked_at=False)
    check = check_pin()
    if check.person is None:
        ratelimit.consume(request, action="card_failed", key=device)
        audit.record("card.refused", device=device)
    return check


def words(check: pins.Check, *, where: Words = ON_PAPER) -> dict[str, str]:
    """What is said of a wrong try, and `where` to look for the right PIN."""
    if check.tries_left:
        left = ngettext("Còn %(count)s lần thử.", "Còn %(count)s lần thử.", check.tries_left)
        return {
            "trouble": _("Chưa vào được"),
            "advice": left % {"count": check.tries_left} + " " + str(where),
        }
    return {
        "trouble": _("Thử sai nhiều lần rồi"),
        "advice": _("Đợi %(time)s rồi thử lại. Quên mã PIN thì nhờ tổ công nghệ số cấp thẻ khác.")
        % {"time": _spoken(check.rest)},
    }


def _spoken(rest: timedelta) -> str:
    minutes = max(1, math.ceil(rest.total_seconds() / 60))
    if minutes <= 60:
        return _("%(count)s phút") % {"count": minutes}
    return _("%(count)s giờ") % {"count": math.ceil(minutes / 60)}


def _ask_pin(request: HttpRequest, code: str, *, come_back: str) -> HttpResponse:
    request.session[CARD] = Held(code=code, next=come_back, at=time.time())
    return redirect("users:card-pin")
