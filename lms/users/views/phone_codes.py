"""Asking for a code and typing it in: the same page for signing in, proving and adding a number."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypedDict

from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.common import clock
from lms.users import devices
from lms.users.forms.entrance import CodeForm
from lms.users.models import PhoneCode
from lms.users.services import codes

type Words = str | Promise
SITE_SPENT = (
    "Hôm nay đã hết lượt gửi mã cho bà con. Vào bằng thẻ học, nhờ tổ công nghệ số của thôn, "
    "hoặc mai thử lại. Bài đã học trên máy vẫn còn."
)
NUMBER_CALLED = (
    "Hôm nay số này đã được gọi nhiều lần rồi. Xem lại tin nhắn, vào bằng thẻ học, nhờ tổ công "
    "nghệ số của thôn, hoặc mai thử lại."
)


class Pending(TypedDict):
    """What the session remembers of a code that was sent."""

    number: str
    code: str
    next: str


@dataclass(frozen=True)
class Errand:
    """What a code is for: where the session keeps it and which pages belong to it.

    `hides_number` where whoever asks did not type the number and may not be its owner.
    """

    key: str
    purpose: PhoneCode.Purpose
    page: str
    again: str
    call: str
    back: str
    button: Words
    hides_number: bool = False


def pending(request: HttpRequest, errand: Errand) -> Pending | None:
    """The code this session waits for, if any."""
    held: Pending | None = request.session.get(errand.key)
    return held


def send(request: HttpRequest, errand: Errand, number: str, *, come_back: str) -> str:
    """Send a code and remember it; empty, or why no code was sent, in words for a person."""
    if not ratelimit.consume(request, action="phone_code_sent"):
        return _("Đang có quá nhiều người cùng đăng nhập ở đây. Đợi vài phút rồi thử lại.")
    try:
        code = codes.send(
            number, purpose=errand.purpose, asker=_asker(request, number), now=clock.now()
        )
    except codes.TooSoon as early:
        code = early.code
    except codes.BudgetSpent:
        return _("Hôm nay số này đã nhận nhiều mã rồi. Mai thử lại, hoặc nhờ tổ công nghệ số.")
    except codes.SiteSpent:
        return SITE_SPENT
    request.session[errand.key] = Pending(number=number, code=str(code.pk), next=come_back)
    return ""


def ask(
    request: HttpRequest, errand: Errand, *, done: Callable[[HttpRequest, Pending], HttpResponse]
) -> HttpResponse:
    """The page with one field; `done` answers the right code, which the session then forgets."""
    held = pending(request, errand)
    if held is None:
        return redirect(errand.back)
    form = CodeForm(request.POST or None, was_called=codes.was_called(held["code"]))
    trouble: dict[str, str] = {}
    if request.method == "POST" and form.is_valid():
        check = _check(request, errand, held, form)
        if check.is_right:
            del request.session[errand.key]
            return done(request, held)
        trouble = _trouble(check, was_called=form.was_called)
        form.add_error("code", _("Mã 6 số này không khớp. Nhập lại mã mới nhất."))
    return render(request, "users/code.html", _page(errand, held, form) | trouble)


def again(request: HttpRequest, errand: Errand) -> HttpResponse:
    """Another code to the same number, unless the last one was sent a moment ago."""
    held = pending(request, errand)
    if held is None:
        return redirect(errand.back)
    before = held["code"]
    if why_not := send(request, errand, held["number"], come_back=held["next"]):
        messages.error(request, why_not)
    elif request.session[errand.key]["code"] == before:
        messages.info(request, _("Mã vừa được nhắn. Đợi một lát rồi xem lại tin nhắn."))
    else:
        messages.success(request, _("Đã nhắn mã mới. Mã cũ không dùng được nữa."))
    return redirect(errand.page)


def call(request: HttpRequest, errand: Errand) -> HttpResponse:
    """The code that was sent, read aloud by a call."""
    held = pending(request, errand)
    if held is None:
        return redirect(errand.back)
    if not ratelimit.consume(request, action="phone_code_sent"):
        messages.error(request, _("Đang có quá nhiều người cùng gọi ở đây. Đợi vài phút rồi thử."))
        return redirect(errand.page)
    try:
        codes.call(held["code"], now=clock.now())
    except codes.NotCalled:
        messages.info(request, _("Mã này chưa gọi được. Bấm “Nhắn lại mã”, đợi một lát rồi gọi."))
    except codes.BudgetSpent:
        messages.error(request, NUMBER_CALLED)
    except codes.SiteSpent:
        messages.error(request, SITE_SPENT)
    else:
        messages.success(request, _("Đang gọi tới số này. Nghe máy, mã được đọc chậm hai lần."))
    return redirect(errand.page)


def _asker(request: HttpRequest, number: str) -> codes.Asker:
    if request.user.is_authenticated:
        return codes.Asker(device=f"person-{request.user.pk}", is_known=False)
    device = devices.of(request)
    return codes.Asker(device=device.id, is_known=device.knows(number))


def _check(request: HttpRequest, errand: Errand, held: Pending, form: CodeForm) -> codes.Check:
    if not ratelimit.consume(request, action="phone_code_tried"):
        return codes.Check(is_right=False, tries_left=0)
    return codes.check(
        held["code"], form.cleaned_data["code"], purpose=errand.purpose, now=clock.now()
    )


def _trouble(check: codes.Check, *, was_called: bool) -> dict[str, str]:
    if not check.tries_left:
        return {
            "trouble": _("Mã này không dùng được nữa"),
            "advice": _("Mã đã quá 5 phút hoặc đã thử 3 lần. Nhắn lại mã để nhận mã mới."),
        }
    left = ngettext("Còn %(count)s lần thử.", "Còn %(count)s lần thử.", check.tries_left)
    way = (
        _("Nghe chưa rõ thì bấm “Nhắn lại mã”, đợi một lát rồi gọi lại.")
        if was_called
        else _("Xem lại tin nhắn mới nhất, có thể mã cũ đã hết hạn.")
    )
    return {
        "trouble": _("Mã chưa đúng"),
        "advice": f"{left % {'count': check.tries_left}} {way}",
    }


def _page(errand: Errand, held: Pending, form: CodeForm) -> dict[str, object]:
    code, now = PhoneCode.objects.filter(pk=held["code"]).first(), clock.now()
    return {
        "form": form,
        "number": held["number"],
        "wait": codes.wait(code, now=now) if code else 0,
        "may_call": bool(code and codes.may_be_called(code, now=now)),
        "errand": errand,
        "page_kind": "code",
    }
