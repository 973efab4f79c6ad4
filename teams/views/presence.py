"""A resident's phone says that she is at a session: by the code, or by the square."""

from uuid import UUID

from allauth.core import ratelimit
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lms.common import clock
from lms.users import devices
from lms.users.models import User
from teams.forms.presence import CodeForm, HereForm
from teams.models import CheckIn
from teams.services import presence

DONE = "teams.presence.done"


@never_cache
@devices.with_device
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """The code, then whose session it is and where, then "here": each answers the one before."""
    if request.method != "POST":
        return _ask(request, CodeForm())
    if "ticket" in request.POST:
        return _confirm(request)
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _ask(request, form)
    return _look(request, form.cleaned_data["code"], form)


@never_cache
@devices.with_device
@require_safe
def scan(request: HttpRequest, mark: str) -> HttpResponse:
    """What the square opens."""
    return _look(request, mark, CodeForm({"code": mark[: presence.CODE_LENGTH]}))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def done(request: HttpRequest) -> HttpResponse:
    """It is noted; and the way back."""
    mark = request.GET.get("p", "")
    try:
        key = UUID(signing.loads(mark, salt=DONE, max_age=24 * 60 * 60))
    except (signing.BadSignature, ValueError) as error:
        raise Http404 from error
    row = get_object_or_404(CheckIn.objects.select_related("team__unit__parent"), pk=key)
    if request.method == "POST":
        presence.withdraw(row, now=clock.now())
        return redirect(f"{request.path}?p={mark}")
    return render(request, "teams/present_done.html", {"row": row})


def _look(request: HttpRequest, typed: str, form: CodeForm) -> HttpResponse:
    """Whose session that is; a device may ask so often only."""
    if not ratelimit.consume(request, action="presence_code", key=devices.of(request).id):
        form.add_error(
            "code", _("Thử nhiều lần rồi. Đợi 10 phút, hoặc nhờ người hướng dẫn ghi tên.")
        )
        return _ask(request, form)
    shown = presence.find(typed, on=clock.today())
    if not shown:
        return _refuse(request, form, _("Hôm nay không có buổi nào mang mã này. Hỏi lại mã."))
    return _here(request, shown)


def _confirm(request: HttpRequest) -> HttpResponse:
    try:
        shown = presence.read(request.POST.get("ticket", ""), on=clock.today())
    except presence.WrongTicket:
        words = _("Mã đã hết hạn. Nhập lại mã của buổi giúp mình.")
        return _refuse(request, CodeForm({"code": "-"}), words)
    ticket = request.POST["ticket"]
    here = HereForm(request.POST, shown=[shown], is_known=request.user.is_authenticated)
    # The one that was chosen, as it was made then.
    here.fields["ticket"].choices = [(ticket, ticket)]  # type: ignore[attr-defined]
    if not here.is_valid():
        return _here(request, [shown], here)
    if not _may_note(request, shown):
        words = _("Buổi này ghi nhiều người quá rồi. Nhờ người hướng dẫn ghi tên giúp mình.")
        return _refuse(request, CodeForm({"code": "-"}), words)
    person = request.user if isinstance(request.user, User) else None
    name = here.cleaned_data.get("full_name", "")
    row = presence.check_in(shown, person=person, name=name, now=clock.now())
    return redirect(f"/co-mat/xong/?p={signing.dumps(str(row.pk), salt=DONE)}")


def _may_note(request: HttpRequest, shown: presence.Shown) -> bool:
    """No hall holds more people than a session may be sent, and no phone notes a whole hall."""
    session = f"{shown.team.pk}:{shown.day}:{shown.nth}"
    return bool(
        ratelimit.consume(request, action="presence_phone", key=devices.of(request).id)
        and ratelimit.consume(request, action="presence_session", key=session)
    )


def _refuse(request: HttpRequest, form: CodeForm, words: str) -> HttpResponse:
    form.is_valid()
    form.add_error("code", words)
    return _ask(request, form)


def _ask(request: HttpRequest, form: CodeForm) -> HttpResponse:
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "teams/present.html", {"form": form}, status=status)


def _here(
    request: HttpRequest, shown: list[presence.Shown], form: HereForm | None = None
) -> HttpResponse:
    status = 422 if form else 200
    form = form or HereForm(shown=shown, is_known=request.user.is_authenticated)
    context = {"form": form, "shown": shown, "is_one": len(shown) == 1}
    return render(request, "teams/present_here.html", context, status=status)
