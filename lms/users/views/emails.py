"""A resident's e-mail address: added, proved by a code, changed, removed."""

import time
from typing import TypedDict

from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lms.users.forms.personal import AddEmailForm, EmailCodeForm
from lms.users.http import AuthenticatedRequest, proved_lately_required
from lms.users.services import emails

HELD = "email_held"
LASTS = 10 * 60
TRIES = 3


class Held(TypedDict):
    """An address a code went to, and what is left of it."""

    email: str
    kept: str
    tries_left: int
    at: float


@proved_lately_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: AuthenticatedRequest) -> HttpResponse:
    """A first address or another one; those who sign in by one have it from their agency."""
    if request.user.has_usable_password():
        messages.info(
            request, _("Thư điện tử này dùng để đăng nhập. Cần đổi thì nhờ cơ quan hoặc tỉnh.")
        )
        return redirect("users:my-data")
    form = AddEmailForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if ratelimit.consume(request, action="email_code_sent", user=request.user):
            email = form.cleaned_data["email"]
            kept = emails.send_code(request.user, email)
            held = Held(email=email, kept=kept, tries_left=TRIES, at=time.time())
            request.session[HELD] = held
            return redirect("users:email-code")
        form.add_error("email", _("Đã gửi nhiều mã rồi. Đợi một giờ rồi thử lại."))
    return render(request, "users/email_add.html", {"form": form, "nav": "mine"})


@proved_lately_required
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: AuthenticatedRequest) -> HttpResponse:
    held: Held | None = request.session.get(HELD)
    if held is None or time.time() - held["at"] > LASTS:
        return redirect("users:email-add")
    form = EmailCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if emails.is_right(held["email"], form.cleaned_data["code"], held["kept"]):
            return _attach(request, held["email"])
        left = held["tries_left"] - 1
        if not left:
            del request.session[HELD]
            messages.error(request, _("Thử sai 3 lần rồi. Nhập lại địa chỉ để nhận mã mới."))
            return redirect("users:email-add")
        request.session[HELD] = {**held, "tries_left": left}
        form.add_error("code", _("Mã chưa đúng. Còn %(count)s lần thử.") % {"count": left})
    page = {"form": form, "email": held["email"], "nav": "mine"}
    return render(request, "users/email_code.html", page)


@proved_lately_required
@require_POST
def remove(request: AuthenticatedRequest) -> HttpResponse:
    if request.user.has_usable_password():
        messages.info(request, _("Thư điện tử này dùng để đăng nhập nên không bỏ được ở đây."))
    elif emails.detach(request.user):
        messages.success(request, _("Đã bỏ thư điện tử."))
    return redirect("users:my-data")


def _attach(request: AuthenticatedRequest, email: str) -> HttpResponse:
    del request.session[HELD]
    try:
        emails.attach(request.user, email)
    except emails.EmailTaken:
        messages.error(request, _("Địa chỉ này đã thuộc hồ sơ khác. Dùng địa chỉ khác giúp mình."))
    else:
        messages.success(request, _("Đã ghi thư điện tử."))
    return redirect("users:my-data")
