"""Numbers a person signs in with: one more, or one less."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from lms.common import clock
from lms.users.forms.personal import AddPhoneForm
from lms.users.http import AuthenticatedRequest, proved_lately_required
from lms.users.models import PhoneCode
from lms.users.services import people
from lms.users.views import phone_codes

ADD = phone_codes.Errand(
    key="add_phone",
    purpose=PhoneCode.Purpose.ADD_PHONE,
    page="users:phone-code",
    again="users:phone-code-again",
    back="users:phone-add",
    button=gettext_lazy("Thêm số này"),
)


@proved_lately_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: AuthenticatedRequest) -> HttpResponse:
    form = AddPhoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        number = form.cleaned_data["number"]
        why_not = phone_codes.send(request, ADD, number, come_back="")
        if not why_not:
            return redirect("users:phone-code")
        form.add_error("number", why_not)
    return render(request, "users/phone_add.html", {"form": form, "nav": "mine"})


@proved_lately_required
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: AuthenticatedRequest) -> HttpResponse:
    return phone_codes.ask(request, ADD, done=_attach)


@proved_lately_required
@require_POST
def code_again(request: AuthenticatedRequest) -> HttpResponse:
    return phone_codes.again(request, ADD)


@proved_lately_required
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """A question first, then the number goes and every other device is signed out."""
    phone = get_object_or_404(request.user.login_phones, pk=pk)
    is_last = False
    if request.method == "POST":
        try:
            people.detach_phone(request.user, phone.number, by=request.user)
        except people.LastPhone:
            is_last = True
        else:
            people.end_sessions(request.user)
            update_session_auth_hash(request, request.user)
            messages.success(request, _("Đã bỏ số. Các máy khác đã được đăng xuất."))
            return redirect("users:my-data")
    page = {"phone": phone, "is_last": is_last, "nav": "mine"}
    return render(request, "users/phone_remove.html", page)


def _attach(request: HttpRequest, held: phone_codes.Pending) -> HttpResponse:
    user = request.user
    try:
        people.attach_phone(user, held["number"], verified_at=clock.now(), by=user)  # type: ignore[arg-type]  # a person, as the decorator promises
    except people.TooManyPeople:
        messages.error(request, _("Số này đã có 8 người dùng chung. Nhờ tổ công nghệ số giúp."))
    else:
        messages.success(request, _("Đã thêm số điện thoại."))
    return redirect("users:my-data")
