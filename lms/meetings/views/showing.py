"""Examples as everybody sees them, and as those who are named and those who take them up do.

The public pages touch no session; they are asked for anew each time, for what is taken down is gone
at once.
"""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.common import clock
from lms.meetings import policies
from lms.meetings.forms_praising import AdoptForm, AgreeForm
from lms.meetings.models import Adoption, Exemplar
from lms.meetings.services import adopting, praising
from lms.users.http import AuthenticatedRequest, factor_where_due, signed_in
from lms.users.models import Consent

A_PAGE = 20
ADOPTIONS_SHOWN = 100


@require_safe
def exemplars(request: HttpRequest) -> HttpResponse:
    """What is shown today, the newest first, all of it or one kind."""
    chosen = request.GET.get("loai", "")
    rows = praising.shown(clock.today())
    if chosen in Exemplar.Kind.values:
        rows = rows.filter(kind=chosen)
    else:
        chosen = ""
    context = {
        "page": Paginator(rows, A_PAGE).get_page(request.GET.get("trang")),
        "link": f"?loai={chosen}&trang=",
        "kinds": [("", _("Tất cả")), *Exemplar.Kind.choices],
        "chosen": chosen,
    }
    return _public(render(request, "meetings/praise/exemplars.html", context))


@require_safe
def exemplar(request: HttpRequest, public_id: str) -> HttpResponse:
    one = praising.shown(clock.today()).filter(public_id=public_id).first()
    if one is None:
        return _public(render(request, "meetings/praise/gone.html", {}, status=404))
    adoptions = one.adoptions.filter(withdrawn_at=None).select_related("unit__parent")
    context = {
        "one": one,
        "steps": one.steps.splitlines(),
        "adoptions": adoptions.order_by("-since", "-pk")[:ADOPTIONS_SHOWN],
        "adoptions_count": adoptions.count(),
    }
    return _public(render(request, "meetings/praise/exemplar.html", context))


@require_safe
@signed_in
def mine(request: AuthenticatedRequest) -> HttpResponse:
    """Where I am named, and what I said to it."""
    places = praising.of_person(request.user)
    return render(request, "meetings/praise/mine.html", {"places": places})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def agree(request: AuthenticatedRequest, public_id: str) -> HttpResponse:
    """The very words that would be shown; yes, no, or no longer."""
    place = get_object_or_404(praising.of_person(request.user), exemplar__public_id=public_id)
    one = place.exemplar
    form = AgreeForm(request.POST if request.POST.get("viec") == "dong-y" else None)
    if request.method == "POST" and request.POST.get("viec") == "khong":
        if praising.refuse(place, by=request.user, now=clock.now()):
            messages.success(request, _("Đã ghi là không đồng ý. Trang không còn ai xem được."))
        return redirect("/neu-guong/cua-toi/")
    # Taken down while the page stood open: it says so, and why, and that nothing was agreed to.
    if form.is_bound and form.is_valid() and one.state != Exemplar.State.TAKEN_DOWN:
        praising.agree(place, channel=Consent.Channel.SCREEN, by=None, now=clock.now())
        messages.success(request, _("Cảm ơn bà con đã đồng ý. Rút lại lúc nào cũng được."))
        return redirect("/neu-guong/cua-toi/")
    context = {
        "place": place,
        "one": one,
        "wording": str(praising.WORDING) % {"title": one.title},
        "form": form,
        "is_gone": one.state == Exemplar.State.TAKEN_DOWN,
        "was_agreed": request.method == "POST",
    }
    status = 422 if request.method == "POST" else 200
    if one.state == Exemplar.State.TAKEN_DOWN and request.method == "POST":
        status = 409
    return render(request, "meetings/praise/agree.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@factor_where_due
def adopt(request: AuthenticatedRequest, public_id: str) -> HttpResponse:
    """My place took up this way of working."""
    one = _way(public_id)
    if one is None:
        return _public(render(request, "meetings/praise/gone.html", {}, status=404))
    units = policies.adopting_for(request.user)
    if not units.exists():
        raise PermissionDenied
    form = AdoptForm(units, request.POST or None)
    if form.is_bound and form.is_valid():
        said: dict[str, Any] = form.cleaned_data
        made = adopting.adopt(
            one,
            said["unit"],
            since=said["since"],
            note=said["note"],
            by=request.user,
            now=clock.now(),
        )
        if made:
            messages.success(request, _("Đã ghi nơi áp dụng. Cảm ơn đã chia sẻ."))
        else:
            messages.info(request, _("Nơi này đã được ghi là áp dụng trước đó."))
        return redirect(f"{one.get_absolute_url()}da-ap-dung/")
    own = one.adoptions.filter(withdrawn_at=None).select_related("unit__parent")
    context = {
        "one": one,
        "form": form,
        "own": [row for row in own if policies.may_give_up(request.user, row)],
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "meetings/praise/adopt.html", context, status=status)


@require_POST
@factor_where_due
def give_up(request: AuthenticatedRequest, adoption_id: int) -> HttpResponse:
    """Take the mark back."""
    rows = Adoption.objects.select_related("exemplar", "unit")
    found = get_object_or_404(rows, pk=adoption_id)
    if not policies.may_give_up(request.user, found):
        raise PermissionDenied
    if adopting.give_up(found, by=request.user, now=clock.now()):
        messages.success(request, _("Đã bỏ đánh dấu."))
    return redirect(found.exemplar)


def _way(public_id: str) -> Exemplar | None:
    rows = praising.shown(clock.today()).filter(kind=Exemplar.Kind.WAY)
    return rows.filter(public_id=public_id).first()


def _public(answer: HttpResponse) -> HttpResponse:
    answer.headers["Cache-Control"] = "no-cache"
    return answer
