"""A phone several people share: picked by name and picture, a place taken, a place given up."""

import time
from typing import TypedDict

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from lms.common import clock
from lms.users import devices, policies, shared
from lms.users.forms.entrance import PinForm
from lms.users.forms.shared import PictureForm
from lms.users.http import AuthenticatedRequest, safe_next, signed_in, with_next
from lms.users.models import PhoneCode, User
from lms.users.services import arrivals, pins
from lms.users.services import cards as learning_cards
from lms.users.views import phone_codes
from lms.users.views.cards import OF_OWN, ON_PAPER, tried, words
from lms.users.views.entering import enter

PICKED = "shared_picked"
PICKED_FOR = 15 * 60
CODE = phone_codes.Errand(
    key="shared_code",
    purpose=PhoneCode.Purpose.SIGN_IN,
    page="users:shared-code",
    again="users:shared-code-again",
    call="users:shared-code-call",
    back="users:shared",
    button=gettext_lazy("Vào học"),
    hides_number=True,
)


class Held(TypedDict):
    """The name this session picked and has not proved."""

    person: str
    next: str
    at: float


@never_cache
@devices.with_device
@require_http_methods(["GET", "HEAD", "POST"])
def pick(request: HttpRequest) -> HttpResponse:
    """Who learns now? Names and pictures of this phone only."""
    if request.user.is_authenticated:
        return redirect(safe_next(request) or settings.LOGIN_REDIRECT_URL)
    found = shared.people(request)
    if not found:
        return redirect(with_next("users:sign-in", safe_next(request)))
    chosen = request.POST.get("person", "")
    person = next((one.person for one in found if one.person.public_id == chosen), None)
    if person:
        request.session[PICKED] = Held(person=chosen, next=safe_next(request), at=time.time())
        return _ask_proof(request, person)
    return render(request, "users/shared.html", {"people": found, "next": safe_next(request)})


@never_cache
@devices.with_device
@require_http_methods(["GET", "HEAD", "POST"])
def pin(request: HttpRequest) -> HttpResponse:
    """The PIN of the name just picked: her own, else that of her card."""
    picked = _picked(request)
    if picked is None:
        return redirect("users:shared")
    form = PinForm(request.POST or None)
    form.fields["pin"].help_text = _("6 số của riêng bà con.")
    trouble: dict[str, str] = {}
    if request.method == "POST" and form.is_valid():
        person, typed = picked.person, form.cleaned_data["pin"]
        is_own = pins.has_own(person)
        right = pins.own_is_right if is_own else learning_cards.pin_is_right
        check = tried(request, lambda: right(person, typed, now=clock.now()))
        if check.person:
            return _enter(request, check.person, method="card")
        trouble = words(check, where=OF_OWN if is_own else ON_PAPER)
        form.add_error("pin", _("Mã PIN này không đúng."))
    page = {"form": form, "picked": picked, **trouble}
    return render(request, "users/shared_pin.html", page)


@never_cache
@devices.with_device
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    return phone_codes.ask(request, CODE, done=_let_in)


@never_cache
@devices.with_device
@require_POST
def code_again(request: HttpRequest) -> HttpResponse:
    return phone_codes.again(request, CODE)


@never_cache
@devices.with_device
@require_POST
def code_call(request: HttpRequest) -> HttpResponse:
    return phone_codes.call(request, CODE)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: AuthenticatedRequest) -> HttpResponse:
    """A picture on this phone, or another one; the sixth is told what to do."""
    person, come_back = request.user, safe_next(request) or settings.LOGIN_REDIRECT_URL
    if not policies.may_use_card(person):
        messages.info(request, _("Máy dùng chung chỉ dành cho bà con học, không cho việc cơ quan."))
        return redirect(settings.LOGIN_REDIRECT_URL)
    form = PictureForm(request.POST or None, free=shared.free_pictures(request, person))
    if request.method == "POST" and _can_prove(person) and form.is_valid():
        answer = redirect(come_back)
        try:
            shared.join(request, answer, person, form.cleaned_data["picture"])
        except shared.Full:
            return redirect(with_next("users:shared-join", come_back))
        messages.success(request, _("Xong. Lần sau mở máy này, chạm vào hình của mình."))
        return answer
    page = {
        "form": form,
        "place": shared.place_of(request, person),
        "others": [one for one in shared.people(request) if one.person != person],
        "is_full": shared.is_full(request, person),
        "has_pin": _has_pin(person),
        "can_prove": _can_prove(person),
        "next": come_back,
    }
    return render(request, "users/shared_join.html", page)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def forget(request: AuthenticatedRequest) -> HttpResponse:
    """What goes from this phone, then her place here and the sign-in."""
    place = shared.place_of(request, request.user)
    if place is None:
        return redirect("account_logout")
    if request.method == "POST":
        answer = redirect("/")
        shared.forget(request, answer, request.user)
        logout(request)
        return answer
    return render(request, "users/shared_forget.html", {"place": place})


def _ask_proof(request: HttpRequest, person: User) -> HttpResponse:
    if _has_pin(person):
        return redirect("users:shared-pin")
    number = arrivals.number_of(person, now=clock.now())
    why_not = _("Máy này chưa có cách nhận ra bà con. Vào bằng số điện thoại hoặc thẻ học.")
    if number:
        why_not = phone_codes.send(request, CODE, number, come_back="")
    if not why_not:
        return redirect("users:shared-code")
    messages.error(request, why_not)
    return redirect(f"{with_next('users:sign-in', safe_next(request) or '/toi/')}&khac=1")


def _let_in(request: HttpRequest, held: phone_codes.Pending) -> HttpResponse:
    picked = _picked(request)
    # Another name may have been picked since the code was sent.
    now = clock.now()
    if (
        picked is None
        or _has_pin(picked.person)
        or arrivals.number_of(picked.person, now=now) != held["number"]
    ):
        return redirect("users:shared")
    arrivals.confirm_phone(picked.person, held["number"], now=now)
    return _enter(request, picked.person, method="code")


def _picked(request: HttpRequest) -> shared.Picked | None:
    held: Held | None = request.session.get(PICKED)
    if held is None or time.time() - held["at"] > PICKED_FOR:
        return None
    found = shared.people(request)
    return next((one for one in found if one.person.public_id == held["person"]), None)


def _enter(request: HttpRequest, person: User, *, method: str) -> HttpResponse:
    held: Held = request.session.pop(PICKED)
    return enter(request, person, method=method, come_back=held["next"])


def _has_pin(person: User) -> bool:
    return pins.has_own(person) or person.cards.open().exists()


def _can_prove(person: User) -> bool:
    return _has_pin(person) or bool(arrivals.number_of(person, now=clock.now()))
