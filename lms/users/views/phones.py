"""Numbers a person signs in with: one more, or one less."""

import time
from typing import TypedDict

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
from lms.users.models import PhoneCode, User
from lms.users.services import arrivals, merging, people
from lms.users.views import phone_codes

ADD = phone_codes.Errand(
    key="add_phone",
    purpose=PhoneCode.Purpose.ADD_PHONE,
    page="users:phone-code",
    again="users:phone-code-again",
    call="users:phone-code-call",
    back="users:phone-add",
    button=gettext_lazy("Thêm số này"),
)


CLAIM = "claim"
CLAIM_FOR = 15 * 60
ANOTHER = "khac"


class Claim(TypedDict):
    """A number proved just now that already serves somebody who may be the same person."""

    number: str
    at: float


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
@require_POST
def code_call(request: AuthenticatedRequest) -> HttpResponse:
    return phone_codes.call(request, ADD)


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


@proved_lately_required
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: AuthenticatedRequest) -> HttpResponse:
    """The number proved just now has a record that may be hers: made one, or left as it is."""
    held: Claim | None = request.session.get(CLAIM)
    if held is None or time.time() - held["at"] > CLAIM_FOR:
        return redirect("users:my-data")
    number = held["number"]
    others = merging.claimable(request.user, number)
    if request.method == "POST":
        chosen = request.POST.get("ai", "")
        other = next((one for one in others if one.public_id == chosen), None)
        if other is None and chosen != ANOTHER:
            return redirect("users:claim")
        del request.session[CLAIM]
        if other:
            _merge(request, other)
        return _add(request, number)
    page = {
        "number": number,
        "others": [
            (one, merging.compare(request.user, one), merging.disagree(request.user, one))
            for one in others
        ],
        "another": ANOTHER,
        "nav": "mine",
    }
    return render(request, "users/claim.html", page)


def _attach(request: HttpRequest, held: phone_codes.Pending) -> HttpResponse:
    if merging.claimable(request.user, held["number"]):  # type: ignore[arg-type]  # a person, as the decorator promises
        request.session[CLAIM] = Claim(number=held["number"], at=time.time())
        return redirect("users:claim")
    return _add(request, held["number"])


def _merge(request: AuthenticatedRequest, other: User) -> None:
    """The record that is signed in stays; under which name is hers to say."""
    user = request.user
    named_as = other if request.POST.get("ten") == other.public_id else user
    merging.merge(other, user, named_as=named_as, by=user, now=clock.now())
    messages.success(request, _("Đã gộp hai hồ sơ làm một. Mọi bài đã học đều còn."))


def _add(request: HttpRequest, number: str) -> HttpResponse:
    user = request.user
    try:
        people.attach_phone(user, number, verified_at=clock.now(), by=user)  # type: ignore[arg-type]  # a person, as the decorator promises
    except people.TooManyPeople:
        messages.error(request, _("Số này đã có 8 người dùng chung. Nhờ tổ công nghệ số giúp."))
    else:
        arrivals.confirm_phone(user, number, now=clock.now())  # type: ignore[arg-type]  # the same
        messages.success(request, _("Đã thêm số điện thoại."))
    return redirect("users:my-data")
