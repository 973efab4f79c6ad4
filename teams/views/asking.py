"""Nhờ đến nhà: a resident asks for a visit, reads the answer, and takes the request back."""

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.common import clock, windows
from lms.places.models import Unit
from lms.users.models import User
from teams.forms.visits import VisitForm, known_of
from teams.models import Coming, VisitRequest
from teams.services import visits
from teams.views import own_phone
from teams.views.nearby import chosen_commune, communes_of_today

ASKED, ASKED_SECONDS = 60, 3600
SHOWN = 20


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def ask(request: HttpRequest) -> HttpResponse:
    """First the commune, then what, when and under which number; works without script."""
    commune = chosen_commune(request)
    person = request.user if isinstance(request.user, User) else None
    if commune is None:
        context = {"communes": communes_of_today()}
        return render(request, "teams/visits/ask.html", context)
    units = Unit.objects.within(commune).valid_on(clock.today()).order_by("-level", "sort_key")
    if request.method != "POST":
        home = person.home_unit_id if person else None
        start = {"unit": home, "wished_part": VisitRequest.Part.ANY, **known_of(person)}
        return _form_page(request, commune, VisitForm(initial=start, units=units))
    form = VisitForm(request.POST, units=units)
    if not form.is_valid():
        return _form_page(request, commune, form, status=422)
    if windows.count("visits-asked", request, seconds=ASKED_SECONDS) > ASKED:
        return render(request, "429.html", status=429)
    who, key = own_phone.who_writes(request)
    try:
        visits.ask(form.cleaned_data["unit"], form.wish(), who, now=clock.now())
    except visits.TooMany:
        form.add_error(None, _("Số này đang chờ ba lời nhờ rồi. Đợi tổ trả lời đã nhé."))
        return _form_page(request, commune, form, status=422)
    messages.success(request, _("Đã gửi tới tổ. Có người trả lời thì hiện ở đây."))
    return own_phone.keep(redirect("teams:visits-mine"), key)


@require_safe
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """What this person or phone asked for, and where it said it comes."""
    who = own_phone.who(request)
    today = clock.today()
    comings = Coming.objects.filter(who.own, plan__planned_on__gte=today)
    context = {
        "requests": list(_own(request).order_by("-asked_at")[:SHOWN]),
        "comings": comings.select_related("plan__topic").order_by("plan__planned_on", "pk")[:SHOWN],
        "is_known": request.user.is_authenticated,
    }
    return render(request, "teams/visits/mine.html", context)


@require_POST
@never_cache
def withdraw(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    found = get_object_or_404(_own(request), pk=visit_id)
    if visits.withdraw(found, who=own_phone.who(request), now=clock.now()):
        messages.success(request, _("Đã báo lại là không cần nữa. Số điện thoại đã xóa."))
    return redirect("teams:visits-mine")


def _own(request: HttpRequest) -> QuerySet[VisitRequest]:
    rows = VisitRequest.objects.filter(own_phone.who(request).own)
    return rows.select_related("team__unit", "unit__parent", "topic", "visitor")


def _form_page(
    request: HttpRequest, commune: Unit, form: VisitForm, *, status: int = 200
) -> HttpResponse:
    context = {"commune": commune, "form": form}
    return render(request, "teams/visits/ask.html", context, status=status)
