"""The way in by phone number, the same for whoever is new and whoever is known."""

import time
from typing import NotRequired, TypedDict

from allauth.core import ratelimit
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from lms.audit import services as audit
from lms.common import clock, phone
from lms.users import devices, shared
from lms.users.forms.entrance import ArrivalForm, LongAgoForm, PhoneForm, PinForm
from lms.users.http import safe_next, with_next
from lms.users.models import PhoneCode, User
from lms.users.services import arrivals, consents, people, pins
from lms.users.views import phone_codes
from lms.users.views.cards import OF_OWN, words
from lms.users.views.entering import enter

SIGN_IN = phone_codes.Errand(
    key="sign_in",
    purpose=PhoneCode.Purpose.SIGN_IN,
    page="users:code",
    again="users:code-again",
    call="users:code-call",
    back="users:sign-in",
    button=gettext_lazy("Vào học"),
)
PROVED = "sign_in_proved"
NOT_THE_SAME = gettext_lazy(
    "Chưa khớp. Mỗi ngày thử được 3 lần. Nhờ tổ công nghệ số cấp thẻ học là lấy lại được bài."
)
PROVED_FOR = 15 * 60
OTHERWISE = "khac"
"""Asked for by whoever is not picked by name on a shared phone."""


class Proved(TypedDict):
    """A number whose holder sits at this session."""

    number: str
    next: str
    at: float
    picked: NotRequired[str]


@never_cache
@devices.with_device
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect(safe_next(request) or settings.LOGIN_REDIRECT_URL)
    if request.method != "POST" and OTHERWISE not in request.GET and shared.people(request):
        return redirect(with_next("users:shared", safe_next(request)))
    held = phone_codes.pending(request, SIGN_IN)
    number = phone.display(held["number"]) if held else ""
    form = PhoneForm(request.POST or None, initial={"number": number})
    if request.method == "POST" and form.is_valid():
        why_not = phone_codes.send(
            request, SIGN_IN, form.cleaned_data["number"], come_back=safe_next(request)
        )
        if not why_not:
            return redirect("users:code")
        form.add_error("number", why_not)
    page = {"form": form, "next": safe_next(request), "provider": settings.OIDC_NAME}
    return render(request, "users/sign_in.html", page)


@never_cache
@devices.with_device
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    return phone_codes.ask(request, SIGN_IN, done=_let_in)


@never_cache
@devices.with_device
@require_POST
def code_again(request: HttpRequest) -> HttpResponse:
    return phone_codes.again(request, SIGN_IN)


@never_cache
@devices.with_device
@require_POST
def code_call(request: HttpRequest) -> HttpResponse:
    return phone_codes.call(request, SIGN_IN)


@never_cache
@devices.with_device
@require_http_methods(["GET", "HEAD", "POST"])
def who(request: HttpRequest) -> HttpResponse:
    """Who of the household learns now?"""
    proved = _proved(request)
    if proved is None:
        return redirect("users:sign-in")
    now = clock.now()
    household = arrivals.known_lately(proved["number"], now=now)
    if request.method == "POST":
        chosen = request.POST.get("person", "")
        person = next((one for one in household if one.public_id == chosen), None)
        if person is None:
            raise Http404
        return _pick(request, person, proved)
    has_silent = arrivals.long_silent(proved["number"], now=now).exists()
    return render(request, "users/who.html", {"people": household, "has_silent": has_silent})


@never_cache
@devices.with_device
@require_http_methods(["GET", "HEAD", "POST"])
def long_ago(request: HttpRequest) -> HttpResponse:
    """Somebody whom the number let in more than a year ago proves to be still the same."""
    proved = _proved(request)
    if proved is None:
        return redirect("users:sign-in")
    form = LongAgoForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = None
        if ratelimit.consume(request, action="long_ago", key=proved["number"]):
            person = arrivals.prove_long_ago(proved["number"], **form.cleaned_data, now=clock.now())
        if person:
            return _pick(request, person, proved)
        audit.record("sign_in.refused", device=devices.of(request).id)
        form.add_error(None, NOT_THE_SAME)
    return render(request, "users/long_ago.html", {"form": form})


@never_cache
@devices.with_device
@require_http_methods(["GET", "HEAD", "POST"])
def own_pin(request: HttpRequest) -> HttpResponse:
    """The PIN of the name just picked, where its owner wishes one."""
    proved = _proved(request)
    if proved is None or not proved.get("picked"):
        return redirect("users:who" if proved else "users:sign-in")
    household = arrivals.people_of(proved["number"])
    person = get_object_or_404(household, public_id=proved["picked"])
    form = PinForm(request.POST or None)
    form.fields["pin"].help_text = _("6 số bà con đã đặt cho tên này.")
    trouble: dict[str, str] = {}
    if request.method == "POST" and form.is_valid():
        check = pins.own_is_right(person, form.cleaned_data["pin"], now=clock.now())
        if check.person:
            return _enter(request, person, proved)
        trouble = words(check, where=OF_OWN)
        form.add_error("pin", _("Mã PIN này không đúng."))
    return render(request, "users/own_pin.html", {"form": form, "person": person, **trouble})


@never_cache
@devices.with_device
@require_http_methods(["GET", "HEAD", "POST"])
def arrive(request: HttpRequest) -> HttpResponse:
    """Somebody who is new on this number: a name, and a yes to what is kept."""
    proved = _proved(request)
    if proved is None:
        return redirect("users:sign-in")
    form = ArrivalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person = arrivals.arrive(
                proved["number"],
                full_name=form.cleaned_data["full_name"],
                form_of_address=form.cleaned_data["form_of_address"],
                birth_year=form.cleaned_data["birth_year"],
                home_unit=form.cleaned_data["home_unit"],
                wording=str(consents.LEARNING_WORDING),
                now=clock.now(),
            )
        except people.TooManyPeople:
            form.add_error(None, _("Số này đã có 8 người dùng chung. Nhờ tổ công nghệ số giúp."))
        else:
            return _enter(request, person, proved)
    page = {"form": form, "wording": consents.LEARNING_WORDING}
    return render(request, "users/arrive.html", page)


def _let_in(request: HttpRequest, held: phone_codes.Pending) -> HttpResponse:
    devices.remember_login(request, held["number"])
    # Whoever knew the key of this session before the proof does not know it after.
    request.session.cycle_key()
    request.session[PROVED] = Proved(number=held["number"], next=held["next"], at=time.time())
    if arrivals.people_of(held["number"]).exists():
        return redirect("users:who")
    return redirect("users:arrive")


def _proved(request: HttpRequest) -> Proved | None:
    proved: Proved | None = request.session.get(PROVED)
    if proved is None or time.time() - proved["at"] > PROVED_FOR:
        return None
    return proved


def _pick(request: HttpRequest, person: User, proved: Proved) -> HttpResponse:
    """In, or to the PIN of those who set one against the others on this number."""
    if not pins.has_own(person):
        return _enter(request, person, proved)
    request.session[PROVED] = {**proved, "picked": person.public_id}
    return redirect("users:own-pin")


def _enter(request: HttpRequest, person: User, proved: Proved) -> HttpResponse:
    arrivals.confirm_phone(person, proved["number"], now=clock.now())
    request.session.pop(PROVED, None)
    return enter(request, person, method="code", come_back=proved["next"])
